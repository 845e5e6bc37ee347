// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writes the information structures of Multiboot 1 and 2. In version 1 a fixed
 * structure has addresses of tables and strings, and flags that say which of
 * them are there. Version 2 is a list of tags. Both say the same, except for
 * ACPI's root pointer and the load address, which version 1 can't say.
 */
#include "core/protocol/multiboot_info.h"

/* Types of memory in a map; others become reserved. */
#define TYPE_MAX      5 /* as in e820: RAM, reserved, ACPI, NVS, unusable */
#define TYPE_RESERVED 2

#define ONE_MIB	   0x100000ULL
#define LOW_KIB	   640
#define FIRST_PAGE 0x1000ULL

static const char loader[] = "kexec";

/* Version 1: offsets in the structure. */
enum info_offset {
	INFO_FLAGS = 0,
	INFO_MEM_LOWER = 4,
	INFO_MEM_UPPER = 8,
	INFO_CMDLINE = 16,
	INFO_MODS_COUNT = 20,
	INFO_MODS_ADDR = 24,
	INFO_MMAP_LENGTH = 44,
	INFO_MMAP_ADDR = 48,
	INFO_LOADER_NAME = 64,
	INFO_FRAMEBUFFER = 88,
	INFO_SIZE = 120, /* 116, and the next one begins at 8 bytes */
};

enum info_flag {
	HAS_MEMORY = 1 << 0,
	HAS_CMDLINE = 1 << 2,
	HAS_MODULES = 1 << 3,
	HAS_MMAP = 1 << 6,
	HAS_LOADER_NAME = 1 << 9,
	HAS_FRAMEBUFFER = 1 << 12,
};

#define MODULE_SIZE	    16
#define MMAP_SIZE	    24
#define MMAP_SIZE_FIELD	    20 /* without that field itself */
#define FRAMEBUFFER_SIZE_2  30 /* two reserved bytes before the colours */
#define FRAMEBUFFER_COLOURS 22

/* Version 2: types of tags. */
enum tag {
	TAG_END,
	TAG_CMDLINE,
	TAG_LOADER_NAME,
	TAG_MODULE,
	TAG_MEMORY,
	TAG_MMAP = 6,
	TAG_FRAMEBUFFER = 8,
	TAG_ACPI_OLD = 14,
	TAG_ACPI_NEW = 15,
	TAG_LOAD_BASE = 21,
};

#define TAG_HEADER 8

/* ACPI 6.5, 5.2.5.3: the root pointer; the second size is that of revision 2.
 */
#define RSDP_REVISION  15
#define RSDP_OLD_SIZE  20
#define RSDP_NEW_SIZE  36
#define RSDP_NEW_SINCE 2

/* screen_info in boot_params (Linux include/uapi/linux/screen_info.h). */
enum screen_offset {
	SCREEN_COLUMNS = 0x07,	    /* 1 */
	SCREEN_LINES = 0x0e,	    /* 1 */
	SCREEN_IS_VGA = 0x0f,	    /* 1 */
	SCREEN_WIDTH = 0x12,	    /* 2 */
	SCREEN_HEIGHT = 0x14,	    /* 2 */
	SCREEN_DEPTH = 0x16,	    /* 2 */
	SCREEN_BASE = 0x18,	    /* 4 */
	SCREEN_LINE = 0x24,	    /* 2 */
	SCREEN_RED = 0x26,	    /* size, position; green and blue follow */
	SCREEN_CAPABILITIES = 0x36, /* 4 */
	SCREEN_BASE_HIGH = 0x3a,    /* 4 */
	SCREEN_SIZE = 0x40,
};

enum screen_kind {
	SCREEN_TEXT = 0x01, /* what a PC's firmware starts with */
	SCREEN_VESA = 0x23,
	SCREEN_EFI = 0x70,
};

#define SCREEN_HAS_HIGH 2 /* of the capabilities */
#define TEXT_ADDRESS	0xb8000

enum framebuffer_kind {
	FRAMEBUFFER_RGB = 1,
	FRAMEBUFFER_TEXT = 2,
};

