// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Format, boot protocol and purposes of the other architecture. Its kernels get
 * the address of a "tree" with the places of command line and initrds, and the
 * memory map. A crash kernel gets ELF core headers, and its region as memory.
 * Images can't return.
 */
#include "test/unit/core/other_arch.h"

#include "core/crash.h"
#include "core/initrd.h"
#include "test/unit/core/read_plan.h"

#define TREE_MAGIC  0x656572745f6b78ULL
#define PREFIX	    "core=0x0000000000000000 "
#define PREFIX_SIZE (sizeof(PREFIX) - 1)

/* Offsets in the tree; 8 bytes each. */
enum tree_field {
	TREE_CMDLINE = 8,
	TREE_CMDLINE_SIZE = 16,
	TREE_INITRD = 24,
	TREE_INITRD_END = 32,
	TREE_COUNT = 40,
	TREE_MEMORY = 48, /* start, end, type */
};
#define TREE_ROW 24

const struct kx_entry_mode other_entry = { "other", { "a0", "a1" } };

static bool probe(struct kx_bytes file)
{
	return file.size >= 8 && !memcmp(file.data, "OTHER\0\0", 8);
}

static int read_piece(struct kx_bytes file, u32 number, u64 *at,
		      struct kx_kernel *kernel)
{
	const u8 *row = file.data + OTHER_PIECES + 8 * (size_t)number;
	struct kx_piece *piece = &kernel->pieces[number];
	u64 size = read_number(row, 4);
	int err;

	piece->offset = kernel->size;
	kernel->size += read_number(row + 4, 4) * OTHER_PAGE;
	if (!size || size > kernel->size - piece->offset)
		return -KX_E_HEADER;
	err = kx_bytes_slice(file, *at, size, &piece->bytes);
	*at += size;
	return err;
}

static int read_kernel(struct kx_bytes file, struct kx_kernel *kernel)
{
	u64 at = OTHER_HEADER_SIZE;
	int err = 0;
	u32 i;

	if (file.size < OTHER_HEADER_SIZE)
		return -KX_E_SHORT;
	kernel->nr_pieces = file.data[OTHER_COUNT];
	if (!kernel->nr_pieces || kernel->nr_pieces > KX_PIECES_MAX ||
	    file.data[OTHER_ALIGN] > 40)
		return -KX_E_HEADER;
	for (i = 0; i < kernel->nr_pieces && !err; i++)
		err = read_piece(file, i, &at, kernel);
	kernel->align = 1ULL << file.data[OTHER_ALIGN];
	kernel->is_relocatable = file.data[OTHER_RELOCATABLE];
	kernel->cmdline_max =
		(u32)read_number(file.data + OTHER_CMDLINE_MAX, 4);
	kernel->preferred = read_number(file.data + OTHER_PREFERRED, 8);
	kernel->nr_ways = 1;
	kernel->ways[0].mode = &other_entry;
	kernel->ways[0].offset = read_number(file.data + OTHER_ENTRY, 8);
	if (!err && kernel->ways[0].offset >= kernel->size)
		return -KX_E_HEADER;
	return err;
}

static int add_tree(const struct kx_request *request,
		    const struct kx_crash_parts *parts, struct kx_range initrd,
		    struct kx_plan *plan, struct kx_fault *fault);

static int plan_other(const struct kx_request *request,
		      const struct kx_kernel *kernel, struct kx_plan *plan,
		      struct kx_fault *fault)
{
	const struct kx_way *way = kx_kernel_way(kernel, &other_entry);
	struct kx_crash_parts parts = { 0 };
	const struct kx_want want = { .within = kernel->reach };
	struct kx_range initrd;
	u64 start = 0;
	int err;

	err = kx_request_purpose(request)->reserve(request, plan, &parts,
						   fault);
	if (!err)
		err = kx_kernel_place(request, kernel, plan, &start, fault);
	if (!err)
		err = kx_initrd_place(request, want, plan, &initrd, fault);
	if (err)
		return err;
	plan->kernel.mode = &other_entry;
	plan->kernel.address = start + way->offset;
	return add_tree(request, &parts, initrd, plan, fault);
}

static const struct kx_protocol protocol = {
	.name = "tree",
	.plan = plan_other,
};

