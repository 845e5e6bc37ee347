// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Modules of an image, and the plan that they become a part of. */
#include "lib/image/modules.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/text/text.h"
#include "test/unit/core/make_multiboot.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static struct multiboot kernel;

/* A Multiboot kernel of version 2 on a PC. */
static struct kexec_image *open_xen(struct fixture *fixture)
{
	struct kexec_image *image = NULL;
	char path[128];

	fixture_make_pc(fixture);
	multiboot_make_2(&kernel);
	fixture_put(fixture, "/xen", multiboot_bytes(&kernel));
	fixture_path(fixture, "/xen", path);
	assert_int_equal(kexec_image_open(fixture->ctx, path, &image), 0);
	return image;
}

TEST(a_module_has_its_path_and_a_string)
{
	struct kx_request request = { 0 };
	struct kx_module *list = NULL;
	struct fixture fixture;
	struct kexec_image *image = open_xen(&fixture);
	char want[128];
	int fd = open(fixture.initrd, O_RDONLY | O_CLOEXEC);

	assert_int_equal(kexec_image_add_module(image, fixture.initrd, "a b"),
			 0);
	assert_int_equal(kexec_image_add_module(image, fixture.initrd, ""), 0);
	assert_int_equal(kexec_image_add_module(image, fixture.initrd, NULL),
			 0);
	assert_int_equal(kexec_image_add_module_fd(image, fd, "N", "c"), 0);
	close(fd);
	assert_int_equal(image->nr_modules, 4);
	assert_int_equal(kxl_modules_give(image, &request, &list), 0);
	assert_ptr_equal(request.modules, list);
	assert_int_equal(request.nr_modules, 4);
	assert_true(kxl_text_is(request.name, image->kernel.name));
	snprintf(want, sizeof(want), "%s a b", fixture.initrd);
	assert_true(kxl_text_is(list[0].string, want));
	assert_true(kxl_text_is(list[1].string, fixture.initrd));
	assert_true(kxl_text_is(list[2].string, fixture.initrd));
	assert_true(kxl_text_is(list[3].string, "N c"));
	assert_true(kxl_text_is(list[3].bytes, "ramdisk"));
	free(list);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_module_that_is_missing_leaves_the_image_as_it_was)
{
	struct fixture fixture;
	struct kexec_image *image = open_xen(&fixture);
	const struct kexec_error *error = kexec_ctx_error(fixture.ctx);

	assert_int_equal(kexec_image_add_module(image, "/nonexistent", "x"),
			 -ENOENT);
	assert_string_equal(error->action, "open module");
	assert_int_equal(error->failed, KEXEC_ACTION_OPEN_MODULE);
	assert_int_equal(kexec_image_add_module_fd(image, -1, "it", "x"),
			 -EBADF);
	assert_string_equal(error->object, "it");
	assert_int_equal(image->nr_modules, 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(modules_are_in_the_plan)
{
	const struct kexec_plan *plan = NULL;
	struct fixture fixture;
	struct kexec_image *image = open_xen(&fixture);

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->nr_segments, 3);
	/* The plan is made again after a change. */
	assert_int_equal(kexec_image_add_module(image, fixture.initrd, "x"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->nr_segments, 4);
	assert_string_equal(plan->names[2], "module");
	assert_memory_equal(plan->segments[2].buf, "ramdisk", 7);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(linux_and_multiboot_kernels_take_different_files)
{
	const struct kexec_plan *plan = NULL;
	struct fixture fixture;
	struct kexec_image *image = open_xen(&fixture);
	const struct kexec_error *error = kexec_ctx_error(fixture.ctx);

	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_int_equal(error->cause, KEXEC_CAUSE_NO_INITRD);
	kexec_image_close(image);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_module(image, fixture.initrd, "x"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_int_equal(error->cause, KEXEC_CAUSE_NO_MODULES);
	assert_null(plan);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(what_a_header_requires_is_named_by_its_number)
{
	const struct kexec_plan *plan = NULL;
	const u32 words[] = { 7 };
	struct fixture fixture;
	struct kexec_image *image;
	const struct kexec_error *error;
	char path[128];

	fixture_make_pc(&fixture);
	error = kexec_ctx_error(fixture.ctx);
	multiboot_make_2(&kernel);
	multiboot_2(&kernel);
	multiboot_tag(&kernel, MB_TAG_REQUESTS, words, 1);
	multiboot_2_end(&kernel);
	fixture_put(&fixture, "/xen", multiboot_bytes(&kernel));
	fixture_path(&fixture, "/xen", path);
	assert_int_equal(kexec_image_open(fixture.ctx, path, &image), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -ENOEXEC);
	assert_int_equal(error->cause, KEXEC_CAUSE_MULTIBOOT);
	assert_int_equal(error->value, 7);
	assert_non_null(strstr(error->reason, "(information tag 7)"));
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_module_has_its_path_and_a_string),
		cmocka_unit_test(
			a_module_that_is_missing_leaves_the_image_as_it_was),
		cmocka_unit_test(modules_are_in_the_plan),
		cmocka_unit_test(
			linux_and_multiboot_kernels_take_different_files),
		cmocka_unit_test(what_a_header_requires_is_named_by_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
