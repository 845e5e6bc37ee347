// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Files of real compressors: recognized, unpacked, cut, changed, and followed
 * by other bytes.
 */
#include "lib/unpack/compression.h"

#include <string.h>

#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

#define CONTENTS_MAX (9U << 20) /* more than a block of LZ4's legacy frame */
#define SMALL	     300
#define SIZE	     ((3U << 20) - 5)

/* The output so far. */
static u8 came[CONTENTS_MAX + 1];

static int keep(struct kxl_sink *sink, struct kx_bytes piece)
{
	memcpy(came + sink->size - piece.size, piece.data, piece.size);
	return 0;
}

/* What has its place in memory comes out alike. */
static void assert_placed(struct kx_bytes file, const struct kxl_sink *sink,
			  enum kxl_unpacked unpacked)
{
	static u8 to[CONTENTS_MAX];
	struct kxl_sink placed = { .limit = sink->limit, .to = to };

	assert_int_equal(kxl_unpack_file(file, &placed), unpacked);
	if (unpacked != KXL_UNPACKED)
		return;
	assert_int_equal(placed.size, sink->size);
	assert_int_equal(memcmp(to, came, sink->size), 0);
}

static enum kxl_unpacked unpack(struct kx_bytes file, u64 limit, u64 *size)
{
	struct kxl_sink sink = { .limit = limit, .put = keep };
	/*
	 * A copy of exact size, so a sanitizer detects a read of one byte too
	 * many.
	 */
	u8 *copy = malloc(file.size ? file.size : 1);
	enum kxl_unpacked unpacked;

	memcpy(copy, file.data, file.size);
	unpacked = kxl_unpack_file(kx_bytes(copy, file.size), &sink);
	assert_placed(kx_bytes(copy, file.size), &sink, unpacked);
	free(copy);
	*size = sink.size;
	return unpacked;
}

/* Neither random nor constant bytes. */
static struct kx_bytes contents_of(u64 size)
{
	static u8 contents[CONTENTS_MAX];
	u64 i;

	for (i = 0; i < size; i++)
		contents[i] = (u8)(i * i / 1000 + i % 7);
	return kx_bytes(contents, size);
}

static void assert_unpacks(const struct file_packing *packing,
			   struct kx_bytes file, struct kx_bytes contents)
{
	u64 size = 0;

	assert_row(packing->name, unpack(file, CONTENTS_MAX, &size),
		   KXL_UNPACKED);
	assert_row(packing->name, size, contents.size);
	assert_row(packing->name, memcmp(came, contents.data, size), 0);
}

TEST(a_legacy_frame_has_many_blocks)
{
	const struct file_packing *packing = &file_packings[6];
	const struct kx_bytes contents = contents_of(CONTENTS_MAX);
	struct kx_bytes file = pack_file(packing, contents);

	assert_string_equal(packing->name, "LZ4, legacy");
	if (packing->has_library)
		assert_unpacks(packing, file, contents);
	pack_free(file);
}

TEST(each_compression_is_known_and_unpacked)
{
	static const u32 sizes[] = {
		1,
		KXL_UNPACK_PIECE - 1,
		KXL_UNPACK_PIECE,
		100000,
	};
	size_t i;

	for (i = 0; i < FILE_PACKINGS * ARRAY_SIZE(sizes); i++) {
		const struct file_packing *packing =
			&file_packings[i % FILE_PACKINGS];
		const struct kx_bytes contents =
			contents_of(sizes[i / FILE_PACKINGS]);
		struct kx_bytes file = pack_file(packing, contents);
		const struct kxl_compression *row = kxl_compression_find(file);

		assert_non_null(row);
		assert_string_equal(row->data, packing->data);
		assert_row(packing->name, row->unpack != NULL,
			   packing->has_library);
		if (row->unpack)
			assert_unpacks(packing, file, contents);
		pack_free(file);
	}
}

static struct kx_bytes join(struct kx_bytes a, struct kx_bytes b)
{
	u8 *both = malloc(a.size + b.size);

	memcpy(both, a.data, a.size);
	if (b.size)
		memcpy(both + a.size, b.data, b.size);
	return kx_bytes(both, a.size + b.size);
}

