// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads boot data back from a plan, as Linux does: what the next kernel will be
 * told. Offsets are those of Linux Documentation/arch/x86/zero-page.rst. It is
 * read, not remembered, so that a dry run shows what is in the segment.
 */
#include "lib/image/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"
#include "core/protocol/linux_x86.h"
#include "lib/image/tree.h"
#include "lib/machine/arch.h"
#include "lib/machine/firmware.h"

#define E820_ENTRY_SIZE 20
#define E820_IN_PAGE	128
#define SETUP_HEADER	16

/* Types of setup_data (Linux asm/setup_data.h). */
enum setup_data_type {
	SETUP_E820_EXT = 1,
	SETUP_DTB = 2,
	SETUP_RNG_SEED = 9,
};

/* Offsets in boot_params. */
enum boot_params_offset {
	BP_ACPI_RSDP = 0x070,
	BP_EXT_RAMDISK_IMAGE = 0x0c0,
	BP_EXT_RAMDISK_SIZE = 0x0c4,
	BP_EXT_CMD_LINE_PTR = 0x0c8,
	BP_EFI_MEMMAP_SIZE = 0x1d4,
	BP_E820_ENTRIES = 0x1e8,
	BP_RAMDISK_IMAGE = 0x218,
	BP_RAMDISK_SIZE = 0x21c,
	BP_CMD_LINE_PTR = 0x228,
	BP_SETUP_DATA = 0x250,
	BP_E820_TABLE = 0x2d0,
};

struct kxl_passed {
	struct kexec_passed passed;
	struct kexec_range ranges[];
};

/* The segment with boot data. */
struct reader {
	u64 at; /* physical address of @bytes */
	struct kx_bytes bytes;
	const u8 *params;
};

/* Bytes at a physical address, or NULL if they are elsewhere. */
static const u8 *find(const struct reader *from, u64 address, u64 size)
{
	if (address < from->at ||
	    !kx_bytes_have(from->bytes, address - from->at, size))
		return NULL;
	return from->bytes.data + (address - from->at);
}

static u64 number(const struct reader *from, u32 low, u32 high)
{
	return kx_load_le32(from->params + low) |
	       (u64)kx_load_le32(from->params + high) << 32;
}

static const struct kexec_segment *find_segment(const struct kexec_image *image,
						const char *name)
{
	unsigned int i;

	for (i = 0; i < image->plan.nr_segments; i++)
		if (!strcmp(image->names[i], name))
			return &image->segments[i];
	return NULL;
}

/* A purgatory without a segment of its own comes before boot_params. */
static bool open_reader(const struct kexec_image *image, struct reader *from)
{
	const struct kexec_segment *segment = find_segment(image, "boot data");
	u64 params = 0;

	if (!segment)
		return false;
	if (!find_segment(image, "purgatory"))
		params = kx_align_down(kx_purgatory_size() +
					       KX_BOOT_PARAMS_SIZE - 1,
				       KX_BOOT_PARAMS_SIZE);
	*from = (struct reader){
		.at = (uintptr_t)segment->mem,
		.bytes = kx_bytes(segment->buf, segment->bufsz),
	};
	from->params = find(from, from->at + params, KX_BOOT_PARAMS_SIZE);
	return from->params;
}

static void add_ranges(const u8 *entry, u64 count, struct kxl_passed *to)
{
	struct kexec_range *range = &to->ranges[to->passed.nr_ranges];

	to->passed.nr_ranges += (unsigned int)count;
	for (; count; count--, range++, entry += E820_ENTRY_SIZE)
		*range = (struct kexec_range){
			.start = kx_load_le64(entry),
			.end = kx_load_le64(entry) + kx_load_le64(entry + 8),
			.name = kxl_memory_name(kx_load_le32(entry + 16)),
		};
}