static int vet(const struct kx_request *request, struct kx_kernel *kernel,
	       struct kx_fault *fault)
{
	u32 room = kx_request_purpose(request)->prefix_room;
	struct kx_kernel draft = {
		.protocol = &protocol,
		.reach = { OTHER_START, OTHER_END },
		.initrd_end = OTHER_END,
	};
	int err = read_kernel(request->kernel, &draft);

	if (err)
		return kx_fault_set(fault, -err, "header", 0, 0);
	if (request->cmdline.size + room > draft.cmdline_max)
		return kx_fault_set(fault, KX_E_CMDLINE_LONG, "command line",
				    request->cmdline.size, draft.cmdline_max);
	if (kernel)
		*kernel = draft;
	return 0;
}

static int uses(struct kx_bytes file, struct kx_uses *uses)
{
	if (file.size < OTHER_HEADER_SIZE)
		return -KX_E_SHORT;
	*uses = (struct kx_uses){
		.header = { 0, OTHER_HEADER_SIZE },
		.loaded = { OTHER_HEADER_SIZE, file.size },
	};
	return 0;
}

static void write_tree(u8 *tree, u64 at, const struct kx_request *request,
		       const struct kx_memmap *map, struct kx_range initrd)
{
	u8 *row = tree + TREE_MEMORY;
	u32 i;

	kx_write_le64(tree, TREE_MAGIC);
	kx_write_le64(tree + TREE_INITRD, initrd.start);
	kx_write_le64(tree + TREE_INITRD_END, initrd.end);
	kx_write_le64(tree + TREE_COUNT, map->count);
	for (i = 0; i < map->count; i++, row += TREE_ROW) {
		kx_write_le64(row, map->entries[i].range.start);
		kx_write_le64(row + 8, map->entries[i].range.end);
		kx_write_le64(row + 16, map->entries[i].type);
	}
	kx_write_le64(tree + TREE_CMDLINE, at + (u64)(row - tree));
	kx_write_le64(tree + TREE_CMDLINE_SIZE,
		      request->cmdline.size +
			      kx_request_purpose(request)->prefix_room);
}

/* Memory map and command line: the last segment, before the entry is set. */
static int add_tree(const struct kx_request *request,
		    const struct kx_crash_parts *parts, struct kx_range initrd,
		    struct kx_plan *plan, struct kx_fault *fault)
{
	const struct kx_purpose_row *purpose = kx_request_purpose(request);
	struct kx_want want = { .part = KX_PART_BOOT_DATA,
				.align = OTHER_PAGE,
				.within = { OTHER_START, OTHER_END },
				.order = KX_PLACE_LOWEST };
	struct kx_memmap map = { 0 };
	struct kx_range hole;
	u64 line;
	u8 *tree;
	int err;

	err = purpose->memory(request, parts, &map, fault);
	if (err)
		return err;
	line = TREE_MEMORY + (u64)map.count * TREE_ROW;
	want.size = line + purpose->prefix_room + request->cmdline.size;
	err = kx_plan_find(request, plan, want, &hole, fault);
	if (err)
		return err;
	tree = kx_arena_take(request->arena, want.size, 16);
	if (!tree)
		return kx_fault_set(fault, KX_E_FULL, "arena", want.size, 0);
	write_tree(tree, hole.start, request, &map, initrd);
	if (purpose->prefix)
		line += purpose->prefix(parts, (char *)tree + line);
	if (request->cmdline.size)
		memcpy(tree + line, request->cmdline.data,
		       request->cmdline.size);
	plan->kernel.arguments[0] = OTHER_CPU;
	plan->kernel.arguments[1] = hole.start;
	plan->entry = plan->kernel;
	return kx_plan_add(plan, want.part, kx_bytes(tree, want.size), hole,
			   fault);
}

static int refuse(const struct kx_request *request, struct kx_plan *plan,
		  struct kx_crash_parts *parts, struct kx_fault *fault)
{
	(void)plan;
	(void)parts;
	return kx_fault_set(fault, KX_E_ARCH, "purpose", request->purpose, 0);
}

static u64 crash_entries(const struct kx_request *request)
{
	return request->machine->usable.count + 3ULL;
}

