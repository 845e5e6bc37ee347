// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacked payloads, made by hand: each bound of the ELF file and of the
 * relocations, and what relocating does, beside a plain twin of Linux's own
 * decompressor.
 */
#include "core/format/bzimage_unpacked.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "core/arch/x86_64_boot_data.h"
#include "core/entry.h"
#include "test/unit/core/make_vmlinux.h"
#include "test/unit/core/relocs_oracle.h"
#include "test/unit/test.h"

#define WORDS_MAX    32
#define SPAN	     (VM_END - VM_START)
#define AT(physical) ((u32)(VM_MAP + (physical)))
/* The last place of a number in the first PT_LOAD, and one that is too far. */
#define LAST_64 AT(VM_START + 0x300 - 8)
#define LAST_32 AT(VM_START + 0x300 - 4)

/* Offsets of fields that only this reader needs. */
#define VM_SHOFF     40
#define VM_SHENTSIZE 58
#define VM_SHNUM     60

struct payload {
	struct vmlinux vmlinux;
	u32 words[WORDS_MAX];
	u32 nr_words;
	u64 more; /* bytes after the last whole word */
};

/* Linux up to 6.14: 64-bit, inverse, 32-bit. The percpu PT_LOAD has one. */
static const u32 three_lists[] = {
	0,
	AT(VM_START),
	AT(VM_DATA_START + 0xf8),
	AT(VM_LAST_START + 0x178),
	0,
	AT(VM_PERCPU_START + 8),
	AT(VM_LAST_START + 4),
	0,
	AT(VM_START + 8),
	AT(VM_DATA_START),
	AT(VM_PERCPU_START + 0x7c),
};

static const u32 two_lists[] = {
	0, AT(VM_START + 1), AT(VM_LAST_START + 0x20),
	0, AT(VM_START + 9), AT(VM_LAST_START + 0x17c),
};

/* What is added twice depends on the order, by a carry. */
static const u32 overlapping_lists[] = {
	0,
	AT(VM_START),
	AT(VM_START + 3),
	AT(VM_DATA_START),
	0,
	AT(VM_DATA_START + 2),
	AT(VM_DATA_START + 3),
	0,
	AT(VM_START),
	AT(VM_START + 1),
	AT(VM_DATA_START + 4),
};

static void set_words(struct payload *payload, const u32 *words, u32 count)
{
	memcpy(payload->words, words, count * sizeof(*words));
	payload->nr_words = count;
}

static void make(struct payload *payload)
{
	memset(payload, 0, sizeof(*payload));
	vmlinux_make(&payload->vmlinux);
	set_words(payload, three_lists, ARRAY_SIZE(three_lists));
}

/* A copy that ends where the payload ends: a sanitizer sees a byte too many. */
static u8 *copy_of(const struct payload *payload, u64 *size)
{
	u64 table = payload->nr_words * sizeof(u32) + payload->more;
	u8 *copy = malloc(VM_SIZE + table);

	assert_non_null(copy);
	memcpy(copy, payload->vmlinux.data, VM_SIZE);
	if (table)
		memcpy(copy + VM_SIZE, payload->words, table);
	*size = VM_SIZE + table;
	return copy;
}

static int read_payload(const struct payload *payload,
			struct kx_unpacked *unpacked, struct kx_fault *fault)
{
	u64 size;
	u8 *copy = copy_of(payload, &size);
	int err = kx_unpacked_read(kx_bytes(copy, size), unpacked, fault);

	free(copy);
	return err;
}

