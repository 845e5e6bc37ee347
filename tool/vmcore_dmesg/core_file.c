// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An ELF core is a table of program headers: notes, one of which is the
 * vmcoreinfo, and loads, which describe ranges of memory. Both classes are read
 * through core/elf_class.h; only little-endian files are supported.
 */
#include "tool/vmcore_dmesg/core_file.h"

#include <elf.h>

#include "core/elf_class.h"
#include "tool/vmcore_dmesg/dump_info.h"
#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/number.h"
#include "tool/vmcore_dmesg/vmcoreinfo.h"

enum {
	ENTRIES_MAX = 1 << 20, /* 64 MiB of loads */
	ENTRIES_READ = 64,     /* read at once */
	NOTE_HEAD = 12,
	NAME_MAX_SIZE = 64,  /* of a note, in bytes */
	NOTES_MAX = 1 << 16, /* in a dump; entries may share them */
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

static int add_entry(struct dump *dump, const struct kx_elf_class *class,
		     const u8 *entry, struct failure *failure)
{
	struct load load = {
		.start = kx_elf_get(entry, class->p_vaddr),
		.size = kx_elf_get(entry, class->p_memsz),
		.at = kx_elf_get(entry, class->p_offset),
		.file_size = kx_elf_get(entry, class->p_filesz),
	};

	if (load.at + load.file_size < load.at)
		return 0;
	switch (kx_elf_get(entry, class->p_type)) {
	case PT_LOAD:
		if (load.size < load.file_size)
			load.size = load.file_size;
		return add_load(dump, &load, kx_elf_get(entry, class->p_paddr),
				failure);
	case PT_NOTE:
		return read_notes(dump, load.at, load.at + load.file_size,
				  failure);
	default:
		return 0;
	}
}

static int read_entries(struct dump *dump, const struct kx_elf_class *class,
			u64 at, u64 count, struct failure *failure)
{
	u8 entries[ENTRIES_READ * sizeof(Elf64_Phdr)];
	u64 part, i;
	int err;

	for (; count; count -= part, at += part * class->program_size) {
		part = count < ENTRIES_READ ? count : ENTRIES_READ;
		err = source_read(dump->source, at, entries,
				  part * class->program_size);
		if (err)
			return failure_set(
				failure, STATUS_TABLE,
				"program headers at %#llx: %s; copy the "
				"dump again",
				(unsigned long long)at, source_trouble(err));
		for (i = 0; i < part; i++) {
			err = add_entry(dump, class,
					entries + i * class->program_size,
					failure);
			if (err)
				return err;
		}
	}
	return 0;
}

/* A count of 65535 or more does not fit: it is in section 0 (elf(5)). */
static int count_entries(const struct dump *dump,
			 const struct kx_elf_class *class, const u8 *head,
			 u64 *count)
{
	u64 number = kx_elf_get(head, class->e_phnum);
	u8 field[4];
	int err;

	if (number == PN_XNUM) {
		err = source_read(dump->source,
				  kx_elf_get(head, class->e_shoff) +
					  class->sh_info.offset,
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
	const struct kx_elf_class *class;
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
	class = &kx_elf_classes[head[EI_CLASS]];
	err = source_read(dump->source, 0, head, class->header_size);
	if (!err)
		err = count_entries(dump, class, head, &count);
	if (err)
		return failure_set(failure, STATUS_HEADER, "ELF header: %s",
				   source_trouble(err));
	if (kx_elf_get(head, class->e_phentsize) != class->program_size)
		return failure_set(failure, STATUS_ENTRY_SIZE,
				   "program headers of %llu bytes, not %llu",
				   (unsigned long long)kx_elf_get(
					   head, class->e_phentsize),
				   (unsigned long long)class->program_size);
	if (count > ENTRIES_MAX)
		return failure_set(failure, STATUS_TABLE,
				   "%llu program headers, more than %d",
				   (unsigned long long)count, ENTRIES_MAX);
	/* --elf32-core-headers describe 64-bit kernels, too. */
	switch (kx_elf_get(head, class->e_machine)) {
	case EM_X86_64:
		dump->machine = DUMP_OF_X86_64;
		dump->long_size = 8;
		break;
	case EM_AARCH64:
		dump->machine = DUMP_OF_ARM64;
		dump->long_size = 8;
		break;
	case EM_386:
		dump->long_size = 4;
		break;
	default:
		dump->long_size = class->width;
		break;
	}
	err = read_entries(dump, class, kx_elf_get(head, class->e_phoff), count,
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
