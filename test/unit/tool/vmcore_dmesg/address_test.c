// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Virtual addresses: of the image, by page tables, and unmapped. */
#include "tool/vmcore_dmesg/address.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"

#define ENTRY(level) ((MADE_DIRECT >> (12 + 9 * (level))) & 511)

static struct made made;
static struct source source;
static struct dump dump;
static struct failure failure;

/* Without virtual addresses in the file: page tables are used for all. */
static void open_again(void)
{
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
}

static int read_again(u64 va, u64 size)
{
	u8 bytes[16];
	int err;

	open_again();
	err = address_read(&dump, va, bytes, size, &failure);
	dump_close(&dump);
	return err;
}

TEST(image_and_direct_map_are_the_same_memory)
{
	u8 image[16], direct[16];

	made_ring(&made);
	open_again();
	assert_int_equal(
		address_read(&dump, MADE_VA + MADE_PRB, image, 16, &failure),
		0);
	assert_int_equal(address_read(&dump, MADE_DIRECT + MADE_PRB, direct, 16,
				      &failure),
			 0);
	assert_memory_equal(image, direct, 16);
	assert_memory_equal(image, made.memory + MADE_PRB, 16);
	assert_int_equal(address_read(&dump, MADE_DIRECT + MADE_PRB + 1, direct,
				      15, &failure),
			 0);
	assert_memory_equal(image + 1, direct, 15);
	dump_close(&dump);
}

TEST(addresses_that_are_nowhere_are_refused)
{
	static const struct {
		const char *name;
		u64 va;
		u64 size;
		int status;
	} rows[] = {
		{ "of user space", 0x7fff12345678, 1, STATUS_ADDRESS },
		{ "the last", UINT64_MAX, 1, STATUS_ADDRESS },
		{ "around the end", UINT64_MAX - 3, 16, STATUS_ADDRESS },
		{ "of a module", 0xffffffffc0000000, 8, STATUS_ADDRESS },
		{ "not mapped", MADE_DIRECT + (2 << 20), 8, STATUS_ADDRESS },
		{ "half of it", MADE_DIRECT + (2 << 20) - 8, 16,
		  STATUS_ADDRESS },
		{ "mapped, not dumped", MADE_DIRECT + (1 << 20), 8,
		  STATUS_ADDRESS },
		{ "dumped", MADE_DIRECT + 8, 8, 0 },
	};
	size_t i;

	made_ring(&made);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name, read_again(rows[i].va, rows[i].size),
			   rows[i].status);
}

TEST(vmcoreinfo_has_to_name_the_tables)
{
	made_ring(&made);
	made_info(&made, "SYMBOL(init_top_pgt)", NULL);
	assert_int_equal(read_again(MADE_DIRECT, 8), STATUS_ADDRESS);
	made_info(&made, "SYMBOL(swapper_pg_dir)", "ffffffff81002000");
	assert_int_equal(read_again(MADE_DIRECT, 8), 0);
	made_info(&made, "NUMBER(phys_base)", NULL);
	assert_int_equal(read_again(MADE_DIRECT, 8), STATUS_ADDRESS);
	assert_int_equal(read_again(MADE_VA, 8), STATUS_ADDRESS);
}

/* Bit 47 of an encrypted entry is not part of the address. */
TEST(encrypted_entries_are_read_without_their_mask)
{
	u8 *entry;

	made_ring(&made);
	entry = made.memory + MADE_TABLES + ENTRY(3) * 8;
	kx_write_le64(entry,
		      (MADE_PA + MADE_TABLES + MADE_PAGE) | 0x67 | 1ULL << 47);
	assert_int_equal(read_again(MADE_DIRECT, 8), STATUS_ADDRESS);
	made_info(&made, "NUMBER(sme_mask)", "140737488355328");
	assert_int_equal(read_again(MADE_DIRECT, 8), 0);
}

