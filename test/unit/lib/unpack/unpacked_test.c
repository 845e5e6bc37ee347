// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Sizes of initrds' contents, declared and guessed. */
#include "lib/unpack/unpacked.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/test.h"

static u64 size_of(const void *bytes, size_t size, bool *is_known)
{
	*is_known = true;
	return kxl_unpacked_size(kx_bytes(bytes, size), is_known);
}

TEST(plain_archives_are_walked)
{
	u8 archive[65536];
	bool is_known;
	size_t used;

	memset(archive, 0, sizeof(archive));
	used = cpio_put(archive, "a", 1);
	used += cpio_put(archive + used, "dir/b", 4096);
	used += cpio_put(archive + used, "c", 4097);
	used += cpio_end(archive + used);
	assert_int_equal(size_of(archive, used, &is_known),
			 4096 + 4096 + 8192 + 4 * 1024);
	assert_true(is_known);
	/* Zeroes, and a second archive after them. */
	used = 4096 + cpio_put(archive + 4096, "d", 5000);
	memset(archive, 0, 4096);
	used += cpio_put(archive + used, "e", 3);
	assert_int_equal(size_of(archive, used, &is_known),
			 8192 + 4096 + 2 * 1024);
	assert_true(is_known);
}

static const struct {
	const char *name;
	const u8 bytes[32];
	u64 size;
	bool is_known;
} rows[] = {
	{ "gzip", { 0x1f, 0x8b, 8, [28] = 100 }, 100, true },
	{ "gzip's most", { 0x1f, 0x8b, 8, [28] = 0x93, 0x02 }, 0x293, true },
	{ "gzip with more behind it",
	  { 0x1f, 0x8b, 8, [28] = 0xa0, 0x02, 0, 1 },
	  160,
	  false },
	{ "gzip that wrapped",
	  { 0x1f, 0x8b, 8, [28] = 15, 0, 0, 0 },
	  160,
	  false },
	{ "gzip's least", { 0x1f, 0x8b, 8, [28] = 16 }, 16, true },
	{ "zstd without a size",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58 },
	  160,
	  false },
	{ "zstd, one byte", { 0x28, 0xb5, 0x2f, 0xfd, 0x24, 77 }, 160, false },
	{ "zstd, two bytes behind a window",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0x40, 0x58, 0x10, 0 },
	  0x10 + 256,
	  true },
	{ "zstd, four bytes, single segment",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0x93, 0x02 },
	  0x293,
	  true },
	{ "zstd, four bytes behind a dictionary",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xa3, 9, 9, 9, 9, 0x93, 0x02 },
	  0x293,
	  true },
	{ "zstd, eight bytes",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0x93, 0x02 },
	  0x293,
	  true },
	{ "zstd, more than it can be",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0x94, 0x02 },
	  160,
	  false },
	{ "zstd, 2^62",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, [12] = 0x40 },
	  160,
	  false },
	{ "zstd, the largest number",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 255, 255, 255, 255, 255, 255, 255,
	    255 },
	  160,
	  false },
	{ "zstd with more behind it",
	  { 0x28, 0xb5, 0x2f, 0xfd, 0xa0, 15 },
	  160,
	  false },
	{ "xz", { 0xfd, '7', 'z', 'X', 'Z' }, 160, false },
	{ "no archive", "hello", 160, false },
};

TEST(compressed_ones_say_it_or_are_guessed)
{
	bool is_known;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   size_of(rows[i].bytes, sizeof(rows[i].bytes),
				   &is_known),
			   rows[i].size);
		assert_row(rows[i].name, is_known, rows[i].is_known);
	}
	assert_int_equal(size_of("", 0, &is_known), 0);
	assert_true(is_known);
	assert_int_equal(size_of("\x1f\x8b", 2, &is_known), 10);
	assert_int_equal(size_of("\x28\xb5\x2f\xfd", 4, &is_known), 20);
	assert_int_equal(size_of("\x28\xb5\x2f\xfd\xe0\1", 6, &is_known), 30);
}

/* The size of a frame with a truncated header is guessed. */
TEST(a_size_that_is_cut_is_guessed)
{
	static const struct {
		u8 descriptor;
		u64 header; /* bytes up to the end of the size */
	} frames[] = {
		{ 0x40, 8 },  { 0x60, 7 },  { 0x80, 10 },
		{ 0xa0, 9 },  { 0xc0, 14 }, { 0xe0, 13 },
		{ 0xa1, 10 }, { 0xa2, 11 }, { 0xa3, 13 },
	};
	bool is_known;
	u64 size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		const u8 frame[16] = { 0x28, 0xb5, 0x2f, 0xfd,
				       frames[i].descriptor };

		for (size = 5; size <= sizeof(frame); size++) {
			u8 *exact = malloc(size);

			memcpy(exact, frame, size);
			(void)size_of(exact, size, &is_known);
			free(exact);
			/*
			 * A size of 0 is not valid in a frame of so many bytes.
			 */
			if (size < frames[i].header)
				assert_false(is_known);
		}
	}
}

/* Microcode comes first and is never compressed. */
TEST(a_compressed_archive_behind_a_plain_one_is_added)
{
	u8 archive[1024] = { 0 };
	bool is_known;
	size_t used;

	used = cpio_put(archive, "kernel/x86/microcode", 100);
	memcpy(archive + used,
	       "\xfd"
	       "7zXZ",
	       5);
	assert_int_equal(size_of(archive, used + 100, &is_known),
			 4096 + 1024 + 500);
	assert_false(is_known);
}

TEST(archives_that_lie_end_somewhere)
{
	u8 archive[1024];
	struct dice dice = dice_new();
	bool is_known;
	size_t used;
	u64 most;
	int i;

	used = cpio_put(archive, "a", 10);
	memcpy(archive + 54, "ffffffff", 8);
	assert_int_equal(size_of(archive, used, &is_known),
			 (1ULL << 32) + 1024);
	memcpy(archive + 54, "zzzzzzzz", 8);
	assert_int_equal(size_of(archive, used, &is_known), used * 5);
	assert_false(is_known);
	assert_int_equal(size_of(archive, 50, &is_known), 250);
	most = 8 * ((1ULL << 32) + 4096);
	for (i = 0; i < 20000; i++) {
		used = cpio_put(archive, "a", 10);
		archive[dice_roll(&dice, used)] = (u8)dice_roll(&dice, 256);
		assert_true(size_of(archive, used, &is_known) < most);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_archives_are_walked),
		cmocka_unit_test(compressed_ones_say_it_or_are_guessed),
		cmocka_unit_test(a_size_that_is_cut_is_guessed),
		cmocka_unit_test(
			a_compressed_archive_behind_a_plain_one_is_added),
		cmocka_unit_test(archives_that_lie_end_somewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
