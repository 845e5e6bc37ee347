// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Names of causes and actions. Causes have one table: the name that programs
 * use, and the rule of core/ that the cause stands for, if there is one. A
 * cause that a system call can also report has the same name here.
 */
#include "lib/errors/cause.h"

/* clang-format off */
static const struct {
	const char *name;
	enum kx_error_code code; /* KX_OK: a cause of lib/ only */
} causes[] = {
	[KEXEC_CAUSE_NONE] = { "", KX_OK },
	[KEXEC_CAUSE_ARGUMENT] = { "argument", KX_OK },
	[KEXEC_CAUSE_UNKNOWN_TYPE] = { "unknown-type", KX_E_TYPE },
	[KEXEC_CAUSE_SEQUENCE] = { "sequence", KX_OK },
	[KEXEC_CAUSE_WINDOW] = { "window", KX_OK },
	[KEXEC_CAUSE_NO_WINDOW_END] = { "no-window-end", KX_OK },
	[KEXEC_CAUSE_CRASH_RETURNS] = { "crash-returns", KX_OK },
	[KEXEC_CAUSE_NO_JUMP_BACK_FILE] = { "no-jump-back-file", KX_OK },
	[KEXEC_CAUSE_FILE_ACCESS] = { "file-access", KX_OK },
	[KEXEC_CAUSE_FILE_KIND] = { "file-kind", KX_OK },
	[KEXEC_CAUSE_FILE_EMPTY] = { "file-empty", KX_OK },
	[KEXEC_CAUSE_FILE_SHORT] = { "file-short", KX_E_SHORT },
	[KEXEC_CAUSE_FILE_FORMAT] = { "file-format", KX_E_FORMAT },
	[KEXEC_CAUSE_BOOT_PROTOCOL] = { "boot-protocol", KX_E_PROTOCOL },
	[KEXEC_CAUSE_NOT_64BIT] = { "not-64bit", KX_E_NOT_64BIT },
	[KEXEC_CAUSE_NOT_5LEVEL] = { "not-5level", KX_E_NOT_5LEVEL },
	[KEXEC_CAUSE_HEADER_FIELD] = { "header-field", KX_E_HEADER },
	[KEXEC_CAUSE_FILE_TRUNCATED] = { "file-truncated", KX_E_TRUNCATED },
	[KEXEC_CAUSE_PAYLOAD_BOUNDS] = { "payload-bounds", KX_E_PAYLOAD },
	[KEXEC_CAUSE_CHECKSUM] = { "checksum", KX_E_CHECKSUM },
	[KEXEC_CAUSE_PAYLOAD_DAMAGED] = { "payload-damaged", KX_OK },
	[KEXEC_CAUSE_CMDLINE_LONG] = { "cmdline-long", KX_E_CMDLINE_LONG },
	[KEXEC_CAUSE_CMDLINE_RUNNING] = { "cmdline-running", KX_OK },
	[KEXEC_CAUSE_MEMORY] = { "memory", KX_OK },
	[KEXEC_CAUSE_MEMORY_SHORT] = { "memory-short", KX_OK },
	[KEXEC_CAUSE_NO_HOLE] = { "no-hole", KX_E_NO_HOLE },
	[KEXEC_CAUSE_SEGMENT_COUNT] = { "segment-count", KX_E_SEGMENT_COUNT },
	[KEXEC_CAUSE_SEGMENT_LARGE] = { "segment-large", KX_E_SEGMENT_TOO_LARGE },
	[KEXEC_CAUSE_SEGMENTS_LARGE] = { "segments-large", KX_E_SUM_TOO_LARGE },
	[KEXEC_CAUSE_SEGMENT_BEYOND] = { "segment-beyond", KX_E_BEYOND_LIMIT },
	[KEXEC_CAUSE_SEGMENT_WRAPS] = { "segment-wraps", KX_E_WRAPS },
	[KEXEC_CAUSE_SEGMENT_UNALIGNED] = { "segment-unaligned", KX_E_UNALIGNED },
	[KEXEC_CAUSE_SEGMENT_OVERLAP] = { "segment-overlap", KX_E_OVERLAP },
	[KEXEC_CAUSE_SEGMENT_BUFFER] = { "segment-buffer", KX_E_BUFFER_LARGER },
	[KEXEC_CAUSE_TABLE_FULL] = { "table-full", KX_E_FULL },
	[KEXEC_CAUSE_NO_CRASH_REGION] = { "no-crash-region", KX_E_NO_CRASH_REGION },
	[KEXEC_CAUSE_CRASH_REGION_HIGH] = { "crash-region-high", KX_OK },
	[KEXEC_CAUSE_CRASH_REGION_ADDRESS] = { "crash-region-address", KX_OK },
	[KEXEC_CAUSE_CRASH_REGION_SMALL] = { "crash-region-small", KX_OK },
	[KEXEC_CAUSE_CRASH_ADDRESS] = { "crash-address", KX_OK },
	[KEXEC_CAUSE_SEGMENT_OUTSIDE] = { "segment-outside", KX_E_SEGMENT_OUTSIDE },
	[KEXEC_CAUSE_ELFCORE_COUNT] = { "elfcore-count", KX_E_ELFCORE_COUNT },
	[KEXEC_CAUSE_ELFCORE_NOTES] = { "elfcore-notes", KX_E_ELFCORE_NOTES },
	[KEXEC_CAUSE_NO_CRASH_KERNELS] = { "no-crash-kernels", KX_OK },
	[KEXEC_CAUSE_CRASH_LOADED] = { "crash-loaded", KX_OK },
	[KEXEC_CAUSE_CRASH_SIZE] = { "crash-size", KX_OK },
	[KEXEC_CAUSE_NO_CAPABILITY] = { "no-capability", KX_OK },
	[KEXEC_CAUSE_LOAD_DISABLED] = { "load-disabled", KX_OK },
	[KEXEC_CAUSE_LOAD_LIMIT] = { "load-limit", KX_OK },
	[KEXEC_CAUSE_LOCKDOWN] = { "lockdown", KX_OK },
	[KEXEC_CAUSE_NOT_PERMITTED] = { "not-permitted", KX_OK },
	[KEXEC_CAUSE_SECURITY_MODULE] = { "security-module", KX_OK },
	[KEXEC_CAUSE_HOOKS_SHUT] = { "hooks-shut", KX_OK },
	[KEXEC_CAUSE_NO_KEXEC] = { "no-kexec", KX_OK },
	[KEXEC_CAUSE_NO_KEXEC_LOAD] = { "no-kexec-load", KX_OK },
	[KEXEC_CAUSE_NO_KEXEC_FILE] = { "no-kexec-file", KX_OK },
	[KEXEC_CAUSE_NO_JUMP_BACK] = { "no-jump-back", KX_OK },
	[KEXEC_CAUSE_NO_REHEARSAL] = { "no-rehearsal", KX_OK },
	[KEXEC_CAUSE_REHEARSAL] = { "rehearsal", KX_OK },
	[KEXEC_CAUSE_BUSY] = { "busy", KX_OK },
	[KEXEC_CAUSE_NOTHING_LOADED] = { "nothing-loaded", KX_OK },
	[KEXEC_CAUSE_ADDRESS] = { "address", KX_OK },
	[KEXEC_CAUSE_ARGUMENTS] = { "arguments", KX_OK },
	[KEXEC_CAUSE_NOT_KERNEL] = { "not-kernel", KX_OK },
	[KEXEC_CAUSE_UNSIGNED] = { "unsigned", KX_E_UNSIGNED },
	[KEXEC_CAUSE_UNKNOWN_KEY] = { "unknown-key", KX_OK },
	[KEXEC_CAUSE_SIGNATURE] = { "signature", KX_OK },
	[KEXEC_CAUSE_SIGNATURE_FORMAT] = { "signature-format", KX_OK },
	[KEXEC_CAUSE_SIGNATURE_ALGORITHM] = { "signature-algorithm", KX_OK },
	[KEXEC_CAUSE_UNSUPPORTED] = { "unsupported", KX_OK },
	[KEXEC_CAUSE_FILE_BUSY] = { "file-busy", KX_OK },
	[KEXEC_CAUSE_FILE_LARGE] = { "file-large", KX_OK },
	[KEXEC_CAUSE_FILE_READ] = { "file-read", KX_OK },
	[KEXEC_CAUSE_FILE_CHANGED] = { "file-changed", KX_OK },
	[KEXEC_CAUSE_FILE_DESCRIPTOR] = { "file-descriptor", KX_OK },
	[KEXEC_CAUSE_SYSTEM_CALL] = { "system-call", KX_OK },
	[KEXEC_CAUSE_MACHINE] = { "machine", KX_OK },
	[KEXEC_CAUSE_STATUS] = { "status", KX_OK },
	[KEXEC_CAUSE_NO_SYSFS] = { "no-sysfs", KX_OK },
	[KEXEC_CAUSE_LOADED] = { "loaded", KX_OK },
	[KEXEC_CAUSE_JUMP_BACK_ENTRY] = { "jump-back-entry", KX_OK },
	[KEXEC_CAUSE_FLAGS] = { "flags", KX_E_FLAGS },
	[KEXEC_CAUSE_ARCHITECTURE] = { "architecture", KX_E_ARCH },
	[KEXEC_CAUSE_ENTRY_OUTSIDE] = { "entry-outside", KX_E_ENTRY_OUTSIDE },
	[KEXEC_CAUSE_NOT_ABOVE_4G] = { "not-above-4g", KX_E_NOT_ABOVE_4G },
	[KEXEC_CAUSE_ALIGNMENT] = { "alignment", KX_E_ALIGN },
	[KEXEC_CAUSE_CMDLINE_NUL] = { "cmdline-nul", KX_E_CMDLINE_NUL },
	[KEXEC_CAUSE_INITRD_SIZE] = { "initrd-size", KX_E_INITRD },
	[KEXEC_CAUSE_ELF32] = { "elf32", KX_E_ELF32 },
	[KEXEC_CAUSE_PE_HEADERS] = { "pe-headers", KX_E_PE },
	[KEXEC_CAUSE_CERTIFICATE] = { "certificate", KX_E_CERTIFICATE },
	[KEXEC_CAUSE_CERTIFICATE_TYPE] = { "certificate-type", KX_E_CERTIFICATE_TYPE },
	[KEXEC_CAUSE_CERTIFICATE_LONG] = { "certificate-long", KX_E_CERTIFICATE_LONG },
	[KEXEC_CAUSE_CERTIFICATE_EMPTY] = { "certificate-empty", KX_E_CERTIFICATE_EMPTY },
	[KEXEC_CAUSE_NOT_COVERED] = { "not-covered", KX_E_NOT_COVERED },
	[KEXEC_CAUSE_SIGNED_CONTENT] = { "signed-content", KX_E_SPC },
	[KEXEC_CAUSE_DIGEST_ALGORITHM] = { "digest-algorithm", KX_E_DIGEST_ALGORITHM },
	[KEXEC_CAUSE_DIGEST_SIZE] = { "digest-size", KX_E_DIGEST_SIZE },
	[KEXEC_CAUSE_UNKNOWN] = { "unknown", KX_OK },
	[KEXEC_CAUSE_UNPACK_DAMAGED] = { "unpack-damaged", KX_OK },
	[KEXEC_CAUSE_UNPACK_TRUNCATED] = { "unpack-truncated", KX_OK },
	[KEXEC_CAUSE_UNPACK_TRAILING] = { "unpack-trailing", KX_OK },
	[KEXEC_CAUSE_UNPACK_LARGE] = { "unpack-large", KX_OK },
	[KEXEC_CAUSE_UNPACK_MEMORY] = { "unpack-memory", KX_OK },
	[KEXEC_CAUSE_UNPACK_DEPTH] = { "unpack-depth", KX_OK },
	[KEXEC_CAUSE_UNPACK_WRITE] = { "unpack-write", KX_OK },
	[KEXEC_CAUSE_PACKED_JUDGED] = { "packed-judged", KX_OK },
	[KEXEC_CAUSE_UKI] = { "uki", KX_E_UKI },
	[KEXEC_CAUSE_UKI_TWICE] = { "uki-twice", KX_E_UKI_TWICE },
	[KEXEC_CAUSE_PROFILE] = { "profile", KX_E_PROFILE },
	[KEXEC_CAUSE_REAL_MODE] = { "real-mode", KX_E_REAL_MODE },
	[KEXEC_CAUSE_DTB] = { "dtb", KX_OK },
	[KEXEC_CAUSE_NOT_REAL_MODE] = { "not-real-mode", KX_E_NOT_REAL_MODE },
	[KEXEC_CAUSE_NO_BIOS] = { "no-bios", KX_E_NO_BIOS },
	[KEXEC_CAUSE_NO_REAL_MODE_FILE] = { "no-real-mode-file", KX_OK },
	[KEXEC_CAUSE_MULTIBOOT] = { "multiboot", KX_E_MULTIBOOT },
	[KEXEC_CAUSE_NO_INITRD] = { "no-initrd", KX_E_NO_INITRD },
	[KEXEC_CAUSE_NO_MODULES] = { "no-modules", KX_E_NO_MODULES },
	[KEXEC_CAUSE_MODULE_SIZE] = { "module-size", KX_E_MODULES },
	[KEXEC_CAUSE_ONLY_LINUX] = { "only-linux", KX_E_ONLY_LINUX },
	[KEXEC_CAUSE_NOT_32BIT] = { "not-32bit", KX_E_NOT_32BIT },
	[KEXEC_CAUSE_NOT_PVH] = { "not-pvh", KX_E_NOT_PVH },
	[KEXEC_CAUSE_NO_CMDLINE] = { "no-cmdline", KX_E_NO_CMDLINE },
	[KEXEC_CAUSE_NOT_ELF] = { "not-elf", KX_E_NOT_ELF },
	[KEXEC_CAUSE_NO_ENTRY_FILE] = { "no-entry-file", KX_OK },
	[KEXEC_CAUSE_FIPS] = { "fips", KX_OK },
	[KEXEC_CAUSE_BOOT_LOADER] = { "boot-loader", KX_OK },
	[KEXEC_CAUSE_BOOT_WRITABLE] = { "boot-writable", KX_OK },
	[KEXEC_CAUSE_BOOT_ENTRY] = { "boot-entry", KX_OK },
	[KEXEC_CAUSE_BOOT_ENTRY_UNKNOWN] = { "boot-entry-unknown", KX_OK },
};

