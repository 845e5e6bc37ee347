// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Snappy's elements, byte by byte, as in its format_description.txt. */
#include "tool/vmcore_dmesg/unpackers.h"

#include "test/unit/test.h"

struct row {
	const char *name;
	const char *packed;
	size_t packed_size;
	const char *page; /* NULL: refused */
	size_t size;
};

#define BYTES(text) (text), sizeof(text) - 1

static const struct row rows[] = {
	{ "nothing", BYTES("\0"), BYTES("") },
	{ "a literal", BYTES("\3\10abc"), BYTES("abc") },
	{ "two literals", BYTES("\3\0a\4bc"), BYTES("abc") },
	{ "a literal with 1 byte of length", BYTES("\3\360\2abc"),
	  BYTES("abc") },
	{ "a literal with 4 bytes of length", BYTES("\3\374\2\0\0\0abc"),
	  BYTES("abc") },
	{ "a copy, 1 byte of offset", BYTES("\6\4ab\1\2"), BYTES("ababab") },
	{ "a copy, 2 bytes of offset", BYTES("\5\4ab\12\2\0"), BYTES("ababa") },
	{ "a copy, 4 bytes of offset", BYTES("\4\4ab\7\2\0\0\0"),
	  BYTES("abab") },
	{ "a copy of what it writes", BYTES("\5\0a\15\1"), NULL, 5 },
	{ "a run", BYTES("\10\0a\15\1"), BYTES("aaaaaaaa") },
	{ "a length of 5 bytes", BYTES("\203\200\200\200\0\10abc"),
	  BYTES("abc") },
	{ "a length of 6 bytes", BYTES("\203\200\200\200\200\0\10abc"), NULL,
	  3 },
	{ "nothing at all", BYTES(""), NULL, 0 },
	{ "another length", BYTES("\4\10abc"), NULL, 3 },
	{ "a length without end", BYTES("\200\200\200\200\200\1"), NULL, 3 },
	{ "less than its length", BYTES("\3\4ab"), NULL, 3 },
	{ "more than its length", BYTES("\3\14abcd"), NULL, 3 },
	{ "a literal cut off", BYTES("\3\10ab"), NULL, 3 },
	{ "a length cut off", BYTES("\3\370\2"), NULL, 3 },
	{ "a literal of 4 GiB", BYTES("\3\374\377\377\377\377abc"), NULL, 3 },
	{ "a copy from before the page", BYTES("\6\4ab\1\3"), NULL, 6 },
	{ "a copy from here", BYTES("\6\4ab\1\0"), NULL, 6 },
	{ "a copy that is too long", BYTES("\5\4ab\1\2"), NULL, 5 },
	{ "an offset cut off", BYTES("\6\4ab\2\1"), NULL, 6 },
};

TEST(elements_mean_what_the_format_says)
{
	uint8_t page[16];
	uint8_t *packed;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		/* A copy of exact size, so that ASan detects overreads. */
		packed = malloc(row->packed_size ? row->packed_size : 1);
		memcpy(packed, row->packed, row->packed_size);
		assert_row(row->name,
			   unpack_snappy(kx_bytes(packed, row->packed_size),
					 page, row->size),
			   !!row->page);
		if (row->page)
			assert_memory_equal(page, row->page, row->size);
		free(packed);
	}
}

/* 260 bytes, then 4 copied from 259 before: the tag has 3 bits of that. */
TEST(an_offset_has_eleven_bits)
{
	static const uint8_t start[] = { 0x88, 0x02, 0xf4, 0x03, 0x01 };
	static const uint8_t end[] = { 0x21, 0x03 };
	uint8_t packed[sizeof(start) + 260 + sizeof(end)];
	uint8_t page[264];
	size_t i;

	memcpy(packed, start, sizeof(start));
	for (i = 0; i < 260; i++)
		packed[sizeof(start) + i] = (uint8_t)i;
	memcpy(packed + sizeof(start) + 260, end, sizeof(end));
	assert_true(unpack_snappy(kx_bytes(packed, sizeof(packed)), page,
				  sizeof(page)));
	for (i = 0; i < 260; i++)
		assert_int_equal(page[i], (uint8_t)i);
	for (; i < sizeof(page); i++)
		assert_int_equal(page[i], i - 259);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_mean_what_the_format_says),
		cmocka_unit_test(an_offset_has_eleven_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
