// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* makedumpfile's headers, bitmaps and descriptors, field by field. */
#include "tool/vmcore_dmesg/page_file.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"
#include "tool/vmcore_dmesg/unpack.h"

static struct made made;
static struct collected got;

static u64 read_le64(const u8 *at)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		value |= (u64)at[i] << (8 * i);
	return value;
}

enum { SUB = MADE_PAGE, DESCS = 4 * MADE_PAGE };

static const struct {
	const char *name;
	u64 at;
	u32 width;
	u64 value;
	int status;
} header_rows[] = {
	{ "blocks of 0", 428, 4, 0, STATUS_HEADER },
	{ "blocks of 2048", 428, 4, 2048, STATUS_HEADER },
	{ "blocks of 5000", 428, 4, 5000, STATUS_HEADER },
	{ "blocks of 128 KiB", 428, 4, 131072, STATUS_HEADER },
	{ "a negative sub header", 432, 4, UINT32_MAX, STATUS_TABLE },
	{ "no bitmap", 436, 4, 0, STATUS_TABLE },
	{ "a part of a split dump", SUB + 12, 4, 1, STATUS_HEADER },
	{ "vmcoreinfo nowhere", SUB + 32, 8, 1 << 30, STATUS_NOTES_READ },
	{ "vmcoreinfo of 1 MiB", SUB + 40, 8, 1 << 20, STATUS_NOTES },
	{ "no vmcoreinfo", SUB + 40, 8, 0, STATUS_NO_LOG },
	{ "before vmcoreinfo", 8, 4, 2, STATUS_NO_LOG },
	{ "more pages than bits", SUB + 96, 8, 32769, STATUS_TABLE },
	{ "2^60 pages", SUB + 96, 8, 1ULL << 60, STATUS_TABLE },
	{ "no pages", SUB + 96, 8, 0, STATUS_ADDRESS },
	{ "the page is not here", 3 * MADE_PAGE + 0x6000 / 8, 1, 0x1e,
	  STATUS_ADDRESS },
	{ "a page of 4097", DESCS + 8, 4, 4097, STATUS_DATA },
	{ "a page of 0", DESCS + 8, 4, 0, STATUS_DATA },
	{ "a page nowhere", DESCS, 8, 1 << 30, STATUS_DATA },
	{ "a page before the file", DESCS, 8, UINT64_MAX, STATUS_DATA },
	{ "another compression", DESCS + 12, 4, PAGE_LZO, STATUS_DATA },
	{ "a flag of no matter", DESCS + 12, 4, PAGE_ZLIB | 0x40, 0 },
	/* The last byte of each field counts. */
	{ "version 2^24", 8, 4, 1 << 24, 0 },
	{ "2^24 more bytes of a block", 431, 1, 1, STATUS_HEADER },
	{ "2^24 more sub blocks", 435, 1, 1, STATUS_TABLE },
	{ "2^24 more bitmap blocks", 439, 1, 1, STATUS_TABLE },
	{ "part 2^24", SUB + 15, 1, 1, STATUS_HEADER },
	{ "vmcoreinfo at 2^56", SUB + 39, 1, 1, STATUS_NOTES_READ },
	{ "2^56 bytes of it", SUB + 47, 1, 1, STATUS_NOTES },
	{ "2^56 pages", SUB + 103, 1, 1, STATUS_TABLE },
	{ "a page at 2^56", DESCS + 7, 1, 1, STATUS_DATA },
	{ "2^24 bytes of it", DESCS + 11, 1, 1, STATUS_DATA },
	{ "version 5", 8, 4, 5, STATUS_ADDRESS },
};

TEST(headers_and_descriptors_are_checked)
{
	size_t i;
	u32 j;

	for (i = 0; i < ARRAY_SIZE(header_rows); i++) {
		made_full_ring(&made);
		made_pages(&made, PAGE_ZLIB);
		for (j = 0; j < header_rows[i].width; j++)
			made.file[header_rows[i].at + j] =
				(u8)(header_rows[i].value >> (8 * j));
		collect_made(&made, &got);
		assert_row(header_rows[i].name, got.status,
			   header_rows[i].status);
	}
	/* Before version 6 the number of pages is in the main header. */
	kx_write_le32(made.file + 440, 0x6005);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
	made.file[443] = 1;
	collect_made(&made, &got);
	assert_int_equal(got.status, STATUS_TABLE);
}