/* Pages of 4 KiB in any order, repeated or missing, and one of 1 GiB. */
TEST(tables_may_map_anything_anywhere)
{
	static const struct {
		u64 page;
		u64 entry;
	} entries[] = {
		{ 2, MADE_PA | 0x67 },
		{ 3, MADE_PA | 0x67 },
		{ 4, MADE_PA | 0x66 }, /* not present */
		{ 5, (MADE_PA + MADE_TEXT_ARRAY) | 0x67 | 1ULL << 63 },
		{ 6, MADE_PA | 0xe7 }, /* PAT, at the bit of large pages' PSE */
	};
	static const struct {
		const char *name;
		u64 offset, size;
		int status;
		u64 first, second; /* addresses of its halves */
	} rows[] = {
		{ "in a page", 0x2100, 16, 0, 0x100, 0x108 },
		{ "over a page's end", 0x2ff8, 16, 0, 0xff8, 0 },
		{ "into a hole", 0x3ff8, 16, STATUS_ADDRESS, 0, 0 },
		{ "up to a hole", 0x3ff0, 16, 0, 0xff0, 0xff8 },
		{ "behind a hole", 0x5010, 16, 0, 0x1010, 0x1018 },
		{ "with PAT", 0x6200, 16, 0, 0x200, 0x208 },
		{ "in no entry", 0x1000, 16, STATUS_ADDRESS, 0, 0 },
	};
	u8 bytes[16];
	size_t i;

	made_ring(&made);
	memcpy(made.memory + 0xff0, "0123456789abcdef", 16);
	memcpy(made.memory, "ghijklmnopqrstuv", 16);
	kx_write_le64(made.memory + MADE_TABLES + 2 * MADE_PAGE + ENTRY(1) * 8,
		      (MADE_PA + MADE_TEXT_ARRAY) | 0x67);
	for (i = 0; i < ARRAY_SIZE(entries); i++)
		kx_write_le64(made.memory + MADE_TEXT_ARRAY +
				      entries[i].page * 8,
			      entries[i].entry);
	open_again();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   address_read(&dump, MADE_DIRECT + rows[i].offset,
					bytes, rows[i].size, &failure),
			   rows[i].status);
		if (rows[i].status)
			continue;
		assert_memory_equal(bytes, made.memory + rows[i].first, 8);
		assert_memory_equal(bytes + 8, made.memory + rows[i].second, 8);
	}
	dump_close(&dump);
}

TEST(a_page_may_have_1_gib)
{
	u8 bytes[16];

	made_ring(&made);
	kx_write_le64(made.memory + MADE_TABLES + MADE_PAGE + ENTRY(2) * 8,
		      0xe7);
	kx_write_le64(made.memory + MADE_TABLES + 2 * MADE_PAGE + ENTRY(1) * 8,
		      0);
	open_again();
	assert_int_equal(address_read(&dump, MADE_DIRECT + MADE_PRB, bytes, 16,
				      &failure),
			 0);
	assert_memory_equal(bytes, made.memory + MADE_PRB, 16);
	dump_close(&dump);
}

/* With five levels, one more table leads to the old top table. */
TEST(five_levels_are_walked)
{
	u64 top = MADE_TEXT_ARRAY - 8;
	char symbol[32];

	made_ring(&made);
	kx_write_le64(made.memory + top, (MADE_PA + MADE_TABLES) | 0x67);
	snprintf(symbol, sizeof(symbol), "%llx",
		 (unsigned long long)(MADE_VA + top -
				      (MADE_DIRECT >> 48 & 511) * 8));
	made_info(&made, "SYMBOL(init_top_pgt)", symbol);
	made_info(&made, "NUMBER(pgtable_l5_enabled)", "1");
	assert_int_equal(read_again(MADE_DIRECT, 8), 0);
}

TEST(a_loop_of_tables_ends)
{
	made_ring(&made);
	kx_write_le64(made.memory + MADE_TABLES + ENTRY(3) * 8,
		      (MADE_PA + MADE_TABLES) | 0x67);
	assert_int_equal(read_again(MADE_DIRECT, 8), STATUS_ADDRESS);
}

TEST(other_machines_need_program_headers)
{
	u8 byte;

	made_ring(&made);
	open_again();
	dump.machine = DUMP_OF_OTHER;
	assert_int_equal(address_read(&dump, MADE_VA, &byte, 1, &failure),
			 STATUS_ADDRESS);
	dump_close(&dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_and_direct_map_are_the_same_memory),
		cmocka_unit_test(addresses_that_are_nowhere_are_refused),
		cmocka_unit_test(vmcoreinfo_has_to_name_the_tables),
		cmocka_unit_test(encrypted_entries_are_read_without_their_mask),
		cmocka_unit_test(tables_may_map_anything_anywhere),
		cmocka_unit_test(a_page_may_have_1_gib),
		cmocka_unit_test(five_levels_are_walked),
		cmocka_unit_test(a_loop_of_tables_ends),
		cmocka_unit_test(other_machines_need_program_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
