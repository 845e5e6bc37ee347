/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Small synthetic Multiboot kernels: an ELF file with two segments, and a
 * header of either version after the program headers.
 */
#ifndef TEST_UNIT_CORE_MAKE_MULTIBOOT_H
#define TEST_UNIT_CORE_MAKE_MULTIBOOT_H

#include "core/bytes.h"
#include "kx_port.h"

#define MB_HEADER      0x100ULL /* offset of the Multiboot header */
#define MB_SIZE	       0x2200
#define MB_START       0x200000ULL /* physical, of the first segment */
#define MB_START_BYTES 0x300ULL
#define MB_DATA	       0x201000ULL
#define MB_DATA_BYTES  0x200ULL
#define MB_END	       0x203100ULL /* bss included */
#define MB_ENTRY       0x200010ULL

/* Tags of a header of version 2. */
enum multiboot_tag {
	MB_TAG_END,
	MB_TAG_REQUESTS,
	MB_TAG_ADDRESSES,
	MB_TAG_ENTRY,
	MB_TAG_CONSOLE,
	MB_TAG_FRAMEBUFFER,
	MB_TAG_ALIGN,
	MB_TAG_EFI,
	MB_TAG_ENTRY_EFI32,
	MB_TAG_ENTRY_EFI64,
	MB_TAG_RELOCATABLE,
	MB_TAG_UNKNOWN,
};

struct multiboot {
	u8 data[MB_SIZE];
	u64 end; /* of the tags of version 2 so far */
};

/* An ELF file of class @class, 1 or 2, without a Multiboot header. */
void multiboot_elf(struct multiboot *multiboot, u32 class);

/* Little-endian numbers. */
void multiboot_put(struct multiboot *multiboot, u64 offset, u32 width,
		   u64 value);

/* The header of version 1, with five words for addresses after it. */
void multiboot_1(struct multiboot *multiboot, u32 flags, const u32 *addresses);

/* The header of version 2: begin, tags, and end. */
void multiboot_2(struct multiboot *multiboot);
void multiboot_tag(struct multiboot *multiboot, u32 type_and_flags,
		   const u32 *words, u32 count);
void multiboot_2_end(struct multiboot *multiboot);

/* ELF files with a whole header that asks for nothing. */
void multiboot_make_1(struct multiboot *multiboot);
void multiboot_make_2(struct multiboot *multiboot);

static inline struct kx_bytes multiboot_bytes(const struct multiboot *multiboot)
{
	return kx_bytes(multiboot->data, sizeof(multiboot->data));
}

#endif
