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
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -ENOEXEC);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "checksum");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

/* Of a crash kernel all of it counts: it runs when nothing else does. */
TEST(for_the_running_kernel_alone_the_header_is_read_alone)
{
	static const struct {
		const char *name;
		enum kexec_slot slot;
		int answer;
		int result;
		unsigned int calls;
		const char *error;
	} rows[] = {
		{ "it is loaded", KEXEC_SLOT_NORMAL, 0, 0, 1, "" },
		{ "it is refused", KEXEC_SLOT_NORMAL, -ENOEXEC, -ENOEXEC, 1,
		  "checksum" },
		{ "so is its signature", KEXEC_SLOT_NORMAL, -EKEYREJECTED,
		  -ENOEXEC, 1, "checksum" },
		{ "the file is not why", KEXEC_SLOT_NORMAL, -EBUSY, -EBUSY, 1,
		  "busy" },
		{ "a crash kernel", KEXEC_SLOT_CRASH, 0, -ENOEXEC, 0,
		  "checksum" },
	};
	struct kexec_image *image;
	struct bzimage damaged;
	struct fixture fixture;
	size_t i;

	bzimage_make(&damaged);
	damaged.data[sizeof(damaged.data) - 100] ^= 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		kexec_image_close(recorder_start(&fixture, fixture_make_crash));
		fixture_put(&fixture, "/kernel", bzimage_bytes(&damaged));
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_set_slot(image, rows[i].slot), 0);
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			   rows[i].result);
		assert_row(rows[i].name, recorder.file_loads, rows[i].calls);
		if (rows[i].result)
			assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
					    rows[i].error);
		recorder_finish(&fixture, image);
	}
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
	struct kexec_image *image;
	struct fixture fixture;
	struct bzimage marked;
	const char *warning;

	packed_kernel(&marked, &packed_rows[0]);
	kexec_image_close(recorder_start(&fixture, fixture_make_pc));
	fixture_put(&fixture, "/kernel", bzimage_bytes(&marked));
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD),
			 packed_rows[0].has_library ? 0 : -ENOEXEC);
	assert_int_equal(recorder.loads, packed_rows[0].has_library);
	warning = strstr(fixture.log, "CRC-32");
	assert_int_equal(!!warning, packed_rows[0].has_library);
	assert_false(warning && strstr(warning + 1, "CRC-32"));
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_a_machine_to_read_corrupt_files_are_seen_too),
		cmocka_unit_test(
			for_the_running_kernel_alone_the_header_is_read_alone),
		cmocka_unit_test(a_skipped_check_is_warned_about_once),
		cmocka_unit_test(a_marked_kernel_is_loaded_with_one_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
