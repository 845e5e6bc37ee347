// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An ELF core is a table of program headers: notes, one of which is the
 * vmcoreinfo, and loads, which describe ranges of memory. Both classes are read
 * through the same table of field offsets; only little-endian files are
 * supported.
 */
#include "core_file.h"

#include <elf.h>
#include <stddef.h>

#include "dump_info.h"
#include "failure.h"
#include "number.h"
#include "vmcoreinfo.h"

enum {
	ENTRIES_MAX = 1 << 20, /* 64 MiB of loads */
	ENTRIES_READ = 64,     /* read at once */
	NOTE_HEAD = 12,
	NAME_MAX_SIZE = 64,  /* of a note, in bytes */
	NOTES_MAX = 1 << 16, /* in a dump; entries may share them */
};

/* Offsets and widths of fields in the two classes. */
struct layout {
	u32 width; /* of an address or offset, in bytes */
	u64 head_size;
	u64 phoff, shoff, phentsize, phnum;
	u64 entry_size;
	u64 offset, va, pa, file_size, size;
	u64 info; /* sh_info, from the beginning of section headers */
};

static const struct layout layouts[] = {
	[ELFCLASS32] = {
		.width = 4,
		.head_size = sizeof(Elf32_Ehdr),
		.phoff = offsetof(Elf32_Ehdr, e_phoff),
		.shoff = offsetof(Elf32_Ehdr, e_shoff),
		.phentsize = offsetof(Elf32_Ehdr, e_phentsize),
		.phnum = offsetof(Elf32_Ehdr, e_phnum),
		.entry_size = sizeof(Elf32_Phdr),
		.offset = offsetof(Elf32_Phdr, p_offset),
		.va = offsetof(Elf32_Phdr, p_vaddr),
		.pa = offsetof(Elf32_Phdr, p_paddr),
		.file_size = offsetof(Elf32_Phdr, p_filesz),
		.size = offsetof(Elf32_Phdr, p_memsz),
		.info = offsetof(Elf32_Shdr, sh_info),
	},
	[ELFCLASS64] = {
		.width = 8,
		.head_size = sizeof(Elf64_Ehdr),
		.phoff = offsetof(Elf64_Ehdr, e_phoff),
		.shoff = offsetof(Elf64_Ehdr, e_shoff),
		.phentsize = offsetof(Elf64_Ehdr, e_phentsize),
		.phnum = offsetof(Elf64_Ehdr, e_phnum),
		.entry_size = sizeof(Elf64_Phdr),
		.offset = offsetof(Elf64_Phdr, p_offset),
		.va = offsetof(Elf64_Phdr, p_vaddr),
		.pa = offsetof(Elf64_Phdr, p_paddr),
		.file_size = offsetof(Elf64_Phdr, p_filesz),
		.size = offsetof(Elf64_Phdr, p_memsz),
		.info = offsetof(Elf64_Shdr, sh_info),
	},
};

static bool core_file_probe(struct kx_bytes beginning)
{
	return beginning.size >= EI_NIDENT &&
	       !memcmp(beginning.data, ELFMAG, SELFMAG);
}

static int check_ident(const u8 *ident, struct failure *failure)
{
	if (ident[EI_VERSION] != EV_CURRENT)
		return failure_set(failure, STATUS_VERSION,
				   "ELF version %u; only 1 is known",
				   ident[EI_VERSION]);
	if (ident[EI_CLASS] != ELFCLASS32 && ident[EI_CLASS] != ELFCLASS64)
		return failure_set(failure, STATUS_CLASS,
				   "ELF class %u, neither of 32 nor of 64 bits",
				   ident[EI_CLASS]);
	if (ident[EI_DATA] != ELFDATA2LSB)
		return failure_set(
			failure, STATUS_ORDER,
			"ELF data order %u; only little-endian dumps can be "
			"read",
			ident[EI_DATA]);
	return 0;
}

