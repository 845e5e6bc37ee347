// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* ELF headers, field by field. */
#include "tool/vmcore_dmesg/core_file.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"

static struct made made;
static struct collected got;
static struct failure failure;

static void put(u64 at, u32 width, u64 value)
{
	u32 i;

	for (i = 0; i < width; i++)
		made.file[at + i] = (u8)(value >> (8 * i));
}

static void begin(void)
{
	made_full_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
}

TEST(headers_are_checked)
{
	static const struct {
		const char *name;
		u64 at;
		u32 width;
		u64 value;
		int status;
	} rows[] = {
		{ "magic", 3, 1, 'E', STATUS_NO_DUMP },
		{ "version", EI_VERSION, 1, 2, STATUS_VERSION },
		{ "class", EI_CLASS, 1, 3, STATUS_CLASS },
		{ "no class", EI_CLASS, 1, 0, STATUS_CLASS },
		{ "big-endian", EI_DATA, 1, ELFDATA2MSB, STATUS_ORDER },
		{ "entry size", offsetof(Elf64_Ehdr, e_phentsize), 2, 32,
		  STATUS_ENTRY_SIZE },
		{ "no entries", offsetof(Elf64_Ehdr, e_phnum), 2, 0,
		  STATUS_NO_LOG },
		{ "entries behind the file", offsetof(Elf64_Ehdr, e_phoff), 8,
		  1 << 20, STATUS_TABLE },
		{ "entries at a negative offset", offsetof(Elf64_Ehdr, e_phoff),
		  8, UINT64_MAX - 8, STATUS_TABLE },
		{ "more entries than in the file",
		  offsetof(Elf64_Ehdr, e_phnum), 2, 0xfffe, STATUS_TABLE },
		{ "their number behind the file", offsetof(Elf64_Ehdr, e_phnum),
		  2, PN_XNUM, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		put(rows[i].at, rows[i].width, rows[i].value);
		if (rows[i].value == PN_XNUM)
			break;
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, rows[i].status);
	}
	/* Section 0 has the number of entries. */
	put(offsetof(Elf64_Ehdr, e_shoff), 8, 1 << 24);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_HEADER);
	put(offsetof(Elf64_Ehdr, e_shoff), 8, made.size);
	put(made.size + offsetof(Elf64_Shdr, sh_info), 4, 9);
	made.size += sizeof(Elf64_Shdr);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
	put(made.size - sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_info), 4,
	    1 << 21);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
	/* All four bytes of the number count. */
	put(made.size - sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_info), 4,
	    9 | 1 << 24);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
}

/* Pointers are as wide as the machine's; otherwise the class decides. */
TEST(machines_have_their_width)
{
	static const struct {
		const char *name;
		int class;
		u16 machine;
		enum dump_machine found;
		u32 long_size;
	} rows[] = {
		{ "x86-64", ELFCLASS64, EM_X86_64, DUMP_OF_X86_64, 8 },
		{ "x86-64 with headers of 32 bits", ELFCLASS32, EM_X86_64,
		  DUMP_OF_X86_64, 8 },
		{ "i386", ELFCLASS32, EM_386, DUMP_OF_OTHER, 4 },
		{ "i386 with headers of 64 bits", ELFCLASS64, EM_386,
		  DUMP_OF_OTHER, 4 },
		{ "arm64", ELFCLASS64, EM_AARCH64, DUMP_OF_ARM64, 8 },
		{ "arm64 with headers of 32 bits", ELFCLASS32, EM_AARCH64,
		  DUMP_OF_ARM64, 8 },
		{ "arm", ELFCLASS32, EM_ARM, DUMP_OF_OTHER, 4 },
	};
	struct source source;
	struct dump dump;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_full_ring(&made);
		made_elf(&made, rows[i].class, MADE_VA_NONE);
		put(offsetof(Elf64_Ehdr, e_machine), 2, rows[i].machine);
		source = source_of_bytes(kx_bytes(made.file, made.size));
		assert_row(rows[i].name, dump_open(&source, &dump, &failure),
			   0);
		assert_row(rows[i].name, dump.machine, rows[i].found);
		assert_row(rows[i].name, dump.long_size, rows[i].long_size);
		assert_row(rows[i].name, dump.by_pa.count, 4);
		dump_close(&dump);
	}
}

/* Room for the text of vmcoreinfo in a segment of notes. */
static u64 info_room(void)
{
	begin();
	return (made.info_size + 3) & ~3ULL;
}

