// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each column of the table of advice: what is advised about a cause when
 * nothing else is known, and which action, errno and facts alone change that.
 */
#include "lib/errors/advice.h"

#include <errno.h>
#include <string.h>

#include "lib/errors/cause.h"
#include "test/unit/test.h"

#define LAST_CAUSE KEXEC_CAUSE_PACKED_JUDGED
/* An errno that no system call returns, so no advice is about it. */
#define OTHER	  4095
#define A(action) KEXEC_ACTION_##action
#define C(cause)  KEXEC_CAUSE_##cause
#define R(remedy) KEXEC_REMEDY_##remedy

/* clang-format off */
static const struct {
	enum kexec_cause cause;
	const char *words; /* the text; " ..." stands for its rest */
	enum kexec_remedy remedy;
} plain[] = {
	{ C(ARGUMENT), "compare the versions of libkexec.h and the ...", R(NONE) },
	{ C(UNKNOWN_TYPE), "name a known one, or leave it out", R(KNOWN_TYPE) },
	{ C(SEQUENCE), "set the slot first", R(NONE) },
	{ C(WINDOW), "give the lower address first", R(NONE) },
	{ C(NO_WINDOW_END), "give kexec_image_set_window() an end", R(WINDOW_END) },
	{ C(CRASH_RETURNS), "leave one of them out", R(NONE) },
	{ C(NO_JUMP_BACK_FILE), "use kexec_load(2)", R(NONE) },
	{ C(FILE_ACCESS), "check the path and its permissions", R(NONE) },
	{ C(FILE_KIND), "give a regular file", R(NONE) },
	{ C(FILE_EMPTY), "get the file again; files of /proc and /sys ...", R(NONE) },
	{ C(FILE_SHORT), "is it a kernel? get the file again", R(NONE) },
	{ C(FILE_FORMAT), "give a kernel: vmlinuz-VERSION, or ...", R(NONE) },
	{ C(BOOT_PROTOCOL), "use a newer kernel", R(NONE) },
	{ C(NOT_64BIT), "use a 64-bit kernel", R(NONE) },
	{ C(NOT_5LEVEL), "boot this machine with no5lvl first", R(NONE) },
	{ C(HEADER_FIELD), "get the file again", R(NONE) },
	{ C(FILE_TRUNCATED), "get the file again", R(NONE) },
	{ C(PAYLOAD_BOUNDS), "get the file again", R(NONE) },
	{ C(CHECKSUM), "get the file again, or skip the check", R(SKIP_CHECK) },
	{ C(PAYLOAD_DAMAGED), "get the file again", R(NONE) },
	{ C(PREPARE_WRITABLE), "let root alone write to it", R(NONE) },
	{ C(PREPARE_FOLDER), "let it be a folder of root's alone, ...", R(NONE) },
	{ C(PREPARE_EXPOSED), "mount an encrypted file system there", R(NONE) },
	{ C(PREPARE_JUDGED), "load it as it is", R(NONE) },
	{ C(PREPARE_NOTHING), "load it as it is", R(NONE) },
	{ C(UNPACK_DAMAGED), "get the file again", R(NONE) },
	{ C(UNPACK_TRUNCATED), "get the file again", R(NONE) },
	{ C(UNPACK_TRAILING), "get the file again, or cut them off", R(NONE) },
	{ C(UNPACK_LARGE), "give a kernel", R(NONE) },
	{ C(UNPACK_MEMORY), "pack it with a smaller dictionary, or ...", R(NONE) },
	{ C(UNPACK_DEPTH), "unpack it", R(NONE) },
	{ C(UNPACK_WRITE), "free some memory", R(NONE) },
	{ C(PACKED_JUDGED), "give the kernel itself, unpacked and signed", R(NONE) },
	{ C(CMDLINE_LONG), "shorten the command line", R(NONE) },
	{ C(CMDLINE_NUL), "remove the NUL", R(NONE) },
	{ C(CMDLINE_RUNNING), "mount /proc, or set a command line", R(NONE) },
	{ C(MEMORY), "free some memory", R(NONE) },
	{ C(MEMORY_SHORT), "free some memory, or use a smaller initrd", R(NONE) },
	{ C(NO_HOLE), "use a machine with more memory", R(NONE) },
	{ C(SEGMENT_COUNT), "join some of the initrds", R(NONE) },
	{ C(SEGMENT_LARGE), "use a machine with more memory", R(NONE) },
	{ C(SEGMENTS_LARGE), "use a smaller initrd, or a machine with ...", R(NONE) },
	{ C(INITRD_SIZE), "use a smaller initrd", R(NONE) },
	{ C(NO_CRASH_REGION), "boot with crashkernel=256M, or, on a kernel ...", R(NONE) },
	{ C(CRASH_REGION_HIGH), "set other memory aside: ...", R(NONE) },
	{ C(CRASH_REGION_ADDRESS), "set other memory aside: ...", R(NONE) },
	{ C(CRASH_REGION_SMALL), "set more memory aside for it ...", R(CRASH_SIZE) },
	{ C(CRASH_ADDRESS), "compare the plan with \"Crash kernel\" in ...", R(NONE) },
	{ C(ELFCORE_NOTES), "use a kernel with CONFIG_CRASH_DUMP", R(NONE) },
	{ C(ENTRY_OUTSIDE), "reserve memory for the crash kernel", R(NONE) },
	{ C(NO_CRASH_KERNELS), "use one that was built with CONFIG_CRASH_DUMP", R(NONE) },
	{ C(CRASH_LOADED), "unload it first", R(NONE) },
	{ C(CRASH_SIZE), "boot, or load kexec.ko, with a larger ...", R(NONE) },
	{ C(NO_CAPABILITY), "run as root, outside of containers", R(NONE) },
	{ C(LOAD_DISABLED), "reboot, and find out who sets it: it can't ...", R(NONE) },
	{ C(LOAD_LIMIT), "reboot: it can't be raised", R(NONE) },
	{ C(LOCKDOWN), "use kexec_file_load(2) and a signed kernel", R(NONE) },
	{ C(NOT_PERMITTED), "see the kernel log (dmesg)", R(NONE) },
	{ C(SECURITY_MODULE), "see the kernel log and the module's policy", R(NONE) },
	{ C(HOOKS_SHUT), "make /dev/kexec accessible, or open the ...", R(NONE) },
	{ C(NO_KEXEC), "load kexec.ko (modprobe kexec)", R(NONE) },
	{ C(NO_KEXEC_LOAD), "use kexec_file_load(2)", R(FILE_LOAD) },
	{ C(NO_KEXEC_FILE), "use kexec_load(2)", R(LOAD) },
	{ C(NO_JUMP_BACK), "use one that was built with ...", R(NONE) },
	{ C(NO_REHEARSAL), "use a newer one", R(NONE) },
	{ C(REHEARSAL), "see the kernel log (dmesg), and load it again", R(NONE) },
	{ C(SPIN_TABLE), "use firmware with PSCI, or boot this kernel with nr_cpus=1", R(NONE) },
	{ C(PROTECTED_KVM), "boot this kernel with kvm-arm.mode=nvhe or none", R(NONE) },
	{ C(CPU_STAYS), "have that CPU jump (write its number to ...", R(NONE) },
	{ C(CPU_OFFLINE), "try again; if it stays so, see the kernel log ...", R(NONE) },
	{ C(BUSY), "try again", R(NONE) },
	{ C(NOTHING_LOADED), "load a kernel first", R(NONE) },
	{ C(ADDRESS), "compare the plan with /proc/iomem", R(NONE) },
	{ C(ARGUMENTS), "see the kernel log, and compare the plan ...", R(NONE) },
	{ C(NOT_KERNEL), "use kexec_load(2)", R(LOAD) },
	{ C(UNSIGNED), "sign it, or use a signed kernel", R(NONE) },
	{ C(UNKNOWN_KEY), "enrol the key, or use a kernel signed with ...", R(NONE) },
	{ C(SIGNATURE), "get the file again, or sign it again", R(NONE) },
	{ C(SIGNATURE_FORMAT), "sign the file again", R(NONE) },
	{ C(SIGNATURE_ALGORITHM), "sign the file with another one", R(NONE) },
	{ C(UNSUPPORTED), "use kexec_load(2)", R(LOAD) },
	{ C(FILE_BUSY), "wait until it is written", R(NONE) },
	{ C(FILE_LARGE), "use a smaller initrd", R(NONE) },
	{ C(FILE_READ), "check the disk (dmesg)", R(NONE) },
	{ C(FILE_CHANGED), "get the file again, and let nobody change ...", R(NONE) },
	{ C(FILE_DESCRIPTOR), "open it for reading", R(NONE) },
	{ C(SYSTEM_CALL), "see the kernel log (dmesg)", R(NONE) },
	{ C(MACHINE), "is the file system mounted? are you root?", R(NONE) },
	{ C(NO_SYSFS), "mount sysfs on /sys", R(NONE) },
	{ C(LOADED), "unload it, if this is the kernel that was ...", R(UNLOAD) },
	{ C(JUMP_BACK_ENTRY), "give the address that ...", R(JUMP_BACK_ENTRY) },
};