/* /proc/kcore has memory without a physical address (-1), which is left out. */
static int add_load(struct dump *dump, const struct load *load, u64 pa,
		    struct failure *failure)
{
	struct load physical = *load;

	physical.start = pa;
	if (load_map_add(&dump->by_va, load) ||
	    load_map_add(&dump->by_pa, &physical))
		return failure_set(failure, STATUS_MEMORY, "out of memory");
	return 0;
}

/* Notes [at, end) of the file. Only the first vmcoreinfo is kept. */
static int read_notes(struct dump *dump, u64 at, u64 end,
		      struct failure *failure)
{
	u8 head[NOTE_HEAD + NAME_MAX_SIZE];
	u64 name_size, size;
	int err;

	for (; dump->nr_notes < NOTES_MAX && end - at > NOTE_HEAD;
	     dump->nr_notes++) {
		err = source_read(dump->source, at, head, NOTE_HEAD);
		if (err)
			return failure_set(
				failure, STATUS_NOTES_READ,
				"notes at %#llx: %s; copy the dump again",
				(unsigned long long)at, source_trouble(err));
		name_size = (number_at(head, 0, 4) + 3) & ~3ULL;
		size = number_at(head, 4, 4);
		at += NOTE_HEAD;
		if (name_size > end - at || size > end - at - name_size)
			return 0;
		if (!dump->info.size && name_size == sizeof("VMCOREINFO") + 1 &&
		    !source_read(dump->source, at, head, name_size) &&
		    !memcmp(head, "VMCOREINFO", sizeof("VMCOREINFO"))) {
			err = dump_info_keep(dump, at + name_size, size,
					     failure);
			if (err)
				return err;
		}
		at += name_size;
		size = (size + 3) & ~3ULL;
		at = size > end - at ? end : at + size;
	}
	return 0;
}

static int add_entry(struct dump *dump, const struct layout *layout,
		     const u8 *entry, struct failure *failure)
{
	u32 width = layout->width;
	struct load load = {
		.start = number_at(entry, layout->va, width),
		.size = number_at(entry, layout->size, width),
		.at = number_at(entry, layout->offset, width),
		.file_size = number_at(entry, layout->file_size, width),
	};

	if (load.at + load.file_size < load.at)
		return 0;
	switch (number_at(entry, 0, 4)) {
	case PT_LOAD:
		if (load.size < load.file_size)
			load.size = load.file_size;
		return add_load(dump, &load,
				number_at(entry, layout->pa, width), failure);
	case PT_NOTE:
		return read_notes(dump, load.at, load.at + load.file_size,
				  failure);
	default:
		return 0;
	}
}

static int read_entries(struct dump *dump, const struct layout *layout, u64 at,
			u64 count, struct failure *failure)
{
	u8 entries[ENTRIES_READ * sizeof(Elf64_Phdr)];
	u64 part, i;
	int err;

	for (; count; count -= part, at += part * layout->entry_size) {
		part = count < ENTRIES_READ ? count : ENTRIES_READ;
		err = source_read(dump->source, at, entries,
				  part * layout->entry_size);
		if (err)
			return failure_set(
				failure, STATUS_TABLE,
				"program headers at %#llx: %s; copy the "
				"dump again",
				(unsigned long long)at, source_trouble(err));
		for (i = 0; i < part; i++) {
			err = add_entry(dump, layout,
					entries + i * layout->entry_size,
					failure);
			if (err)
				return err;
		}
	}
	return 0;
}

/* A count of 65535 or more does not fit: it is in section 0 (elf(5)). */
static int count_entries(const struct dump *dump, const struct layout *layout,
			 const u8 *head, u64 *count)
{
	u64 number = number_at(head, layout->phnum, 2);
	u8 field[4];
	int err;

	if (number == PN_XNUM) {
		err = source_read(
			dump->source,
			number_at(head, layout->shoff, layout->width) +
				layout->info,
			field, sizeof(field));
		if (err)
			return err;
		number = number_at(field, 0, sizeof(field));
	}
	*count = number;
	return 0;
}

