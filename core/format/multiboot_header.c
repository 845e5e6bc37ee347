// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads Multiboot headers. In version 1 a flag says what is required, and in
 * version 2 a tag. What this loader does not know is refused by its number if
 * the kernel requires it, and ignored otherwise, as the specifications say.
 */
#include "core/format/multiboot_header.h"

#define MAGIC	0x1badb002
#define MAGIC_2 0xe85250d6

#define SIZE		12 /* magic, flags, checksum */
#define SIZE_ADDRESSES	32 /* and five addresses */
#define SIZE_2		16 /* magic, architecture, length, checksum */
#define TAG_SIZE	8
#define ARCHITECTURE_AT 4
#define LENGTH_AT	8

/*
 * Flags of version 1. The lower 16 are requirements. Modules are always aligned
 * to pages, and there is always information about memory; the video mode is a
 * preference, and the running system's stays.
 */
#define KNOWN_FLAGS   0x7U
#define REQUIRED      0xffffU
#define HAS_ADDRESSES (1U << 16)

/* A requirement of version 2 can be taken back by this flag of its tag. */
#define IS_OPTIONAL 1

struct reader {
	struct kx_bytes file;
	struct kx_multiboot *header;
	struct kx_fault *fault;
};

static int fail(const struct reader *reader, int code, const char *what,
		u64 value, u64 limit)
{
	return kx_fault_set(reader->fault, code, what, value, limit);
}

static u32 get(const struct reader *reader, u64 at)
{
	return kx_load_le32(reader->file.data + at);
}

/*
 * @step: alignment of the header; @count: its first 32-bit fields, whose sum is
 * 0; @within: where they lie
 */
static bool find(struct kx_bytes file, u32 magic, u32 count, u64 within,
		 u64 *offset)
{
	const u32 step = magic == MAGIC ? 4 : 8;
	u32 sum;
	u64 at;
	u32 i;

	if (file.size < within)
		within = file.size;
	for (at = 0; at + 4ULL * count <= within; at += step) {
		if (kx_load_le32(file.data + at) != magic)
			continue;
		for (i = 0, sum = 0; i < count; i++)
			sum += kx_load_le32(file.data + at + 4ULL * i);
		if (sum)
			continue;
		*offset = at;
		return true;
	}
	return false;
}

bool kx_multiboot_find(struct kx_bytes file, u64 *offset)
{
	return find(file, MAGIC, SIZE / 4, KX_MULTIBOOT_WITHIN, offset);
}

bool kx_multiboot2_find(struct kx_bytes file, u64 *offset)
{
	return find(file, MAGIC_2, SIZE_2 / 4, KX_MULTIBOOT2_WITHIN, offset);
}

static u32 lowest_bit(u32 bits)
{
	u32 number = 0;

	for (; !(bits & 1); bits >>= 1)
		number++;
	return number;
}

/* Both versions have the four in this order. */
static void read_addresses(const struct reader *reader, u64 at)
{
	reader->header->has_addresses = true;
	reader->header->addresses = (struct kx_multiboot_addresses){
		.header = get(reader, at),
		.load = get(reader, at + 4),
		.load_end = get(reader, at + 8),
		.bss_end = get(reader, at + 12),
	};
}

static int read_1(const struct reader *reader)
{
	struct kx_multiboot *header = reader->header;
	u64 at = 0;
	u32 unknown;
	u32 flags;

	if (!kx_multiboot_find(reader->file, &at))
		return fail(reader, KX_E_FORMAT, "magic", 0, MAGIC);
	header->at = (struct kx_range){ at, at + SIZE };
	flags = get(reader, at + 4);
	unknown = flags & REQUIRED & ~KNOWN_FLAGS;
	if (unknown)
		return fail(reader, KX_E_MULTIBOOT, "flag", lowest_bit(unknown),
			    0);
	if (!(flags & HAS_ADDRESSES))
		return 0;
	if (!kx_bytes_have(reader->file, at, SIZE_ADDRESSES))
		return fail(reader, KX_E_SHORT, "Multiboot header",
			    reader->file.size, at + SIZE_ADDRESSES);
	read_addresses(reader, at + SIZE);
	header->has_entry = true;
	header->entry = get(reader, at + SIZE + 16);
	header->at.end = at + SIZE_ADDRESSES;
	return 0;
}

int kx_multiboot_read(struct kx_bytes file, struct kx_multiboot *header,
		      struct kx_fault *fault)
{
	struct kx_multiboot draft = { 0 };
	const struct reader reader = { file, &draft, fault };
	int err = read_1(&reader);

	if (!err)
		*header = draft;
	return err;
}

/* A tag of version 2; its numbers were checked. */
struct tag {
	u16 type;
	bool is_optional;
	u32 size; /* bytes, of the header too */
	u64 at;	  /* in the file */
};

/*
 * Information that the protocol gives, by its tag: command line, loader's name,
 * modules, memory, memory map, framebuffer, ACPI, load address. What a boot
 * loader alone knows (boot device, VBE, APM, network, EFI's boot services) is
 * gone when a kernel is running.
 */
static bool is_given(u32 type)
{
	static const u8 given[] = { 0, 1, 2, 3, 4, 6, 8, 14, 15, 21 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(given); i++)
		if (type == given[i])
			return true;
	return false;
}

