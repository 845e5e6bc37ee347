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

/* The output so far. */
static u8 came[CONTENTS_MAX + 1];

static int keep(struct kxl_sink *sink, struct kx_bytes piece)
{
	memcpy(came + sink->size - piece.size, piece.data, piece.size);
	return 0;
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
		cmocka_unit_test(other_bytes_do_not_follow),
		cmocka_unit_test(a_file_that_is_cut_anywhere_is_refused),
		cmocka_unit_test(
			a_flipped_bit_is_found_where_there_is_a_checksum),
		cmocka_unit_test(no_more_comes_out_than_the_limit),
		cmocka_unit_test(a_sink_that_is_full_ends_it),
		cmocka_unit_test(lzo_is_known_and_has_nothing_that_unpacks_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
