// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What Linux's decompressor does after it has decompressed: take the ELF file
 * apart, and apply the relocations. All numbers are checked first, so applying
 * them can't fail.
 *
 * After the ELF file there is nothing (no CONFIG_RANDOMIZE_BASE), or a zero,
 * the 64-bit relocations, a zero, up to Linux 6.14 the inverse 32-bit ones and
 * a zero, and the 32-bit ones. No relocation is zero, so counting the zeroes
 * tells both forms apart. Each list is sorted.
 */
#include "core/format/bzimage_unpacked.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_kaslr.h"
#include "core/entry.h"
#include "core/range.h"

#define PAGE		 4096ULL
#define PMD		 0x200000ULL	       /* MIN_KERNEL_ALIGN */
#define START_KERNEL_MAP 0xffffffff80000000ULL /* __START_KERNEL_map */
#define WORD		 4
/* sizeof(Elf64_Shdr), and two fields of the header that only it needs. */
#define SECTION_SIZE 64
static const struct kx_elf_field e_shentsize = { 58, 2 };
static const struct kx_elf_field e_shnum = { 60, 2 };

#define LOADFLAGS  0x211 /* boot.rst */
#define KASLR_FLAG 0x02

struct reader {
	struct kx_bytes payload;
	struct kx_unpacked *unpacked;
	struct kx_fault *fault;
};

static int fail(const struct reader *reader, int code, const char *what,
		u64 value, u64 limit)
{
	return kx_fault_set(reader->fault, code, what, value, limit);
}

static u64 first_of(const struct kx_elf *elf)
{
	return elf->loads[0].at.start;
}

static u64 end_of(const struct kx_elf *elf)
{
	return elf->loads[elf->nr_loads - 1].at.end;
}

static int read_elf(const struct reader *reader)
{
	return kx_elf_read(reader->payload, &kx_elf_classes[KX_ELF_CLASS_64],
			   KX_ELF_X86_64, &reader->unpacked->elf,
			   reader->fault);
}

/* The linker puts the section headers last. A kernel without any is fine. */
static int find_end(const struct reader *reader)
{
	const struct kx_elf_class *class = &kx_elf_classes[KX_ELF_CLASS_64];
	const struct kx_elf *elf = &reader->unpacked->elf;
	const u8 *header = reader->payload.data;
	u64 start = kx_elf_get(header, class->e_shoff);
	u64 size = kx_elf_get(header, e_shnum) * SECTION_SIZE;
	u64 end = elf->bytes.end;

	if (size && kx_elf_get(header, e_shentsize) != SECTION_SIZE)
		return fail(reader, KX_E_HEADER, "e_shentsize",
			    kx_elf_get(header, e_shentsize), SECTION_SIZE);
	if (size && !kx_bytes_have(reader->payload, start, size))
		return fail(reader, KX_E_TRUNCATED, "e_shoff", start,
			    reader->payload.size);
	if (elf->headers_end > end)
		end = elf->headers_end;
	if (size && start + size > end)
		end = start + size;
	reader->unpacked->end = end;
	return 0;
}

/*
 * As extract_kernel() (misc.c): room for the payload as well as for the memory
 * that the kernel needs, in whole pages of those that map it.
 */
static int find_room(const struct reader *reader)
{
	const struct kx_elf *elf = &reader->unpacked->elf;
	u64 start = first_of(elf);
	u64 room = end_of(elf) - start;

	if (room < reader->payload.size)
		room = reader->payload.size;
	if (start % PMD)
		return fail(reader, KX_E_HEADER, "p_paddr", start, PMD);
	if (start > KX_KERNEL_IMAGE_SIZE ||
	    room > KX_KERNEL_IMAGE_SIZE - start ||
	    !kx_align_up(room, PMD, &room) ||
	    room > KX_KERNEL_IMAGE_SIZE - start)
		return fail(reader, KX_E_HEADER, "p_memsz", room,
			    KX_KERNEL_IMAGE_SIZE);
	reader->unpacked->room = room;
	return 0;
}

/* Each begins a page: a plan's segments do. */
static int check_pages(const struct reader *reader)
{
	const struct kx_elf *elf = &reader->unpacked->elf;
	u32 i;

	for (i = 0; i < elf->nr_loads; i++)
		if (elf->loads[i].at.start % PAGE)
			return fail(reader, KX_E_HEADER, "p_paddr",
				    elf->loads[i].at.start, PAGE);
	return 0;
}

/* What changes in one of them must not change in another. */
static int check_shared(const struct reader *reader)
{
	const struct kx_elf *elf = &reader->unpacked->elf;
	u32 i, j;

	for (i = 0; i < elf->nr_loads; i++)
		for (j = 0; j < i; j++)
			if (elf->loads[i].offset <
				    elf->loads[j].offset + elf->loads[j].size &&
			    elf->loads[j].offset <
				    elf->loads[i].offset + elf->loads[i].size)
				return fail(reader, KX_E_HEADER, "p_offset",
					    elf->loads[i].offset,
					    elf->loads[j].offset);
	return 0;
}

