// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF core headers. One walk over the described memory visits one program
 * header at a time; visitors count, check or write. The differences between the
 * two classes are in elf_class.h.
 */
#include "core/elfcore.h"
#include "core/bytes.h"
#include "core/elf_class.h"

#define PHNUM_MAX 65534 /* 65535 is PN_XNUM (elf.h) */
#define FOUR_GIB  0x100000000ULL

struct program_header {
	u32 type;
	u32 flags;
	u64 va;
	u64 offset;
	struct kx_range at; /* physical */
};

struct walk {
	const struct kx_elfcore *core;
	const struct kx_elf_class *class;
	struct kx_fault *fault;
	u8 *to; /* the next program header */
	u64 count;
	int (*visit)(struct walk *walk, const struct program_header *header);
};

static const struct kx_elf_class *class_of(const struct kx_elfcore *core)
{
	return &kx_elf_classes[core->is_32bit ? 1 : 2];
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

	if (header->type == KX_ELF_NOTE && size < KX_ELF_NOTE_HEAD)
		return kx_fault_set(walk->fault, KX_E_ELFCORE_NOTES, "note",
				    size, KX_ELF_NOTE_HEAD);
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
	const struct kx_elf_class *class = walk->class;
	u8 *to = walk->to;

	memset(to, 0, class->program_size);
	kx_elf_put(to, class->p_type, header->type);
	kx_elf_put(to, class->p_flags, header->flags);
	kx_elf_put(to, class->p_offset, header->offset);
	kx_elf_put(to, class->p_vaddr, header->va);
	kx_elf_put(to, class->p_paddr, header->at.start);
	kx_elf_put(to, class->p_filesz, kx_range_size(header->at));
	kx_elf_put(to, class->p_memsz, kx_range_size(header->at));
	walk->to += class->program_size;
	return 0;
}

static int visit_note(struct walk *walk, struct kx_range note)
{
	const struct program_header header = {
		.type = KX_ELF_NOTE,
		.offset = note.start,
		.at = note,
	};

	return kx_range_is_empty(note) ? 0 : walk->visit(walk, &header);
}

static int visit_load(struct walk *walk, struct kx_range at, u64 va, u64 offset)
{
	const struct program_header header = {
		.type = KX_ELF_LOAD,
		.flags = KX_ELF_RWX,
		.va = va,
		.offset = offset,
		.at = at,
	};

	return kx_range_is_empty(at) ? 0 : walk->visit(walk, &header);
}

/* The parts of @memory before, in and after the backup. */
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

/* All PT_NOTEs come first; elfcore.h says why. */
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

	/* Counting can't fail. */
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

static void write_file_header(const struct walk *walk, u8 *to, u64 count)
{
	static const u8 ident[] = { 0x7f, 'E', 'L', 'F' };
	const struct kx_elf_class *class = walk->class;

	memset(to, 0, class->header_size);
	memcpy(to, ident, sizeof(ident));
	to[KX_ELF_CLASS_AT] = class->number;
	to[KX_ELF_DATA_AT] = KX_ELF_LITTLE_ENDIAN;
	to[KX_ELF_VERSION_AT] = KX_ELF_VERSION;
	kx_elf_put(to, class->e_type, KX_ELF_CORE);
	kx_elf_put(to, class->e_machine, walk->core->machine);
	kx_elf_put(to, class->e_version, KX_ELF_VERSION);
	kx_elf_put(to, class->e_phoff, class->header_size);
	kx_elf_put(to, class->e_ehsize, class->header_size);
	kx_elf_put(to, class->e_phentsize, class->program_size);
	kx_elf_put(to, class->e_phnum, count);
}

u64 kx_elfcore_size(const struct kx_elfcore *core)
{
	const struct kx_elf_class *class = class_of(core);

	return class->header_size + count_all(core) * class->program_size;
}

int kx_elfcore_write(const struct kx_elfcore *core, void *to, u64 size,
		     struct kx_fault *fault)
{
	const struct kx_elf_class *class = class_of(core);
	struct walk walk = {
		.core = core,
		.class = class,
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
	write_file_header(&walk, to, count);
	walk.to = (u8 *)to + class->header_size;
	walk.visit = write_one;
	return walk_all(&walk);
}
