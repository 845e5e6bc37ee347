// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF core headers, read back by libelf: exactly what was described must be
 * found, at the addresses where the crash kernel will look.
 */
#include "core/elfcore.h"

#include "test/unit/test.h"

#include <gelf.h>

#define GIB	     0x40000000ULL
#define TEXT_VA	     0xffffffff81000000ULL
#define PAGE_OFFSET  0xffff888000000000ULL
#define BUFFER	     (4 * 1024 * 1024)
#define MANY	     66000
#define PHNUM_MAX    65534
#define BACKUP_AT    0x7f000000ULL
#define TRAILER	     64 /* bytes after the headers that must not change */
#define TRAILER_BYTE 0xa5

static u8 buffer[BUFFER];
static struct kx_range many_notes[MANY];

static const struct kx_range notes[] = {
	{ 0x13f001200, 0x13f001364 },
	{ 0x13f081200, 0x13f081364 },
};

static struct kx_memory memory[] = {
	{ { 0x1000, 0x9fc00 }, KX_MEM_RAM },
	{ { 0x9fc00, 0xa0000 }, KX_MEM_RESERVED },
	{ { 0x100000, 0xbffdb000 }, KX_MEM_RAM },
	{ { 4 * GIB, 5 * GIB }, KX_MEM_RAM },
};
static const struct kx_memmap memory_map = { memory, ARRAY_SIZE(memory),
					     ARRAY_SIZE(memory) };

static const struct kx_elfcore machine = {
	.machine = EM_X86_64,
	.notes = notes,
	.nr_notes = ARRAY_SIZE(notes),
	.vmcoreinfo = { 0x100e000, 0x100f024 },
	.text = { 0x1000000, 0x2c00000 },
	.text_va = TEXT_VA,
	.page_offset = PAGE_OFFSET,
	.memory = &memory_map,
};

/* Writes into exactly kx_elfcore_size() bytes. */
static int write_core(const struct kx_elfcore *core)
{
	u64 size = kx_elfcore_size(core);
	u64 i;
	int err;

	assert_true(size + TRAILER <= BUFFER);
	memset(buffer, TRAILER_BYTE, size + TRAILER);
	err = kx_elfcore_write(core, buffer, size, NULL);
	for (i = err ? 0 : size; i < size + TRAILER; i++)
		assert_int_equal(buffer[i], TRAILER_BYTE);
	return err;
}

static Elf *read_core(const struct kx_elfcore *core, GElf_Ehdr *header)
{
	Elf *elf;

	assert_int_equal(write_core(core), 0);
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)buffer, kx_elfcore_size(core));
	assert_non_null(elf);
	assert_non_null(gelf_getehdr(elf, header));
	return elf;
}

static void assert_program(Elf *elf, int index, const GElf_Phdr *want)
{
	GElf_Phdr got;

	assert_non_null(gelf_getphdr(elf, index, &got));
	assert_int_equal(got.p_type, want->p_type);
	assert_int_equal(got.p_flags, want->p_flags);
	assert_int_equal(got.p_offset, want->p_offset);
	assert_int_equal(got.p_vaddr, want->p_vaddr);
	assert_int_equal(got.p_paddr, want->p_paddr);
	assert_int_equal(got.p_filesz, want->p_filesz);
	assert_int_equal(got.p_memsz, want->p_filesz);
	assert_int_equal(got.p_align, 0);
}

/* The checks of parse_crash_elf64_headers() in Linux fs/proc/vmcore.c. */
static void assert_file(const GElf_Ehdr *header, int class, u64 count)
{
	assert_memory_equal(header->e_ident, ELFMAG, SELFMAG);
	assert_int_equal(header->e_ident[EI_CLASS], class);
	assert_int_equal(header->e_ident[EI_DATA], ELFDATA2LSB);
	assert_int_equal(header->e_ident[EI_VERSION], EV_CURRENT);
	assert_int_equal(header->e_type, ET_CORE);
	assert_int_equal(header->e_machine, EM_X86_64);
	assert_int_equal(header->e_version, EV_CURRENT);
	assert_int_equal(header->e_ehsize, class == ELFCLASS64
						   ? sizeof(Elf64_Ehdr)
						   : sizeof(Elf32_Ehdr));
	assert_int_equal(header->e_phentsize, class == ELFCLASS64
						      ? sizeof(Elf64_Phdr)
						      : sizeof(Elf32_Phdr));
	assert_int_equal(header->e_phoff, header->e_ehsize);
	assert_int_equal(header->e_phnum, count);
	assert_int_equal(header->e_shnum, 0);
}