static u32 load_word(const struct reader *reader, u64 offset)
{
	return kx_load_le32(reader->payload.data + offset);
}

/* Where the zeroes are; a fourth one is in no form. */
static u32 find_zeroes(const struct reader *reader, u64 *zeroes, u32 room)
{
	u64 at = reader->unpacked->end;
	u32 count = 0;

	for (; at < reader->payload.size && count < room; at += WORD)
		if (!load_word(reader, at))
			zeroes[count++] = at;
	return count;
}

static struct kx_relocs between(u64 zero, u64 end)
{
	return (struct kx_relocs){
		.offset = zero + WORD,
		.count = (end - zero) / WORD - 1,
	};
}

static int find_relocs(const struct reader *reader)
{
	struct kx_unpacked *unpacked = reader->unpacked;
	u64 size = reader->payload.size - unpacked->end;
	u64 zeroes[KX_RELOC_KINDS + 1] = { 0 };
	u32 count;

	if (!size)
		return 0;
	if (size % WORD)
		return fail(reader, KX_E_PAYLOAD, "relocations", size, WORD);
	count = find_zeroes(reader, zeroes, ARRAY_SIZE(zeroes));
	if ((count != KX_RELOC_KINDS && count != KX_RELOC_KINDS - 1) ||
	    zeroes[0] != unpacked->end)
		return fail(reader, KX_E_PAYLOAD, "relocation lists", count,
			    KX_RELOC_KINDS);
	unpacked->has_relocs = true;
	unpacked->relocs[KX_RELOC_64] = between(zeroes[0], zeroes[1]);
	if (count == KX_RELOC_KINDS)
		unpacked->relocs[KX_RELOC_INVERSE] =
			between(zeroes[1], zeroes[2]);
	unpacked->relocs[KX_RELOC_32] =
		between(zeroes[count - 1], reader->payload.size);
	return 0;
}

static u64 width_of(enum kx_reloc_kind kind)
{
	return kind == KX_RELOC_64 ? 8 : 4;
}

/* The bytes of one PT_LOAD, from its place in the payload on. */
static const struct kx_elf_load *find_load(const struct kx_elf *elf,
					   const struct kx_elf_load *last,
					   u64 at, u64 width)
{
	const u64 offset = at - last->at.start;

	if (at < last->at.start || offset >= last->size)
		last = kx_elf_find(elf, at, false);
	if (!last || last->size - (at - last->at.start) < width)
		return NULL;
	return last;
}

/* The address in an ELF file that is linked for START_KERNEL_MAP. */
static u64 physical_of(u32 reloc)
{
	return (u64)reloc - (u32)START_KERNEL_MAP;
}

static int check_list(const struct reader *reader, enum kx_reloc_kind kind)
{
	const struct kx_elf *elf = &reader->unpacked->elf;
	const struct kx_relocs *relocs = &reader->unpacked->relocs[kind];
	const struct kx_elf_load *load = elf->loads;
	u64 width = width_of(kind);
	u64 before = 0;
	u64 i;

	for (i = 0; i < relocs->count; i++) {
		u32 reloc = load_word(reader, relocs->offset + i * WORD);

		if (reloc <= before)
			return fail(reader, KX_E_PAYLOAD, "relocation order",
				    reloc, before);
		before = reloc;
		load = find_load(elf, load, physical_of(reloc), width);
		if (!load)
			return fail(reader, KX_E_PAYLOAD, "relocation", reloc,
				    width);
	}
	return 0;
}

static int check_relocs(const struct reader *reader)
{
	int err = 0;
	u32 i;

	for (i = 0; i < KX_RELOC_KINDS && !err; i++)
		err = check_list(reader, (enum kx_reloc_kind)i);
	return err;
}

int kx_unpacked_read(struct kx_bytes payload, struct kx_unpacked *unpacked,
		     struct kx_fault *fault)
{
	static int (*const steps[])(const struct reader *reader) = {
		read_elf,     find_end,	   find_room,	 check_pages,
		check_shared, find_relocs, check_relocs,
	};
	struct kx_unpacked draft = { 0 };
	const struct reader reader = { payload, &draft, fault };
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&reader);
	if (!err)
		*unpacked = draft;
	return err;
}

/*
 * What becomes of each relocated word: the bits of @keep, plus @add. Relocating
 * and wiping are the same loop then, of a dozen instructions for each of half a
 * million words.
 */
struct change {
	u64 keep;
	u64 add;
};

