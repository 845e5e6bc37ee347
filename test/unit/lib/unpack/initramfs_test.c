// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Initrds of archives and other things, packed and unpacked: a model of Linux
 * does the same with both, or they stay packed. A row is a text: each letter is
 * a part (make_initrds.c), '|' begins another initrd.
 */
#include "lib/unpack/initramfs.h"

#include <string.h>

#include "lib/unpack/archives.h"
#include "lib/unpack/compression.h"
#include "test/unit/lib/initramfs_model.h"
#include "test/unit/lib/make_initrds.h"
#include "test/unit/test.h"

#define ROOM (1U << 20)

static struct made_initrd initrds[MADE_INITRDS];

static u32 make(const char *row)
{
	return make_initrds(row, initrds);
}

/* In exact copies: ASan finds a read beyond the end. */
static const char *unpack(u32 count, struct kxl_initramfs *to)
{
	const char *reason = NULL;
	u32 i;

	for (i = 0; i < count && !reason; i++) {
		struct kx_bytes all = { initrds[i].data, initrds[i].size };
		struct kx_bytes archives = all;
		u8 *copy;

		if (i + 1 == count)
			archives = kxl_archives_without_config(all);
		copy = malloc(archives.size ? archives.size : 1);
		assert_non_null(copy);
		memcpy(copy, archives.data, archives.size);
		reason = kxl_initramfs_add(to, kx_bytes(copy, archives.size));
		free(copy);
		if (!reason && i + 1 == count)
			reason = kxl_initramfs_add_config(
				to, kx_bytes(all.data + archives.size,
					     all.size - archives.size));
	}
	return reason;
}

static struct initramfs_model model_packed(u32 count)
{
	static u8 memory[MADE_INITRDS * (sizeof(initrds[0].data) + 8192)];
	struct kx_bytes list[MADE_INITRDS];
	u32 i;

	memset(memory, 0, sizeof(memory));
	for (i = 0; i < count; i++)
		list[i] = kx_bytes(initrds[i].data, initrds[i].size);
	return initramfs_model(initramfs_place(list, count, memory));
}

static void assert_same(const char *row, u32 count,
			const struct kxl_initramfs *to)
{
	struct initramfs_model packed = model_packed(count);
	struct initramfs_model unpacked =
		initramfs_model(kx_bytes(to->at, to->size));

	assert_row(row, (long)packed.error, 0);
	assert_row(row, (long)unpacked.error, 0);
	assert_row(row, unpacked.nr_files, packed.nr_files);
	assert_row(row, unpacked.actions, packed.actions);
	assert_row(row, unpacked.nr_early, packed.nr_early);
	assert_row(row, unpacked.early, packed.early);
}

/* @reason: a part of it; NULL: they are unpacked */
static void check(const char *row, const char *reason)
{
	static u8 room[ROOM];
	struct kxl_initramfs to = { .at = room, .room = ROOM };
	u32 count = make(row);
	const char *got;

	memset(room, 0, sizeof(room));
	got = unpack(count, &to);
	assert_row(row, !!got, !!reason);
	if (!reason)
		assert_same(row, count, &to);
	else if (!strstr(got, reason))
		fail_msg("row %s: %s", row, got);
}

TEST(linux_makes_the_same_files_of_both)
{
	static const char *const rows[] = {
		"",	 "p",	     "g",	 "b",	      "x",    "l",
		"z",	 "mz",	     "mpg",	 "m....z",    "g.az", "gz",
		"zgbxl", "l....az",  "ll",	 "l....al",   "g|g",  "m|z",
		"pu|z",	 "z|p",	     "g|p|x",	 "l|l",	      "l|z",  "l.",
		"l...",	 "g....",    "z.",	 "z.......z", "gap",  "zapaz",
		"gapag", "o",	     "oz",	 "oap",	      "o|p",  "K",
		"m|m|g", "p....m|z", "g&",	 "mz&",	      "p|g&", "u",
		"zau",	 "....g",    "p....p|l", "....|g",    "L",    "LzL",
		".g",	 "e",	     "e|g",	 "m|e|e",     "e|p",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i], NULL);
}

