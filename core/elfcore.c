// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF core headers. One walk over what is to be described visits a program
 * header at a time; what visits it counts, checks or writes. The two classes
 * differ in the offsets and widths of their fields, which are a table.
 */
#include "elfcore.h"
#include "bytes.h"

#define PHNUM_MAX   65534 /* 65535 is PN_XNUM (elf.h) */
#define NOTE_HEADER 12	  /* Elf64_Nhdr, the same in both classes */
#define FOUR_GIB    0x100000000ULL

enum elf_number {
	PT_LOAD = 1,
	PT_NOTE = 4,
	PF_RWX = 7,
	ET_CORE = 4,
	EM_X86_64 = 62,
	EV_CURRENT = 1,
	ELFDATA2LSB = 1,
	EI_CLASS = 4,
	EI_DATA = 5,
	EI_VERSION = 6,
};

struct program_header {
	u32 type;
	u32 flags;
	u64 va;
	u64 offset;
	struct kx_range at; /* physical */
};

/* Offset and width of a field, in bytes. */
struct field {
	u8 offset;
	u8 width;
};

enum file_field {
	E_TYPE,
	E_MACHINE,
	E_VERSION,
	E_PHOFF,
	E_EHSIZE,
	E_PHENTSIZE,
	E_PHNUM,
	FILE_FIELDS,
};

enum program_field {
	P_TYPE,
	P_FLAGS,
	P_OFFSET,
	P_VADDR,
	P_PADDR,
	P_FILESZ,
	P_MEMSZ,
	PROGRAM_FIELDS,
};

/* A class of ELF files: its structs as elf.h has them. */
struct layout {
	u8 class;
	u8 file_size;
	u8 program_size;
	struct field file[FILE_FIELDS];
	struct field program[PROGRAM_FIELDS];
};

/* clang-format off */
static const struct layout layouts[] = {
	{
		.class = 2, .file_size = 64, .program_size = 56,
		.file = {
			[E_TYPE] = { 16, 2 },
			[E_MACHINE] = { 18, 2 },
			[E_VERSION] = { 20, 4 },
			[E_PHOFF] = { 32, 8 },
			[E_EHSIZE] = { 52, 2 },
			[E_PHENTSIZE] = { 54, 2 },
			[E_PHNUM] = { 56, 2 },
		},
		.program = {
			[P_TYPE] = { 0, 4 },
			[P_FLAGS] = { 4, 4 },
			[P_OFFSET] = { 8, 8 },
			[P_VADDR] = { 16, 8 },
			[P_PADDR] = { 24, 8 },
			[P_FILESZ] = { 32, 8 },
			[P_MEMSZ] = { 40, 8 },
		},
	},
	{
		.class = 1, .file_size = 52, .program_size = 32,
		.file = {
			[E_TYPE] = { 16, 2 },
			[E_MACHINE] = { 18, 2 },
			[E_VERSION] = { 20, 4 },
			[E_PHOFF] = { 28, 4 },
			[E_EHSIZE] = { 40, 2 },
			[E_PHENTSIZE] = { 42, 2 },
			[E_PHNUM] = { 44, 2 },
		},
		.program = {
			[P_TYPE] = { 0, 4 },
			[P_OFFSET] = { 4, 4 },
			[P_VADDR] = { 8, 4 },
			[P_PADDR] = { 12, 4 },
			[P_FILESZ] = { 16, 4 },
			[P_MEMSZ] = { 20, 4 },
			[P_FLAGS] = { 24, 4 },
		},
	},
};
/* clang-format on */

struct walk {
	const struct kx_elfcore *core;
	const struct layout *layout;
	struct kx_fault *fault;
	u8 *to; /* the next program header */
	u64 count;
	int (*visit)(struct walk *walk, const struct program_header *header);
};

static const struct layout *layout_of(const struct kx_elfcore *core)
{
	return &layouts[core->is_32bit ? 1 : 0];
}

static void put(u8 *header, struct field field, u64 value)
{
	u32 i;

	for (i = 0; i < field.width; i++)
		header[field.offset + i] = (u8)(value >> (8 * i));
}

static int count_one(struct walk *walk, const struct program_header *header)
{
	(void)header;
	walk->count++;
	return 0;
}

static int check_one(struct walk *walk, const struct program_header *header)
{
	u64 size = kx_range_size(header->at);

	if (header->type == PT_NOTE && size < NOTE_HEADER)
		return kx_fault_set(walk->fault, KX_E_ELFCORE_NOTES, "note",
				    size, NOTE_HEADER);
	if (walk->core->is_32bit &&
	    (header->at.end > FOUR_GIB || size >= FOUR_GIB ||
	     header->offset > FOUR_GIB - size))
		return kx_fault_set(walk->fault, KX_E_ELF32, "memory",
				    header->offset > header->at.start
					    ? header->offset + size
					    : header->at.end,
				    FOUR_GIB);
	return 0;
}

