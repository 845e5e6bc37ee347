// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Images: setting files and options. */
#include "lib/image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(an_image_keeps_its_files_in_order)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.kernel), 0);
	assert_int_equal(image->nr_initrds, 2);
	assert_string_equal(image->initrds[0].name, fixture.initrd);
	assert_string_equal(image->initrds[1].name, fixture.kernel);
	kexec_image_close(image);
	kexec_image_close(NULL);
	fixture_free(&fixture);
}

TEST(an_initrd_that_is_missing_leaves_the_image_as_it_was)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_initrd(image, "/nonexistent"),
			 -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "open initrd");
	assert_int_equal(image->nr_initrds, 0);
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, "/nonexistent", &image),
			 -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "open kernel");
	fixture_free(&fixture);
}

TEST(another_kernel_is_offered_for_one_that_is_missing)
{
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, "/nonexistent", &image),
			 -ENOENT);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->advice, "check the path");
	fixture_text(&fixture, "/usr/lib/modules/6.1/vmlinuz", "a kernel");
	assert_int_equal(kexec_image_open(fixture.ctx, "/nonexistent", &image),
			 -ENOENT);
	assert_string_equal(
		error->text,
		"open kernel /nonexistent: No such file or directory; check "
		"the path, or give /usr/lib/modules/6.1/vmlinuz");
	/* A path that exists is wrong for other reasons. */
	assert_int_equal(kexec_image_open(fixture.ctx, "/", &image), -EINVAL);
	assert_null(strstr(error->text, "6.1"));
	fixture_free(&fixture);
}