/* A machine may have 64 TiB of memory and more. */
TEST(what_is_wrong_with_the_bitmap_is_said)
{
	static const struct {
		const char *says;
		u64 pages;
		u32 bitmap_blocks;
	} rows[] = {
		{ "more than the bitmap of 1 blocks", 1ULL << 34, 2 },
		{ "bitmap at 0x", (1ULL << 34) + 1, UINT32_MAX },
		{ "bitmap at 0x", 1ULL << 40, UINT32_MAX },
		{ "more than addresses of 52 bits", (1ULL << 40) + 1,
		  UINT32_MAX },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_full_ring(&made);
		made_pages(&made, PAGE_ZLIB);
		kx_write_le32(made.file + 436, rows[i].bitmap_blocks);
		kx_write_le64(made.file + SUB + 96, rows[i].pages);
		collect_made(&made, &got);
		assert_row(rows[i].says, got.status, STATUS_TABLE);
		if (!strstr(got.failure.text, rows[i].says))
			fail_msg("%s", got.failure.text);
	}
}

TEST(a_number_has_8_bytes)
{
	struct failure failure = { 0 };
	struct source source;
	struct dump dump;

	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(dump.long_size, 8);
	assert_int_equal(dump.machine, DUMP_OF_X86_64);
	dump_close(&dump);
	memcpy(made.file + 272, "aarch64", sizeof("aarch64"));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(dump.machine, DUMP_OF_ARM64);
	dump_close(&dump);
	made.file[272 + 4] = '_';
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(dump.machine, DUMP_OF_OTHER);
	dump_close(&dump);
}

/* A missing page shifts the descriptors of later pages. */
TEST(descriptors_are_counted_by_bits)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_ZSTD);
	/* One page far below: all descriptors move up by one. */
	made.file[3 * MADE_PAGE] = 1;
	memmove(made.file + DESCS + 24, made.file + DESCS, 5 * 24);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, MADE_RECORDS);
}

static struct source source;
static struct dump dump;
static struct failure failure;

static void open_again(void)
{
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
}

TEST(the_base_has_64_bits)
{
	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
	made_info(&made, "NUMBER(phys_base)", NULL);
	made_pages(&made, PAGE_ZLIB);
	kx_write_le64(made.file + SUB, 0xfedcba9876543210);
	open_again();
	assert_int_equal(dump.phys_base, 0xfedcba9876543210);
	dump_close(&dump);
}

TEST(what_is_not_here_is_named_by_its_address)
{
	u8 byte;

	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
	open_again();
	assert_int_equal(
		dump_read_physical(&dump, 0x1234567, &byte, 1, &failure),
		STATUS_ADDRESS);
	assert_string_equal(failure.text,
			    "physical address 0x1234000 is not in the dump");
	dump_close(&dump);
}

/* A read may cross one or more ends of blocks. */
TEST(reads_go_over_the_ends_of_blocks)
{
	static const struct {
		const char *name;
		u64 start, size;
	} rows[] = {
		{ "in a block", 10, 20 },
		{ "up to its end", MADE_PAGE - 20, 20 },
		{ "over its end", MADE_PAGE - 10, 30 },
		{ "a whole block", MADE_PAGE, MADE_PAGE },
		{ "over two ends", MADE_PAGE - 1, MADE_PAGE + 2 },
		{ "all", 0, MADE_MEMORY },
	};
	static u8 bytes[MADE_MEMORY];
	size_t i;
	u64 at;

	made_full_ring(&made);
	for (at = 0; at < MADE_MEMORY; at++)
		made.memory[at] = (u8)(at * at / 251);
	made_pages(&made, PAGE_ZLIB);
	open_again();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(bytes, 0, sizeof(bytes));
		assert_row(rows[i].name,
			   dump_read_physical(&dump, MADE_PA + rows[i].start,
					      bytes, rows[i].size, &failure),
			   0);
		assert_row(rows[i].name,
			   memcmp(bytes, made.memory + rows[i].start,
				  rows[i].size),
			   0);
	}
	dump_close(&dump);
}

static void check_page(u64 page, u64 same_as)
{
	u8 bytes[MADE_PAGE];

	assert_int_equal(dump_read_physical(&dump, page * MADE_PAGE, bytes,
					    sizeof(bytes), &failure),
			 0);
	assert_memory_equal(bytes, made.memory + same_as * MADE_PAGE,
			    sizeof(bytes));
}

/* Each page has different bytes; page n of 20 equals n % 5. */
static void make_twenty(void)
{
	const u64 first = MADE_PA / MADE_PAGE;
	u64 page;

	made_ring(&made);
	for (page = 0; page < MADE_MEMORY; page++)
		made.memory[page] = (u8)(page * page / 251);
	made_pages(&made, PAGE_ZLIB);
	kx_write_le64(made.file + SUB + 96, first + 20);
	for (page = 5; page < 20; page++) {
		made.file[3 * MADE_PAGE + (first + page) / 8] |=
			(u8)(1U << page % 8);
		memcpy(made.file + DESCS + page * 24,
		       made.file + DESCS + page % 5 * 24, 24);
	}
}

