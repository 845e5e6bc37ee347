/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An image whose system calls are recorded. */
#ifndef TEST_UNIT_LIB_RECORDED_IMAGE_H
#define TEST_UNIT_LIB_RECORDED_IMAGE_H

#include "lib/image/image.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

/* With the fixture's kernel and an empty recorder; @make is in fixture.h. */
static inline struct kexec_image *
recorder_start(struct fixture *fixture, void (*make)(struct fixture *fixture))
{
	struct kexec_image *image;

	recorder = (struct recorder){ 0 };
	make(fixture);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static inline void recorder_finish(struct fixture *fixture,
				   struct kexec_image *image)
{
	kexec_image_close(image);
	fixture_free(fixture);
}

#endif