/* Bytes being written; @end is the first free one. */
struct writer {
	const struct kx_multiboot_facts *facts;
	u8 *base;
	u64 at; /* physical address of @base */
	u64 end;
};

static u64 align_8(u64 size)
{
	return kx_align_down(size + 7, 8);
}

u64 kx_multiboot_info_room(const struct kx_multiboot_facts *facts)
{
	const struct kx_request *request = facts->request;
	/* The fixed structure; small tags of version 2, and the last one. */
	u64 size = INFO_SIZE + 256;
	u32 i;

	size += align_8(request->name.size + request->cmdline.size + 2);
	size += request->machine->rsdp.size + RSDP_OLD_SIZE + 16;
	size += (u64)facts->memory->count * MMAP_SIZE;
	for (i = 0; i < request->nr_modules; i++)
		size += MODULE_SIZE +
			align_8(request->modules[i].string.size + 1);
	return size;
}

static u64 copy(struct writer *to, struct kx_bytes bytes)
{
	u64 at = to->end;

	if (bytes.size)
		memcpy(to->base + at, bytes.data, bytes.size);
	to->end += bytes.size;
	return at;
}

/* Writes @second after a blank; one of them may be empty. */
static u64 write_string(struct writer *to, struct kx_bytes first,
			struct kx_bytes second)
{
	u64 at = copy(to, first);

	if (first.size && second.size)
		to->base[to->end++] = ' ';
	(void)copy(to, second);
	to->base[to->end++] = '\0';
	return at;
}

static u64 write_cmdline(struct writer *to)
{
	const struct kx_request *request = to->facts->request;

	return write_string(to, request->name, request->cmdline);
}

static u64 write_loader(struct writer *to)
{
	return write_string(to, kx_bytes(loader, sizeof(loader) - 1),
			    kx_bytes(NULL, 0));
}

static u32 type_of(const struct kx_memory *memory)
{
	return memory->type && memory->type <= TYPE_MAX ? memory->type
							: TYPE_RESERVED;
}

/* KiB of RAM without a gap around @address, from @start on. */
static u32 find_kib(const struct kx_memmap *map, u64 address, u64 start)
{
	u64 kib = 0;
	u32 i;

	for (i = 0; i < map->count; i++)
		if (map->entries[i].type == KX_MEM_RAM &&
		    kx_range_has(map->entries[i].range, address))
			kib = (map->entries[i].range.end - start) >> 10;
	return kib < 0xffffffff ? (u32)kib : 0xffffffff;
}

/* Below and above 1 MiB. The first page is often not RAM in a map. */
static void write_sizes(const struct writer *to, u8 *lower)
{
	const struct kx_memmap *map = to->facts->memory;
	u32 low = find_kib(map, FIRST_PAGE, 0);

	kx_write_le32(lower, low < LOW_KIB ? low : LOW_KIB);
	kx_write_le32(lower + 4, find_kib(map, ONE_MIB, ONE_MIB));
}

static u64 find_base(const u8 *screen)
{
	u64 base = kx_load_le32(screen + SCREEN_BASE);

	if (kx_load_le32(screen + SCREEN_CAPABILITIES) & SCREEN_HAS_HIGH)
		base |= (u64)kx_load_le32(screen + SCREEN_BASE_HIGH) << 32;
	return base;
}

static bool find_screen(const struct writer *to, const u8 **screen)
{
	struct kx_bytes params = to->facts->request->machine->x86.boot_params;

	if (params.size < SCREEN_SIZE)
		return false;
	*screen = params.data;
	return params.data[SCREEN_IS_VGA] == SCREEN_TEXT ||
	       ((params.data[SCREEN_IS_VGA] == SCREEN_VESA ||
		 params.data[SCREEN_IS_VGA] == SCREEN_EFI) &&
		find_base(params.data));
}

static void write_colours(const u8 *screen, u8 *colours)
{
	u32 i;

	/* Position first, then size: the other way round than Linux. */
	for (i = 0; i < 6; i += 2) {
		colours[i] = screen[SCREEN_RED + i + 1];
		colours[i + 1] = screen[SCREEN_RED + i];
	}
}

