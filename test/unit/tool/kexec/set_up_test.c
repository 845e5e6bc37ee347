// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From options to an image. */
#include "tool/kexec/set_up.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(an_image_gets_what_the_options_say)
{
	static const char *const missing = "/nonexistent";
	struct options options = {
		.flags = FLAG_CRASH | FLAG_REUSE_CMDLINE,
		.cmdline = "b",
		.mem_end = UINT64_MAX,
	};
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/proc/cmdline", "a crashkernel=1M\n");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(image_slot(&options), KEXEC_SLOT_CRASH);
	assert_int_equal(image_set_up(image, &options), 0);
	assert_string_equal(kexec_image_cmdline(image), "a b");
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH);
	kexec_image_close(image);

	options.flags = 0;
	options.cmdline = NULL;
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(image_slot(&options), KEXEC_SLOT_NORMAL);
	assert_int_equal(image_set_up(image, &options), 0);
	assert_string_equal(kexec_image_cmdline(image), "");
	options.initrds = &missing;
	options.nr_initrds = 1;
	assert_int_equal(image_set_up(image, &options), -ENOENT);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(a_load_by_root_leaves_no_core_dump)
{
	const struct options options = { .mem_end = UINT64_MAX };
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(image_set_up(image, &options), 0);
	assert_int_equal(prctl(PR_GET_DUMPABLE), !!geteuid());
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

/* The page of the boot data with EFI's signature, or without. */
TEST(an_image_is_told_of_efi_unless_the_options_say_no)
{
	struct options options = { .mem_end = UINT64_MAX };
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	bool tells[2] = { false, false };
	unsigned int i;
	unsigned int j;

	fixture_make_pc(&fixture);
	fixture_efi(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	for (i = 0; i < ARRAY_SIZE(tells); i++) {
		options.flags = i ? FLAG_NO_EFI : 0;
		assert_int_equal(image_set_up(image, &options), 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		for (j = 0; j < plan->nr_segments; j++)
			tells[i] |= plan->segments[j].bufsz &&
				    memmem(plan->segments[j].buf,
					   plan->segments[j].bufsz, "EL64", 4);
	}
	assert_true(tells[0]);
	assert_false(tells[1]);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_gets_what_the_options_say),
		cmocka_unit_test(a_load_by_root_leaves_no_core_dump),
		cmocka_unit_test(
			an_image_is_told_of_efi_unless_the_options_say_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
