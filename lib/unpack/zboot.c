// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The header of an EFI zboot file. It has the compression's name (at 24), which
 * is ignored: the payload's magic determines the format.
 */
#include "lib/unpack/zboot.h"

#define MAGIC	     4
#define PAYLOAD	     8 /* field with the payload's offset */
#define PAYLOAD_SIZE 12

bool kxl_zboot_is(struct kx_bytes file)
{
	return kx_bytes_have(file, 0, MAGIC + 4) &&
	       !memcmp(file.data, "MZ", 2) &&
	       !memcmp(file.data + MAGIC, "zimg", 4);
}

void kxl_zboot_payload(struct kx_bytes file, u64 *start, u64 *end)
{
	u32 offset = 0;
	u32 size = 0;

	(void)!kx_read_le32(file, PAYLOAD, &offset);
	(void)!kx_read_le32(file, PAYLOAD_SIZE, &size);
	*start = offset;
	*end = *start + size;
}
