// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The advice about failures: what changes it, and what does not. */
#include "lib/errors/advice.h"

#include <errno.h>
#include <string.h>

#include "lib/errors/cause.h"
#include "test/unit/test.h"

#define LAST_CAUSE  KEXEC_CAUSE_NO_REAL_MODE_FILE
#define LAST_ACTION KEXEC_ACTION_UNPACK

#define A(action) KEXEC_ACTION_##action
#define C(cause)  KEXEC_CAUSE_##cause

/* clang-format off */
static const struct {
	enum kexec_cause cause;
	enum kexec_action action;
	int errnum;
	unsigned int facts;
	const char *words; /* a part of the text */
} rows[] = {
	/* It depends on the part of the plan. */
	{ C(NO_HOLE), A(PLAN), EADDRNOTAVAIL, 0, "more memory" },
	{ C(NO_HOLE), A(PLAN), EADDRNOTAVAIL, KXL_OF_INITRD, "smaller initrd" },
	{ C(NO_HOLE), A(PLAN), EADDRNOTAVAIL, KXL_OF_INITRD | KXL_IN_WINDOW, "widen the window" },
	{ C(SEGMENT_LARGE), A(PLAN), EINVAL, 0, "more memory" },
	{ C(SEGMENT_LARGE), A(PLAN), EINVAL, KXL_OF_INITRD, "smaller initrd" },
	{ C(SEGMENT_LARGE), A(PLAN), EINVAL, KXL_OF_INITRD | KXL_RETURNS, "end the window" },
	{ C(SEGMENT_COUNT), A(PLAN), EINVAL, 0, "join" },
	{ C(SEGMENT_COUNT), A(PLAN), EINVAL, KXL_OF_KEPT, "fewer holes" },
	{ C(NOT_5LEVEL), A(PLAN), ENOEXEC, 0, "boot this machine with no5lvl first" },
	{ C(NOT_5LEVEL), A(PLAN), ENOEXEC, KXL_OF_LINUX, "CONFIG_X86_5LEVEL, or boot" },
	{ C(CMDLINE_LONG), A(PLAN), EINVAL, 0, "shorten" },
	{ C(CMDLINE_LONG), A(PLAN), EINVAL, KXL_ADDS_RSDP, "acpi_rsdp=" },
	{ C(SEGMENTS_LARGE), A(PLAN), EINVAL, 0, "machine with more memory" },
	{ C(SEGMENTS_LARGE), A(CALL_LOAD), EINVAL, KXL_ON_CALL | KXL_RETURNS, "use a smaller initrd" },
	/* It depends on the call. */
	{ C(LOCKDOWN), A(CALL_LOAD), EPERM, KXL_ON_CALL, "kexec_file_load(2)" },
	{ C(LOCKDOWN), A(CALL_FILE_LOAD), EPERM, KXL_ON_CALL, "sign the kernel" },
	{ C(ARGUMENTS), A(CALL_LOAD), EINVAL, KXL_ON_CALL, "compare the plan" },
	{ C(ARGUMENTS), A(CALL_REBOOT), EINVAL, KXL_ON_CALL, "first PID namespace" },
	{ C(BUSY), A(CALL_REBOOT), EBUSY, KXL_ON_CALL, "or see the kernel log" },
	{ C(NO_CRASH_KERNELS), A(SHRINK), ENOSYS, KXL_ON_CALL, "load kexec.ko" },
	{ C(NO_CRASH_KERNELS), A(READ), ENOSYS, 0, "use one that was built" },
	{ C(MEMORY), A(CALL_LOAD), ENOMEM, KXL_ON_CALL | KXL_RETURNS, "end the window" },
	{ C(MEMORY), A(CALL_FILE_LOAD), ENOMEM, KXL_ON_CALL, "smaller initrd" },
	{ C(MEMORY_SHORT), A(CALL_FILE_LOAD), ENOMEM, KXL_RETURNS, "which needs less" },
	{ C(MEMORY_SHORT), A(CALL_FILE_LOAD), ENOMEM, KXL_IS_LAST, "smaller initrd" },
	{ C(MEMORY_SHORT), A(CALL_LOAD), ENOMEM, KXL_RETURNS, "end the window" },
	{ C(MEMORY_SHORT), A(JOIN_INITRDS), ENOMEM, KXL_RETURNS, "smaller initrd" },
	{ C(MEMORY_SHORT), A(UNPACK), ENOMEM, 0, "free some memory" },
	{ C(FILE_EMPTY), A(UNPACK), EINVAL, 0, "get the file again" },
	{ C(UNPACK_WRITE), A(UNPACK), EIO, KXL_ON_FILE, "copy it to a disk" },
	{ C(UNPACK_WRITE), A(UNPACK), EPERM, KXL_ON_FILE, "free some memory" },
	/* It depends on the errno. */
	{ C(HOOKS_SHUT), A(CALL_LOAD), EPERM, KXL_ON_CALL, "see the kernel log" },
	{ C(HOOKS_SHUT), A(CALL_LOAD), ENOSYS, KXL_ON_CALL, "make /dev/kexec accessible" },
	{ C(NO_REHEARSAL), A(REHEARSE), ENOSYS, KXL_ON_CALL, "load kexec.ko" },
	{ C(NO_REHEARSAL), A(REHEARSE), ENOTTY, KXL_ON_CALL, "newer" },
	{ C(SIGNATURE_FORMAT), A(CALL_FILE_LOAD), ELIBBAD, KXL_ON_CALL, "get the file again" },
	{ C(SIGNATURE_FORMAT), A(CALL_FILE_LOAD), EMSGSIZE, KXL_ON_CALL, "fewer certificates" },
	{ C(SIGNATURE_FORMAT), A(CALL_FILE_LOAD), EBADMSG, KXL_ON_CALL, "sign the file again" },
	/* It changes after the other call was tried. */
	{ C(NOT_KERNEL), A(CALL_FILE_LOAD), ENOEXEC, KXL_ON_CALL, "use kexec_load(2)" },
	{ C(NOT_KERNEL), A(CALL_FILE_LOAD), ENOEXEC, KXL_ON_CALL | KXL_IS_LAST, "see the kernel log (dmesg)" },
	{ C(CMDLINE_LONG), A(PLAN), EINVAL, KXL_IS_LAST, "shorten" },
	{ C(NO_KEXEC_LOAD), A(CALL_LOAD), ENOSYS, KXL_ON_CALL | KXL_IS_ALONE, "seccomp" },
	{ C(NO_KEXEC_FILE), A(CALL_FILE_LOAD), ENOSYS, KXL_ON_CALL | KXL_IS_UNSEEN, "or load kexec.ko" },
	/* It depends on facts about the machine. */
	{ C(NO_CRASH_REGION), A(PLAN), EADDRNOTAVAIL, 0, "boot with crashkernel=" },
	{ C(NO_CRASH_REGION), A(PLAN), EADDRNOTAVAIL, KXL_HAS_MODULE, "unload kexec.ko" },
	{ C(NO_CRASH_REGION), A(PLAN), EADDRNOTAVAIL, KXL_WAS_RESERVED, "says why that failed" },
	/* What it says would not help, or there is no such module. */
	{ C(NO_CRASH_REGION), A(PLAN), EADDRNOTAVAIL, KXL_LACKS_CRASH | KXL_WAS_RESERVED, "CONFIG_CRASH_DUMP" },
	{ C(MACHINE), A(READ), EPERM, KXL_ON_IOMEM, "run as root" },
	{ C(MACHINE), A(READ), EPERM, KXL_ON_FILE, "are you root?" },
	{ C(MACHINE), A(READ), ENODATA, KXL_ON_IOMEM, "is it this machine's?" },
	{ C(MACHINE), A(READ), EBADMSG, KXL_ON_FILE, "report" },
	{ C(MEMORY), A(OPEN_KERNEL), ENOMEM, KXL_ON_FILE, "ulimit -v" },
	{ C(MEMORY), A(OPEN_KERNEL), ENOMEM, 0, "free some memory" },
	{ C(FILE_ACCESS), A(OPEN_KERNEL), ENOENT, KXL_ON_FILE, "check the path" },
	{ C(FILE_ACCESS), A(OPEN_KERNEL), ENOENT, KXL_ON_LINK, "set the link right" },
};
/* clang-format on */

