/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The machine, read from the running system into the form that core/ takes. */
#ifndef LIB_MACHINE_MACHINE_H
#define LIB_MACHINE_MACHINE_H

#include "lib/errors/context.h"

#include "core/plan.h"

#define KXL_SEED_SIZE 32

/*
 * A snapshot: each file is read once, so that everything in a plan comes from
 * the same reading. @facts borrows from the rest; the whole must stay where it
 * was filled.
 */
struct kxl_machine {
	struct kx_machine facts;
	struct kx_bytes iomem;	     /* /proc/iomem; owned */
	struct kx_bytes boot_params; /* owned */
	u8 seed[KXL_SEED_SIZE];
};

/**
 * kxl_machine_read - read the machine below the context's root
 * @machine: filled on success; kxl_machine_free() undoes
 *
 * Return: 0, or a negative errno with the error set: -EPERM when addresses are
 * hidden, -ENODATA when no RAM is listed, -EBADMSG for a file that is garbage,
 * -ENOMEM, or why a file can't be read.
 */
KX_MUST_CHECK int kxl_machine_read(struct kexec_ctx *ctx,
				   struct kxl_machine *machine);

/**
 * kxl_machine_add_known - complete the firmware's map for a crash kernel
 * @machine: facts.firmware gets everything that the running kernel knows not
 *	     to be RAM, from any source: memmap= and add_efi_memmap on the
 *command line, EFI tables that were set aside, hot-plug. Linux's own map for
 *crash kernels is made of the same (crash_setup_memmap_entries() in
 *	     arch/x86/kernel/crash.c), as is that of kexec-tools.
 *
 * Return: 0, or -ENOMEM with the error set.
 */
KX_MUST_CHECK int kxl_machine_add_known(struct kexec_ctx *ctx,
					struct kxl_machine *machine);

/**
 * kxl_fail_iomem - set the error for /proc/iomem
 * @err: negative errno of reading or parsing it; -EPERM and -ENODATA as the
 *	 functions of iomem.h return them
 *
 * Return: @err.
 */
int kxl_fail_iomem(struct kexec_ctx *ctx, int err);

/** kxl_machine_free - free what @machine owns; does nothing to a zeroed one */
void kxl_machine_free(struct kxl_machine *machine);

#endif
