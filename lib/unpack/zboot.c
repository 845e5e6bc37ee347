// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The header of an EFI zboot file. The compression's name is in it, too (at
 * 24); what the payload begins with says the same, so it is not looked at.
 */
#include "lib/unpack/zboot.h"

#define MAGIC	     4
#define PAYLOAD	     8 /* offset */
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