static void read_setup_data(const struct reader *from, struct kxl_passed *to)
{
	u64 node = kx_load_le64(from->params + BP_SETUP_DATA);
	const u8 *header;
	u32 size;

	for (; node; node = kx_load_le64(header)) {
		header = find(from, node, SETUP_HEADER);
		if (!header)
			return;
		size = kx_load_le32(header + 12);
		switch (kx_load_le32(header + 8)) {
		case SETUP_E820_EXT:
			if (find(from, node + SETUP_HEADER, size))
				add_ranges(header + SETUP_HEADER,
					   size / E820_ENTRY_SIZE, to);
			break;
		case SETUP_DTB:
			to->passed.dtb_size = size;
			break;
		case SETUP_RNG_SEED:
			to->passed.seed_size = size;
			break;
		default:
			break;
		}
	}
}

static const char *read_cmdline(const struct reader *from)
{
	u64 at = number(from, BP_CMD_LINE_PTR, BP_EXT_CMD_LINE_PTR);
	const u8 *line = find(from, at, 1);

	if (!line || !memchr(line, '\0', from->bytes.size - (at - from->at)))
		return "";
	return (const char *)line;
}

static void read_params(const struct reader *from, struct kxl_passed *to)
{
	struct kexec_passed *passed = &to->passed;

	passed->ranges = to->ranges;
	add_ranges(from->params + BP_E820_TABLE,
		   from->params[BP_E820_ENTRIES] < E820_IN_PAGE
			   ? from->params[BP_E820_ENTRIES]
			   : E820_IN_PAGE,
		   to);
	passed->acpi_rsdp = kx_load_le64(from->params + BP_ACPI_RSDP);
	passed->efi_size = kx_load_le32(from->params + BP_EFI_MEMMAP_SIZE);
	passed->initrd_start =
		number(from, BP_RAMDISK_IMAGE, BP_EXT_RAMDISK_IMAGE);
	passed->initrd_end = passed->initrd_start +
			     number(from, BP_RAMDISK_SIZE, BP_EXT_RAMDISK_SIZE);
	passed->cmdline = read_cmdline(from);
	read_setup_data(from, to);
}

/* @told: what there is but for the memory map, which is @memory */
static int keep(struct kexec_image *image, const struct kexec_passed *told,
		const struct kx_memmap *memory)
{
	struct kxl_passed *fresh;
	u32 i;

	fresh = calloc(1, sizeof(*fresh) +
				  memory->count * sizeof(fresh->ranges[0]));
	if (!fresh)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	fresh->passed = *told;
	fresh->passed.ranges = fresh->ranges;
	fresh->passed.nr_ranges = memory->count;
	for (i = 0; i < memory->count; i++)
		fresh->ranges[i] = (struct kexec_range){
			.start = memory->entries[i].range.start,
			.end = memory->entries[i].range.end,
			.name = kxl_memory_name(memory->entries[i].type),
		};
	free(image->passed);
	image->passed = fresh;
	return 0;
}

/* A kernel that has all of it from a device tree. */
static int read_tree(struct kexec_image *image,
		     const struct kexec_passed **passed)
{
	const struct kexec_segment *segment = find_segment(image, "boot data");
	struct kexec_passed told = { 0 };
	struct kx_memmap memory = { 0 };
	int err = -EOPNOTSUPP;

	if (segment && kxl_tree_passed(kx_bytes(segment->buf, segment->bufsz),
				       &told, &memory))
		err = keep(image, &told, &memory);
	free(memory.entries);
	if (!err)
		*passed = &image->passed->passed;
	return err;
}

int kexec_image_passed(struct kexec_image *image,
		       const struct kexec_passed **passed)
{
	const struct kexec_plan *plan;
	struct kxl_passed *fresh;
	struct reader from;
	int err = kexec_image_plan(image, &plan);

	if (err)
		return err;
	if (kxl_arch(image->ctx)->needs_tree)
		return read_tree(image, passed);
	if (image->facts.protocol != &kx_protocol_linux_x86 ||
	    !open_reader(image, &from))
		return -EOPNOTSUPP;
	/* Each entry is part of the segment's bytes. */
	fresh = calloc(1, sizeof(*fresh) +
				  (size_t)(from.bytes.size / E820_ENTRY_SIZE) *
					  sizeof(fresh->ranges[0]));
	if (!fresh)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	read_params(&from, fresh);
	free(image->passed);
	image->passed = fresh;
	*passed = &fresh->passed;
	return 0;
}