static u32 half(const u8 *at)
{
	return (u32)at[0] | (u32)at[1] << 8;
}

/* 22 bytes, the same in both versions, and the colours. */
static void write_framebuffer(const u8 *screen, u8 *fb, u8 *colours)
{
	if (screen[SCREEN_IS_VGA] == SCREEN_TEXT) {
		kx_write_le64(fb, TEXT_ADDRESS);
		kx_write_le32(fb + 8, 2U * screen[SCREEN_COLUMNS]);
		kx_write_le32(fb + 12, screen[SCREEN_COLUMNS]);
		kx_write_le32(fb + 16, screen[SCREEN_LINES]);
		fb[20] = 16;
		fb[21] = FRAMEBUFFER_TEXT;
		return;
	}
	kx_write_le64(fb, find_base(screen));
	kx_write_le32(fb + 8, half(screen + SCREEN_LINE));
	kx_write_le32(fb + 12, half(screen + SCREEN_WIDTH));
	kx_write_le32(fb + 16, half(screen + SCREEN_HEIGHT));
	fb[20] = screen[SCREEN_DEPTH];
	fb[21] = FRAMEBUFFER_RGB;
	write_colours(screen, colours);
}

static void set_flag(struct writer *to, enum info_flag flag)
{
	u8 *flags = to->base + INFO_FLAGS;

	kx_write_le32(flags, kx_load_le32(flags) | (u32)flag);
}

/* What lies at an offset is at this address. */
static void point(struct writer *to, enum info_offset field, u64 offset)
{
	kx_write_le32(to->base + field, (u32)(to->at + offset));
}

static void write_mmap(struct writer *to)
{
	const struct kx_memmap *map = to->facts->memory;
	u32 i;

	to->end = align_8(to->end);
	kx_write_le32(to->base + INFO_MMAP_LENGTH, map->count * MMAP_SIZE);
	point(to, INFO_MMAP_ADDR, to->end);
	for (i = 0; i < map->count; i++) {
		const struct kx_memory *memory = &map->entries[i];
		u8 *entry = to->base + to->end;

		kx_write_le32(entry, MMAP_SIZE_FIELD);
		kx_write_le64(entry + 4, memory->range.start);
		kx_write_le64(entry + 12, kx_range_size(memory->range));
		kx_write_le32(entry + 20, type_of(memory));
		to->end += MMAP_SIZE;
	}
	set_flag(to, HAS_MMAP);
}

static void write_modules(struct writer *to)
{
	const struct kx_request *request = to->facts->request;
	u64 table = align_8(to->end);
	u32 i;

	if (!request->nr_modules)
		return;
	to->end = table + (u64)request->nr_modules * MODULE_SIZE;
	kx_write_le32(to->base + INFO_MODS_COUNT, request->nr_modules);
	point(to, INFO_MODS_ADDR, table);
	for (i = 0; i < request->nr_modules; i++) {
		struct kx_range at = to->facts->modules[i];
		u8 *entry = to->base + table + (u64)i * MODULE_SIZE;
		u64 string = write_string(to, request->modules[i].string,
					  kx_bytes(NULL, 0));

		kx_write_le32(entry, (u32)at.start);
		kx_write_le32(entry + 4, (u32)at.end);
		kx_write_le32(entry + 8, (u32)(to->at + string));
	}
	set_flag(to, HAS_MODULES);
}

void kx_multiboot_info_write(const struct kx_multiboot_facts *facts, u8 *to,
			     u64 at)
{
	struct writer writer = { facts, to, at, INFO_SIZE };
	const u8 *screen;

	write_sizes(&writer, to + INFO_MEM_LOWER);
	set_flag(&writer, HAS_MEMORY);
	write_mmap(&writer);
	write_modules(&writer);
	point(&writer, INFO_CMDLINE, write_cmdline(&writer));
	set_flag(&writer, HAS_CMDLINE);
	point(&writer, INFO_LOADER_NAME, write_loader(&writer));
	set_flag(&writer, HAS_LOADER_NAME);
	if (!find_screen(&writer, &screen))
		return;
	write_framebuffer(screen, to + INFO_FRAMEBUFFER,
			  to + INFO_FRAMEBUFFER + FRAMEBUFFER_COLOURS);
	set_flag(&writer, HAS_FRAMEBUFFER);
}

