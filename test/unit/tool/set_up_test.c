// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From options to an image. */
#include "set_up.h"

#include <errno.h>
#include <string.h>

#include "../lib/fixture.h"
#include "test.h"

TEST(an_image_gets_what_the_options_say)
{
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
	options.initrds[options.nr_initrds++] = "/nonexistent";
	assert_int_equal(image_set_up(image, &options), -ENOENT);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_gets_what_the_options_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
