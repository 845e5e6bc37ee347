// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The file has each segment as a part to be loaded at its place, and one part
 * that no plan has: the first code, with page tables that map all memory to
 * itself, as the running kernel would before its jump. A note tells QEMU where
 * it enters (XEN_ELFNOTE_PHYS32_ENTRY; QEMU hw/i386/x86.c, load_elfboot()).
 * QEMU looks for a header of Multiboot before that, in the first 8 KiB of the
 * file (hw/i386/multiboot.c): that part comes first and is larger, so that none
 * of a segment is found there.
 */
#include "lib/guest/program.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/range.h"
#include "core/segment.h"
#include "lib/guest/machine.h"
#include "lib/machine/sealed.h"

#define PAGE		  4096ULL
#define GIB		  (1ULL << 30)
#define LARGE_PAGE	  (1ULL << 21)
#define ROWS		  512 /* of a page table */
#define ENTRY_PRESENT	  0x3 /* and writable */
#define ENTRY_LARGE	  0x80
#define NOTE_PHYS32_ENTRY 18

static_assert(sizeof(struct kxl_guest_head) == 24, "layout of entry.S");

struct note {
	Elf64_Nhdr header;
	char name[4];
	u8 entry[8];
};

/* The file's first page. The note and each part have a header. */
struct head {
	Elf64_Ehdr elf;
	Elf64_Phdr parts[KX_SEGMENT_MAX + 2];
	struct note note;
};

static_assert(sizeof(struct head) <= PAGE, "one page");

/* Where the first code lies; its tables follow on pages of their own. */
struct start {
	u64 at;
	u8 *bytes; /* owned */
	u64 size;
};

static void put_entry(u8 *table, u64 row, u64 value)
{
	kx_write_le64(table + row * sizeof(u64), value);
}

/* Pages of 2 MiB, which every CPU has: one table for each GiB. */
static void write_tables(u8 *tables, u64 at, u64 gibs)
{
	u8 *directories = tables + PAGE;
	u64 gib, row;

	put_entry(tables, 0, (at + PAGE) | ENTRY_PRESENT);
	for (gib = 0; gib < gibs; gib++) {
		put_entry(directories, gib,
			  (at + (2 + gib) * PAGE) | ENTRY_PRESENT);
		for (row = 0; row < ROWS; row++)
			put_entry(tables + (2 + gib) * PAGE, row,
				  (gib * GIB + row * LARGE_PAGE) |
					  ENTRY_PRESENT | ENTRY_LARGE);
	}
}

static int make_start(const struct kexec_plan *plan, u64 memory,
		      struct start *start)
{
	u64 gibs = (kxl_guest_end(memory) + GIB - 1) / GIB;
	struct kxl_guest_head *head;

	static_assert(KXL_GUEST_MOST / GIB + 4 < ROWS, "one directory");
	start->at = kxl_guest_place(memory);
	start->size = (3 + gibs) * PAGE;
	start->bytes = calloc(1, start->size);
	if (!start->bytes)
		return -ENOMEM;
	memcpy(start->bytes, kxl_guest_entry,
	       (size_t)(kxl_guest_entry_end - kxl_guest_entry));
	head = (struct kxl_guest_head *)start->bytes;
	kx_write_le32(head->here, (u32)start->at);
	kx_write_le32(head->tables, (u32)(start->at + PAGE));
	kx_write_le64(head->entry, plan->entry);
	write_tables(start->bytes + PAGE, start->at + PAGE, gibs);
	return 0;
}

/* Adds a part, which follows the last one in the file. */
static int add(struct head *head, struct kx_bytes bytes, struct kx_range at,
	       int fd)
{
	Elf64_Phdr *part = &head->parts[head->elf.e_phnum];
	u64 offset = PAGE;

	if (head->elf.e_phnum > 1)
		offset = kx_align_down(
			part[-1].p_offset + part[-1].p_filesz + PAGE - 1, PAGE);
	*part = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_offset = offset,
		.p_vaddr = at.start,
		.p_paddr = at.start,
		.p_filesz = bytes.size,
		.p_memsz = at.end - at.start,
		.p_align = PAGE,
	};
	head->elf.e_phnum++;
	return bytes.size ? kxl_sealed_write_at(fd, bytes, offset) : 0;
}

static void begin(struct head *head, u64 entry)
{
	const Elf64_Ehdr elf = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = entry,
		.e_phoff = offsetof(struct head, parts),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	};

	head->elf = elf;
	head->note.header =
		(Elf64_Nhdr){ sizeof(head->note.name), sizeof(head->note.entry),
			      NOTE_PHYS32_ENTRY };
	memcpy(head->note.name, "Xen", sizeof(head->note.name));
	kx_write_le64(head->note.entry, entry);
	head->parts[0] = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_flags = PF_R,
		.p_offset = offsetof(struct head, note),
		.p_filesz = sizeof(head->note),
		.p_memsz = sizeof(head->note),
		.p_align = 4,
	};
}

/* Each page of a part that is left out is zero, so the end is set apart. */
static int finish(const struct head *head, int fd)
{
	const Elf64_Phdr *last = &head->parts[head->elf.e_phnum - 1];

	if (ftruncate(fd, (off_t)(last->p_offset + last->p_filesz)))
		return -errno;
	return kxl_sealed_write_at(fd, kx_bytes(head, sizeof(*head)), 0);
}

int kxl_guest_write(const struct kexec_plan *plan, u64 memory, int fd)
{
	const struct kexec_segment *segment;
	struct head head = { 0 };
	struct start start = { 0 };
	unsigned int i;
	u64 at;
	int err = make_start(plan, memory, &start);

	if (err)
		return err;
	begin(&head, start.at);
	err = add(&head, kx_bytes(start.bytes, start.size),
		  (struct kx_range){ start.at, start.at + start.size }, fd);
	for (i = 0; i < plan->nr_segments && !err; i++) {
		segment = &plan->segments[i];
		at = (uintptr_t)segment->mem;
		err = add(&head, kx_bytes(segment->buf, segment->bufsz),
			  (struct kx_range){ at, at + segment->memsz }, fd);
	}
	if (!err)
		err = finish(&head, fd);
	free(start.bytes);
	return err;
}