TEST(a_descriptor_that_is_not_open_is_refused)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open_fd(fixture.ctx, -1, "it", &image),
			 -EBADF);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "open kernel");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "it");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_initrd_fd(image, -1, "other"), -EBADF);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "open initrd");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, "other");
	assert_int_equal(image->nr_initrds, 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(descriptors_do_as_well_as_paths)
{
	struct kexec_image *image;
	struct fixture fixture;
	int kernel;
	int initrd;

	fixture_make(&fixture);
	kernel = open(fixture.kernel, O_RDONLY | O_CLOEXEC);
	initrd = open(fixture.initrd, O_RDONLY | O_CLOEXEC);
	assert_int_equal(kexec_image_open_fd(fixture.ctx, kernel, "K", &image),
			 0);
	assert_int_equal(kexec_image_add_initrd_fd(image, initrd, "I"), 0);
	close(kernel);
	close(initrd);
	assert_true(kxl_text_is(image->initrds[0].bytes, "ramdisk"));
	assert_string_equal(image->kernel.name, "K");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(the_command_line_is_set_or_reused)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_string_equal(kexec_image_cmdline(image), "");
	assert_int_equal(kexec_image_set_cmdline(image, "a  b "), 0);
	assert_string_equal(kexec_image_cmdline(image), "a  b ");
	assert_int_equal(kexec_image_set_cmdline(image, NULL), 0);
	assert_string_equal(kexec_image_cmdline(image), "");
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), 0);
	assert_string_equal(kexec_image_cmdline(image), "root=/dev/sda1 quiet");
	assert_int_equal(kexec_image_reuse_cmdline(image, "x y"), 0);
	assert_string_equal(kexec_image_cmdline(image),
			    "root=/dev/sda1 quiet x y");
	assert_null(strstr(fixture.log, "a quote"));
	fixture_text(&fixture, "/proc/cmdline", "a=\"b c\n");
	assert_int_equal(kexec_image_reuse_cmdline(image, "x y"), 0);
	assert_string_equal(kexec_image_cmdline(image), "a=\"b c\" x y");
	assert_non_null(strstr(fixture.log, "/proc/cmdline: a quote on the "
					    "command line is open, so it is "
					    "closed before x y\n"));
	fixture_remove(&fixture, "/proc/cmdline");
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/proc/cmdline");
	assert_string_equal(kexec_image_cmdline(image), "a=\"b c\" x y");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_window_that_ends_before_it_begins_is_refused)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_window(image, 2, 1), -EINVAL);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->value, 2);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->limit, 1);
	assert_int_equal(image->within.start, 0);
	/* No plan fits there, but it is a window. */
	assert_int_equal(kexec_image_set_window(image, 1, 1), 0);
	assert_int_equal(kexec_image_set_window(image, 1, 2), 0);
	assert_int_equal(image->within.end, 2);
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* They have the kernel's place, which may be random. */
TEST(a_plan_that_is_dropped_leaves_no_addresses)
{
	static const struct kexec_segment none[KX_SEGMENT_MAX];
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(image->segments[0].mem);
	assert_int_equal(kexec_image_set_cmdline(image, "x"), 0);
	assert_memory_equal(image->segments, none, sizeof(none));
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(every_change_drops_the_plan)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_cmdline(image, "x"), 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_type(image, "x"), 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	image->is_vetted = true;
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_SKIP_CHECKS), 0);
	assert_false(image->is_planned);
	assert_false(image->is_vetted);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_window(image, 0, 1), 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_on_damage(image, KEXEC_DAMAGE_HALT),
			 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_set_arguments(image, KEXEC_ARGUMENTS_ELF),
			 0);
	assert_false(image->is_planned);
	image->is_planned = true;
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), 0);
	assert_false(image->is_planned);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_line_without_crypto_tests_is_made_anew_each_time)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_NO_CRYPTO_TESTS),
		0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(kexec_image_set_cmdline(image, "x"), 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_string_equal(kexec_image_cmdline(image),
				    "x cryptomgr.notests");
	}
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_string_equal(kexec_image_cmdline(image),
			    "root=/dev/sda1 quiet cryptomgr.notests");
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_string_equal(kexec_image_cmdline(image), "root=/dev/sda1 quiet");
	fixture_text(&fixture, "/proc/sys/crypto/fips_enabled", "1\n");
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_NO_CRYPTO_TESTS),
		0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "fips");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(the_slot_is_set_before_the_line_is_reused)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cmdline", "a crashkernel=1M\n");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), 0);
	assert_string_equal(kexec_image_cmdline(image), "a crashkernel=1M");
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_NORMAL), 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "sequence");
	assert_int_equal(kexec_image_set_cmdline(image, "b"), 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_reuse_cmdline(image, "b"), 0);
	assert_string_equal(kexec_image_cmdline(image), "a b");
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(an_unknown_slot_or_action_is_refused)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_slot(image, (enum kexec_slot)2),
			 -EINVAL);
	assert_int_equal(
		kexec_image_set_on_damage(image, (enum kexec_on_damage)3),
		-EINVAL);
	assert_int_equal(
		kexec_image_set_arguments(image, (enum kexec_arguments)4),
		-EINVAL);
	assert_int_equal(image->slot, KEXEC_SLOT_NORMAL);
	assert_int_equal(image->on_damage, KEXEC_DAMAGE_REBOOT);
	assert_int_equal(image->arguments, KEXEC_ARGUMENTS_AUTO);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(an_option_that_is_unknown_is_refused_and_not_swallowed)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_DEBUG | 0x8000),
		-EINVAL);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason, "option 0x8000"));
	assert_int_equal(image->options, 0);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_DEBUG), 0);
	assert_int_equal(image->options, KEXEC_OPTION_DEBUG);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_console_that_no_pc_has_is_refused)
{
	static const struct {
		const char *name;
		struct kexec_console console;
		int err;
	} rows[] = {
		{ "none", { 0, 0, 0 }, 0 },
		{ "all", { 7, 0xffff, 115200 }, 0 },
		{ "slowest", { 0, 1, 2 }, 0 },
		{ "flag", { 8, 0, 0 }, -EINVAL },
		{ "port", { 0, 0x10000, 0 }, -EINVAL },
		{ "rate, divided by zero", { 0, 0, 115201 }, -EINVAL },
		{ "rate, no divisor", { 0, 0, 9601 }, -EINVAL },
		{ "rate, divisor has 17 bits", { 0, 0, 1 }, -EINVAL },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   kexec_image_set_console(image, &rows[i].console),
			   rows[i].err);
		if (rows[i].err)
			assert_string_equal(
				kexec_ctx_error(fixture.ctx)->action,
				"set console");
	}
	assert_int_equal(image->console.flags, 0);
	assert_int_equal(image->console.port, 1);
	assert_int_equal(image->console.divisor, 57600);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_keeps_its_files_in_order),
		cmocka_unit_test(
			an_initrd_that_is_missing_leaves_the_image_as_it_was),
		cmocka_unit_test(
			another_kernel_is_offered_for_one_that_is_missing),
		cmocka_unit_test(a_descriptor_that_is_not_open_is_refused),
		cmocka_unit_test(descriptors_do_as_well_as_paths),
		cmocka_unit_test(the_command_line_is_set_or_reused),
		cmocka_unit_test(
			a_window_that_ends_before_it_begins_is_refused),
		cmocka_unit_test(a_plan_that_is_dropped_leaves_no_addresses),
		cmocka_unit_test(every_change_drops_the_plan),
		cmocka_unit_test(
			a_line_without_crypto_tests_is_made_anew_each_time),
		cmocka_unit_test(the_slot_is_set_before_the_line_is_reused),
		cmocka_unit_test(an_unknown_slot_or_action_is_refused),
		cmocka_unit_test(
			an_option_that_is_unknown_is_refused_and_not_swallowed),
		cmocka_unit_test(a_console_that_no_pc_has_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
