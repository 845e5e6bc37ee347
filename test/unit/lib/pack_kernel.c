// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A header of a bzImage, with a payload that a compressor has made. */
#include "test/unit/lib/pack_kernel.h"

#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_vmlinux.h"

/* The room that make_bzimage.c has for it. */
#define SIZE_MAX_BYTES 0xc00

void pack_kernel(const struct packing *packing, struct kx_bytes contents,
		 u16 xloadflags, struct bzimage *image)
{
	u8 *packed = malloc(contents.size + PACK_ROOM);
	u64 size = packed ? pack_payload(packing, contents, (u32)contents.size,
					 packed)
			  : 0;

	if (!size || size > SIZE_MAX_BYTES)
		abort();
	bzimage_make(image);
	memcpy(image->data + PACK_KERNEL_AT, packed, size);
	free(packed);
	bzimage_put(image, BZ_PAYLOAD_LENGTH, 4, size);
	bzimage_put(image, BZ_XLOADFLAGS, 2, xloadflags);
	bzimage_seal(image);
}

void pack_vmlinux(u16 xloadflags, struct bzimage *image)
{
	struct vmlinux vmlinux;

	vmlinux_make(&vmlinux);
	pack_kernel(pack_find("gzip"), kx_bytes(vmlinux.data, VM_SIZE),
		    xloadflags, image);
}
