// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Where the running kernel's device tree is read. */
#include "lib/machine/device_tree.h"

#include <errno.h>

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(the_flattened_tree_is_taken_as_it_is)
{
	struct fixture fixture;
	struct kx_bytes tree;

	fixture_make(&fixture);
	fixture_text(&fixture, "/sys/firmware/fdt", "flattened");
	fixture_text(&fixture, "/proc/device-tree/model", "board");
	assert_int_equal(kxl_device_tree_read(fixture.ctx, &tree), 0);
	assert_int_equal(tree.size, 9);
	assert_memory_equal(tree.data, "flattened", 9);
	kxl_text_free(tree);
	fixture_free(&fixture);
}

TEST(a_kernel_without_it_has_a_folder)
{
	static const u8 magic[] = { 0xd0, 0x0d, 0xfe, 0xed };
	struct fixture fixture;
	struct kx_bytes tree;

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/device-tree/model", "board");
	assert_int_equal(kxl_device_tree_read(fixture.ctx, &tree), 0);
	assert_true(tree.size > sizeof(magic));
	assert_memory_equal(tree.data, magic, sizeof(magic));
	assert_non_null(strstr(fixture.log, "has less memory"));
	kxl_text_free(tree);
	fixture_free(&fixture);
}

TEST(a_machine_may_have_none)
{
	struct fixture fixture;
	struct kx_bytes tree = view("something");

	fixture_make(&fixture);
	assert_int_equal(kxl_device_tree_read(fixture.ctx, &tree), 0);
	assert_int_equal(tree.size, 0);
	assert_non_null(strstr(fixture.log, "no device tree in "
					    "/sys/firmware/fdt or "
					    "/proc/device-tree"));
	fixture_free(&fixture);
}

TEST(a_tree_that_cannot_be_read_is_named)
{
	struct fixture fixture;
	struct kx_bytes tree;

	fixture_make(&fixture);
	/* A folder in its place. */
	fixture_text(&fixture, "/sys/firmware/fdt/x", "");
	assert_int_equal(kxl_device_tree_read(fixture.ctx, &tree), -EISDIR);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/sys/firmware/fdt");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_flattened_tree_is_taken_as_it_is),
		cmocka_unit_test(a_kernel_without_it_has_a_folder),
		cmocka_unit_test(a_machine_may_have_none),
		cmocka_unit_test(a_tree_that_cannot_be_read_is_named),
	};

	return cmocka_run_group_tests_name("device tree", tests, NULL, NULL);
}