/* Like "cat a.gz b.gz", and like a file that fills whole disk blocks. */
TEST(streams_follow_each_other_and_zeroes_the_last_one)
{
	static const u8 zeroes[512];
	const struct kx_bytes contents = contents_of(SMALL);
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file = pack_file(&file_packings[i], contents);
		struct kx_bytes two = join(file, file);
		struct kx_bytes padded = join(two, kx_bytes(zeroes, 512));
		u64 size = 0;

		if (file_packings[i].has_library) {
			assert_row(file_packings[i].name,
				   unpack(padded, CONTENTS_MAX, &size),
				   KXL_UNPACKED);
			assert_row(file_packings[i].name, size, 2 * SMALL);
			assert_memory_equal(came, contents.data, SMALL);
			assert_memory_equal(came + SMALL, contents.data, SMALL);
		}
		pack_free(padded);
		pack_free(two);
		pack_free(file);
	}
}

/* A frame of one empty block after a header of zeroes: RFC 8878, 3.1.1. */
static enum kxl_unpacked unpack_empty(u8 descriptor, u8 block)
{
	static const u32 ids[] = { 0, 1, 2, 4 };
	static const u32 sizes[] = { 0, 2, 4, 8 };
	const bool is_single = descriptor & 0x20;
	u8 file[32] = { 0x28, 0xb5, 0x2f, 0xfd, descriptor };
	u64 at = 5 + !is_single + ids[descriptor & 3];
	u64 size;

	at += is_single && descriptor < 0x40 ? 1 : sizes[descriptor >> 6];
	file[at] = block;
	return unpack(kx_bytes(file, at + 3), SMALL, &size);
}

/* Linux refuses an empty compressed block, whatever precedes it. */
TEST(an_empty_block_is_found_after_each_header)
{
	const struct kxl_compression *row =
		kxl_compression_find(kx_bytes("\x28\xb5\x2f\xfd\0\0\0\0", 8));
	u32 descriptor;

	assert_non_null(row);
	for (descriptor = 0; descriptor < 256 && row->unpack; descriptor++) {
		if (descriptor & 0x1c)
			continue; /* a checksum, or reserved bits */
		assert_int_equal(unpack_empty((u8)descriptor, 5),
				 KXL_UNPACK_DAMAGED);
		/* Contents of two bytes begin at 256. */
		if (descriptor >> 6 != 1)
			assert_int_equal(unpack_empty((u8)descriptor, 1),
					 KXL_UNPACKED);
	}
}

/* A block of one byte over and over is no larger than the window: RFC 8878. */
TEST(a_block_that_is_too_large_is_refused)
{
	u8 file[10] = "\x28\xb5\x2f\xfd";
	u64 size;

	for (u32 log = 10; HAVE_ZSTD && log <= 17; log++) {
		file[5] = (u8)((log - 10) << 3);
		kx_write_le32(file + 6, ((1U << log) + 1) << 3 | 3);
		assert_int_equal(unpack(kx_bytes(file, 10), SIZE, &size),
				 KXL_UNPACK_DAMAGED);
	}
}

/* A block whose last sequence has no end; the frame has no checksum. */
TEST(a_damaged_block_of_a_legacy_frame_is_seen)
{
	static const char file[] = "\x02\x21\x4c\x18\4\0\0\0\xff\xff\xff\xff";
	u64 size = 0;

	if (file_packings[6].has_library)
		assert_int_equal(
			unpack(kx_bytes(file, 12), CONTENTS_MAX, &size),
			KXL_UNPACK_DAMAGED);
}

TEST(other_bytes_do_not_follow)
{
	const struct kx_bytes contents = contents_of(SMALL);
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file = pack_file(&file_packings[i], contents);
		struct kx_bytes more =
			join(file, kx_bytes("\xff\xff\xff\xff no", 8));
		u64 size = 0;

		if (file_packings[i].has_library)
			assert_row(file_packings[i].name,
				   unpack(more, CONTENTS_MAX, &size),
				   KXL_UNPACK_FOLLOWED);
		pack_free(more);
		pack_free(file);
	}
}

/* LZ4's legacy frame has no end mark: it can be cut between two blocks. */
TEST(a_file_that_is_cut_anywhere_is_refused)
{
	const struct kx_bytes contents = contents_of(SMALL);
	size_t i;
	u64 size;
	u64 got;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file = pack_file(&file_packings[i], contents);

		for (size = 16; size < file.size; size++) {
			struct kx_bytes cut = kx_bytes(file.data, size);

			if (!file_packings[i].has_library)
				break;
			assert_row(file_packings[i].name,
				   unpack(cut, CONTENTS_MAX, &got),
				   KXL_UNPACK_CUT);
		}
		pack_free(file);
	}
}