TEST(the_lists_are_found_by_counting_them)
{
	struct kx_unpacked unpacked;
	struct payload payload;

	make(&payload);
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	assert_true(unpacked.has_relocs);
	assert_int_equal(unpacked.end, VM_SIZE);
	assert_int_equal(unpacked.room, 0x200000);
	assert_int_equal(unpacked.relocs[KX_RELOC_64].offset, VM_SIZE + 4);
	assert_int_equal(unpacked.relocs[KX_RELOC_64].count, 3);
	assert_int_equal(unpacked.relocs[KX_RELOC_INVERSE].offset,
			 VM_SIZE + 20);
	assert_int_equal(unpacked.relocs[KX_RELOC_INVERSE].count, 2);
	assert_int_equal(unpacked.relocs[KX_RELOC_32].offset, VM_SIZE + 32);
	assert_int_equal(unpacked.relocs[KX_RELOC_32].count, 3);

	set_words(&payload, two_lists, ARRAY_SIZE(two_lists));
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	assert_int_equal(unpacked.relocs[KX_RELOC_64].count, 2);
	assert_int_equal(unpacked.relocs[KX_RELOC_INVERSE].count, 0);
	assert_int_equal(unpacked.relocs[KX_RELOC_32].offset, VM_SIZE + 16);
	assert_int_equal(unpacked.relocs[KX_RELOC_32].count, 2);
}

TEST(without_lists_it_keeps_its_address)
{
	struct kx_unpacked unpacked;
	struct payload payload;

	make(&payload);
	payload.nr_words = 0;
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	assert_false(unpacked.has_relocs);
	/* Lists without an entry are lists, too. */
	memset(payload.words, 0, sizeof(payload.words));
	payload.nr_words = 2;
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	assert_true(unpacked.has_relocs);
	payload.nr_words = 3;
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	assert_int_equal(unpacked.relocs[KX_RELOC_32].count, 0);
}

static const struct {
	const char *name;
	u32 words[6];
	u32 count;
	u64 more;
	const char *what; /* NULL: it is fine */
} tables[] = {
	{ "half a word", { 0, 0 }, 1, 2, "relocations" },
	{ "one list", { 0 }, 1, 0, "relocation lists" },
	{ "one list of one", { 0, AT(VM_START) }, 2, 0, "relocation lists" },
	{ "four lists", { 0, 0, 0, 0 }, 4, 0, "relocation lists" },
	{ "five lists", { 0, 0, 0, 0, 0 }, 5, 0, "relocation lists" },
	{ "no zero first", { AT(VM_START), 0, 0 }, 3, 0, "relocation lists" },
	{ "the last 64", { 0, LAST_64, 0 }, 3, 0, NULL },
	{ "past it", { 0, LAST_64 + 1, 0 }, 3, 0, "relocation" },
	{ "the last 32", { 0, 0, LAST_32 }, 3, 0, NULL },
	{ "past the last 32", { 0, 0, LAST_32 + 1 }, 3, 0, "relocation" },
	{ "the last inverse", { 0, 0, LAST_32, 0 }, 4, 0, NULL },
	{ "past the last inverse",
	  { 0, 0, LAST_32 + 1, 0 },
	  4,
	  0,
	  "relocation" },
	{ "the first byte", { 0, AT(VM_START), 0 }, 3, 0, NULL },
	{ "before the first", { 0, AT(VM_START) - 1, 0 }, 3, 0, "relocation" },
	{ "between two loads",
	  { 0, 0, AT(VM_START + 0x300) },
	  3,
	  0,
	  "relocation" },
	{ "in bss", { 0, 0, AT(VM_LAST_START + 0x180) }, 3, 0, "relocation" },
	{ "half in bss",
	  { 0, 0, AT(VM_LAST_START + 0x17e) },
	  3,
	  0,
	  "relocation" },
	{ "after the end", { 0, 0, AT(VM_END) }, 3, 0, "relocation" },
	{ "below the map", { 0, 0, 0x7fffffff }, 3, 0, "relocation" },
	{ "the last address", { 0, 0, 0xffffffff }, 3, 0, "relocation" },
	{ "twice", { 0, 0, LAST_32, LAST_32 }, 4, 0, "relocation order" },
	{ "not sorted",
	  { 0, 0, LAST_32, AT(VM_START) },
	  4,
	  0,
	  "relocation order" },
	{ "64-bit not sorted",
	  { 0, LAST_64, AT(VM_START), 0 },
	  4,
	  0,
	  "relocation order" },
};