/* In the first program header; its first note is a CPU's. */
TEST(notes_are_checked)
{
	u64 notes = sizeof(Elf64_Ehdr) + 9 * sizeof(Elf64_Phdr);
	u64 second = notes + 12 + 8 + 24;
	u64 info = info_room();
	const struct {
		const char *name;
		u64 at;
		u32 width;
		u64 value;
		int status;
	} rows[] = {
		{ "first is longer than all", notes + 4, 4, UINT32_MAX,
		  STATUS_NO_LOG },
		{ "name is longer than all", notes, 4, UINT32_MAX,
		  STATUS_NO_LOG },
		{ "of another name", second + 12, 1, 'X', STATUS_NO_LOG },
		{ "empty", second + 4, 4, 0, STATUS_NO_LOG },
		{ "too long", second + 4, 4, 1 << 20, STATUS_NO_LOG },
		{ "up to the segment's end", second + 4, 4, info, 0 },
		{ "one byte longer", second + 4, 4, info + 1, STATUS_NO_LOG },
		{ "not in the file",
		  sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_offset), 8,
		  1 << 24, STATUS_NOTES_READ },
		{ "at a negative offset",
		  sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_offset), 8,
		  UINT64_MAX - 4, STATUS_NO_LOG },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		put(rows[i].at, rows[i].width, rows[i].value);
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, rows[i].status);
	}
	begin();
	put(second + 4, 4, 1 << 20);
	put(sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_filesz), 8, 1 << 24);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NOTES);
}

/* Adds @count entries for the same 4096 empty notes, before the good ones. */
static void put_notes_before(u32 count)
{
	const u64 entries = sizeof(Elf64_Ehdr);
	const u64 size = 9 * sizeof(Elf64_Phdr);
	const u64 notes = 64 * 1024;
	Elf64_Phdr same = {
		.p_type = PT_NOTE,
		.p_offset = notes,
		.p_filesz = 4097ULL * sizeof(Elf64_Nhdr),
	};
	u64 at = made.size;

	assert_in_range(at, size, notes / 2);
	put(offsetof(Elf64_Ehdr, e_phoff), 8, at);
	put(offsetof(Elf64_Ehdr, e_phnum), 2, count + 9);
	for (; count; count--, at += sizeof(same))
		memcpy(made.file + at, &same, sizeof(same));
	memcpy(made.file + at, made.file + entries, size);
	memset(made.file + notes, 0, same.p_filesz);
	made.size = notes + same.p_filesz;
}

TEST(all_entries_share_one_bound_on_notes)
{
	begin();
	put_notes_before(15);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
	begin();
	put_notes_before(16);
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_NO_LOG);
}

/* Three loads: with zeroes at the end, without an address, and wrapping. */
static void open_loads(struct source *source, struct dump *dump)
{
	static const Elf64_Phdr loads[] = {
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x1000,
		  .p_vaddr = 0x100000,
		  .p_filesz = 8,
		  .p_memsz = 16,
		  .p_offset = 4 },
		{ .p_type = PT_LOAD,
		  .p_paddr = UINT64_MAX,
		  .p_vaddr = 0x200000,
		  .p_filesz = 8,
		  .p_memsz = 8 },
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x1010,
		  .p_vaddr = UINT64_MAX - 3,
		  .p_filesz = 8,
		  .p_memsz = 8 },
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x1010,
		  .p_vaddr = 0x300000,
		  .p_filesz = 8,
		  .p_memsz = 4 },
	};

	made_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	memcpy(made.file + sizeof(Elf64_Ehdr), loads, sizeof(loads));
	put(offsetof(Elf64_Ehdr, e_phnum), 2, ARRAY_SIZE(loads));
	*source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(source, dump, &failure), 0);
}

