// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The headers of an ELF executable (gABI): each number is held against the file
 * and the others before it is used. Sections are not looked at: what runs needs
 * none, and a stripped kernel has none.
 */
#include "core/format/elf_loads.h"

#define MAGIC 0x464c457f /* "\177ELF" */

struct reader {
	struct kx_bytes file;
	const struct kx_elf_class *class;
	u16 machine;
	struct kx_elf *elf;
	struct kx_fault *fault;
};

static int fail(const struct reader *reader, int code, const char *what,
		u64 value, u64 limit)
{
	return kx_fault_set(reader->fault, code, what, value, limit);
}

static u64 get(const struct reader *reader, struct kx_elf_field field)
{
	return kx_elf_get(reader->file.data, field);
}

/* The identification first: it says how large the header is. */
static int check_size(const struct reader *reader)
{
	struct kx_bytes file = reader->file;
	u32 magic = 0;

	if (kx_read_le32(file, 0, &magic) || magic != MAGIC)
		return fail(reader, KX_E_FORMAT, "magic", magic, MAGIC);
	if (file.size < reader->class->header_size)
		return fail(reader, KX_E_SHORT, "ELF header", file.size,
			    reader->class->header_size);
	return 0;
}

static int check_kind(const struct reader *reader)
{
	const struct kx_elf_class *class = reader->class;
	const struct {
		const char *what;
		struct kx_elf_field field;
		u64 least;
		u64 most;
	} rows[] = {
		{ "EI_CLASS",
		  { KX_ELF_CLASS_AT, 1 },
		  class->number,
		  class->number },
		{ "EI_DATA",
		  { KX_ELF_DATA_AT, 1 },
		  KX_ELF_LITTLE_ENDIAN,
		  KX_ELF_LITTLE_ENDIAN },
		{ "EI_VERSION",
		  { KX_ELF_VERSION_AT, 1 },
		  KX_ELF_VERSION,
		  KX_ELF_VERSION },
		{ "e_type", class->e_type, KX_ELF_EXEC, KX_ELF_DYN },
		{ "e_machine", class->e_machine, reader->machine,
		  reader->machine },
		{ "e_version", class->e_version, KX_ELF_VERSION,
		  KX_ELF_VERSION },
	};
	u64 value;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		value = get(reader, rows[i].field);
		if (value < rows[i].least || value > rows[i].most)
			return fail(reader, KX_E_FORMAT, rows[i].what, value,
				    rows[i].least);
	}
	return 0;
}

/* Where it would end; the last address if that is past it. */
static u64 find_end(u64 start, u64 size)
{
	struct kx_range range;

	return kx_range_make(start, size, &range) ? range.end : ~0ULL;
}

/* Its own numbers, whatever the other headers say. */
static int check_load(const struct reader *reader,
		      const struct kx_elf_load *load, u64 start, u64 memory)
{
	struct kx_range at;

	if (load->size > memory)
		return fail(reader, KX_E_HEADER, "p_filesz", load->size,
			    memory);
	if (load->size &&
	    !kx_bytes_have(reader->file, load->offset, load->size))
		return fail(reader, KX_E_TRUNCATED, "p_offset",
			    reader->file.size,
			    find_end(load->offset, load->size));
	if (!kx_range_make(start, memory, &at))
		return fail(reader, KX_E_HEADER, "p_memsz", memory,
			    ~0ULL - start);
	return 0;
}

/* Between those that are there, by its physical address. */
static void insert(struct kx_elf *elf, const struct kx_elf_load *load)
{
	struct kx_elf_load *loads = elf->loads;
	u32 i;

	for (i = elf->nr_loads++; i && loads[i - 1].at.start > load->at.start;
	     i--)
		loads[i] = loads[i - 1];
	loads[i] = *load;
}

static int add_program(const struct reader *reader, const u8 *program)
{
	const struct kx_elf_class *class = reader->class;
	u64 start = kx_elf_get(program, class->p_paddr);
	u64 memory = kx_elf_get(program, class->p_memsz);
	struct kx_elf_load load = {
		.virtual = kx_elf_get(program, class->p_vaddr),
		.offset = kx_elf_get(program, class->p_offset),
		.size = kx_elf_get(program, class->p_filesz),
	};
	int err;

	if (kx_elf_get(program, class->p_type) != KX_ELF_LOAD ||
	    (!memory && !load.size))
		return 0;
	err = check_load(reader, &load, start, memory);
	if (err)
		return err;
	if (reader->elf->nr_loads == KX_PIECES_MAX)
		return fail(reader, KX_E_HEADER, "PT_LOAD", KX_PIECES_MAX + 1,
			    KX_PIECES_MAX);
	load.at = (struct kx_range){ start, start + memory };
	if (!load.size)
		load.offset = 0;
	insert(reader->elf, &load);
	return 0;
}