TEST(more_pages_than_are_kept_are_read_right)
{
	const u64 first = MADE_PA / MADE_PAGE;
	u64 i;

	make_twenty();
	open_again();
	/* In order, repeatedly, and in two other orders. */
	for (i = 0; i < 60; i++)
		check_page(first + i % 20, i % 20 % 5);
	for (i = 0; i < 60; i++)
		check_page(first + i * 7 % 20, i * 7 % 20 % 5);
	for (i = 60; i; i--)
		check_page(first + i % 20, i % 20 % 5);
	dump_close(&dump);
}

/* A bitmap of two blocks, each a chunk with its own count. */
static void make_two_chunks(u64 bit)
{
	u8 *file = made.file;
	u32 i;

	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
	assert_in_range(made.size, 5 * MADE_PAGE, MADE_FILE_MAX - 8192);
	memmove(file + 6 * MADE_PAGE, file + 4 * MADE_PAGE,
		made.size - 4 * MADE_PAGE);
	memmove(file + 4 * MADE_PAGE, file + 3 * MADE_PAGE, MADE_PAGE);
	memset(file + 3 * MADE_PAGE, 0, MADE_PAGE);
	memset(file + 5 * MADE_PAGE, 0, MADE_PAGE);
	made.size += 2 * MADE_PAGE;
	kx_write_le32(file + 436, 4);
	for (i = 0; i < 5; i++) {
		u8 *desc = file + 6 * MADE_PAGE + i * 24;

		kx_write_le64(desc, read_le64(desc) + 2 * MADE_PAGE);
	}
	memcpy(file + 6 * MADE_PAGE + 5 * 24, file + 6 * MADE_PAGE + 2 * 24,
	       24);
	kx_write_le64(file + SUB + 32,
		      read_le64(file + SUB + 32) + 2 * MADE_PAGE);
	kx_write_le64(file + SUB + 96, 32768 + bit + 1);
	file[5 * MADE_PAGE + bit / 8] |= (u8)(1U << bit % 8);
}

TEST(pages_are_counted_over_chunks)
{
	static const u64 bits[] = { 0, 7, 8, 1234, 32767 };
	const u64 first = MADE_PA / MADE_PAGE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		make_two_chunks(bits[i]);
		open_again();
		check_page(32768 + bits[i], 2);
		check_page(first, 0);
		check_page(first + 4, 4);
		dump_close(&dump);
		collect_made(&made, &got);
		assert_int_equal(got.status, 0);
		assert_int_equal(got.count, MADE_RECORDS);
	}
}

/* Nothing is in the cache at first, not even page 0. */
TEST(the_first_page_is_looked_for)
{
	u8 byte;

	made_full_ring(&made);
	made_pages(&made, PAGE_ZLIB);
	open_again();
	assert_int_equal(dump_read_physical(&dump, 0, &byte, 1, &failure),
			 STATUS_ADDRESS);
	dump_close(&dump);
}

/* A bit after the last page may be set: the bitmap ends with a byte. */
TEST(the_last_page_is_the_one_before_the_count)
{
	const u64 last = 32768 + 1234;
	u8 byte;

	make_two_chunks(1234);
	open_again();
	assert_int_equal(
		dump_read_physical(&dump, last * MADE_PAGE, &byte, 1, &failure),
		0);
	dump_close(&dump);
	kx_write_le64(made.file + SUB + 96, last);
	open_again();
	assert_int_equal(
		dump_read_physical(&dump, last * MADE_PAGE, &byte, 1, &failure),
		STATUS_ADDRESS);
	dump_close(&dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_and_descriptors_are_checked),
		cmocka_unit_test(what_is_wrong_with_the_bitmap_is_said),
		cmocka_unit_test(the_base_has_64_bits),
		cmocka_unit_test(what_is_not_here_is_named_by_its_address),
		cmocka_unit_test(reads_go_over_the_ends_of_blocks),
		cmocka_unit_test(more_pages_than_are_kept_are_read_right),
		cmocka_unit_test(pages_are_counted_over_chunks),
		cmocka_unit_test(the_first_page_is_looked_for),
		cmocka_unit_test(the_last_page_is_the_one_before_the_count),
		cmocka_unit_test(a_number_has_8_bytes),
		cmocka_unit_test(descriptors_are_counted_by_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
