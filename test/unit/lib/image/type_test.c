// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Types by name: kexec-tools' own, and those of core/. */
#include "lib/image/type.h"

#include <errno.h>

#include "core/plan.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* kexec-tools 2.0.32, kexec/arch/x86_64/kexec-x86_64.c, file_type[] */
static const char *const names[] = {
	"multiboot2-x86", "elf-x86_64", "multiboot-x86",
	"elf-x86",	  "bzImage64",	"bzImage",
	"beoboot-x86",	  "nbi-x86",	"uki",
};

static bool is_listed(const struct kx_arch *arch, const char *name)
{
	char list[256];
	char word[32];

	kxl_type_list(arch, list, sizeof(list));
	strcat(list, " ");
	snprintf(word, sizeof(word), " %s ", name);
	return strstr(list, word);
}

/* What the image says of a kernel file of that type. */
static const struct kexec_error *load_as(const struct fixture *fixture,
					 const char *type)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	int err;

	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_set_type(image, type), 0);
	err = kexec_image_plan(image, &plan);
	kexec_image_close(image);
	return err ? kexec_ctx_error(fixture->ctx) : NULL;
}

TEST(each_format_has_a_type)
{
	static const struct kx_arch *const archs[] = { &kx_arch_x86_64,
						       &kx_arch_arm64 };
	size_t a, i;

	for (a = 0; a < ARRAY_SIZE(archs); a++)
		for (i = 0; archs[a]->formats[i]; i++) {
			print_message("# %s\n", archs[a]->formats[i]->name);
			assert_true(is_listed(archs[a],
					      archs[a]->formats[i]->name));
		}
	assert_false(is_listed(&kx_arch_arm64, "bzImage"));
	assert_false(is_listed(&kx_arch_x86_64, "Image"));
	assert_true(is_listed(&kx_arch_arm64, "uki"));
}

TEST(a_type_is_a_format_or_is_detected)
{
	assert_null(kxl_type_format(NULL));
	assert_null(kxl_type_format("uki"));
	assert_string_equal(kxl_type_format("bzImage"), "bzImage64");
	assert_string_equal(kxl_type_format("bzImage64"), "bzImage64");
	assert_string_equal(kxl_type_format("elf-x86_64"), "elf-x86_64");
	assert_string_equal(kxl_type_format("bogus"), "bogus");
}

/* A bzImage, as each of them. */
TEST(every_name_of_kexec_tools_is_known)
{
	const struct kexec_error *error;
	struct fixture fixture;
	bool is_own;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		is_own = !strncmp(names[i], "bzImage", 7);
		error = load_as(&fixture, names[i]);
		assert_row(names[i], !error, is_own);
		if (is_own)
			continue;
		print_message("# %s: %s\n", names[i], error->text);
		assert_non_null(strstr(error->text, "is a bzImage"));
		assert_null(strstr(error->text, "no loader has this name"));
		assert_row(names[i], error->cause,
			   is_listed(&kx_arch_x86_64, names[i]) &&
					   strcmp(names[i], "uki") != 0
				   ? KEXEC_CAUSE_FILE_FORMAT
				   : KEXEC_CAUSE_UNKNOWN_TYPE);
	}
	fixture_free(&fixture);
}

TEST(other_names_are_not)
{
	static const char *const others[] = { "", "bogus", "bzimage", "uki " };
	const struct kexec_error *error;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		error = load_as(&fixture, others[i]);
		assert_non_null(error);
		assert_int_equal(error->cause, KEXEC_CAUSE_UNKNOWN_TYPE);
		assert_non_null(strstr(error->text, "no loader has this name"));
	}
	fixture_free(&fixture);
}

TEST(a_file_of_another_kind_is_named)
{
	static const char text[] = "no kernel, but a text\n";
	const struct kexec_error *error;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_put(&fixture, "/kernel", kx_bytes(text, strlen(text)));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		error = load_as(&fixture, names[i]);
		assert_non_null(error);
		print_message("# %s: %s\n", names[i], error->text);
		assert_non_null(strstr(error->text, "is a text file"));
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_has_a_type),
		cmocka_unit_test(a_type_is_a_format_or_is_detected),
		cmocka_unit_test(every_name_of_kexec_tools_is_known),
		cmocka_unit_test(other_names_are_not),
		cmocka_unit_test(a_file_of_another_kind_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