static int read_programs(const struct reader *reader)
{
	const struct kx_elf_class *class = reader->class;
	struct kx_elf *elf = reader->elf;
	u64 offset = get(reader, class->e_phoff);
	u64 size = get(reader, class->e_phentsize);
	u64 count = get(reader, class->e_phnum);
	int err = 0;
	u64 i;

	if (count && size != class->program_size)
		return fail(reader, KX_E_HEADER, "e_phentsize", size,
			    class->program_size);
	elf->headers_end = class->header_size;
	if (count && find_end(offset, count * size) > elf->headers_end)
		elf->headers_end = find_end(offset, count * size);
	if (elf->headers_end > reader->file.size)
		return fail(reader, KX_E_TRUNCATED, "e_phoff",
			    reader->file.size, elf->headers_end);
	for (i = 0; i < count && !err; i++)
		err = add_program(reader,
				  reader->file.data + offset + i * size);
	return err;
}

/*
 * What is no multiple of its own alignment is at its place on purpose. So is
 * all of a file with an alignment that is none.
 */
static int find_move(const struct reader *reader)
{
	const struct kx_elf_class *class = reader->class;
	const u8 *program = reader->file.data + get(reader, class->e_phoff);
	u64 count = get(reader, class->e_phnum);
	u64 most = 1;
	u64 align;

	if (get(reader, class->e_type) != KX_ELF_DYN)
		return 0;
	for (; count; count--, program += class->program_size) {
		align = kx_elf_get(program, class->p_align);
		if (kx_elf_get(program, class->p_type) != KX_ELF_LOAD || !align)
			continue;
		if (align & (align - 1))
			return 0;
		if (align > most)
			most = align;
	}
	if (reader->elf->loads[0].at.start % most == 0)
		reader->elf->move_align = most;
	return 0;
}

static int check_overlap(const struct reader *reader)
{
	const struct kx_elf_load *loads = reader->elf->loads;
	u32 i;

	if (!reader->elf->nr_loads)
		return fail(reader, KX_E_HEADER, "PT_LOAD", 0, 1);
	for (i = 1; i < reader->elf->nr_loads; i++)
		if (loads[i].at.start < loads[i - 1].at.end)
			return fail(reader, KX_E_HEADER, "p_paddr",
				    loads[i].at.start, loads[i - 1].at.end);
	return 0;
}

static int find_bytes(const struct reader *reader)
{
	struct kx_elf *elf = reader->elf;
	struct kx_range bytes = { ~0ULL, 0 };
	const struct kx_elf_load *load;

	for (load = elf->loads; load < elf->loads + elf->nr_loads; load++) {
		if (!load->size)
			continue;
		if (load->offset < bytes.start)
			bytes.start = load->offset;
		if (load->offset + load->size > bytes.end)
			bytes.end = load->offset + load->size;
	}
	if (bytes.end < bytes.start)
		return fail(reader, KX_E_HEADER, "p_filesz", 0, 1);
	elf->bytes = bytes;
	elf->entry = get(reader, reader->class->e_entry);
	return 0;
}

int kx_elf_read(struct kx_bytes file, const struct kx_elf_class *class,
		u16 machine, struct kx_elf *elf, struct kx_fault *fault)
{
	static int (*const steps[])(const struct reader *reader) = {
		check_size,    check_kind, read_programs,
		check_overlap, find_move,  find_bytes,
	};
	struct kx_elf draft = { 0 };
	const struct reader reader = {
		.file = file,
		.class = class,
		.machine = machine,
		.elf = &draft,
		.fault = fault,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&reader);
	if (!err)
		*elf = draft;
	return err;
}

const struct kx_elf_load *kx_elf_find(const struct kx_elf *elf, u64 address,
				      bool is_virtual)
{
	const struct kx_elf_load *load;
	u64 start;

	for (load = elf->loads; load < elf->loads + elf->nr_loads; load++) {
		start = is_virtual ? load->virtual : load->at.start;
		if (address >= start && address - start < load->size)
			return load;
	}
	return NULL;
}

/* What has no bytes in the file borrows none of it, at an offset of it. */
void kx_elf_describe(const struct kx_elf *elf, struct kx_bytes file,
		     struct kx_kernel *kernel)
{
	const struct kx_elf_load *load = elf->loads;
	const u64 start = load->at.start;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++, load++) {
		u64 offset = load->size ? load->offset : elf->bytes.start;

		kernel->pieces[i].offset = load->at.start - start;
		kernel->pieces[i].bytes =
			kx_bytes(file.data + offset, load->size);
		kernel->size = load->at.end - start;
	}
	kernel->nr_pieces = elf->nr_loads;
	kernel->preferred = start;
	kernel->align = 1;
}

void kx_elf_describe_move(const struct kx_elf *elf, struct kx_kernel *kernel)
{
	if (!elf->move_align)
		return;
	kernel->is_movable = true;
	kernel->align = elf->move_align;
	kernel->order = KX_PLACE_LOWEST;
}
