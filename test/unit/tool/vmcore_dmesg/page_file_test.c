// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* makedumpfile's headers, bitmaps and descriptors, field by field. */
#include "page_file.h"

#include "open_made.h"
#include "test.h"
#include "unpack.h"

static struct made made;
static struct collected got;

enum { SUB = MADE_PAGE, DESCS = 4 * MADE_PAGE };

TEST(headers_and_descriptors_are_checked)
{
	static const struct {
		const char *name;
		u64 at;
		u32 width;
		u64 value;
		int status;
	} rows[] = {
		{ "blocks of 0", 428, 4, 0, STATUS_HEADER },
		{ "blocks of 2048", 428, 4, 2048, STATUS_HEADER },
		{ "blocks of 5000", 428, 4, 5000, STATUS_HEADER },
		{ "blocks of 128 KiB", 428, 4, 131072, STATUS_HEADER },
		{ "a negative sub header", 432, 4, UINT32_MAX, STATUS_TABLE },
		{ "no bitmap", 436, 4, 0, STATUS_TABLE },
		{ "a part of a split dump", SUB + 12, 4, 1, STATUS_HEADER },
		{ "vmcoreinfo nowhere", SUB + 32, 8, 1 << 30,
		  STATUS_NOTES_READ },
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
		{ "version 5", 8, 4, 5, STATUS_ADDRESS },
	};
	size_t i;
	u32 j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_full_ring(&made);
		made_pages(&made, PAGE_ZLIB);
		for (j = 0; j < rows[i].width; j++)
			made.file[rows[i].at + j] =
				(u8)(rows[i].value >> (8 * j));
		collect_made(&made, &got);
		assert_row(rows[i].name, got.status, rows[i].status);
	}
	/* Before version 6 the number of pages is in the main header. */
	kx_write_le32(made.file + 440, 0x6005);
	collect_made(&made, &got);
	assert_int_equal(got.status, 0);
}

/* 64 TiB and more are memory that a machine may have. */
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

/* A page that is missing shifts the descriptors of those behind it. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_and_descriptors_are_checked),
		cmocka_unit_test(what_is_wrong_with_the_bitmap_is_said),
		cmocka_unit_test(descriptors_are_counted_by_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