static int read_requests(const struct reader *reader, const struct tag *tag)
{
	u64 at;

	for (at = TAG_SIZE; at + 4 <= tag->size && !tag->is_optional; at += 4)
		if (!is_given(get(reader, tag->at + at)))
			return fail(reader, KX_E_MULTIBOOT, "information tag",
				    get(reader, tag->at + at), 0);
	return 0;
}

static int read_tag_addresses(const struct reader *reader,
			      const struct tag *tag)
{
	read_addresses(reader, tag->at + TAG_SIZE);
	return 0;
}

static int read_entry(const struct reader *reader, const struct tag *tag)
{
	reader->header->has_entry = true;
	reader->header->entry = get(reader, tag->at + TAG_SIZE);
	return 0;
}

static int read_relocatable(const struct reader *reader, const struct tag *tag)
{
	struct kx_multiboot *header = reader->header;
	u64 min = get(reader, tag->at + 8);
	u64 max = get(reader, tag->at + 12);
	u32 align = get(reader, tag->at + 16);
	u32 preference = get(reader, tag->at + 20);

	if (min > max)
		return fail(reader, KX_E_HEADER, "max_addr", max, min);
	if (!kx_is_power_of_two(align))
		return fail(reader, KX_E_HEADER, "align", align, 0);
	if (preference > KX_MULTIBOOT_HIGHEST)
		return fail(reader, KX_E_HEADER, "preference", preference,
			    KX_MULTIBOOT_HIGHEST);
	header->is_relocatable = true;
	header->within = (struct kx_range){ min, max + 1 };
	header->align = align;
	header->preference = (enum kx_multiboot_preference)preference;
	return 0;
}

/*
 * Console, framebuffer and alignment of modules need nothing more than what is
 * done for each kernel. The entries for EFI are for a loader that hands on boot
 * services, which the running kernel has ended: the other entry is used.
 */
static int take(const struct reader *reader, const struct tag *tag)
{
	(void)reader;
	(void)tag;
	return 0;
}

static int read_tag(const struct reader *reader, const struct tag *tag)
{
	static const struct {
		int (*read)(const struct reader *reader, const struct tag *tag);
		u32 size;
	} rows[] = {
		[1] = { read_requests, 8 },
		[2] = { read_tag_addresses, 24 },
		[3] = { read_entry, 12 },
		[4] = { take, 12 }, /* console */
		[5] = { take, 20 }, /* framebuffer */
		[6] = { take, 8 },  /* modules on pages */
		[7] = { take, 8 },  /* EFI's boot services may stay */
		[8] = { take, 12 }, /* entry for 32-bit EFI */
		[9] = { take, 12 }, /* entry for 64-bit EFI */
		[10] = { read_relocatable, 24 },
	};

	if (tag->type >= ARRAY_SIZE(rows) || !rows[tag->type].read)
		return tag->is_optional ? 0
					: fail(reader, KX_E_MULTIBOOT, "tag",
					       tag->type, 0);
	if (tag->size < rows[tag->type].size)
		return fail(reader, KX_E_HEADER, "size", tag->size,
			    rows[tag->type].size);
	return rows[tag->type].read(reader, tag);
}

/* Tags begin at multiples of 8; the last one has type 0. */
static int read_tags(const struct reader *reader)
{
	const struct kx_range all = reader->header->at;
	u64 at = all.start + SIZE_2;
	struct tag tag;
	u64 size;
	int err;

	while (all.end - at >= TAG_SIZE) {
		tag = (struct tag){
			.type = (u16)get(reader, at),
			.is_optional = get(reader, at) >> 16 & IS_OPTIONAL,
			.size = get(reader, at + 4),
			.at = at,
		};
		if (tag.size < TAG_SIZE || tag.size > all.end - at)
			return fail(reader, KX_E_HEADER, "size", tag.size,
				    all.end - at);
		if (!tag.type)
			return 0;
		err = read_tag(reader, &tag);
		if (err)
			return err;
		size = kx_align_down(tag.size + 7ULL, 8);
		if (size > all.end - at)
			break;
		at += size;
	}
	return fail(reader, KX_E_HEADER, "end tag", all.end, all.end);
}

static int read_2(const struct reader *reader)
{
	struct kx_bytes file = reader->file;
	u64 within = file.size < KX_MULTIBOOT2_WITHIN ? file.size
						      : KX_MULTIBOOT2_WITHIN;
	u64 length;
	u64 at = 0;

	if (!kx_multiboot2_find(file, &at))
		return fail(reader, KX_E_FORMAT, "magic", 0, MAGIC_2);
	if (get(reader, at + ARCHITECTURE_AT))
		return fail(reader, KX_E_FORMAT, "architecture",
			    get(reader, at + ARCHITECTURE_AT), 0);
	length = get(reader, at + LENGTH_AT);
	if (length < SIZE_2 + TAG_SIZE || length > within - at)
		return fail(reader, KX_E_HEADER, "header_length", length,
			    within - at);
	reader->header->at = (struct kx_range){ at, at + length };
	return read_tags(reader);
}

int kx_multiboot2_read(struct kx_bytes file, struct kx_multiboot *header,
		       struct kx_fault *fault)
{
	struct kx_multiboot draft = { 0 };
	const struct reader reader = { file, &draft, fault };
	int err = read_2(&reader);

	if (!err)
		*header = draft;
	return err;
}
