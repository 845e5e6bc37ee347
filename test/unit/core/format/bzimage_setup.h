/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Shared by the tests of the bzImage loader: an image, a machine, a plan. */
#ifndef TEST_UNIT_CORE_FORMAT_BZIMAGE_SETUP_H
#define TEST_UNIT_CORE_FORMAT_BZIMAGE_SETUP_H

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"
#include "test/unit/core/exact_map.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

struct setup {
	struct bzimage image;
	struct test_machine test;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_fault fault;
};

static inline int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	bzimage_make(&s->image);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, bzimage_bytes(&s->image));
	*state = s;
	return 0;
}

static inline int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Plans with a fresh arena; checks every plan with the oracle. */
static inline int make(struct setup *s)
{
	const char *broken;
	int err;

	s->test.arena.used = 0;
	err = exact_plan_make(&s->request, "bzImage64", &s->plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->request, &s->plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

/* Change one field, make the CRC right, and plan. */
static inline int make_with(struct setup *s, u64 offset, u32 width, u64 value)
{
	bzimage_put(&s->image, offset, width, value);
	bzimage_seal(&s->image);
	return make(s);
}

static inline const u8 *boot_data(const struct setup *s)
{
	return s->plan.segments[s->plan.count - 1].buf;
}

/* A number in the boot_params of the plan. */
static inline u64 param(const struct setup *s, u64 offset, u32 width)
{
	const u8 *params = boot_data(s) + KX_BOOT_PARAMS_SIZE;
	u64 number = 0;

	while (width--)
		number = number << 8 | params[offset + width];
	return number;
}

static inline u64 ramdisk_image(const struct setup *s)
{
	return param(s, 0x0c0, 4) << 32 | param(s, 0x218, 4);
}

static inline u64 ramdisk_size(const struct setup *s)
{
	return param(s, 0x0c4, 4) << 32 | param(s, 0x21c, 4);
}

#endif
