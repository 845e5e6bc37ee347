// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What an image's options are in core/'s request. */
#include "lib/image/request.h"

#include <stdint.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(each_option_has_its_field)
{
	static const struct {
		unsigned int options;
		enum kx_purpose purpose;
		u32 flags;
	} rows[] = {
		{ 0, KX_PURPOSE_NORMAL, 0 },
		{ KEXEC_OPTION_PRESERVE_CONTEXT, KX_PURPOSE_RETURNING, 0 },
		{ KEXEC_OPTION_REAL_MODE, KX_PURPOSE_NORMAL,
		  KX_ENTER_REAL_MODE },
		{ KEXEC_OPTION_MEMMAP_CMDLINE, KX_PURPOSE_NORMAL,
		  KX_MEMMAP_WORDS },
		{ KEXEC_OPTION_DEBUG | KEXEC_OPTION_NO_EFI, KX_PURPOSE_NORMAL,
		  0 },
	};
	struct kexec_image *image;
	struct kx_request request;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			kexec_image_set_options(image, rows[i].options), 0);
		request = kxl_request(image);
		assert_int_equal(request.purpose, rows[i].purpose);
		assert_int_equal(request.flags, rows[i].flags);
		assert_ptr_equal(request.arch, &kx_arch_x86_64);
		assert_null(request.machine);
	}
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(window_line_and_console_are_the_images)
{
	const struct kexec_console console = { KEXEC_CONSOLE_VGA, 0x2f8, 9600 };
	struct kexec_image *image;
	struct kx_request request;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	request = kxl_request(image);
	assert_int_equal(request.cmdline.size, 0);
	assert_false(kxl_image_has_window(image));
	assert_int_equal(kexec_image_set_cmdline(image, "a=b"), 0);
	assert_int_equal(kexec_image_set_window(image, 0x1000, 0x2000), 0);
	assert_int_equal(kexec_image_set_console(image, &console), 0);
	request = kxl_request(image);
	assert_int_equal(request.cmdline.size, 3);
	assert_memory_equal(request.cmdline.data, "a=b", 3);
	assert_int_equal(request.within.start, 0x1000);
	assert_int_equal(request.within.end, 0x2000);
	assert_int_equal(request.console.port, 0x2f8);
	assert_true(kxl_image_has_window(image));
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* By tables, a kernel of 8 MB takes 27 M instructions of each load. */
TEST(a_faster_crc_is_the_same)
{
	struct dice dice = dice_new();
	static struct kx_crc32 tables;
	struct kexec_image *image;
	struct fixture fixture;
	kx_crc32_fn *faster;
	int round;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	faster = kxl_request(image).crc32;
	assert_int_equal(!!faster, HAVE_DEFLATE);
	kx_crc32_init(&tables);
	for (round = 0; round < 2000 && faster; round++) {
		u8 data[300];
		u64 size = dice_roll(&dice, sizeof(data));
		u32 crc = (u32)dice_any(&dice);
		u64 i;

		for (i = 0; i < size; i++)
			data[i] = (u8)dice_any(&dice);
		assert_int_equal(
			faster(crc, kx_bytes(data, size)),
			kx_crc32_update(&tables, crc, kx_bytes(data, size)));
	}
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_has_its_field),
		cmocka_unit_test(window_line_and_console_are_the_images),
		cmocka_unit_test(a_faster_crc_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