static void core_file_close(struct dump *dump)
{
	load_map_free(&dump->by_pa);
	load_map_free(&dump->by_va);
}

static int core_file_open(struct dump *dump, struct failure *failure)
{
	u8 head[sizeof(Elf64_Ehdr)] = { 0 };
	const struct layout *layout;
	u64 count = 0;
	int err;

	err = source_read(dump->source, 0, head, EI_NIDENT);
	if (err)
		return failure_set(failure, STATUS_READ,
				   "read its beginning: %s",
				   source_trouble(err));
	err = check_ident(head, failure);
	if (err)
		return err;
	layout = &layouts[head[EI_CLASS]];
	err = source_read(dump->source, 0, head, layout->head_size);
	if (!err)
		err = count_entries(dump, layout, head, &count);
	if (err)
		return failure_set(failure, STATUS_HEADER, "ELF header: %s",
				   source_trouble(err));
	if (number_at(head, layout->phentsize, 2) != layout->entry_size)
		return failure_set(failure, STATUS_ENTRY_SIZE,
				   "program headers of %llu bytes, not %llu",
				   (unsigned long long)number_at(
					   head, layout->phentsize, 2),
				   (unsigned long long)layout->entry_size);
	if (count > ENTRIES_MAX)
		return failure_set(failure, STATUS_TABLE,
				   "%llu program headers, more than %d",
				   (unsigned long long)count, ENTRIES_MAX);
	/* --elf32-core-headers describe 64-bit kernels, too. */
	switch (number_at(head, offsetof(Elf64_Ehdr, e_machine), 2)) {
	case EM_X86_64:
		dump->is_x86_64 = true;
		dump->long_size = 8;
		break;
	case EM_386:
		dump->long_size = 4;
		break;
	default:
		dump->long_size = layout->width;
		break;
	}
	err = read_entries(dump, layout,
			   number_at(head, layout->phoff, layout->width), count,
			   failure);
	load_map_sort(&dump->by_pa);
	load_map_sort(&dump->by_va);
	return err;
}

bool core_file_find(const struct load_map *map, u64 address,
		    struct dump_place *place)
{
	const struct load *load = load_map_find(map, address);

	if (!load)
		return false;
	place->load = load;
	place->offset = address - load->start;
	return true;
}

int core_file_read(const struct dump *dump, struct dump_place place, void *to,
		   u64 size, struct failure *failure)
{
	unsigned long long at = place.load->at + place.offset;
	u64 there = 0;
	int err;

	if (place.offset < place.load->file_size)
		there = place.load->file_size - place.offset;
	if (there > size)
		there = size;
	if (there) {
		err = source_read(dump->source, at, to, there);
		if (err)
			return failure_set(failure, STATUS_DATA,
					   "read memory at offset %#llx: %s; "
					   "copy the dump again",
					   at, source_trouble(err));
	}
	memset((u8 *)to + there, 0, size - there);
	return 0;
}

static int core_file_read_physical(struct dump *dump, u64 pa, void *to,
				   u64 size, struct failure *failure)
{
	struct dump_place place;
	u8 *next = to;
	u64 part;
	int err;

	for (; size; size -= part, pa += part, next += part) {
		if (!core_file_find(&dump->by_pa, pa, &place))
			return failure_set(failure, STATUS_ADDRESS,
					   "physical address %#llx is not in "
					   "the dump",
					   (unsigned long long)pa);
		part = place.load->size - place.offset;
		if (part > size)
			part = size;
		err = core_file_read(dump, place, next, part, failure);
		if (err)
			return err;
	}
	return 0;
}

const struct dump_format core_file_format = {
	.probe = core_file_probe,
	.open = core_file_open,
	.close = core_file_close,
	.read_physical = core_file_read_physical,
};
