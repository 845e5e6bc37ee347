// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The system calls themselves, with arguments that every kernel refuses: too
 * many segments, and a closed file. A kernel without kexec returns ENOSYS;
 * without privilege the result is EPERM. Execute is not tried here.
 */
#include "lib/load/syscall.h"

#include <errno.h>

#include "test/unit/test.h"

static void assert_refused(int err, int expected)
{
	if (err != -ENOSYS && err != -EPERM)
		assert_int_equal(err, expected);
}

TEST(too_many_segments_are_refused)
{
	assert_refused(kxl_sys_load(0, KEXEC_SEGMENT_MAX + 1, NULL, 0),
		       -EINVAL);
}

TEST(a_kernel_that_is_not_open_is_refused)
{
	const struct kxl_file_load call = {
		.kernel_fd = -1,
		.initrd_fd = -1,
		.cmdline_len = 1,
		.cmdline = "",
		.flags = KEXEC_FILE_NO_INITRAMFS,
	};

	assert_refused(kxl_sys_file_load(&call), -EBADF);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_many_segments_are_refused),
		cmocka_unit_test(a_kernel_that_is_not_open_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
