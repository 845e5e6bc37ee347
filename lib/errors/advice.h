/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Advice about a failure. */
#ifndef LIB_ERRORS_ADVICE_H
#define LIB_ERRORS_ADVICE_H

#include "lib/errors/context.h"

/* Facts about a failure besides its cause, action and errno: bits. */
enum kxl_fact {
	/* The errno says why a file can't be opened, mapped or read. */
	KXL_ON_FILE = 1 << 0,
	/* The file is a symbolic link to a file that does not exist. */
	KXL_ON_LINK = 1 << 1,
	/* /proc/iomem was read, but can't be used. */
	KXL_ON_IOMEM = 1 << 2,
	/* The errno is from a system call that loads or starts. */
	KXL_ON_CALL = 1 << 3,
	/* The image preserves the context. */
	KXL_RETURNS = 1 << 4,
	/* A window was set. */
	KXL_IN_WINDOW = 1 << 5,
	/* acpi_rsdp= was added to the command line. */
	KXL_ADDS_RSDP = 1 << 6,
	/* The failure is about this part of the plan. */
	KXL_OF_INITRD = 1 << 7,
	KXL_OF_KEPT = 1 << 8,
	/* The kernel file is a Linux that can be built with another option. */
	KXL_OF_LINUX = 1 << 9,
	/* The crash kernel's memory is at the wrong address. */
	KXL_OF_PLACE = 1 << 10,
	/* kexec.ko is loaded. */
	KXL_HAS_MODULE = 1 << 11,
	/* The system was booted with crashkernel=. */
	KXL_WAS_RESERVED = 1 << 12,
	/* Nothing shows whether the running kernel has kexec. */
	KXL_IS_UNSEEN = 1 << 13,
	/* The other system call was tried, and failed as well. */
	KXL_IS_LAST = 1 << 14,
	/* The other system call does not exist, either. */
	KXL_IS_ALONE = 1 << 15,
	/* The running kernel has kexec, and no crash kernels. */
	KXL_LACKS_CRASH = 1 << 16,
};

/* The advice: its text, and its value in struct kexec_error. */
struct kxl_advice {
	const char *words; /* static; "" if there is no advice */
	enum kexec_remedy remedy;
};

/**
 * kxl_advice_find - choose the advice about a failure
 * @failure: only its cause, action, errno and facts are used
 *
 * Return: the advice of the first row that fits.
 */
struct kxl_advice kxl_advice_find(const struct kxl_failure *failure);

#endif
