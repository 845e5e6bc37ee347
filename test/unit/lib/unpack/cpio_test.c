// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Headers of cpio archives: each byte counts. */
#include "lib/unpack/cpio.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/test.h"

TEST(numbers_and_offsets_are_those_of_the_header)
{
	static const struct {
		const char *name;
		u32 content;
		u64 at;	  /* of the content */
		u64 next; /* header */
	} rows[] = {
		{ "a", 0, 112, 112 },
		{ "a", 1, 112, 116 },
		{ "ab", 4, 116, 120 },
		{ "abcde", 5, 116, 124 },
		{ "abcdef", 0xabc, 120, 120 + 0xabc },
	};
	static u8 archive[8192];
	struct kxl_cpio file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		cpio_put(archive, rows[i].name, rows[i].content);
		assert_true(kxl_cpio_read(kx_bytes(archive, KXL_CPIO_HEADER),
					  &file));
		assert_int_equal(file.mode, 0100644);
		assert_int_equal(file.name_size, strlen(rows[i].name) + 1);
		assert_int_equal(file.content_size, rows[i].content);
		assert_int_equal(file.content, rows[i].at);
		assert_int_equal(file.end, rows[i].at + rows[i].content);
		assert_int_equal(file.next, rows[i].next);
	}
}

TEST(letters_of_both_cases_are_digits)
{
	u8 archive[256];
	struct kxl_cpio file;

	cpio_put(archive, "a", 1);
	memcpy(archive + 14, "09aAfFbE", 8);
	memcpy(archive + 54, "ffffffff", 8);
	memcpy(archive + 94, "FFFFFFFF", 8);
	assert_true(kxl_cpio_read(kx_bytes(archive, 110), &file));
	assert_int_equal(file.mode, 0x09aaffbe);
	assert_int_equal(file.content, 0x100000070);
	assert_int_equal(file.end, 0x20000006f);
	assert_int_equal(file.next, 0x200000070);
}

TEST(a_header_has_a_magic_and_digits_only)
{
	static const char wrong[] = { '\0', ' ', '/', ':', '@', 'G', '`', 'g' };
	u8 archive[256];
	struct kxl_cpio file = { .mode = 7 };
	size_t i;
	size_t j;

	cpio_put(archive, "a", 1);
	assert_false(kxl_cpio_read(kx_bytes(archive, 109), &file));
	archive[5] = '2';
	assert_true(kxl_cpio_read(kx_bytes(archive, 110), &file));
	for (i = 0; i < 110; i++) {
		u8 right = archive[i];

		for (j = 0; j < sizeof(wrong); j++) {
			archive[i] = (u8)wrong[j];
			file.mode = 7;
			assert_false(
				kxl_cpio_read(kx_bytes(archive, 110), &file));
			assert_int_equal(file.mode, 7);
		}
		archive[i] = right;
	}
	archive[5] = '7';
	assert_false(kxl_cpio_read(kx_bytes(archive, 110), &file));
}

TEST(a_part_of_a_magic_is_a_beginning)
{
	static const struct {
		const char *text;
		bool begins;
	} rows[] = {
		{ "", false },	     { "0", true },	 { "07070", true },
		{ "070701", true },  { "070702", true }, { "070703", false },
		{ "070707", false }, { "1", false },	 { "0707017", true },
		{ "071", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes text = view(rows[i].text);

		assert_row(rows[i].text, kxl_cpio_begins(text), rows[i].begins);
		free((void *)(uintptr_t)text.data);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_and_offsets_are_those_of_the_header),
		cmocka_unit_test(letters_of_both_cases_are_digits),
		cmocka_unit_test(a_header_has_a_magic_and_digits_only),
		cmocka_unit_test(a_part_of_a_magic_is_a_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