TEST(each_bound_of_the_lists)
{
	struct kx_unpacked unpacked;
	struct payload payload;
	struct kx_fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		make(&payload);
		set_words(&payload, tables[i].words, tables[i].count);
		payload.more = tables[i].more;
		memset(&fault, 0, sizeof(fault));
		memset(&unpacked, 7, sizeof(unpacked));
		assert_row(tables[i].name,
			   read_payload(&payload, &unpacked, &fault),
			   tables[i].what ? -KX_E_PAYLOAD : 0);
		if (!tables[i].what)
			continue;
		assert_string_equal(fault.what, tables[i].what);
		assert_int_equal(unpacked.room, 0x0707070707070707);
	}
}

#define P(number, field) (VM_PROGRAM + (number)*VM_PROGRAM_SIZE + (u64)(field))

static const struct {
	const char *name;
	u64 offset;
	u32 width;
	u64 put;
	int code;
	const char *what;
} fields[] = {
	{ "no ELF", 0, 4, 0, KX_E_FORMAT, "magic" },
	{ "not on a PMD", P(0, VM_P_PADDR), 8, VM_START + 0x1000, KX_E_HEADER,
	  "p_paddr" },
	{ "not on a page", P(1, VM_P_PADDR), 8, VM_DATA_START + 0x10,
	  KX_E_HEADER, "p_paddr" },
	{ "a byte in two loads", P(1, VM_P_OFFSET), 8, 0x6ff, KX_E_HEADER,
	  "p_offset" },
	{ "all of the kernel's memory", P(3, VM_P_MEMSZ), 8,
	  0x40000000 - VM_LAST_START, 0, NULL },
	{ "a byte more", P(3, VM_P_MEMSZ), 8, 0x40000001 - VM_LAST_START,
	  KX_E_HEADER, "p_memsz" },
	{ "above it", P(3, VM_P_PADDR), 8, 0x40000000, KX_E_HEADER, "p_memsz" },
};

TEST(each_number_of_the_elf_file)
{
	struct kx_unpacked unpacked;
	struct payload payload;
	struct kx_fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		make(&payload);
		payload.nr_words = 0;
		vmlinux_put(&payload.vmlinux, fields[i].offset, fields[i].width,
			    fields[i].put);
		assert_row(fields[i].name,
			   read_payload(&payload, &unpacked, &fault),
			   -fields[i].code);
		if (fields[i].code)
			assert_string_equal(fault.what, fields[i].what);
	}
}

/* They follow the last PT_LOAD, and the relocations follow them. */
TEST(section_headers_end_the_elf_file)
{
	static const struct {
		const char *name;
		u64 offset, size;
		int code;
	} rows[] = {
		{ "the last 64 bytes", VM_SIZE - 64, 64, 0 },
		{ "a table's first 64 bytes", VM_SIZE, 64, 0 },
		{ "beyond the end", VM_SIZE + 65, 64, KX_E_TRUNCATED },
		{ "a wrap", ~0ULL - 3, 64, KX_E_TRUNCATED },
		{ "another size", VM_SIZE, 40, KX_E_HEADER },
	};
	struct kx_unpacked unpacked;
	struct payload payload;
	struct kx_fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&payload);
		memset(payload.words, 0, sizeof(payload.words));
		/* A section header, and two empty lists. */
		payload.nr_words = 16 + 2;
		vmlinux_put(&payload.vmlinux, VM_SHOFF, 8, rows[i].offset);
		vmlinux_put(&payload.vmlinux, VM_SHENTSIZE, 2, rows[i].size);
		vmlinux_put(&payload.vmlinux, VM_SHNUM, 2, 1);
		if (rows[i].offset < VM_SIZE)
			payload.nr_words = 2;
		assert_row(rows[i].name,
			   read_payload(&payload, &unpacked, &fault),
			   -rows[i].code);
		if (!rows[i].code)
			assert_row(rows[i].name, unpacked.end,
				   rows[i].offset + 64);
	}
}

