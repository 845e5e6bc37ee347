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
	fixture_remove(&fixture, "/proc/cmdline");
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/proc/cmdline");
	assert_string_equal(kexec_image_cmdline(image),
			    "root=/dev/sda1 quiet x y");
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
	assert_int_equal(kexec_image_set_window(image, 1, 2), 0);
	assert_int_equal(image->within.end, 2);
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
	assert_int_equal(kexec_image_reuse_cmdline(image, NULL), 0);
	assert_false(image->is_planned);
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
	assert_int_equal(image->slot, KEXEC_SLOT_NORMAL);
	assert_int_equal(image->on_damage, KEXEC_DAMAGE_REBOOT);
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
		kexec_image_set_options(image, KEXEC_OPTION_DEBUG | 0x80),
		-EINVAL);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->reason, "option 0x80"));
	assert_int_equal(image->options, 0);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_DEBUG), 0);
	assert_int_equal(image->options, KEXEC_OPTION_DEBUG);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_keeps_its_files_in_order),
		cmocka_unit_test(
			an_initrd_that_is_missing_leaves_the_image_as_it_was),
		cmocka_unit_test(a_descriptor_that_is_not_open_is_refused),
		cmocka_unit_test(descriptors_do_as_well_as_paths),
		cmocka_unit_test(the_command_line_is_set_or_reused),
		cmocka_unit_test(
			a_window_that_ends_before_it_begins_is_refused),
		cmocka_unit_test(every_change_drops_the_plan),
		cmocka_unit_test(the_slot_is_set_before_the_line_is_reused),
		cmocka_unit_test(an_unknown_slot_or_action_is_refused),
		cmocka_unit_test(
			an_option_that_is_unknown_is_refused_and_not_swallowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