TEST(what_linux_reads_otherwise_stays_packed)
{
	static const struct {
		const char *row;
		const char *reason;
	} rows[] = {
		{ "R", "no cpio archive" },
		{ "r", "something else" },
		{ "....r", "something else" },
		{ "N", "no cpio archive" },
		{ "Z", "no cpio archive" },
		{ "U", "all of a compressed" },
		{ "C", "all of a compressed" },
		{ "J", "all of a compressed" },
		{ "B", "all of a compressed" },
		{ "S", "all of a compressed" },
		{ "n", "all of a compressed" },
		{ "P", "all of a compressed" },
		{ "0", "all of a compressed" },
		{ "F", "all of a compressed" },
		{ "O", "no cpio archive" },
		{ "E", "early code" },
		{ "A", "early code" },
		{ "gam", "does not reach" },
		{ "z|m", "does not reach" },
		{ "D", "damaged" },
		{ "W", "damaged" },
		{ "c", "would not unpack" },
		{ "M", "would not unpack" },
		{ "X", "would not unpack" },
		{ "Q", "not unpacked here" },
		{ "q", "not unpacked here" },
		{ "j", "something else" },
		{ "gj", "something else" },
		{ "zj", "something else" },
		{ "g&|g", "something else" },
		{ "lp", "would not unpack" },
		{ "g.p", "all of an archive" },
		{ "p.g", "multiple of 4" },
		{ "p|.g", "multiple of 4" },
		{ "u|..|.l", "multiple of 4" },
		{ "f", "boot config" },
		{ "z|R", "no cpio archive" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i].row, rows[i].reason);
}

/* Whatever an archive is followed by, at any distance. */
TEST(pairs_and_gaps_are_the_same_or_stay_packed)
{
	static const char letters[] = "pugxlzRUJED|";
	char row[8];
	size_t a;
	size_t b;
	int gap;

	for (a = 0; letters[a]; a++)
		for (b = 0; letters[b]; b++)
			for (gap = 0; gap < 5; gap++) {
				static u8 room[ROOM];
				struct kxl_initramfs to = { .at = room,
							    .room = ROOM };
				u32 count;

				snprintf(row, sizeof(row), "%c%.*s%c",
					 letters[a], gap, ".....", letters[b]);
				memset(room, 0, sizeof(room));
				count = make(row);
				if (!unpack(count, &to))
					assert_same(row, count, &to);
			}
}

TEST(what_comes_before_keeps_its_place)
{
	static u8 room[ROOM];
	struct kxl_initramfs to = { .at = room, .room = ROOM };
	u64 before;

	make("....mp....");
	before = initrds[0].size;
	make("....mp....g");
	assert_null(unpack(1, &to));
	assert_true(to.is_packed);
	assert_memory_equal(room, initrds[0].data, before);
	assert_memory_equal(room + before, made_archive().data,
			    made_archive().size);
}

TEST(a_packed_archive_is_found_after_zeroes_and_files)
{
	static const struct {
		const char *row;
		bool is_packed;
	} rows[] = {
		{ "", false },	{ "p", false },	   { "....", false },
		{ "g", true },	{ "....g", true }, { "m....z", true },
		{ "pg", true }, { "p.j", false },  { "z", true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(rows[i].row);
		assert_row(rows[i].row,
			   kxl_initramfs_is_packed(
				   kx_bytes(initrds[0].data, initrds[0].size)),
			   rows[i].is_packed);
	}
}

TEST(no_byte_beyond_the_room_is_written)
{
	static const char *const rows[] = { "g",   "p", "....", "mz",
					    "g|p", "u", "x&" };
	size_t i;
	u64 size;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		static u8 enough[ROOM];
		struct kxl_initramfs all = { .at = enough, .room = ROOM };
		u32 count = make(rows[i]);

		memset(enough, 0, sizeof(enough));
		assert_null(unpack(count, &all));
		for (size = 0; size < all.size; size += KXL_INITRAMFS_PAGE) {
			struct kxl_initramfs to = { .room = size };

			to.at = calloc(1, size ? size : 1);
			assert_string_equal(
				unpack(count, &to),
				"it is larger than the memory allows");
			free(to.at);
		}
	}
}

TEST(a_large_gap_stays_what_it_is)
{
	static u8 gap[(1 << 20) + 1];
	static u8 room[4 * ROOM];
	struct kxl_initramfs to = { .at = room, .room = sizeof(room) };

	assert_null(kxl_initramfs_add(&to, kx_bytes(gap, (1 << 20) - 1)));
	assert_string_equal(kxl_initramfs_add(&to, kx_bytes(gap, 1 << 20)),
			    "it has a large gap");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(linux_makes_the_same_files_of_both),
		cmocka_unit_test(what_linux_reads_otherwise_stays_packed),
		cmocka_unit_test(pairs_and_gaps_are_the_same_or_stay_packed),
		cmocka_unit_test(what_comes_before_keeps_its_place),
		cmocka_unit_test(
			a_packed_archive_is_found_after_zeroes_and_files),
		cmocka_unit_test(no_byte_beyond_the_room_is_written),
		cmocka_unit_test(a_large_gap_stays_what_it_is),
	};

	/* Without one of the libraries, rows would stay packed. */
	if (HAVE_ZLIB && HAVE_XZ && HAVE_ZSTD && HAVE_LZ4 && HAVE_BZIP2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	puts("1..0 # SKIP a library is missing");
	return 0;
}
