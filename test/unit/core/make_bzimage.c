// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The CRC here is the slow textbook version: it shares no code with core/. */
#include "test/unit/core/make_bzimage.h"

void bzimage_put(struct bzimage *image, u64 offset, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		image->data[offset + i] = (u8)(value >> (8 * i));
}

void bzimage_seal(struct bzimage *image)
{
	u64 last = sizeof(image->data) - 4;
	u32 crc = 0xffffffff;
	u64 i;
	u32 bit;

	for (i = 0; i < last; i++) {
		crc ^= image->data[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	bzimage_put(image, last, 4, crc);
}

void bzimage_make(struct bzimage *image)
{
	static const struct {
		u64 offset;
		u32 width;
		u64 value;
	} fields[] = {
		{ BZ_PE_OFFSET, 4, BZ_PE_HEADER },
		{ BZ_PE_HEADER, 4, 0x00004550 }, /* "PE\0\0" */
		{ BZ_PE_CHECKSUM, 4, 0 },
		{ BZ_PE_CERTS, 8, 0 },
		{ BZ_SETUP_SECTS, 1, BZ_SETUP_SIZE / 512 - 1 },
		{ BZ_SYSSIZE, 4, BZ_IMAGE_SIZE / 16 },
		{ BZ_BOOT_FLAG, 2, 0xaa55 },
		{ BZ_JUMP, 1, BZ_HEADER_END - 0x202 },
		{ BZ_MAGIC, 4, 0x53726448 },
		{ BZ_VERSION, 2, 0x020f },
		{ BZ_LOADFLAGS, 1, 1 },
		{ BZ_CODE32_START, 4, 0x100000 },
		{ BZ_INITRD_ADDR_MAX, 4, 0x7fffffff },
		{ BZ_ALIGNMENT, 4, 0x200000 },
		{ BZ_RELOCATABLE, 1, 1 },
		{ BZ_XLOADFLAGS, 2,
		  0x23 }, /* 64-bit, above 4 GiB, 5-level paging */
		{ BZ_CMDLINE_SIZE, 4, 2047 },
		{ BZ_PAYLOAD_OFFSET, 4, 0x200 },
		{ BZ_PAYLOAD_LENGTH, 4, 0xc00 },
		{ BZ_PREF_ADDRESS, 8, BZ_STANDARD_PREF },
		{ BZ_INIT_SIZE, 4, BZ_STANDARD_INIT },
	};
	u64 i;

	for (i = 0; i < sizeof(image->data); i++)
		image->data[i] = (u8)(i * 7 + (i >> 8) * 13 + 1);
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		bzimage_put(image, fields[i].offset, fields[i].width,
			    fields[i].value);
	bzimage_seal(image);
}