/* A flipped bit is an error, or does not change the output. */
TEST(a_flipped_bit_is_found_where_there_is_a_checksum)
{
	const struct kx_bytes contents = contents_of(SMALL);
	u64 size = 0;
	size_t i;
	u64 bit;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file = pack_file(&file_packings[i], contents);
		u8 *bytes = (u8 *)(uintptr_t)file.data;

		for (bit = 0; bit < 8 * file.size; bit++) {
			bytes[bit / 8] ^= (u8)(1 << bit % 8);
			if (kxl_compression_find(file) &&
			    file_packings[i].has_library &&
			    unpack(file, CONTENTS_MAX, &size) == KXL_UNPACKED &&
			    file_packings[i].is_checked)
				assert_unpacks(&file_packings[i], file,
					       contents);
			bytes[bit / 8] ^= (u8)(1 << bit % 8);
		}
		pack_free(file);
	}
}

TEST(no_more_comes_out_than_the_limit)
{
	const struct kx_bytes contents = contents_of(100000);
	u64 size = 0;
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kx_bytes file = pack_file(&file_packings[i], contents);

		if (file_packings[i].has_library) {
			assert_row(file_packings[i].name,
				   unpack(file, 99999, &size), KXL_UNPACK_LONG);
			assert_row(file_packings[i].name,
				   unpack(file, 100000, &size), KXL_UNPACKED);
		}
		pack_free(file);
	}
}

/* Offsets in a frame whose contents are between 64 KiB and 4 GiB. */
#define ZSTD_WINDOW 5
#define ZSTD_SIZE   6
#define WINDOW(log) ((u8)(((log)-10) << 3))

static struct {
	u8 *at; /* what is lent; of the size that was asked for */
	u64 size;
	bool is_full;	/* nothing is */
	bool was_other; /* bytes came from elsewhere */
} loan;

static u8 *lend(struct kxl_sink *sink, u64 size)
{
	(void)sink;
	loan.size = size;
	loan.at = loan.is_full ? NULL : malloc(size);
	return loan.at;
}

static int keep_lent(struct kxl_sink *sink, struct kx_bytes piece)
{
	u64 at = sink->size - piece.size;

	if (piece.size && (!loan.at || piece.data != loan.at + at))
		loan.was_other = true;
	return keep(sink, piece);
}

/* Its blocks are compressed, but not to a tenth. */
static struct kx_bytes half_noise(u64 size)
{
	struct kx_bytes contents = contents_of(size);
	u8 *bytes = (u8 *)(uintptr_t)contents.data;
	u64 i;

	for (i = 0; i < size; i++)
		bytes[i] = i & 2048 ? 0 : bytes[i];
	return contents;
}

/* A header that lies about the size asks for no more than the blocks can be. */
static const struct lent_row {
	const char *name;
	int window;
	int lie;
	bool is_full;
	u64 limit;
	u64 lent;
	enum kxl_unpacked verdict;
} lent_rows[] = {
	{ "large", 23, 0, false, SIZE, SIZE, KXL_UNPACKED },
	{ "the largest", 27, 0, false, SIZE, SIZE, KXL_UNPACKED },
	{ "too large", 28, 0, false, SIZE, SIZE, KXL_UNPACK_MEMORY_LOW },
	{ "small", 21, 0, false, SIZE, 0, KXL_UNPACKED },
	{ "nothing to lend", 23, 0, true, SIZE, SIZE, KXL_UNPACKED },
	{ "one more than allowed", 23, 0, false, SIZE - 1, 0, KXL_UNPACK_LONG },
	{ "says too little", 23, -1, false, SIZE, SIZE - 1,
	  KXL_UNPACK_DAMAGED },
	{ "says too much", 23, 1, false, 2 * SIZE, SIZE + 1,
	  KXL_UNPACK_DAMAGED },
	{ "says far too much", 23, 1 << 30, false, UINT64_MAX, 0,
	  KXL_UNPACK_DAMAGED },
};

static void unpack_lent(const struct lent_row *row, struct kx_bytes file,
			struct kx_bytes contents)
{
	struct kxl_sink sink = { .limit = row->limit,
				 .put = keep_lent,
				 .lend = lend };
	u8 *bytes = (u8 *)(uintptr_t)file.data;