TEST(advice_fits_cause_action_errno_and_facts)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kxl_failure failure = {
			.errnum = rows[i].errnum,
			.cause = rows[i].cause,
			.action = rows[i].action,
			.facts = rows[i].facts,
		};
		const char *words = kxl_advice_find(&failure).words;

		if (!strstr(words, rows[i].words))
			fail_msg("row %zu, %s: %s", i,
				 kxl_cause_name(rows[i].cause), words);
	}
}

/* There is no remedy without a text. */
TEST(a_remedy_comes_with_words)
{
	struct kxl_failure failure = { .errnum = EINVAL };
	struct kxl_advice advice;
	int cause;
	int action;

	for (cause = 0; cause <= LAST_CAUSE; cause++)
		for (action = 0; action <= LAST_ACTION; action++) {
			failure.cause = (enum kexec_cause)cause;
			failure.action = (enum kexec_action)action;
			advice = kxl_advice_find(&failure);
			assert_non_null(advice.words);
			if (advice.remedy)
				assert_true(*advice.words);
		}
}

TEST(nothing_is_advised_about_what_is_not_known)
{
	const struct kxl_failure failure = { .cause = KEXEC_CAUSE_UNKNOWN };

	assert_string_equal(kxl_advice_find(&failure).words, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(advice_fits_cause_action_errno_and_facts),
		cmocka_unit_test(a_remedy_comes_with_words),
		cmocka_unit_test(nothing_is_advised_about_what_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