/* A tag of @size bytes after its header; returns where those are. */
static u8 *begin_tag(struct writer *to, enum tag type, u64 size)
{
	u8 *tag;

	to->end = align_8(to->end);
	tag = to->base + to->end;
	kx_write_le32(tag, type);
	kx_write_le32(tag + 4, (u32)(TAG_HEADER + size));
	to->end += TAG_HEADER + size;
	return tag + TAG_HEADER;
}

/* A tag whose bytes have been written up to the end. */
static void end_tag(struct writer *to, const u8 *first)
{
	u64 start = (u64)(first - to->base) - TAG_HEADER;

	kx_write_le32(to->base + start + 4, (u32)(to->end - start));
}

static void write_module_tags(struct writer *to)
{
	const struct kx_request *request = to->facts->request;
	u32 i;

	for (i = 0; i < request->nr_modules; i++) {
		u8 *tag = begin_tag(to, TAG_MODULE, 8);

		kx_write_le32(tag, (u32)to->facts->modules[i].start);
		kx_write_le32(tag + 4, (u32)to->facts->modules[i].end);
		(void)write_string(to, request->modules[i].string,
				   kx_bytes(NULL, 0));
		end_tag(to, tag);
	}
}

static void write_mmap_tag(struct writer *to)
{
	const struct kx_memmap *map = to->facts->memory;
	u8 *tag = begin_tag(to, TAG_MMAP, 8 + (u64)map->count * MMAP_SIZE);
	u8 *entry = tag + 8;
	u32 i;

	kx_write_le32(tag, MMAP_SIZE);
	for (i = 0; i < map->count; i++, entry += MMAP_SIZE) {
		const struct kx_memory *memory = &map->entries[i];

		kx_write_le64(entry, memory->range.start);
		kx_write_le64(entry + 8, kx_range_size(memory->range));
		kx_write_le32(entry + 16, type_of(memory));
	}
}

/* Copies: a kernel that was started on EFI can't search for the original. */
static void write_acpi_tags(struct writer *to)
{
	struct kx_bytes rsdp = to->facts->request->machine->rsdp;

	if (rsdp.size < RSDP_OLD_SIZE)
		return;
	memcpy(begin_tag(to, TAG_ACPI_OLD, RSDP_OLD_SIZE), rsdp.data,
	       RSDP_OLD_SIZE);
	if (rsdp.size >= RSDP_NEW_SIZE &&
	    rsdp.data[RSDP_REVISION] >= RSDP_NEW_SINCE)
		memcpy(begin_tag(to, TAG_ACPI_NEW, rsdp.size), rsdp.data,
		       rsdp.size);
}

static void write_string_tags(struct writer *to)
{
	u8 *tag = begin_tag(to, TAG_CMDLINE, 0);

	(void)write_cmdline(to);
	end_tag(to, tag);
	tag = begin_tag(to, TAG_LOADER_NAME, 0);
	(void)write_loader(to);
	end_tag(to, tag);
}

void kx_multiboot2_info_write(const struct kx_multiboot_facts *facts, u8 *to,
			      u64 at)
{
	struct writer writer = { facts, to, at, TAG_HEADER };
	const u8 *screen;
	u8 *tag;

	write_string_tags(&writer);
	write_module_tags(&writer);
	write_sizes(&writer, begin_tag(&writer, TAG_MEMORY, 8));
	write_mmap_tag(&writer);
	if (find_screen(&writer, &screen)) {
		tag = begin_tag(&writer, TAG_FRAMEBUFFER, FRAMEBUFFER_SIZE_2);
		write_framebuffer(screen, tag, tag + FRAMEBUFFER_COLOURS + 2);
	}
	write_acpi_tags(&writer);
	if (facts->is_relocatable)
		kx_write_le32(begin_tag(&writer, TAG_LOAD_BASE, 4),
			      (u32)facts->load_base);
	(void)begin_tag(&writer, TAG_END, 0);
	kx_write_le32(to, (u32)writer.end);
}
