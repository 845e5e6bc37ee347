// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Loads kernels whose CRC is wrong, with a recorder instead of the kernel. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/packed.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

TEST(without_a_machine_to_read_corrupt_files_are_seen_too)
{
	struct kexec_image *image;
	struct bzimage damaged;
	struct fixture fixture;

	recorder = (struct recorder){ 0 };
	fixture_make(&fixture);
	bzimage_make(&damaged);
	damaged.data[sizeof(damaged.data) - 100] ^= 1;
	fixture_put(&fixture, "/kernel", bzimage_bytes(&damaged));
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -ENOEXEC);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "checksum");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

TEST(a_skipped_check_is_warned_about_once)
{
	struct kexec_image *image;
	struct bzimage damaged;
	struct fixture fixture;
	const char *warning;

	image = recorder_start(&fixture, fixture_make_pc);
	kexec_image_close(image);
	bzimage_make(&damaged);
	damaged.data[sizeof(damaged.data) - 100] ^= 1;
	fixture_put(&fixture, "/kernel", bzimage_bytes(&damaged));
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_SKIP_CHECKS), 0);
	recorder.file_answer = -ENOSYS;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.loads, 1);
	warning = strstr(fixture.log, "CRC-32");
	assert_non_null(warning);
	assert_null(strstr(warning + 1, "CRC-32"));
	recorder_finish(&fixture, image);
}

/* Changed in bytes that neither kernel nor loader reads. */
TEST(a_marked_kernel_is_loaded_with_one_warning)
{
	static const enum kexec_method methods[] = { KEXEC_METHOD_LOAD,
						     KEXEC_METHOD_FILE_LOAD };
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage marked;
	const char *warning;
	size_t i;

	packed_kernel(&marked, &packed_rows[0]);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		kexec_image_close(recorder_start(&fixture, fixture_make_pc));
		fixture_put(&fixture, "/kernel", bzimage_bytes(&marked));
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_load(image, methods[i]),
				 packed_rows[0].has_library ? 0 : -ENOEXEC);
		assert_int_equal(recorder.loads + recorder.file_loads,
				 packed_rows[0].has_library);
		warning = strstr(fixture.log, "CRC-32");
		assert_int_equal(!!warning, packed_rows[0].has_library);
		assert_false(warning && strstr(warning + 1, "CRC-32"));
		recorder_finish(&fixture, image);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_a_machine_to_read_corrupt_files_are_seen_too),
		cmocka_unit_test(a_skipped_check_is_warned_about_once),
		cmocka_unit_test(a_marked_kernel_is_loaded_with_one_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