static const struct {
	enum kexec_cause cause;
	enum kexec_action action;
	int errnum;
	unsigned int facts;
	const char *words; /* the text; " ..." stands for its rest */
	enum kexec_remedy remedy;
} changed[] = {
	{ C(MACHINE), A(NONE), EMFILE, KXL_ON_FILE, "close files, or raise the limit (ulimit -n)", R(NONE) },
	{ C(MACHINE), A(NONE), ENFILE, KXL_ON_FILE, "close files, or raise sysctl fs.file-max", R(NONE) },
	{ C(MACHINE), A(NONE), ENOMEM, KXL_ON_FILE, "free some memory, or raise the limit ...", R(NONE) },
	{ C(MACHINE), A(NONE), ENOSPC, KXL_ON_FILE, "free some memory", R(NONE) },
	{ C(MACHINE), A(NONE), ENODEV, KXL_ON_FILE, "files here can't be mapped: copy it to a disk", R(NONE) },
	{ C(MACHINE), A(NONE), EIO, KXL_ON_FILE, "copy it to a disk, or check the one it is ...", R(NONE) },
	{ C(MACHINE), A(NONE), EFAULT, KXL_ON_FILE, "get the file again, and let nobody change it", R(NONE) },
	{ C(NO_KEXEC_LOAD), A(NONE), OTHER, KXL_IS_ALONE, "is a seccomp filter in the way?", R(NONE) },
	{ C(UNSUPPORTED), A(NONE), ENOMEM, KXL_IS_LAST, "free some memory, or use a smaller initrd", R(NONE) },
	{ C(UNSUPPORTED), A(CALL_FILE_LOAD), OTHER, KXL_IS_LAST, "see the kernel log (dmesg)", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), OTHER, KXL_ON_LINK, "give the file itself, or set the link right", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), ENOENT, 0, "check the path", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), ENOTDIR, 0, "check the path: a part of it is no directory", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), ENAMETOOLONG, 0, "check the path", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), ELOOP, 0, "a link leads back to itself: give the file ...", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), EACCES, 0, "run as root", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), ENOSPC, 0, "free some space there, or remove ...", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), ESTALE, 0, "run --prepare again", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), EBUSY, 0, "try again when it has ended", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), EFBIG, 0, "load it as it is", R(NONE) },
	{ C(PREPARE_FILE), A(NONE), OTHER, 0, "look at its file system, and ...", R(NONE) },
	{ C(FILE_ACCESS), A(NONE), EACCES, 0, "check its permissions and its folders'", R(NONE) },
	{ C(FILE_EMPTY), A(UNPACK), OTHER, 0, "get the file again", R(NONE) },
	{ C(NOT_5LEVEL), A(NONE), OTHER, KXL_OF_LINUX, "use a kernel with CONFIG_X86_5LEVEL, or ...", R(NONE) },
	{ C(CMDLINE_LONG), A(NONE), OTHER, KXL_ADDS_RSDP, "shorten the command line: acpi_rsdp=, which ...", R(NONE) },
	{ C(MEMORY), A(CALL_LOAD), OTHER, KXL_ON_CALL | KXL_RETURNS, "free some memory, or end the window at a ...", R(SMALLER_WINDOW) },
	{ C(MEMORY), A(NONE), OTHER, KXL_ON_CALL, "free some memory, or use a smaller initrd", R(NONE) },
	{ C(MEMORY_SHORT), A(CALL_FILE_LOAD), OTHER, 0, "free some memory, or use kexec_load(2), ...", R(NONE) },
	{ C(MEMORY_SHORT), A(UNPACK), OTHER, 0, "free some memory", R(NONE) },
	{ C(MEMORY_SHORT), A(CALL_LOAD), OTHER, KXL_RETURNS, "free some memory, or end the window at a ...", R(NONE) },
	{ C(NO_HOLE), A(CALL_FILE_LOAD), OTHER, 0, "use a smaller initrd, or kexec_load(2)", R(SMALLER_OR_LOAD) },
	{ C(NO_HOLE), A(NONE), OTHER, KXL_IN_WINDOW, "widen the window", R(NONE) },
	{ C(NO_HOLE), A(NONE), OTHER, KXL_OF_INITRD, "use a smaller initrd", R(NONE) },
	{ C(SEGMENT_COUNT), A(NONE), OTHER, KXL_OF_KEPT, "choose a window with fewer holes", R(NONE) },
	{ C(SEGMENT_LARGE), A(NONE), OTHER, KXL_RETURNS, "end the window at a lower address", R(LOWER_WINDOW) },
	{ C(SEGMENT_LARGE), A(NONE), OTHER, KXL_OF_INITRD, "use a smaller initrd", R(NONE) },
	{ C(SEGMENTS_LARGE), A(NONE), OTHER, KXL_ON_CALL, "use a smaller initrd", R(NONE) },
	{ C(SEGMENTS_LARGE), A(NONE), OTHER, KXL_RETURNS, "end the window at a lower address", R(LOWER_WINDOW) },
	{ C(NO_CRASH_REGION), A(NONE), OTHER, KXL_LACKS_CRASH, "boot a kernel with CONFIG_CRASH_DUMP, and ...", R(NONE) },
	{ C(NO_CRASH_REGION), A(NONE), OTHER, KXL_HAS_MODULE, "unload kexec.ko, and load it again with ...", R(NONE) },
	{ C(NO_CRASH_REGION), A(NONE), OTHER, KXL_WAS_RESERVED, "the kernel was booted with crashkernel=, ...", R(NONE) },
	{ C(CRASH_REGION_SMALL), A(CALL_FILE_LOAD), OTHER, 0, "set more aside (crashkernel=), or use a ...", R(CRASH_SIZE) },
	{ C(CRASH_REGION_SMALL), A(NONE), OTHER, KXL_OF_PLACE, "set other memory aside: ...", R(CRASH_PLACE) },
	{ C(NO_CRASH_KERNELS), A(SHRINK), OTHER, 0, "load kexec.ko with crashkernel=, or use a ...", R(NONE) },
	{ C(LOCKDOWN), A(CALL_FILE_LOAD), OTHER, 0, "sign the kernel with a key that the running ...", R(NONE) },
	{ C(LOCKDOWN), A(CALL_LOAD), OTHER, 0, "use kexec_file_load(2) and a signed kernel", R(SIGNED_FILE_LOAD) },
	{ C(NOT_PERMITTED), A(SHRINK), OTHER, 0, "run as root, outside of containers", R(NONE) },
	{ C(HOOKS_SHUT), A(NONE), EPERM, 0, "see the kernel log (dmesg), or open the ...", R(NONE) },
	{ C(NO_KEXEC), A(CALL_UNLOAD), OTHER, 0, "load kexec.ko (modprobe kexec)", R(NOTHING_LOADED) },
	{ C(NO_KEXEC), A(CALL_REBOOT), OTHER, 0, "load kexec.ko (modprobe kexec), then a kernel", R(NONE) },
	{ C(NO_KEXEC), A(READ), OTHER, 0, "load kexec.ko (modprobe kexec), then a kernel", R(NONE) },
	{ C(NO_KEXEC_LOAD), A(CALL_JUMP_BACK), OTHER, 0, "use kexec_file_load(2)", R(NONE) },
	{ C(NO_KEXEC_FILE), A(NONE), OTHER, KXL_IS_UNSEEN, "use kexec_load(2), or load kexec.ko ...", R(LOAD) },
	{ C(NO_JUMP_BACK), A(CALL_LOAD), OTHER, 0, "use one that was built with ...", R(JUMP_KERNEL) },
	{ C(NO_REHEARSAL), A(NONE), ENOSYS, 0, "load kexec.ko (modprobe kexec), and a ...", R(NONE) },
	{ C(BUSY), A(CALL_REBOOT), OTHER, 0, "try again, or see the kernel log (dmesg)", R(NONE) },
	{ C(ARGUMENTS), A(CALL_FILE_LOAD), OTHER, 0, "use kexec_load(2), which places and checks ...", R(LOAD_PLACES) },
	{ C(ARGUMENTS), A(CALL_REBOOT), OTHER, 0, "call it from the first PID namespace", R(NONE) },
	{ C(SIGNATURE_FORMAT), A(NONE), ELIBBAD, 0, "get the file again, or sign it again", R(NONE) },
	{ C(SIGNATURE_FORMAT), A(NONE), EMSGSIZE, 0, "sign the file again, with fewer certificates", R(NONE) },
	{ C(MACHINE), A(NONE), EPERM, KXL_ON_IOMEM, "run as root, outside of containers", R(NONE) },
	{ C(MACHINE), A(NONE), OTHER, KXL_ON_IOMEM, "is it this machine's?", R(NONE) },
	{ C(MACHINE), A(NONE), EBADMSG, 0, "report this file's contents", R(NONE) },
	{ C(JUMP_BACK_ENTRY), A(READ), OTHER, 0, "only a kernel that was loaded to preserve ...", R(NONE) },
};
/* clang-format on */