TEST(a_machine_is_described_whole)
{
	static const GElf_Phdr rows[] = {
		{ PT_NOTE, 0, 0x13f001200, 0, 0x13f001200, 0x164, 0, 0 },
		{ PT_NOTE, 0, 0x13f081200, 0, 0x13f081200, 0x164, 0, 0 },
		{ PT_NOTE, 0, 0x100e000, 0, 0x100e000, 0x1024, 0, 0 },
		{ PT_LOAD, 7, 0x1000000, TEXT_VA, 0x1000000, 0x1c00000, 0, 0 },
		{ PT_LOAD, 7, 0x1000, PAGE_OFFSET + 0x1000, 0x1000, 0x9ec00, 0,
		  0 },
		{ PT_LOAD, 7, 0x100000, PAGE_OFFSET + 0x100000, 0x100000,
		  0xbfedb000, 0, 0 },
		{ PT_LOAD, 7, 4 * GIB, PAGE_OFFSET + 4 * GIB, 4 * GIB, GIB, 0,
		  0 },
	};
	GElf_Ehdr header;
	Elf *elf = read_core(&machine, &header);
	int i;

	assert_file(&header, ELFCLASS64, ARRAY_SIZE(rows));
	for (i = 0; i < (int)ARRAY_SIZE(rows); i++)
		assert_program(elf, i, &rows[i]);
	elf_end(elf);
}

TEST(what_is_not_there_has_no_header)
{
	struct kx_elfcore core = machine;
	const struct kx_range gone[] = { { 7, 7 }, notes[0], { 0, 0 } };
	GElf_Phdr program;
	GElf_Ehdr header;
	Elf *elf;

	core.notes = gone;
	core.nr_notes = ARRAY_SIZE(gone);
	core.vmcoreinfo = (struct kx_range){ 0, 0 };
	core.text = (struct kx_range){ 0x1000, 0x1000 };
	elf = read_core(&core, &header);
	assert_file(&header, ELFCLASS64, 1 + 3);
	assert_non_null(gelf_getphdr(elf, 0, &program));
	assert_int_equal(program.p_type, PT_NOTE);
	assert_int_equal(program.p_paddr, notes[0].start);
	elf_end(elf);
}

TEST(the_backup_is_found_where_it_was_copied_to)
{
	static const struct {
		const char *name;
		struct kx_range backup;
		struct kx_range pieces[4]; /* of the first entry */
	} rows[] = {
		{ "all of it", { 0x1000, 0x9fc00 }, { { 0x1000, 0x9fc00 } } },
		{ "more than it", { 0, 0xa0000 }, { { 0x1000, 0x9fc00 } } },
		{ "the beginning",
		  { 0x1000, 0x8000 },
		  { { 0x1000, 0x8000 }, { 0x8000, 0x9fc00 } } },
		{ "the end",
		  { 0x8000, 0x9fc00 },
		  { { 0x1000, 0x8000 }, { 0x8000, 0x9fc00 } } },
		{ "the middle",
		  { 0x8000, 0x9000 },
		  { { 0x1000, 0x8000 },
		    { 0x8000, 0x9000 },
		    { 0x9000, 0x9fc00 } } },
		{ "not RAM", { 0x9fc00, 0xa0000 }, { { 0x1000, 0x9fc00 } } },
	};
	struct kx_elfcore core = machine;
	size_t i;

	core.backup_at = BACKUP_AT;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kx_range *piece = rows[i].pieces;
		GElf_Phdr program;
		GElf_Ehdr header;
		Elf *elf;
		int at = 4;

		core.backup = rows[i].backup;
		elf = read_core(&core, &header);
		for (; !kx_range_is_empty(*piece); piece++, at++) {
			bool is_moved = kx_range_contains(core.backup, *piece);

			assert_non_null(gelf_getphdr(elf, at, &program));
			assert_row(rows[i].name, program.p_paddr, piece->start);
			assert_row(rows[i].name, program.p_memsz,
				   kx_range_size(*piece));
			assert_row(rows[i].name, program.p_offset,
				   is_moved ? BACKUP_AT + piece->start -
						      core.backup.start
					    : piece->start);
		}
		assert_row(rows[i].name, header.e_phnum, at + 2);
		elf_end(elf);
	}
}

