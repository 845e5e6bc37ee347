// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Without libfdt: linked with tree_none.c in front of the library. */
#include "lib/image/tree.h"

#include <errno.h>

#include "test/unit/test.h"

TEST(without_libfdt_a_plan_that_needs_a_tree_says_so)
{
	char name[] = "Image";
	struct kexec_image image = { .kernel.name = name };
	struct kx_machine facts = { 0 };
	struct kxl_tree tree = { 0 };

	assert_int_equal(kexec_ctx_new(&image.ctx), 0);
	assert_int_equal(kxl_tree_build(&image, &facts, NULL, &tree),
			 -EOPNOTSUPP);
	assert_string_equal(kexec_ctx_error(image.ctx)->name, "no-libfdt");
	assert_non_null(strstr(kexec_ctx_error(image.ctx)->text,
			       "built without libfdt; install libfdt-dev"));
	assert_int_equal(tree.bytes.size, 0);
	assert_false(kxl_tree_is_for(kx_bytes("x", 1), kx_bytes("x", 1)));
	assert_false(kxl_tree_passed(kx_bytes("x", 1), NULL, NULL));
	kxl_tree_free(&tree);
	kexec_ctx_free(image.ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_libfdt_a_plan_that_needs_a_tree_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
