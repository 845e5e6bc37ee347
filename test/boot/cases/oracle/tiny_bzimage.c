// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The tiny kernel of a PC: a bzImage of 6 KiB. */
#include "test/boot/cases/oracle/tiny_bzimage.h"

const struct tiny_field tiny_fields[] = {
	{ BZ_BOOT_FLAG, 2 },
	{ BZ_MAGIC, 4 },
	{ BZ_VERSION, 2 },
	{ BZ_LOADFLAGS, 1 },
	{ BZ_XLOADFLAGS, 2 },
	{ BZ_CMDLINE_SIZE, 4 },
	{ 0, 0 },
};

const size_t tiny_header_size = BZ_SETUP_SIZE;

void tiny_make(struct bzimage *image)
{
	bzimage_make(image);
	bzimage_put(image, BZ_INIT_SIZE, 4, 0x2000);
	bzimage_put(image, BZ_CMDLINE_SIZE, 4, TINY_CMDLINE_SIZE);
	bzimage_seal(image);
}

struct bytes tiny_kernel(void)
{
	static struct bzimage image;

	if (!image.data[BZ_BOOT_FLAG])
		tiny_make(&image);
	return (struct bytes){ image.data, sizeof(image.data) };
}

void tiny_put(uint8_t *copy, const struct tiny_field *field, uint64_t value)
{
	/* A checksum of 0 means none. */
	memset(copy + sizeof(struct bzimage) - 4, 0, 4);
	for (unsigned int i = 0; i < field->width; i++)
		copy[field->offset + i] = (uint8_t)(value >> (8 * i));
}