TEST(loads_are_found_by_either_address)
{
	struct dump_place place;
	struct source source;
	struct dump dump;
	u8 bytes[24];

	open_loads(&source, &dump);
	assert_int_equal(dump.by_va.count, 3);
	assert_int_equal(dump.by_pa.count, 2);
	assert_int_equal(dump_read_physical(&dump, 0x1000, bytes, 24, &failure),
			 0);
	assert_memory_equal(bytes, made.file + 4, 8);
	assert_memory_equal(bytes + 8, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_equal(bytes + 16, made.file, 8);
	/* From the middle of one on into the next one. */
	assert_int_equal(dump_read_physical(&dump, 0x1008, bytes, 16, &failure),
			 0);
	assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_equal(bytes + 8, made.file, 8);
	assert_int_equal(dump_read_physical(&dump, 0x1000, bytes, 25, &failure),
			 STATUS_ADDRESS);
	assert_int_equal(
		dump_read_physical(&dump, UINT64_MAX, bytes, 1, &failure),
		STATUS_ADDRESS);
	assert_true(core_file_find(&dump.by_va, 0x10000f, &place));
	assert_ptr_equal(place.load, &dump.by_va.loads[0]);
	assert_int_equal(place.offset, 15);
	assert_false(core_file_find(&dump.by_va, 0x100010, &place));
	assert_true(core_file_find(&dump.by_va, 0x200000, &place));
	assert_ptr_equal(place.load, &dump.by_va.loads[1]);
	assert_false(core_file_find(&dump.by_va, UINT64_MAX, &place));
	dump_close(&dump);
}

/* In any order in the file, both tables are searched. */
TEST(loads_may_come_in_any_order)
{
	static const Elf64_Phdr loads[] = {
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x1000,
		  .p_vaddr = 0x300000,
		  .p_filesz = 8,
		  .p_memsz = 8 },
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x3000,
		  .p_vaddr = 0x200000,
		  .p_filesz = 8,
		  .p_memsz = 8 },
		{ .p_type = PT_LOAD,
		  .p_paddr = 0x2000,
		  .p_vaddr = 0x100000,
		  .p_filesz = 8,
		  .p_memsz = 8 },
	};
	struct dump_place place;
	struct source source;
	struct dump dump;
	u8 byte;
	size_t i;

	made_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	memcpy(made.file + sizeof(Elf64_Ehdr), loads, sizeof(loads));
	put(offsetof(Elf64_Ehdr, e_phnum), 2, ARRAY_SIZE(loads));
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	for (i = 0; i < ARRAY_SIZE(loads); i++) {
		assert_true(core_file_find(&dump.by_va, loads[i].p_vaddr + 7,
					   &place));
		assert_int_equal(place.load->start, loads[i].p_vaddr);
		assert_int_equal(dump_read_physical(&dump, loads[i].p_paddr + 7,
						    &byte, 1, &failure),
				 0);
	}
	/* The read continues where the next load should be. */
	assert_int_equal(address_read(&dump, 0x100007, &byte, 1, &failure), 0);
	assert_int_equal(
		address_read(&dump, 0x100004, made.memory, 8, &failure),
		STATUS_ADDRESS);
	assert_non_null(strstr(failure.text, "virtual address 0x100008 is"));
	dump_close(&dump);
}

/* One that ends at 2^64 in the file is kept, and one that wraps is not. */
TEST(a_load_may_be_empty_and_does_not_wrap)
{
	static const Elf64_Phdr loads[] = {
		{ .p_type = PT_LOAD,
		  .p_offset = 4,
		  .p_paddr = 0x1000,
		  .p_memsz = 8 },
		{ .p_type = PT_LOAD,
		  .p_offset = UINT64_MAX - 7,
		  .p_paddr = 0x2000,
		  .p_filesz = 7,
		  .p_memsz = 7 },
		{ .p_type = PT_LOAD,
		  .p_offset = UINT64_MAX - 7,
		  .p_paddr = 0x3000,
		  .p_filesz = 8,
		  .p_memsz = 8 },
	};
	struct source source;
	struct dump dump;
	u8 bytes[8];

	made_ring(&made);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	memcpy(made.file + sizeof(Elf64_Ehdr), loads, sizeof(loads));
	put(offsetof(Elf64_Ehdr, e_phnum), 2, ARRAY_SIZE(loads));
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(dump.by_pa.count, 2);
	assert_int_equal(dump_read_physical(&dump, 0x1000, bytes, 8, &failure),
			 0);
	assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0", 8);
	assert_int_equal(dump_read_physical(&dump, 0x2000, bytes, 1, &failure),
			 STATUS_DATA);
	assert_int_equal(dump_read_physical(&dump, 0x3000, bytes, 1, &failure),
			 STATUS_ADDRESS);
	dump_close(&dump);
}

TEST(memory_that_the_file_does_not_have_is_damage)
{
	struct dump_place place;
	struct source source;
	struct dump dump;
	u8 byte;

	open_loads(&source, &dump);
	dump.by_pa.loads[0].at = made.size;
	assert_int_equal(dump_read_physical(&dump, 0x1000, &byte, 1, &failure),
			 STATUS_DATA);
	place = (struct dump_place){ .load = &dump.by_pa.loads[0],
				     .offset = 8 };
	assert_int_equal(core_file_read(&dump, place, &byte, 1, &failure), 0);
	assert_int_equal(byte, 0);
	dump_close(&dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_checked),
		cmocka_unit_test(machines_have_their_width),
		cmocka_unit_test(notes_are_checked),
		cmocka_unit_test(all_entries_share_one_bound_on_notes),
		cmocka_unit_test(loads_are_found_by_either_address),
		cmocka_unit_test(loads_may_come_in_any_order),
		cmocka_unit_test(a_load_may_be_empty_and_does_not_wrap),
		cmocka_unit_test(memory_that_the_file_does_not_have_is_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
