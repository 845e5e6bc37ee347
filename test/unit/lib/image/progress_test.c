// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Stages come in their order, and what is done grows up to half for the call.
 */
#include "lib/image/progress.h"

#include <errno.h>

#include "test/unit/lib/recorded_image.h"

static struct {
	unsigned int count;
	enum kexec_stage stages[16];
	uint64_t done[16];
	uint64_t total;
} seen;

static void note(void *data, enum kexec_stage stage, uint64_t done,
		 uint64_t total)
{
	assert_ptr_equal(data, &seen);
	assert_true(seen.count < ARRAY_SIZE(seen.stages));
	assert_true(done <= total);
	seen.stages[seen.count] = stage;
	seen.done[seen.count++] = done;
	seen.total = total;
}

TEST(a_load_says_how_far_it_is)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 kernel;
	u64 initrd;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	kernel = image->kernel.bytes.size;
	initrd = image->initrds[0].bytes.size;
	kexec_ctx_set_progress(fixture.ctx, note, &seen);
	seen.count = 0;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(seen.total, 2 * (kernel + initrd));
	assert_int_equal(seen.stages[0], KEXEC_STAGE_CHECK);
	assert_int_equal(seen.done[0], 0);
	assert_int_equal(seen.stages[seen.count - 1], KEXEC_STAGE_CALL);
	assert_int_equal(seen.done[seen.count - 1], kernel + initrd);
	/* The call that is tried after another one begins there again. */
	seen.count = 0;
	recorder.file_answer = -ENOSYS;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.stages[1], KEXEC_STAGE_CALL);
	assert_int_equal(seen.stages[2], KEXEC_STAGE_CALL);
	kexec_ctx_set_progress(fixture.ctx, NULL, NULL);
	seen.count = 0;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(seen.count, 0);
	recorder_finish(&fixture, image);
}

TEST(each_file_counts_once_before_the_call)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 initrd;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	initrd = image->initrds[0].bytes.size;
	kexec_ctx_set_progress(fixture.ctx, note, &seen);
	seen.count = 0;
	kxl_progress(image, KEXEC_STAGE_INITRDS, 3);
	kxl_progress(image, KEXEC_STAGE_KERNEL, 0);
	assert_int_equal(seen.done[0], 3);
	assert_int_equal(seen.done[1], initrd);
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_says_how_far_it_is),
		cmocka_unit_test(each_file_counts_once_before_the_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