static const char *const actions[] = {
	[KEXEC_ACTION_NONE] = "",
	[KEXEC_ACTION_SET_ROOT] = "set root",
	[KEXEC_ACTION_OPEN_KERNEL] = "open kernel",
	[KEXEC_ACTION_OPEN_INITRD] = "open initrd",
	[KEXEC_ACTION_SET_UP_IMAGE] = "set up image",
	[KEXEC_ACTION_REUSE_CMDLINE] = "reuse command line",
	[KEXEC_ACTION_SET_OPTIONS] = "set options",
	[KEXEC_ACTION_SET_SLOT] = "set slot",
	[KEXEC_ACTION_SET_ON_DAMAGE] = "set on damage",
	[KEXEC_ACTION_SET_WINDOW] = "set window",
	[KEXEC_ACTION_READ] = "read",
	[KEXEC_ACTION_JOIN_INITRDS] = "join initrds",
	[KEXEC_ACTION_CHECK_MEMORY] = "check memory",
	[KEXEC_ACTION_PLAN] = "plan",
	[KEXEC_ACTION_LOAD] = "load",
	[KEXEC_ACTION_UNLOAD] = "unload",
	[KEXEC_ACTION_JUMP_BACK] = "load jump back helper",
	[KEXEC_ACTION_CALL_LOAD] = "kexec_load",
	[KEXEC_ACTION_CALL_FILE_LOAD] = "kexec_file_load",
	[KEXEC_ACTION_CALL_UNLOAD] = "kexec_load(unload)",
	[KEXEC_ACTION_CALL_FILE_UNLOAD] = "kexec_file_load(unload)",
	[KEXEC_ACTION_CALL_JUMP_BACK] = "kexec_load(jump back)",
	[KEXEC_ACTION_CALL_REBOOT] = "reboot",
	[KEXEC_ACTION_REHEARSE] = "rehearse",
	[KEXEC_ACTION_SHRINK] = "shrink",
	[KEXEC_ACTION_UNPACK] = "unpack",
	[KEXEC_ACTION_OPEN_DTB] = "open device tree",
	[KEXEC_ACTION_SET_CONSOLE] = "set console",
	[KEXEC_ACTION_OPEN_MODULE] = "open module",
	[KEXEC_ACTION_BOOT_ENTRY] = "boot entry",
};
/* clang-format on */

const char *kxl_cause_name(enum kexec_cause cause)
{
	return causes[cause].name;
}

const char *kxl_action_name(enum kexec_action action)
{
	return actions[action];
}

enum kexec_cause kxl_cause(int err)
{
	size_t i;

	if (!err)
		return KEXEC_CAUSE_NONE;
	for (i = 0; i < ARRAY_SIZE(causes); i++)
		if ((int)causes[i].code + err == 0)
			return (enum kexec_cause)i;
	return KEXEC_CAUSE_UNKNOWN;
}
