// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The tiny kernel of an arm64 machine: an Image of 8 KiB without a PE header.
 */
#include "test/boot/cases/oracle/tiny_image.h"

/*
 * Linux checks the flags, too; what it says depends on the CPU, and kexec.ko
 * refuses some that Linux loads.
 */
const struct tiny_field tiny_fields[] = {
	{ IMAGE_MAGIC, 4 },
	{ IMAGE_MAGIC, 1 },
	{ 0, 0 },
};

const size_t tiny_header_size = IMAGE_HEADER_END;

void tiny_put(uint8_t *copy, const struct tiny_field *field, uint64_t value)
{
	for (unsigned int i = 0; i < field->width; i++)
		copy[field->offset + i] = (uint8_t)(value >> (8 * i));
}

static void put(uint8_t *image, unsigned int offset, unsigned int width,
		uint64_t value)
{
	const struct tiny_field field = { offset, width };

	tiny_put(image, &field, value);
}

struct bytes tiny_kernel(void)
{
	static uint8_t image[IMAGE_FILE_SIZE];

	if (!image[IMAGE_MAGIC]) {
		put(image, IMAGE_CODE, 4, 0x14000010); /* b 0x40 */
		put(image, IMAGE_SIZE, 8, 2 * IMAGE_FILE_SIZE);
		put(image, IMAGE_FLAGS, 8, 0xa); /* 4 KiB pages, anywhere */
		put(image, IMAGE_MAGIC, 4, 0x644d5241);
		put(image, IMAGE_HEADER_END, 4, 0x14000000); /* b . */
	}
	return (struct bytes){ image, sizeof(image) };
}