static int write_one(struct walk *walk, const struct program_header *header)
{
	const struct field *fields = walk->layout->program;
	u8 *to = walk->to;

	memset(to, 0, walk->layout->program_size);
	put(to, fields[P_TYPE], header->type);
	put(to, fields[P_FLAGS], header->flags);
	put(to, fields[P_OFFSET], header->offset);
	put(to, fields[P_VADDR], header->va);
	put(to, fields[P_PADDR], header->at.start);
	put(to, fields[P_FILESZ], kx_range_size(header->at));
	put(to, fields[P_MEMSZ], kx_range_size(header->at));
	walk->to += walk->layout->program_size;
	return 0;
}

static int visit_note(struct walk *walk, struct kx_range note)
{
	const struct program_header header = {
		.type = PT_NOTE,
		.offset = note.start,
		.at = note,
	};

	return kx_range_is_empty(note) ? 0 : walk->visit(walk, &header);
}

static int visit_load(struct walk *walk, struct kx_range at, u64 va, u64 offset)
{
	const struct program_header header = {
		.type = PT_LOAD,
		.flags = PF_RWX,
		.va = va,
		.offset = offset,
		.at = at,
	};

	return kx_range_is_empty(at) ? 0 : walk->visit(walk, &header);
}

/* What lies before the backup, in it, and behind it. */
static int visit_memory(struct walk *walk, struct kx_range memory)
{
	const struct kx_elfcore *core = walk->core;
	const struct kx_range pieces[] = {
		{ 0, core->backup.start },
		core->backup,
		{ core->backup.end, ~0ULL },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct kx_range at = kx_range_intersect(memory, pieces[i]);
		u64 offset = at.start;
		int err;

		if (i == 1)
			offset = core->backup_at + (at.start - pieces[i].start);
		err = visit_load(walk, at, core->page_offset + at.start,
				 offset);
		if (err)
			return err;
	}
	return 0;
}

/* PT_NOTEs come first, all of them: see the header. */
static int walk_all(struct walk *walk)
{
	const struct kx_elfcore *core = walk->core;
	const struct kx_memmap *memory = core->memory;
	int err = 0;
	u32 i;

	for (i = 0; i < core->nr_notes && !err; i++)
		err = visit_note(walk, core->notes[i]);
	if (!err)
		err = visit_note(walk, core->vmcoreinfo);
	if (!err)
		err = visit_load(walk, core->text, core->text_va,
				 core->text.start);
	for (i = 0; i < memory->count && !err; i++)
		if (memory->entries[i].type == KX_MEM_RAM)
			err = visit_memory(walk, memory->entries[i].range);
	return err;
}

static u64 count_all(const struct kx_elfcore *core)
{
	struct walk walk = { .core = core, .visit = count_one };

	/* Counting does not fail. */
	return walk_all(&walk) ? 0 : walk.count;
}

static bool has_note(const struct kx_elfcore *core)
{
	u32 i;

	for (i = 0; i < core->nr_notes; i++)
		if (!kx_range_is_empty(core->notes[i]))
			return true;
	return !kx_range_is_empty(core->vmcoreinfo);
}

static void write_file_header(const struct layout *layout, u8 *to, u64 count)
{
	const struct field *fields = layout->file;
	static const u8 ident[] = { 0x7f, 'E', 'L', 'F' };

	memset(to, 0, layout->file_size);
	memcpy(to, ident, sizeof(ident));
	to[EI_CLASS] = layout->class;
	to[EI_DATA] = ELFDATA2LSB;
	to[EI_VERSION] = EV_CURRENT;
	put(to, fields[E_TYPE], ET_CORE);
	put(to, fields[E_MACHINE], EM_X86_64);
	put(to, fields[E_VERSION], EV_CURRENT);
	put(to, fields[E_PHOFF], layout->file_size);
	put(to, fields[E_EHSIZE], layout->file_size);
	put(to, fields[E_PHENTSIZE], layout->program_size);
	put(to, fields[E_PHNUM], count);
}

u64 kx_elfcore_size(const struct kx_elfcore *core)
{
	const struct layout *layout = layout_of(core);

	return layout->file_size + count_all(core) * layout->program_size;
}

int kx_elfcore_write(const struct kx_elfcore *core, void *to, u64 size,
		     struct kx_fault *fault)
{
	const struct layout *layout = layout_of(core);
	struct walk walk = {
		.core = core,
		.layout = layout,
		.fault = fault,
		.visit = check_one,
	};
	u64 count = count_all(core);
	u64 need = kx_elfcore_size(core);
	int err;

	if (count > PHNUM_MAX)
		return kx_fault_set(fault, KX_E_ELFCORE_COUNT,
				    "program headers", count, PHNUM_MAX);
	if (!has_note(core))
		return kx_fault_set(fault, KX_E_ELFCORE_NOTES, "notes", 0, 1);
	if (need > size)
		return kx_fault_set(fault, KX_E_FULL, "elfcorehdr", need, size);
	err = walk_all(&walk);
	if (err)
		return err;
	write_file_header(layout, to, count);
	walk.to = (u8 *)to + layout->file_size;
	walk.visit = write_one;
	return walk_all(&walk);
}