/* Where words of one PT_LOAD begin, by their addresses. */
struct words {
	u64 start;
	u64 last; /* from @start to the last word */
	u8 *bytes;
};

static bool find_words(u8 *payload, const struct kx_elf *elf, u64 at, u64 width,
		       struct words *words)
{
	const struct kx_elf_load *load = find_load(elf, elf->loads, at, width);

	if (!load)
		return false;
	words->start = load->at.start;
	words->last = load->size - width;
	words->bytes = payload + load->offset;
	return true;
}

/* The lists are sorted, so the next one is mostly in the same PT_LOAD. */
static void change_list(u8 *payload, const struct kx_unpacked *unpacked,
			enum kx_reloc_kind kind, struct change change)
{
	const u8 *list = payload + unpacked->relocs[kind].offset;
	const bool is_64 = kind == KX_RELOC_64;
	/* No relocation's address is there. */
	struct words words = { 1ULL << 63, 0, NULL };
	u64 i;

	for (i = unpacked->relocs[kind].count; i; i--) {
		u64 at = physical_of(kx_load_le32(list + (i - 1) * WORD));
		u8 *word;

		if (at - words.start > words.last &&
		    !find_words(payload, &unpacked->elf, at, width_of(kind),
				&words))
			return;
		word = words.bytes + (at - words.start);
		if (is_64)
			kx_store_le64(word, (kx_load_le64(word) & change.keep) +
						    change.add);
		else
			kx_store_le32(word,
				      (u32)((kx_load_le32(word) & change.keep) +
					    change.add));
	}
}

/*
 * Last list first, and from its end, as handle_relocations() of Linux's misc.c
 * reads them: where two overlap, a carry depends on the order.
 */
static void change_all(u8 *payload, const struct kx_unpacked *unpacked,
		       u64 keep, u64 distance)
{
	const struct change add = { keep, distance };
	const struct change subtract = { keep, 0 - distance };

	change_list(payload, unpacked, KX_RELOC_32, add);
	change_list(payload, unpacked, KX_RELOC_INVERSE, subtract);
	change_list(payload, unpacked, KX_RELOC_64, add);
}

void kx_unpacked_relocate(u8 *payload, const struct kx_unpacked *unpacked,
			  u64 distance)
{
	if (distance)
		change_all(payload, unpacked, ~0ULL, distance);
}

void kx_unpacked_wipe(u8 *payload, const struct kx_unpacked *unpacked)
{
	change_all(payload, unpacked, 0, 0);
}

/* A physical address, and code that is linked where the kernel maps it. */
static int check_entry(const struct kx_elf *elf, struct kx_fault *fault)
{
	const struct kx_elf_load *load = kx_elf_find(elf, elf->entry, false);

	if (!load)
		return kx_fault_set(fault, KX_E_HEADER, "e_entry", elf->entry,
				    end_of(elf));
	if (load->virtual != START_KERNEL_MAP + load->at.start)
		return kx_fault_set(fault, KX_E_HEADER, "p_vaddr",
				    load->virtual,
				    START_KERNEL_MAP + load->at.start);
	return 0;
}

static int check_both(const struct kx_kernel *packed, const struct kx_elf *elf,
		      struct kx_fault *fault)
{
	if (!packed->nr_ways || packed->ways[0].mode != &kx_entry_x86_64)
		return kx_fault_set(fault, KX_E_NOT_64BIT, "entry", 0, 0);
	if (packed->preferred != first_of(elf))
		return kx_fault_set(fault, KX_E_HEADER, "pref_address",
				    packed->preferred, first_of(elf));
	if (packed->align < PMD)
		return kx_fault_set(fault, KX_E_HEADER, "kernel_alignment",
				    packed->align, PMD);
	return check_entry(elf, fault);
}

int kx_unpacked_describe(const struct kx_kernel *packed,
			 struct kx_bytes payload,
			 const struct kx_unpacked *unpacked,
			 struct kx_kernel *kernel, struct kx_fault *fault)
{
	const struct kx_elf *elf = &unpacked->elf;
	int err = check_both(packed, elf, fault);

	if (err)
		return err;
	*kernel = *packed;
	kx_elf_describe(elf, payload, kernel);
	kernel->align = packed->align;
	kernel->size = unpacked->room;
	kernel->ways[0].offset = elf->entry - first_of(elf);
	kernel->nr_ways = 1;
	return 0;
}

int kx_unpacked_mark(struct kx_bytes header, u8 *copy)
{
	if (header.size <= LOADFLAGS - KX_SETUP_HEADER ||
	    header.size > KX_UNPACKED_HEADER_MAX)
		return -KX_E_SHORT;
	memcpy(copy, header.data, header.size);
	copy[LOADFLAGS - KX_SETUP_HEADER] |= KASLR_FLAG;
	return 0;
}
