/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Kernels that are unpacked at load time. */
#ifndef TEST_UNIT_LIB_PACK_KERNEL_H
#define TEST_UNIT_LIB_PACK_KERNEL_H

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/pack_payload.h"

/* Where the payload begins in the file. */
#define PACK_KERNEL_AT (BZ_SETUP_SIZE + 0x200)
/* Of a kernel that keeps page tables of 5 levels. */
#define PACK_KERNEL_FLAGS 0x63

/** pack_kernel - make a bzImage whose payload is packed like this */
void pack_kernel(const struct packing *packing, struct kx_bytes contents,
		 u16 xloadflags, struct bzimage *image);

/** pack_vmlinux - the same, by gzip, of a vmlinux that has no relocations */
void pack_vmlinux(u16 xloadflags, struct bzimage *image);

#endif
