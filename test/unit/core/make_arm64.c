// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Numbers as those of Debian's 6.12, but smaller sizes. */
#include "test/unit/core/make_arm64.h"

static const struct {
	u64 offset;
	u32 width;
	u64 value;
} numbers[] = {
	{ ARM64_CODE, 2, 0x5a4d },
	{ ARM64_TEXT_OFFSET, 8, 0 },
	{ ARM64_SIZE, 8, ARM64_IMAGE_SIZE },
	{ ARM64_FLAGS, 8, 0xa }, /* 4 KiB, anywhere */
	{ ARM64_MAGIC, 4, 0x644d5241 },
	{ ARM64_PE, 4, 0x40 },
	{ 0x40, 4, 0x4550 },
	{ 0x44, 2, 0xaa64 },
	{ 0x46, 2, 2 },	    /* sections */
	{ 0x54, 2, 0xc8 },  /* size of the optional header */
	{ 0x58, 2, 0x20b }, /* PE32+ */
	{ ARM64_HEADERS, 4, 0x1000 },
	{ 0xc4, 4, 11 },      /* directories */
	{ 0x130, 4, 0x1000 }, /* .text: raw size and start */
	{ 0x134, 4, 0x1000 },
	{ ARM64_RAW_SIZE, 4, 0x800 },
	{ ARM64_RAW_START, 4, 0x2000 },
};

void arm64_image_put(struct arm64_image *image, u64 offset, u32 width,
		     u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		image->data[offset + i] = (u8)(value >> (8 * i));
}

void arm64_image_make(struct arm64_image *image)
{
	u32 i;

	for (i = 0; i < sizeof(image->data); i++)
		image->data[i] = i < 0x200 ? 0 : (u8)(i * 7 + 1);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		arm64_image_put(image, numbers[i].offset, numbers[i].width,
				numbers[i].value);
}

static void make_tree(struct arm64_machine *arm64)
{
	static const u8 head[] = { 0xd0,
				   0x0d,
				   0xfe,
				   0xed,
				   0,
				   0,
				   ARM64_TREE_SIZE >> 8,
				   ARM64_TREE_SIZE & 0xff };
	u32 i;

	for (i = 0; i < sizeof(arm64->tree); i++)
		arm64->tree[i] = (u8)(i * 13 + 5);
	memcpy(arm64->tree, head, sizeof(head));
}

void arm64_machine_make(struct arm64_machine *arm64)
{
	*arm64 = (struct arm64_machine){
		.memory = {
			{ { ARM64_RAM, ARM64_HOLE }, KX_MEM_RAM },
			{ { ARM64_HOLE_END, ARM64_RAM_END }, KX_MEM_RAM },
		},
		.machine = {
			.usable = { arm64->memory, 2, 2 },
			.limits = { .page_size = 0x1000,
				    .address_limit = ~0ULL,
				    .ram_pages = 0x40000 },
		},
		.request = {
			.arch = &kx_arch_arm64,
			.kernel = arm64_image_bytes(&arm64->image),
			.dtb = { arm64->tree, ARM64_TREE_SIZE },
			.slots = { .initrd_start = 0x40, .initrd_end = 0x4c },
			.within = { 0, ~0ULL },
			.machine = &arm64->machine,
			.arena = &arm64->arena,
		},
		.arena = { arm64->arena_bytes, sizeof(arm64->arena_bytes), 0 },
	};
	arm64_image_make(&arm64->image);
	make_tree(arm64);
}