TEST(the_32_bit_class_says_the_same_below_4_gib)
{
	static struct kx_memory low[] = {
		{ { 0, 0x9f000 }, KX_MEM_RAM },
		{ { 0x100000, 4 * GIB }, KX_MEM_RAM },
	};
	static const struct kx_memmap low_map = { low, 2, 2 };
	static const struct kx_range low_note = { 0x1200, 0x1364 };
	static const GElf_Phdr rows[] = {
		{ PT_NOTE, 0, 0x1200, 0, 0x1200, 0x164, 0, 0 },
		{ PT_NOTE, 0, 0x100e000, 0, 0x100e000, 0x1024, 0, 0 },
		{ PT_LOAD, 7, 0x1000000, 0x81000000, 0x1000000, 0x1c00000, 0,
		  0 },
		{ PT_LOAD, 7, BACKUP_AT, 0xc0000000, 0, 0x9f000, 0, 0 },
		{ PT_LOAD, 7, 0x100000, 0xc0100000, 0x100000, 0xfff00000, 0,
		  0 },
	};
	struct kx_elfcore core = machine;
	GElf_Ehdr header;
	Elf *elf;
	int i;

	core.is_32bit = true;
	core.notes = &low_note;
	core.nr_notes = 1;
	core.memory = &low_map;
	core.page_offset = 0xc0000000;
	core.backup = (struct kx_range){ 0, 0xa0000 };
	core.backup_at = BACKUP_AT;
	elf = read_core(&core, &header);
	assert_file(&header, ELFCLASS32, ARRAY_SIZE(rows));
	for (i = 0; i < (int)ARRAY_SIZE(rows); i++)
		assert_program(elf, i, &rows[i]);
	elf_end(elf);
}

TEST(what_32_bits_cannot_name_is_refused)
{
	static const struct kx_range low_note = { 0x1200, 0x1364 };
	static const struct kx_range high_note = { 4 * GIB, 4 * GIB + 0x164 };
	static const struct {
		const char *name;
		const struct kx_range *note;
		struct kx_range memory;
		u64 backup_at;
		int code;
	} rows[] = {
		{ "up to 4 GiB", &low_note, { 4096, 4 * GIB }, 0, KX_OK },
		{ "more", &low_note, { 4096, 4 * GIB + 1 }, 0, KX_E_ELF32 },
		{ "all 4 GiB", &low_note, { 0, 4 * GIB }, 0, KX_E_ELF32 },
		{ "above", &low_note, { 8 * GIB, 9 * GIB }, 0, KX_E_ELF32 },
		{ "note above", &high_note, { 0, GIB }, 0, KX_E_ELF32 },
		{ "backup at the end",
		  &low_note,
		  { 0, 4096 },
		  4 * GIB - 4096,
		  KX_OK },
		{ "backup's end above",
		  &low_note,
		  { 0, 4096 },
		  4 * GIB - 4095,
		  KX_E_ELF32 },
		{ "backup above", &low_note, { 0, 4096 }, ~0ULL, KX_E_ELF32 },
	};
	struct kx_elfcore core = machine;
	size_t i;

	core.is_32bit = true;
	core.nr_notes = 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_memory entry = { rows[i].memory, KX_MEM_RAM };
		const struct kx_memmap map = { &entry, 1, 1 };
		struct kx_fault fault = { 0 };

		core.notes = rows[i].note;
		core.memory = &map;
		core.backup_at = rows[i].backup_at;
		core.backup.end = rows[i].backup_at ? 0xa0000 : 0;
		assert_row(rows[i].name, write_core(&core), -rows[i].code);
		assert_row(rows[i].name,
			   kx_elfcore_write(&core, buffer, BUFFER, &fault),
			   -rows[i].code);
		assert_row(rows[i].name, fault.code, rows[i].code);
	}
}