	loan.size = 0;
	loan.at = NULL;
	loan.is_full = row->is_full;
	loan.was_other = false;
	bytes[ZSTD_WINDOW] = WINDOW(row->window);
	kx_write_le32(bytes + ZSTD_SIZE, (u32)(SIZE + row->lie));
	memset(came, 0, SIZE);
	assert_row(row->name, kxl_unpack_file(file, &sink), row->verdict);
	assert_row(row->name, loan.size, row->lent);
	if (row->verdict == KXL_UNPACKED) {
		assert_row(row->name, loan.was_other,
			   !row->lent || row->is_full);
		assert_row(row->name, sink.size, SIZE);
		assert_row(row->name, memcmp(came, contents.data, SIZE), 0);
	}
	free(loan.at);
}

TEST(a_frame_with_a_large_window_is_unpacked_to_lent_memory)
{
	const struct kx_bytes contents = half_noise(SIZE);
	struct kx_bytes file = pack_file(&file_packings[3], contents);
	size_t i;

	for (i = 0; HAVE_ZSTD && i < ARRAY_SIZE(lent_rows); i++)
		unpack_lent(&lent_rows[i], file, contents);
	pack_free(file);
}

static int refuse(struct kxl_sink *sink, struct kx_bytes piece)
{
	return sink->size > piece.size || piece.size == 100000 ? -5 : 0;
}

TEST(a_sink_that_is_full_ends_it)
{
	const struct kx_bytes contents = contents_of(100000);
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		struct kxl_sink sink = { .limit = CONTENTS_MAX, .put = refuse };
		struct kx_bytes file = pack_file(&file_packings[i], contents);

		if (file_packings[i].has_library) {
			assert_row(file_packings[i].name,
				   kxl_unpack_file(file, &sink),
				   KXL_UNPACK_UNWRITTEN);
			assert_row(file_packings[i].name, sink.err, -5);
			assert_in_range(sink.size, 1, CONTENTS_MAX);
		}
		pack_free(file);
	}
}

static enum kxl_unpacked unpack_checked(struct kx_bytes file, bool wants_check)
{
	struct kxl_sink sink = { .limit = CONTENTS_MAX,
				 .wants_check = wants_check };

	return kxl_unpack_file(file, &sink);
}

TEST(a_stream_without_a_required_checksum_is_refused)
{
	/* lz4 --no-frame-crc: a block that is not compressed */
	static const u8 frame[] = { 4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 1,
				    0, 0,    0x80, 'x',	 0,    0,    0,	   0 };
	const struct kx_bytes plain = kx_bytes(frame, sizeof(frame));
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		const struct file_packing *packing = &file_packings[i];
		struct kx_bytes file = pack_file(packing, contents_of(1000));

		if (packing->has_library)
			assert_row(packing->name, unpack_checked(file, true),
				   packing->is_checked ? KXL_UNPACKED
						       : KXL_UNPACK_UNCHECKED);
		pack_free(file);
	}
	if (!HAVE_LZ4)
		return;
	assert_int_equal(unpack_checked(plain, false), KXL_UNPACKED);
	assert_int_equal(unpack_checked(plain, true), KXL_UNPACK_UNCHECKED);
}

TEST(lzo_is_known_and_has_nothing_that_unpacks_it)
{
	const struct kxl_compression *row =
		kxl_compression_find(kx_bytes("\x89LZO\0\r\n\x1a\n", 9));

	assert_non_null(row);
	assert_string_equal(row->data, "lzop data");
	assert_null(row->unpack);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_legacy_frame_has_many_blocks),
		cmocka_unit_test(each_compression_is_known_and_unpacked),
		cmocka_unit_test(
			streams_follow_each_other_and_zeroes_the_last_one),
		cmocka_unit_test(an_empty_block_is_found_after_each_header),
		cmocka_unit_test(a_block_that_is_too_large_is_refused),
		cmocka_unit_test(a_damaged_block_of_a_legacy_frame_is_seen),
		cmocka_unit_test(other_bytes_do_not_follow),
		cmocka_unit_test(a_file_that_is_cut_anywhere_is_refused),
		cmocka_unit_test(
			a_flipped_bit_is_found_where_there_is_a_checksum),
		cmocka_unit_test(no_more_comes_out_than_the_limit),
		cmocka_unit_test(
			a_frame_with_a_large_window_is_unpacked_to_lent_memory),
		cmocka_unit_test(a_sink_that_is_full_ends_it),
		cmocka_unit_test(
			a_stream_without_a_required_checksum_is_refused),
		cmocka_unit_test(lzo_is_known_and_has_nothing_that_unpacks_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
