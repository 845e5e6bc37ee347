// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Verdicts on a kernel file and its command line, before any plan. */
#include "lib/image/vet.h"

#include <errno.h>
#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct kexec_image *open_kernel(const struct fixture *fixture)
{
	struct kexec_image *image;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static void damage_kernel(const struct fixture *fixture)
{
	struct bzimage image;

	bzimage_make(&image);
	image.data[sizeof(image.data) - 100] ^= 1;
	fixture_put(fixture, "/kernel", bzimage_bytes(&image));
}

TEST(being_unable_to_plan_is_no_verdict_on_the_file)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOENT);
	assert_int_equal(kxl_vet(image, 0), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_verdict_on_the_file_needs_no_machine_and_comes_first)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	damage_kernel(&fixture);
	image = open_kernel(&fixture);
	assert_int_equal(kxl_vet(image, 0), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "checksum");
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "checksum");
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* The standard image allows 2047 bytes, including the final NUL. */
TEST(a_reserve_makes_the_command_line_shorter)
{
	struct kexec_image *image;
	struct fixture fixture;
	char line[2047];

	fixture_make(&fixture);
	image = open_kernel(&fixture);
	memset(line, 'x', sizeof(line));
	line[2046 - 30] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(kxl_vet(image, 30), 0);
	line[2046 - 30] = 'x';
	line[2046] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(kxl_vet(image, 30), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	assert_int_equal(kexec_ctx_error(fixture.ctx)->limit, 2016);
	assert_int_equal(kxl_vet(image, 0), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(too_large_for_this_machine_is_no_verdict_on_the_file)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 8192 kB\n");
	image = open_kernel(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason,
		       "kernel: segment is larger than half of memory ("));
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "use a machine with more memory");
	assert_int_equal(kxl_vet(image, 0), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			being_unable_to_plan_is_no_verdict_on_the_file),
		cmocka_unit_test(
			a_verdict_on_the_file_needs_no_machine_and_comes_first),
		cmocka_unit_test(a_reserve_makes_the_command_line_shorter),
		cmocka_unit_test(
			too_large_for_this_machine_is_no_verdict_on_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
