// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Streams of .xz in one place, beside what liblzma says of each. */
#include "lib/unpack/xz_place.h"

#include <string.h>

#include <lzma.h>

#include "test/unit/test.h"

#define SIZE 6000U
#define ROOM (SIZE + 4096)

enum filter { PLAIN, X86, X86_LATER, DELTA };

static const struct row {
	const char *name;
	lzma_check check;
	enum filter filter;
	u32 blocks;
	bool is_taken; /* not left to liblzma's own way through pieces */
} rows[] = {
	{ "Linux's", LZMA_CHECK_CRC32, X86, 1, true },
	{ "no filter", LZMA_CHECK_CRC32, PLAIN, 1, true },
	{ "no check", LZMA_CHECK_NONE, X86, 1, true },
	{ "three blocks", LZMA_CHECK_CRC32, X86, 3, true },
	{ "as many blocks as are taken", LZMA_CHECK_CRC32, X86, 16, true },
	{ "too many blocks", LZMA_CHECK_CRC32, X86, 20, false },
	{ "an offset", LZMA_CHECK_CRC32, X86_LATER, 1, false },
	{ "delta", LZMA_CHECK_CRC32, DELTA, 1, false },
	{ "CRC64", LZMA_CHECK_CRC64, X86, 1, false },
	{ "SHA-256", LZMA_CHECK_SHA256, X86, 1, false },
};

static u8 contents[SIZE];
static u8 to[SIZE];
static u8 came[SIZE];

static void fill(void)
{
	struct dice dice = dice_new();
	size_t i;

	for (i = 0; i < sizeof(contents); i++)
		contents[i] = (u8)(i % 3 ? dice_roll(&dice, 4) + 0xe7 : 0);
}

/* A block for each part; @file has ROOM bytes. */
static struct kx_bytes pack(const struct row *row, u8 *file)
{
	static lzma_options_bcj later = { .start_offset = 4096 };
	static lzma_options_delta delta = { .type = LZMA_DELTA_TYPE_BYTE,
					    .dist = 1 };
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{ .id = row->filter == DELTA ? LZMA_FILTER_DELTA
					     : LZMA_FILTER_X86 },
		{ .id = LZMA_FILTER_LZMA2, .options = &options },
		{ .id = LZMA_VLI_UNKNOWN },
	};
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_action last = LZMA_FULL_FLUSH;
	u32 i;

	if (row->filter == X86_LATER)
		filters[0].options = &later;
	if (row->filter == DELTA)
		filters[0].options = &delta;
	assert_false(lzma_lzma_preset(&options, 0));
	assert_int_equal(lzma_stream_encoder(&stream,
					     row->filter == PLAIN ? filters + 1
								  : filters,
					     row->check),
			 LZMA_OK);
	stream.next_in = contents;
	stream.next_out = file;
	stream.avail_out = ROOM;
	for (i = 0; i < row->blocks; i++) {
		stream.avail_in =
			SIZE * (i + 1) / row->blocks - stream.total_in;
		last = i + 1 == row->blocks ? LZMA_FINISH : LZMA_FULL_FLUSH;
		assert_int_equal(lzma_code(&stream, last), LZMA_STREAM_END);
	}
	lzma_end(&stream);
	return kx_bytes(file, stream.total_out);
}

static int keep(struct kxl_sink *sink, struct kx_bytes piece)
{
	memcpy(came + sink->size - piece.size, piece.data, piece.size);
	return 0;
}

/* In memory of exactly its size: a sanitizer finds what is beyond. */
static struct kx_bytes copy_of(struct kx_bytes file)
{
	u8 *copy = malloc(file.size ? file.size : 1);

	assert_non_null(copy);
	memcpy(copy, file.data, file.size);
	return kx_bytes(copy, file.size);
}

/* What is unpacked in place is what liblzma makes of it, too. */
static bool is_taken(const char *name, struct kx_bytes file, u64 limit,
		     bool wants_check)
{
	struct kxl_sink placed = { .limit = limit, .to = to };
	struct kxl_sink pieces = { .limit = limit, .put = keep };
	struct kx_bytes copy = copy_of(file);
	struct kx_bytes left = copy;
	struct kx_bytes other = copy;
	bool taken;

	placed.wants_check = wants_check;
	pieces.wants_check = wants_check;
	taken = kxl_xz_place(&left, &placed);
	if (taken) {
		assert_row(name, kxl_unpack_xz(&other, &pieces), KXL_UNPACKED);
		assert_row(name, placed.size, pieces.size);
		assert_row(name, memcmp(to, came, placed.size), 0);
		assert_row(name, left.size, other.size);
	} else {
		assert_row(name, left.size, file.size);
		assert_row(name, placed.size, 0);
	}
	free((void *)(uintptr_t)copy.data);
	return taken;
}

TEST(what_linux_packs_is_unpacked_in_place)
{
	static u8 file[ROOM];
	size_t i;

	fill();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct kx_bytes packed = pack(row, file);

		assert_row(row->name, is_taken(row->name, packed, SIZE, false),
			   row->is_taken);
		/* Less memory than it takes, and bytes that follow. */
		assert_false(is_taken(row->name, packed, SIZE - 1, false));
		packed.size += 5;
		assert_row(row->name, is_taken(row->name, packed, SIZE, false),
			   row->is_taken);
	}
}

TEST(a_check_can_be_required)
{
	static u8 file[ROOM];

	fill();
	assert_true(is_taken("CRC32", pack(&rows[0], file), SIZE, true));
	assert_false(is_taken("none", pack(&rows[2], file), SIZE, true));
}

/* The other way gives the verdict, and the same bytes. */
TEST(what_is_not_taken_comes_through_pieces)
{
	static u8 file[ROOM];
	size_t i;

	fill();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kxl_sink sink = { .limit = SIZE, .to = to };
		struct kx_bytes packed = pack(&rows[i], file);

		memset(to, 0, sizeof(to));
		assert_row(rows[i].name, kxl_unpack_xz(&packed, &sink),
			   KXL_UNPACKED);
		assert_row(rows[i].name, sink.size, SIZE);
		assert_row(rows[i].name, packed.size, 0);
		assert_memory_equal(to, contents, SIZE);
	}
}

/* Each bit turned over, and each length less: found, as by liblzma. */
TEST(damage_is_found_in_each_byte)
{
	static u8 file[ROOM];
	struct kx_bytes packed;
	size_t i;

	fill();
	packed = pack(&rows[3], file);
	for (i = 0; i < packed.size; i++) {
		struct kx_bytes cut = kx_bytes(file, i);

		assert_false(is_taken("cut", cut, SIZE, false));
		file[i] ^= (u8)(1U << i % 8);
		assert_false(is_taken("changed", packed, SIZE, false));
		file[i] ^= (u8)(1U << i % 8);
	}
	assert_true(is_taken("whole", packed, SIZE, false));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_linux_packs_is_unpacked_in_place),
		cmocka_unit_test(a_check_can_be_required),
		cmocka_unit_test(what_is_not_taken_comes_through_pieces),
		cmocka_unit_test(damage_is_found_in_each_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