static u64 crash_size(const struct kx_request *request)
{
	return kx_elfcore_size(&request->crash->elfcore) +
	       2 * crash_entries(request) *
		       (sizeof(struct kx_memory) + TREE_ROW) +
	       PREFIX_SIZE;
}

static int crash_reserve(const struct kx_request *request, struct kx_plan *plan,
			 struct kx_crash_parts *parts, struct kx_fault *fault)
{
	const struct kx_elfcore *core = &request->crash->elfcore;
	struct kx_want want = { .part = KX_PART_ELFCOREHDR,
				.size = kx_elfcore_size(core),
				.align = OTHER_PAGE,
				.within = { 0, ~0ULL } };
	u8 *bytes;
	int err;

	if (kx_range_is_empty(request->machine->limits.crash))
		return kx_fault_set(fault, KX_E_NO_CRASH_REGION, NULL, 0, 0);
	err = kx_plan_find(request, plan, want, &parts->elfcorehdr, fault);
	if (err)
		return err;
	bytes = kx_arena_take(request->arena, want.size, 16);
	if (!bytes)
		return kx_fault_set(fault, KX_E_FULL, "arena", want.size, 0);
	err = kx_elfcore_write(core, bytes, want.size, fault);
	if (err)
		return err;
	return kx_plan_add(plan, want.part, kx_bytes(bytes, want.size),
			   parts->elfcorehdr, fault);
}

static int crash_memory(const struct kx_request *request,
			const struct kx_crash_parts *parts,
			struct kx_memmap *map, struct kx_fault *fault)
{
	const struct kx_memmap *usable = &request->machine->usable;
	u32 capacity = (u32)crash_entries(request);
	struct kx_memmap draft = { .capacity = capacity };
	int err = 0;
	u32 i;

	draft.entries = kx_arena_take(request->arena,
				      capacity * sizeof(*draft.entries), 16);
	if (!draft.entries)
		return kx_fault_set(fault, KX_E_FULL, "arena", capacity, 0);
	for (i = 0; i < usable->count && !err; i++)
		if (usable->entries[i].type == KX_MEM_RAM)
			err = kx_memmap_set(&draft, usable->entries[i].range,
					    KX_MEM_RAM);
	if (!err)
		err = kx_memmap_clear(&draft, parts->elfcorehdr);
	if (err)
		return kx_fault_set(fault, -err, "memory", capacity, 0);
	*map = draft;
	return 0;
}

static u32 crash_prefix(const struct kx_crash_parts *parts, char *to)
{
	u32 i;

	memcpy(to, PREFIX, PREFIX_SIZE);
	for (i = 0; i < 16; i++)
		to[PREFIX_SIZE - 2 - i] =
			"0123456789abcdef"[parts->elfcorehdr.start >> (4 * i) &
					   15];
	return PREFIX_SIZE;
}

static const struct kx_purpose_row purposes[KX_PURPOSES] = {
	[KX_PURPOSE_NORMAL] = {
		.arena_size = kx_purpose_takes_no_arena,
		.reserve = kx_purpose_reserves_nothing,
		.memory = kx_purpose_hands_memory_on,
		.complete = kx_purpose_adds_nothing,
	},
	[KX_PURPOSE_CRASH] = {
		.arena_size = crash_size,
		.reserve = crash_reserve,
		.memory = crash_memory,
		.prefix = crash_prefix,
		.complete = kx_purpose_adds_nothing,
		.prefix_room = PREFIX_SIZE,
		.is_in_region = true,
		.has_own_map = true,
	},
	[KX_PURPOSE_RETURNING] = {
		.arena_size = kx_purpose_takes_no_arena,
		.reserve = refuse,
		.memory = kx_purpose_hands_memory_on,
		.complete = kx_purpose_adds_nothing,
	},
};

static const struct kx_format format = {
	.name = "other",
	.probe = probe,
	.vet = vet,
	.uses = uses,
};
static const struct kx_format *const formats[] = { &format, NULL };

const struct kx_arch other_arch = {
	.name = "other",
	.elf_machine = 0x7e57,
	.formats = formats,
	.purposes = purposes,
};