static struct kxl_advice find(enum kexec_cause cause, enum kexec_action action,
			      int errnum, unsigned int facts)
{
	const struct kxl_failure failure = {
		.errnum = errnum,
		.cause = cause,
		.action = action,
		.facts = facts,
	};

	return kxl_advice_find(&failure);
}

static bool is(const char *text, const char *words)
{
	const char *rest = strstr(words, " ...");

	return rest ? !strncmp(text, words, (size_t)(rest - words))
		    : !strcmp(text, words);
}

static struct kxl_advice plain_advice(enum kexec_cause cause)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plain); i++)
		if (plain[i].cause == cause)
			return (struct kxl_advice){ plain[i].words,
						    plain[i].remedy };
	return (struct kxl_advice){ "", R(NONE) };
}

TEST(a_cause_alone_has_its_advice_or_none)
{
	struct kxl_advice wanted;
	struct kxl_advice found;
	enum kexec_cause cause;

	for (cause = 0; cause <= LAST_CAUSE; cause++) {
		wanted = plain_advice(cause);
		found = find(cause, A(NONE), OTHER, 0);
		if (!is(found.words, wanted.words))
			fail_msg("%s: %s", kxl_cause_name(cause), found.words);
		assert_row(kxl_cause_name(cause), found.remedy, wanted.remedy);
	}
}

TEST(what_a_row_names_is_enough_to_change_the_advice)
{
	struct kxl_advice found;
	const char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changed); i++) {
		name = kxl_cause_name(changed[i].cause);
		found = find(changed[i].cause, changed[i].action,
			     changed[i].errnum, changed[i].facts);
		if (!is(found.words, changed[i].words))
			fail_msg("row %zu, %s: %s", i, name, found.words);
		assert_row(name, found.remedy, changed[i].remedy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_alone_has_its_advice_or_none),
		cmocka_unit_test(
			what_a_row_names_is_enough_to_change_the_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