static const struct {
	const u32 *words;
	u32 count, lists;
} forms[] = {
	{ three_lists, ARRAY_SIZE(three_lists), 3 },
	{ two_lists, ARRAY_SIZE(two_lists), 2 },
	{ NULL, 0, 0 },
	{ overlapping_lists, ARRAY_SIZE(overlapping_lists), 3 },
};

/* Relocated by any other distance, a wiped kernel is the same one. */
static void check_wiped(const struct payload *payload,
			const struct kx_unpacked *unpacked, u8 *copy, u64 size)
{
	static const u64 distance = 0x1234567890abcdefULL;
	u64 differing = 0;
	u64 other_size, i;
	u8 *other = copy_of(payload, &other_size);

	kx_unpacked_wipe(copy, unpacked);
	for (i = 0; i < size; i++) {
		differing += copy[i] != other[i];
		assert_true(copy[i] == other[i] || !copy[i]);
	}
	assert_int_equal(differing > 0, payload->nr_words > 0);
	kx_unpacked_relocate(other, unpacked, distance);
	kx_unpacked_wipe(other, unpacked);
	assert_memory_equal(copy, other, size);
	free(other);
}

/* Both forms, any distance: as the decompressor leaves memory. */
TEST(relocating_does_what_the_decompressor_does)
{
	static u8 want[SPAN];
	static u8 got[SPAN];
	struct kx_unpacked unpacked;
	struct payload payload;
	struct dice dice = dice_new();
	u32 round;

	for (round = 0; round < 400; round++) {
		u64 distance = round < 4 ? 0 : dice_any(&dice);
		u32 form = round % 4;
		u64 size;
		u8 *copy;

		make(&payload);
		payload.nr_words = 0;
		if (forms[form].count)
			set_words(&payload, forms[form].words,
				  forms[form].count);
		copy = copy_of(&payload, &size);
		memset(want, 0, sizeof(want));
		memset(got, 0, sizeof(got));
		assert_null(relocs_oracle_run(kx_bytes(copy, size),
					      forms[form].lists, distance, want,
					      sizeof(want)));
		assert_int_equal(
			kx_unpacked_read(kx_bytes(copy, size), &unpacked, NULL),
			0);
		kx_unpacked_relocate(copy, &unpacked, distance);
		relocs_oracle_place(copy, &unpacked, got);
		assert_memory_equal(got, want, SPAN);
		/* Neither headers nor lists change. */
		assert_memory_equal(copy, payload.vmlinux.data, 0x400);
		assert_memory_equal(copy + VM_SIZE, payload.words,
				    size - VM_SIZE);
		check_wiped(&payload, &unpacked, copy, size);
		free(copy);
	}
}

static const struct kx_kernel bzimage = {
	.align = 0x200000,
	.size = 0x800000,
	.preferred = VM_START,
	.is_relocatable = true,
	.reach = { 0x100000, 0x400000000000 },
	.initrd_end = 0x400000000000,
	.takes_5level = true,
	.ways = { { &kx_entry_x86_64, 0x200 } },
	.nr_ways = 1,
};