void other_kernel_make(struct other_kernel *kernel)
{
	static const u32 pieces[][2] = { { 0x1000, 4 }, { 0x800, 2 } };
	u8 *row = kernel->data + OTHER_PIECES;
	u32 i;

	*kernel = (struct other_kernel){ "OTHER" };
	kernel->data[OTHER_COUNT] = ARRAY_SIZE(pieces);
	kernel->data[OTHER_RELOCATABLE] = 1;
	kernel->data[OTHER_ALIGN] = 21;
	kx_write_le32(kernel->data + OTHER_CMDLINE_MAX, 256);
	kx_write_le64(kernel->data + OTHER_PREFERRED, OTHER_START);
	kx_write_le64(kernel->data + OTHER_ENTRY, 0x40);
	for (i = 0; i < 2 * ARRAY_SIZE(pieces); i++)
		kx_write_le32(row + 4 * i, pieces[i / 2][i % 2]);
	for (i = 0; i < OTHER_BYTES; i++)
		kernel->data[OTHER_HEADER_SIZE + i] = (u8)(i * 11);
}

/* The pieces have the same distances as in the file. */
static const char *kernel_oracle(const struct kx_request *request,
				 const struct kx_plan *plan)
{
	struct kx_kernel kernel = { 0 };
	u64 start;
	u32 seen = 0;
	u32 i;

	if (read_kernel(request->kernel, &kernel))
		return "a file that can't be read has a plan";
	start = plan->kernel.address - kernel.ways[0].offset;
	if (start % kernel.align && kernel.is_relocatable)
		return "the kernel is not aligned";
	for (i = 0; i < plan->count; i++) {
		const struct kx_segment *segment = &plan->segments[i];

		if (plan->parts[i] != KX_PART_KERNEL)
			continue;
		if (segment->mem != start + kernel.pieces[seen].offset ||
		    segment->buf != kernel.pieces[seen].bytes.data)
			return "a piece of the kernel is somewhere else";
		seen++;
	}
	return seen == kernel.nr_pieces ? NULL : "a piece is missing";
}

static const char *memory_oracle(const struct kx_request *request,
				 const struct kx_plan *plan, const u8 *tree)
{
	const struct kx_segment *core = read_segment(plan, "elfcorehdr");
	u64 count = read_number(tree + TREE_COUNT, 8);
	const u8 *row = tree + TREE_MEMORY;
	u64 i;

	if (request->purpose == KX_PURPOSE_NORMAL)
		return count == request->machine->firmware.count
			       ? NULL
			       : "the firmware's map is not handed on";
	if (!core)
		return "a crash kernel has no headers";
	for (i = 0; i < count; i++, row += TREE_ROW)
		if (kx_range_overlaps(
			    read_range(core),
			    (struct kx_range){ read_number(row, 8),
					       read_number(row + 8, 8) }))
			return "the headers are memory of the crash kernel";
	return NULL;
}

static const char *cmdline_oracle(const struct kx_request *request,
				  const struct kx_segment *data, const u8 *tree)
{
	u32 room = kx_request_purpose(request)->prefix_room;
	u64 size = read_number(tree + TREE_CMDLINE_SIZE, 8);
	const u8 *line =
		read_bytes(data, read_number(tree + TREE_CMDLINE, 8), size);

	if (!line || size != room + request->cmdline.size)
		return "the command line is somewhere else";
	if (request->cmdline.size &&
	    memcmp(line + room, request->cmdline.data, request->cmdline.size))
		return "it is another command line";
	return room && memcmp(line, PREFIX, 7) ? "core= is not there" : NULL;
}

const char *other_oracle(const struct kx_request *request,
			 const struct kx_plan *plan)
{
	const struct kx_segment *data = read_segment(plan, "boot data");
	const char *broken;
	const u8 *tree;

	if (plan->kernel.mode != &other_entry ||
	    plan->entry.address != plan->kernel.address ||
	    plan->kernel.arguments[0] != OTHER_CPU)
		return "the kernel is not entered at once";
	if (request->purpose == KX_PURPOSE_RETURNING)
		return "no image returns here";
	tree = data ? read_bytes(data, plan->kernel.arguments[1], TREE_MEMORY)
		    : NULL;
	if (!tree || read_number(tree, 8) != TREE_MAGIC)
		return "the second argument is no tree";
	broken = kernel_oracle(request, plan);
	if (!broken)
		broken = memory_oracle(request, plan, tree);
	return broken ? broken : cmdline_oracle(request, data, tree);
}
