/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory that is reserved for crash kernels. */
#ifndef LIB_MACHINE_RESERVED_H
#define LIB_MACHINE_RESERVED_H

#include "lib/errors/context.h"

#include "lib/machine/iomem.h"
#include "lib/machine/machine.h"

/**
 * kxl_reserved_find - find the regions that are reserved for crash kernels
 * @iomem: /proc/iomem, as struct kxl_machine has it
 * @reserved: filled on success; @reserved->region is never empty
 *
 * Return: 0; or, with the error set, -EADDRNOTAVAIL if no memory is reserved,
 * -EPERM if addresses are hidden, -EBADMSG.
 */
KX_MUST_CHECK int kxl_reserved_find(struct kexec_ctx *ctx,
				    struct kx_bytes iomem,
				    struct kxl_reserved *reserved);

/**
 * kxl_reserved_read - the same, reading /proc/iomem; not for plans
 * @reserved: as for kxl_reserved_find()
 *
 * Return: as kxl_reserved_find(); or the error of reading /proc/iomem.
 */
KX_MUST_CHECK int kxl_reserved_read(struct kexec_ctx *ctx,
				    struct kxl_reserved *reserved);

/**
 * kxl_reserved_apply - restrict a machine to the memory for crash kernels
 * @reserved: filled by kxl_reserved_find()
 * @machine: only the region's pages stay usable, and its limits become those of
 *	     a crash kernel
 *
 * Return: 0; or, with the error set, -EADDRNOTAVAIL if the region has no whole
 * page or is above the machine's address limit.
 */
KX_MUST_CHECK int kxl_reserved_apply(struct kexec_ctx *ctx,
				     const struct kxl_reserved *reserved,
				     struct kxl_machine *machine);

/**
 * kxl_reserved_size_path - get the path of the file with the size of the
 * reserved memory
 *
 * Return: a static path; the file may not exist.
 */
const char *kxl_reserved_size_path(struct kexec_ctx *ctx);

#endif