TEST(the_kernel_is_described_in_place_of_its_bzimage)
{
	struct kx_kernel kernel = { 0 };
	struct kx_unpacked unpacked;
	struct payload payload;
	struct kx_bytes bytes;

	make(&payload);
	payload.nr_words = 0;
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	bytes = vmlinux_bytes(&payload.vmlinux);
	assert_int_equal(
		kx_unpacked_describe(&bzimage, bytes, &unpacked, &kernel, NULL),
		0);
	assert_int_equal(kernel.nr_pieces, 4);
	assert_int_equal(kernel.pieces[0].offset, 0);
	assert_ptr_equal(kernel.pieces[0].bytes.data, bytes.data + 0x400);
	assert_int_equal(kernel.pieces[0].bytes.size, 0x300);
	assert_int_equal(kernel.pieces[3].offset, VM_LAST_START - VM_START);
	assert_int_equal(kernel.pieces[3].bytes.size, 0x180);
	assert_int_equal(kernel.size, 0x200000);
	assert_int_equal(kernel.ways[0].offset, VM_FIRST_ENTRY - VM_START);
	assert_ptr_equal(kernel.ways[0].mode, &kx_entry_x86_64);
	assert_int_equal(kernel.preferred, VM_START);
	assert_true(kernel.is_relocatable && kernel.takes_5level);
	assert_int_equal(kernel.reach.end, bzimage.reach.end);
	assert_null(kernel.kaslr);
}

TEST(both_files_must_say_the_same)
{
	struct kx_kernel packed = bzimage;
	struct kx_kernel kernel = { .size = 77 };
	struct kx_unpacked unpacked;
	struct payload payload;
	struct kx_fault fault;
	struct kx_bytes bytes;

	make(&payload);
	payload.nr_words = 0;
	assert_int_equal(read_payload(&payload, &unpacked, NULL), 0);
	bytes = vmlinux_bytes(&payload.vmlinux);
#define REFUSED(result, text)                                             \
	do {                                                              \
		assert_int_equal(kx_unpacked_describe(&packed, bytes,     \
						      &unpacked, &kernel, \
						      &fault),            \
				 -(result));                              \
		assert_string_equal(fault.what, text);                    \
		assert_int_equal(kernel.size, 77);                        \
		packed = bzimage;                                         \
	} while (0)
	packed.preferred = 2 * VM_START;
	REFUSED(KX_E_HEADER, "pref_address");
	packed.align = 0x100000;
	REFUSED(KX_E_HEADER, "kernel_alignment");
	packed.ways[0].mode = &kx_entry_x86_32;
	REFUSED(KX_E_NOT_64BIT, "entry");
	unpacked.elf.entry = VM_LAST_START + 0x180;
	REFUSED(KX_E_HEADER, "e_entry");
	/* Linked at 0: not where the kernel would run. */
	unpacked.elf.entry = VM_PERCPU_START;
	REFUSED(KX_E_HEADER, "p_vaddr");
}

TEST(kaslr_is_noted_in_the_header)
{
	u8 header[KX_UNPACKED_HEADER_MAX + 1] = { 0 };
	u8 copy[KX_UNPACKED_HEADER_MAX];
	const u32 at = 0x211 - KX_SETUP_HEADER;

	memset(header, 0x55, sizeof(header));
	header[at] = 0x41;
	assert_int_equal(kx_unpacked_mark(kx_bytes(header, at + 1), copy), 0);
	assert_int_equal(copy[at], 0x43);
	assert_int_equal(copy[at - 1], 0x55);
	assert_int_equal(kx_unpacked_mark(kx_bytes(header, sizeof(copy)), copy),
			 0);
	assert_int_equal(kx_unpacked_mark(kx_bytes(header, at), copy),
			 -KX_E_SHORT);
	assert_int_equal(
		kx_unpacked_mark(kx_bytes(header, sizeof(header)), copy),
		-KX_E_SHORT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lists_are_found_by_counting_them),
		cmocka_unit_test(without_lists_it_keeps_its_address),
		cmocka_unit_test(each_bound_of_the_lists),
		cmocka_unit_test(each_number_of_the_elf_file),
		cmocka_unit_test(section_headers_end_the_elf_file),
		cmocka_unit_test(relocating_does_what_the_decompressor_does),
		cmocka_unit_test(
			the_kernel_is_described_in_place_of_its_bzimage),
		cmocka_unit_test(both_files_must_say_the_same),
		cmocka_unit_test(kaslr_is_noted_in_the_header),
	};

	return cmocka_run_group_tests_name("bzimage_unpacked", tests, NULL,
					   NULL);
}
