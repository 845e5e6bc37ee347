/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A small Image for arm64, which is a PE file as well; a machine as QEMU's
 * virt, with a hole in its RAM; and a request for both.
 */
#ifndef TEST_UNIT_CORE_MAKE_ARM64_H
#define TEST_UNIT_CORE_MAKE_ARM64_H

#include "core/plan.h"

#define ARM64_FILE_SIZE	 0x3000
#define ARM64_IMAGE_SIZE 0x250000ULL
#define ARM64_RAM	 0x40000000ULL
#define ARM64_HOLE	 0x40600000ULL
#define ARM64_HOLE_END	 0x40680000ULL
#define ARM64_RAM_END	 0x80000000ULL
#define ARM64_TREE_SIZE	 0x104

/* Offsets in an Image, and the sizes of numbers. */
enum arm64_field {
	ARM64_CODE = 0,		 /* 2: MZ */
	ARM64_TEXT_OFFSET = 8,	 /* 8 */
	ARM64_SIZE = 16,	 /* 8 */
	ARM64_FLAGS = 24,	 /* 8 */
	ARM64_MAGIC = 56,	 /* 4 */
	ARM64_PE = 60,		 /* 4 */
	ARM64_HEADERS = 0x94,	 /* 4: SizeOfHeaders */
	ARM64_RAW_SIZE = 0x158,	 /* 4: of the second section */
	ARM64_RAW_START = 0x15c, /* 4 */
};

struct arm64_image {
	u8 data[ARM64_FILE_SIZE];
};

void arm64_image_make(struct arm64_image *image);

/* Writes a little-endian number of @width bytes. */
void arm64_image_put(struct arm64_image *image, u64 offset, u32 width,
		     u64 value);

static inline struct kx_bytes arm64_image_bytes(const struct arm64_image *image)
{
	return kx_bytes(image->data, sizeof(image->data));
}

struct arm64_machine {
	struct arm64_image image;
	struct kx_memory memory[2];
	struct kx_machine machine;
	/* Magic, size and the slots; the rest is noise. */
	u8 tree[ARM64_TREE_SIZE];
	struct kx_request request;
	struct kx_arena arena;
	u8 arena_bytes[128 * 1024];
};

/* Everything points into @arm64, which must not be moved. */
void arm64_machine_make(struct arm64_machine *arm64);

#endif