TEST(more_headers_than_can_be_counted_are_refused)
{
	static const struct {
		const char *name;
		u32 nr_notes;
		int code;
	} rows[] = {
		/* vmcoreinfo, text and three ranges have headers as well. */
		{ "one less", PHNUM_MAX - 6, KX_OK },
		{ "as many as can be", PHNUM_MAX - 5, KX_OK },
		{ "one more", PHNUM_MAX - 4, KX_E_ELFCORE_COUNT },
		{ "sixteen bits full", MANY - 1, KX_E_ELFCORE_COUNT },
	};
	struct kx_elfcore core = machine;
	size_t i;

	for (i = 0; i < MANY; i++)
		many_notes[i] = (struct kx_range){ i * 4096, i * 4096 + 0x164 };
	core.notes = many_notes;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_fault fault = { 0 };

		core.nr_notes = rows[i].nr_notes;
		assert_row(rows[i].name,
			   kx_elfcore_write(&core, buffer, BUFFER, &fault),
			   -rows[i].code);
		if (!rows[i].code)
			continue;
		assert_row(rows[i].name, fault.value, core.nr_notes + 5);
		assert_row(rows[i].name, fault.limit, PHNUM_MAX);
	}
}

/* Linux's vmcore.c would write past its buffer, or read missing bytes. */
TEST(notes_that_would_hurt_the_reader_are_refused)
{
	static const struct {
		const char *name;
		struct kx_range note;
		struct kx_range vmcoreinfo;
		int code;
	} rows[] = {
		{ "none", { 0, 0 }, { 0, 0 }, KX_E_ELFCORE_NOTES },
		{ "a CPU's", { 0, 12 }, { 0, 0 }, KX_OK },
		{ "vmcoreinfo alone", { 0, 0 }, { 4096, 8192 }, KX_OK },
		{ "no room for its header",
		  { 0, 11 },
		  { 4096, 8192 },
		  KX_E_ELFCORE_NOTES },
		{ "vmcoreinfo too small",
		  { 0, 12 },
		  { 4096, 4097 },
		  KX_E_ELFCORE_NOTES },
	};
	struct kx_elfcore core = machine;
	size_t i;

	core.nr_notes = 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		core.notes = &rows[i].note;
		core.vmcoreinfo = rows[i].vmcoreinfo;
		assert_row(rows[i].name, write_core(&core), -rows[i].code);
	}
}

TEST(a_buffer_that_is_too_small_is_left_alone)
{
	u64 size = kx_elfcore_size(&machine);
	struct kx_fault fault;

	buffer[0] = TRAILER_BYTE;
	assert_int_equal(size, sizeof(Elf64_Ehdr) + 7 * sizeof(Elf64_Phdr));
	assert_int_equal(kx_elfcore_write(&machine, buffer, size - 1, &fault),
			 -KX_E_FULL);
	assert_int_equal(fault.value, size);
	assert_int_equal(fault.limit, size - 1);
	assert_int_equal(buffer[0], TRAILER_BYTE);
}

/* With KASLR; 64-bit headers can express it. */
TEST(kernel_text_may_lie_above_4_gib)
{
	const GElf_Phdr want = {
		PT_LOAD, 7, 5 * GIB + 4096, TEXT_VA, 5 * GIB + 4096, 0x1c00000,
		0,	 0
	};
	struct kx_elfcore core = machine;
	GElf_Ehdr header;
	Elf *elf;

	core.text = (struct kx_range){ want.p_paddr, want.p_paddr + 0x1c00000 };
	elf = read_core(&core, &header);
	assert_program(elf, 3, &want);
	elf_end(elf);
}

