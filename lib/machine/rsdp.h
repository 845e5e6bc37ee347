/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ACPI's root pointer (RSDP), for kernels that get a copy of it. */
#ifndef LIB_MACHINE_RSDP_H
#define LIB_MACHINE_RSDP_H

#include "core/plan.h"
#include "lib/errors/context.h"

/* Of all revisions so far: 36 bytes (ACPI 6.5, 5.2.5.3). */
#define KXL_RSDP_SIZE 36

/**
 * kxl_rsdp_read - read the root pointer at facts->acpi_rsdp
 * @format: of the kernel; only one of Multiboot 2 gets a copy
 * @facts: rsdp borrows @bytes if it could be read, and is left alone otherwise
 * @bytes: KXL_RSDP_SIZE bytes
 *
 * A failure is a warning, unless the pointer lies where kernels search: on a
 * machine with EFI they don't find ACPI's tables then.
 */
void kxl_rsdp_read(struct kexec_ctx *ctx, const struct kx_format *format,
		   struct kx_machine *facts, u8 *bytes);

#endif
