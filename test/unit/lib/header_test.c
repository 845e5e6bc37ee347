// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The public header with the <linux/kexec.h> of an older kernel, and as the
 * first include. Most of the test is that it compiles.
 */
#include "include/libkexec.h"

#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

TEST(an_older_uapi_header_gives_the_same_library)
{
	const struct kexec_segment segment = { NULL, 0, NULL, 0x1000 };
	const struct kexec_plan plan = { .nr_segments = 1,
					 .segments = &segment,
					 .flags = KEXEC_ARCH_X86_64 };

	recorder = (struct recorder){ 0 };
	/* A plan's members are the arguments of the call. */
	assert_int_equal(kexec_load(plan.entry, plan.nr_segments, plan.segments,
				    plan.flags),
			 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.nr_segments, 1);
	assert_int_equal(KEXEC_FILE_DEBUG, 8);
	assert_int_equal(KEXEC_ARCH_RISCV, 243 << 16);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_older_uapi_header_gives_the_same_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