/* The address where the crash kernel finds a physical one; ~0: none. */
static u64 find(Elf *elf, int count, u64 address)
{
	u64 found = ~0ULL;
	int i;

	for (i = 0; i < count; i++) {
		GElf_Phdr program;

		assert_non_null(gelf_getphdr(elf, i, &program));
		if (program.p_type != PT_LOAD || program.p_vaddr == TEXT_VA ||
		    address < program.p_paddr ||
		    address - program.p_paddr >= program.p_memsz)
			continue;
		assert_int_equal(program.p_vaddr,
				 PAGE_OFFSET + program.p_paddr);
		assert_int_equal(found, ~0ULL);
		found = program.p_offset + (address - program.p_paddr);
	}
	return found;
}

#define RANDOM_ENTRIES 20

struct random_machine {
	struct kx_memory entries[RANDOM_ENTRIES];
	struct kx_memmap map;
	struct kx_elfcore core;
};

static void roll(struct dice *dice, struct random_machine *random)
{
	u64 at = 0;
	u32 i;

	random->map = (struct kx_memmap){
		random->entries,
		(u32)dice_roll(dice, RANDOM_ENTRIES + 1),
		RANDOM_ENTRIES,
	};
	for (i = 0; i < random->map.count; i++) {
		struct kx_memory *entry = &random->entries[i];

		entry->range.start = at + dice_roll(dice, 100);
		entry->range.end = entry->range.start + dice_roll(dice, 100);
		entry->type = dice_roll(dice, 4) ? KX_MEM_RAM : KX_MEM_ACPI;
		at = entry->range.end;
	}
	random->core = machine;
	random->core.memory = &random->map;
	random->core.notes = many_notes;
	random->core.nr_notes = (u32)dice_between(dice, 1, 300);
	random->core.backup.start = dice_roll(dice, at + 1);
	random->core.backup.end =
		random->core.backup.start + dice_roll(dice, at + 1);
	random->core.backup_at = 8 * GIB;
}

TEST(every_byte_of_random_memory_is_found_once)
{
	struct dice dice = dice_new();
	int round;
	u32 i;

	for (i = 0; i < MANY; i++)
		many_notes[i] = (struct kx_range){ i * 4096, i * 4096 + 0x164 };
	for (round = 0; round < 200; round++) {
		struct random_machine random;
		struct kx_range backup;
		GElf_Ehdr header;
		u64 address;
		Elf *elf;

		roll(&dice, &random);
		backup = random.core.backup;
		elf = read_core(&random.core, &header);
		for (address = 0; address < 4100; address++) {
			const struct kx_range byte = { address, address + 1 };
			u64 want = ~0ULL;

			if (kx_memmap_covers(&random.map, byte, KX_MEM_RAM))
				want = kx_range_has(backup, address)
					       ? 8 * GIB + address -
							 backup.start
					       : address;
			assert_int_equal(find(elf, header.e_phnum, address),
					 want);
		}
		elf_end(elf);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_is_described_whole),
		cmocka_unit_test(what_is_not_there_has_no_header),
		cmocka_unit_test(the_backup_is_found_where_it_was_copied_to),
		cmocka_unit_test(the_32_bit_class_says_the_same_below_4_gib),
		cmocka_unit_test(what_32_bits_cannot_name_is_refused),
		cmocka_unit_test(more_headers_than_can_be_counted_are_refused),
		cmocka_unit_test(notes_that_would_hurt_the_reader_are_refused),
		cmocka_unit_test(a_buffer_that_is_too_small_is_left_alone),
		cmocka_unit_test(kernel_text_may_lie_above_4_gib),
		cmocka_unit_test(every_byte_of_random_memory_is_found_once),
	};

	return cmocka_run_group_tests_name("elfcore", tests, NULL, NULL);
}
