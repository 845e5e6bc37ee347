// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The error table. Each error is a row: the errno that the system calls return
 * for it (order and values: Linux kernel/kexec_core.c and kexec_file.c) and the
 * rule in words. The names that programs see are in lib/errors/cause.c.
 */
#include "core/err.h"

/* clang-format off */
static const struct kx_error kx_errors[] = {
	[KX_OK] = { 0, "no error" },

	[KX_E_SHORT] = { ENOEXEC, "file ends inside its header" },
	[KX_E_FORMAT] = { ENOEXEC, "no loader knows this file: not a kernel, or one of another architecture" },
	[KX_E_PROTOCOL] = { ENOEXEC, "boot protocol is too old" },
	[KX_E_NOT_64BIT] = { ENOEXEC, "kernel has no 64-bit entry point" },
	[KX_E_REAL_MODE] = { ENOEXEC, "the image has neither a 64-bit nor a 32-bit entry point: it starts in real mode, with a BIOS to call" },
	[KX_E_NOT_REAL_MODE] = { ENOEXEC, "only a bzImage can be entered in real mode, for a normal start" },
	[KX_E_NO_BIOS] = { ENOEXEC, "real mode needs a BIOS to call, and this machine's firmware has none (UEFI)" },
	[KX_E_NOT_32BIT] = { ENOEXEC, "kernel has no 32-bit entry point" },
	[KX_E_NOT_PVH] = { ENOEXEC, "the ELF file has no PVH entry: a note of Xen's, of type 18, with an address inside the file's bytes" },
	[KX_E_NO_CMDLINE] = { EINVAL, "a program that is entered so is given no command line" },
	[KX_E_NOT_ELF] = { EINVAL, "only an ELF file can be entered with other arguments than Linux's" },
	[KX_E_NOT_ABOVE_4G] = { ENOEXEC, "kernel must lie below 4 GiB, and kexec_file_load takes none that must" },
	[KX_E_NOT_5LEVEL] = { ENOEXEC, "this machine runs with 5-level paging, and the kernel can't start with that" },
	[KX_E_HEADER] = { ENOEXEC, "a header field has an impossible value" },
	[KX_E_TRUNCATED] = { ENOEXEC, "file is shorter than its header says: truncated?" },
	[KX_E_PAYLOAD] = { ENOEXEC, "the compressed kernel does not lie inside the file" },
	[KX_E_CHECKSUM] = { ENOEXEC, "the image's CRC-32 does not match: bytes of the file were changed" },
	[KX_E_UKI] = { ENOEXEC, "a unified kernel image without a kernel, or with a section that does not fit the file: truncated?" },
	[KX_E_UKI_TWICE] = { ENOEXEC, "two sections of the unified kernel image have the same name, or the same bytes" },
	[KX_E_PROFILE] = { EINVAL, "the unified kernel image has no such profile" },
	[KX_E_MULTIBOOT] = { ENOEXEC, "the Multiboot kernel requires what this loader can't give" },
	[KX_E_BIG_ENDIAN] = { ENOEXEC, "the kernel is big-endian, and this machine runs little-endian" },
	[KX_E_PAGE_SIZE] = { ENOEXEC, "the kernel's pages have a size that this CPU lacks" },

	[KX_E_PE] = { ELIBBAD, "no PE image, or its PE headers do not fit the file: truncated?" },
	[KX_E_UNSIGNED] = { ENODATA, "file is not signed" },
	[KX_E_CERTIFICATE] = { ELIBBAD, "certificate table holds no PKCS#7 message" },
	[KX_E_CERTIFICATE_TYPE] = { ENOTSUPP, "certificate is not of revision 2.0 and type PKCS#7" },
	[KX_E_CERTIFICATE_LONG] = { EMSGSIZE, "signature of 64 KiB or more" },
	[KX_E_CERTIFICATE_EMPTY] = { EKEYREJECTED, "certificate has no signature in it" },
	[KX_E_NOT_COVERED] = { EKEYREJECTED, "the signature does not cover every byte that is loaded" },
	[KX_E_SPC] = { EBADMSG, "what was signed is not the digest of a PE image" },
	[KX_E_DIGEST_ALGORITHM] = { EBADMSG, "digest algorithm of the signature is not known" },
	[KX_E_DIGEST_SIZE] = { EBADMSG, "digest in the signature has not the size that its algorithm gives" },

	[KX_E_TYPE] = { EINVAL, "no loader has this name" },
	[KX_E_CMDLINE_LONG] = { EINVAL, "command line is longer than the kernel takes" },
	[KX_E_CMDLINE_NUL] = { EINVAL, "command line does not end in a NUL byte, or has one inside" },
	[KX_E_INITRD] = { EINVAL, "initial ramdisks add up to more than the boot protocol can say" },
	[KX_E_NO_INITRD] = { EINVAL, "this kernel takes no initrds" },
	[KX_E_NO_MODULES] = { EINVAL, "only a Multiboot kernel takes modules" },
	[KX_E_MODULES] = { EINVAL, "modules add up to more than the boot protocol can say" },
	[KX_E_ONLY_LINUX] = { EINVAL, "only Linux can be a crash kernel, or return" },
	[KX_E_PURPOSE] = { EINVAL, "kernels can't return on this architecture, yet" },
	[KX_E_NO_PURGATORY] = { EOPNOTSUPP, "this kexec was built without the code that starts kernels for x86_64" },
	[KX_E_NO_TREE] = { ENOENT, "the kernel needs a device tree, and there is none" },
	[KX_E_TREE] = { ENOEXEC, "the device tree is damaged, too large, or too narrow for a number" },
	[KX_E_NO_HOLE] = { EADDRNOTAVAIL, "no free stretch of memory is large enough" },
	[KX_E_FULL] = { ENOMEM, "more entries than a table of ours holds" },
	[KX_E_ALIGN] = { EINVAL, "alignment is no power of two" },

	[KX_E_NO_CRASH_REGION] = { EADDRNOTAVAIL, "no memory is reserved for a crash kernel" },
	[KX_E_ELFCORE_COUNT] = { EINVAL, "more CPUs and memory ranges than ELF core headers can count" },
	[KX_E_ELFCORE_NOTES] = { EINVAL, "no CPU has a crash note, or one is too small: there would be no dump" },
	[KX_E_ELF32] = { EINVAL, "32-bit ELF core headers can't name memory above 4 GiB" },

	[KX_E_FLAGS] = { EINVAL, "unknown flag" },
	[KX_E_SEGMENT_COUNT] = { EINVAL, "more than 16 segments" },
	[KX_E_ARCH] = { EINVAL, "the kernel is for another architecture" },
	[KX_E_ENTRY_OUTSIDE] = { EADDRNOTAVAIL, "entry point lies outside the crash kernel's memory" },
	[KX_E_WRAPS] = { EADDRNOTAVAIL, "segment runs past the last address" },
	[KX_E_UNALIGNED] = { EADDRNOTAVAIL, "segment does not begin and end on a page" },
	[KX_E_BEYOND_LIMIT] = { EADDRNOTAVAIL, "segment lies beyond what the machine can address" },
	[KX_E_OVERLAP] = { EINVAL, "two segments share memory" },
	[KX_E_BUFFER_LARGER] = { EINVAL, "segment's buffer is larger than its memory" },
	[KX_E_SEGMENT_TOO_LARGE] = { EINVAL, "segment is larger than half of memory" },
	[KX_E_SUM_TOO_LARGE] = { EINVAL, "segments together are larger than half of memory" },
	[KX_E_SEGMENT_OUTSIDE] = { EADDRNOTAVAIL, "segment lies outside the crash kernel's memory" },
};
/* clang-format on */
static_assert(ARRAY_SIZE(kx_errors) == KX_ERR_COUNT, "one row per error");

static const struct kx_error unknown_error = { EINVAL, "unknown error" };

const struct kx_error *kx_error(int err)
{
	if (err > 0 || err <= -KX_ERR_COUNT)
		return &unknown_error;
	return &kx_errors[-err];
}

int kx_errno(int err)
{
	return -kx_error(err)->errnum;
}

int kx_fault_set(struct kx_fault *fault, int code, const char *what, u64 value,
		 u64 limit)
{
	if (fault)
		*fault = (struct kx_fault){ .code = code,
					    .segment = KX_NO_SEGMENT,
					    .other = KX_NO_SEGMENT,
					    .what = what,
					    .value = value,
					    .limit = limit };
	return -code;
}
