/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The machine, read from the running system into the form that core/ takes. */
#ifndef LIB_MACHINE_MACHINE_H
#define LIB_MACHINE_MACHINE_H

#include "lib/errors/context.h"
#include "lib/machine/gic.h"

#include "core/plan.h"

#define KXL_SEED_SIZE 32

/*
 * A snapshot: each file is read once, so that all facts in a plan are from the
 * same reading. @facts borrows from the other members, so the struct must not
 * be moved.
 */
struct kxl_machine {
	struct kx_machine facts;
	struct kx_bytes iomem;	     /* /proc/iomem; owned */
	struct kx_bytes boot_params; /* owned */
	struct kx_bytes fdt;	     /* device tree; owned */
	struct kxl_gic gic;	     /* tables of an interrupt controller */
	u8 seed[KXL_SEED_SIZE];
};

/**
 * kxl_machine_read - read the machine below the context's root
 * @machine: filled on success; kxl_machine_free() undoes
 *
 * Return: 0, or a negative errno with the error set: -EPERM if addresses are
 * hidden, -ENODATA if no RAM is listed, -EBADMSG for an invalid file, -ENOMEM,
 * or the error of reading a file.
 */
KX_MUST_CHECK int kxl_machine_read(struct kexec_ctx *ctx,
				   struct kxl_machine *machine);

/**
 * kxl_machine_add_known - complete the firmware's map for a crash kernel
 * @machine: facts.firmware gets all ranges that the running kernel knows not to
 *	     be RAM, from any source: memmap= and add_efi_memmap on the command
 *	     line, reserved EFI tables, hot-plug. Linux makes its own map for
 *	     crash kernels from the same sources (crash_setup_memmap_entries()
 *	     in arch/x86/kernel/crash.c), and so does kexec-tools.
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
