// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The wrappers of the manual page. */
#include <linux/kexec.h> /* before our own header */

#include "include/libkexec.h"

#include <linux/kexec.h> /* and after it */

#include <errno.h>
#include <string.h>

#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

TEST(kexec_load_passes_its_arguments_and_answers_0)
{
	struct kexec_segment segments[2] = { { NULL, 0, (void *)0x1000, 1 },
					     { NULL, 0, (void *)0x2000, 2 } };

	recorder = (struct recorder){ 0 };
	errno = 77;
	assert_int_equal(kexec_load(0x1234, 2, segments, KEXEC_ARCH_X86_64), 0);
	assert_int_equal(errno, 77);
	assert_int_equal(recorder.entry, 0x1234);
	assert_int_equal(recorder.nr_segments, 2);
	assert_int_equal(recorder.flags, 62 << 16);
	assert_memory_equal(recorder.segments, segments, sizeof(segments));
}

TEST(kexec_file_load_passes_its_arguments_and_answers_0)
{
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_file_load(3, 4, 5, "abcd", KEXEC_FILE_DEBUG), 0);
	assert_int_equal(recorder.file.kernel_fd, 3);
	assert_int_equal(recorder.file.initrd_fd, 4);
	assert_int_equal(recorder.file.cmdline_len, 5);
	assert_string_equal(recorder.file.cmdline, "abcd");
	assert_int_equal(recorder.file.flags, 8);
}

TEST(failures_are_minus_one_and_errno)
{
	recorder = (struct recorder){ .load_answer = -EADDRNOTAVAIL,
				      .file_answer = -ENOEXEC };
	assert_int_equal(kexec_load(0, 0, NULL, 0), -1);
	assert_int_equal(errno, EADDRNOTAVAIL);
	assert_int_equal(kexec_file_load(-1, -1, 0, NULL, 0), -1);
	assert_int_equal(errno, ENOEXEC);
}

TEST(constants_are_the_abis)
{
	assert_int_equal(KEXEC_UPDATE_ELFCOREHDR, 4);
	assert_int_equal(KEXEC_CRASH_HOTPLUG_SUPPORT, 8);
	assert_int_equal(KEXEC_FILE_UNLOAD, 1);
	assert_int_equal(KEXEC_FILE_ON_CRASH, 2);
	assert_int_equal(KEXEC_FILE_NO_INITRAMFS, 4);
	assert_int_equal(KEXEC_FILE_NO_CMA, 0x10);
	assert_int_equal(KEXEC_FILE_FORCE_DTB, 0x20);
	assert_int_equal(KEXEC_ARCH_AARCH64, 0xb70000);
	assert_int_equal(KEXEC_ARCH_RISCV, 0xf30000);
	assert_int_equal(KEXEC_ARCH_LOONGARCH, 0x1020000);
}

TEST(the_version_has_three_numbers)
{
	int major;
	int minor;
	int patch;

	assert_int_equal(
		sscanf(kexec_version(), "%d.%d.%d", &major, &minor, &patch), 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(kexec_load_passes_its_arguments_and_answers_0),
		cmocka_unit_test(
			kexec_file_load_passes_its_arguments_and_answers_0),
		cmocka_unit_test(failures_are_minus_one_and_errno),
		cmocka_unit_test(constants_are_the_abis),
		cmocka_unit_test(the_version_has_three_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
