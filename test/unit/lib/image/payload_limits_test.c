// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Payloads of every size, with extra bytes, and beyond the limits for memory
 * and output.
 */
#include "core/crc32.h"
#include "lib/unpack/unpackers.h"
#include "test/unit/lib/pack_payload.h"
#include "test/unit/lib/packed.h"
#include "test/unit/test.h"

/* Unpackers have pieces of 32 KiB of output; limits of lib/image/payload.c. */
#define PIECE	     (32 * 1024U)
#define CONTENTS_MAX (5 * PIECE)

/* Neither random nor constant bytes. */
static struct kx_bytes contents_of(u64 size)
{
	static u8 contents[CONTENTS_MAX];
	u64 i;

	for (i = 0; i < size; i++)
		contents[i] = (u8)(i * i / 1000 + i % 7);
	return kx_bytes(contents, size);
}

static enum kxl_payload_verdict whole_verdict(const struct packing *packing)
{
	if (!packing->has_library)
		return KXL_PAYLOAD_NO_LIBRARY;
	return packing->is_checked ? KXL_PAYLOAD_GOOD : KXL_PAYLOAD_UNCHECKED;
}

TEST(contents_of_any_size_are_checked_to_their_end)
{
	static const u32 sizes[] = {
		0,
		1,
		PIECE - 1,
		PIECE,
		PIECE + 1,
		2 * PIECE - 1,
		2 * PIECE,
		2 * PIECE + 1,
		3 * PIECE,
		4 * PIECE + 7,
		CONTENTS_MAX,
	};
	static u8 payload[CONTENTS_MAX + PACK_ROOM];
	const char *name;
	u32 i;

	for (i = 0; i < PACKINGS * ARRAY_SIZE(sizes); i++) {
		const struct packing *packing = &packings[i % PACKINGS];
		u32 size = sizes[i / PACKINGS];
		u64 packed =
			pack_payload(packing, contents_of(size), size, payload);

		assert_row(packing->name,
			   kxl_payload_check(kx_bytes(payload, packed), &name),
			   whole_verdict(packing));
		assert_string_equal(name, packing->compression);
	}
}

/* A flip in the last piece, which a check of the first ones would miss. */
TEST(contents_that_differ_at_their_end_are_damaged)
{
	static u8 payload[CONTENTS_MAX + PACK_ROOM];
	const char *name;
	size_t i;

	for (i = 0; i < PACKINGS; i++) {
		const struct packing *packing = &packings[i];
		u64 size = pack_payload(packing, contents_of(CONTENTS_MAX),
					CONTENTS_MAX, payload);

		if (whole_verdict(packing) != KXL_PAYLOAD_GOOD)
			continue;
		payload[size - 60] ^= 0x10;
		assert_row(packing->name,
			   kxl_payload_check(kx_bytes(payload, size), &name),
			   KXL_PAYLOAD_DAMAGED);
	}
}

/* A payload with a size word smaller than its contents is damaged. */
TEST(no_more_comes_out_than_the_size_word_says)
{
	static const u32 said[] = { 0, 1, PIECE, CONTENTS_MAX - 1 };
	static u8 payload[CONTENTS_MAX + PACK_ROOM];
	const char *name;
	u32 i;

	for (i = 0; i < PACKINGS * ARRAY_SIZE(said); i++) {
		const struct packing *packing = &packings[i % PACKINGS];
		u64 size = pack_payload(packing, contents_of(CONTENTS_MAX),
					said[i / PACKINGS], payload);

		kx_write_le32(payload + size - 4, said[i / PACKINGS]);
		if (whole_verdict(packing) == KXL_PAYLOAD_GOOD)
			assert_row(packing->name,
				   kxl_payload_check(kx_bytes(payload, size),
						     &name),
				   KXL_PAYLOAD_DAMAGED);
	}
}

static enum kxl_payload_verdict check_as(u8 *payload, u64 size, u32 said)
{
	const char *name;

	kx_write_le32(payload + size - 4, said);
	return kxl_payload_check(kx_bytes(payload, size), &name);
}

/*
 * Bytes between a stream and the size word: Linux's decompressors ignore them,
 * and no checksum covers them.
 */
TEST(nothing_follows_the_one_stream)
{
	static u8 payload[2 * (PIECE + PACK_ROOM)];
	const char *name;
	u32 i;
	u32 padding;

	for (i = 0; i < PACKINGS; i++) {
		const struct packing *packing = &packings[i];
		const struct kx_bytes contents = contents_of(PIECE);
		u64 size = pack_payload(packing, contents, PIECE, payload);
		u64 end = packing->has_size ? size : size - 4;
		u64 second = end + pack_payload(packing, contents, PIECE,
						payload + end);

		if (whole_verdict(packing) != KXL_PAYLOAD_GOOD)
			continue;
		/* With one stream's size, and with that of both. */
		assert_row(packing->name, check_as(payload, second, PIECE),
			   KXL_PAYLOAD_DAMAGED);
		assert_row(packing->name, check_as(payload, second, 2 * PIECE),
			   KXL_PAYLOAD_DAMAGED);
		memset(payload + end, 0, PACK_ROOM);
		for (padding = packing->has_size; padding <= 64; padding++)
			assert_row(packing->name,
				   check_as(payload, end + padding + 4, PIECE),
				   padding ? KXL_PAYLOAD_DAMAGED
					   : KXL_PAYLOAD_GOOD);
	}
	assert_int_equal(kxl_payload_check(kx_bytes(NULL, 0), &name),
			 KXL_PAYLOAD_UNKNOWN);
}

static u32 crc_of(const u8 *bytes, u64 size)
{
	static struct kx_crc32 crc32;

	kx_crc32_init(&crc32);
	return ~kx_crc32_update(&crc32, KX_CRC32_START, kx_bytes(bytes, size));
}

/* Sets the dictionary size: .xz format, 3.1.5 and 5.3.1. */
static void put_xz_dictionary(struct packed *row, u8 bits)
{
	row->bytes[18] = bits;
	kx_write_le32(row->bytes + 20, crc_of(row->bytes + 12, 8));
}

/* Sets the window: RFC 8878, 3.1.1.1.2. */
static void put_zstd_window(struct packed *row, u8 bits)
{
	row->bytes[5] = bits;
}

TEST(as_much_memory_as_linux_packs_with_and_not_much_more)
{
	static const struct {
		const char *name;
		u32 row;
		u8 bits;
		void (*put)(struct packed *row, u8 bits);
		enum kxl_payload_verdict verdict;
	} rows[] = {
		{ "xz, 64 MiB", 0, 28, put_xz_dictionary, KXL_PAYLOAD_GOOD },
		{ "xz, 128 MiB", 0, 30, put_xz_dictionary, KXL_PAYLOAD_GOOD },
		{ "xz, 192 MiB", 0, 31, put_xz_dictionary, KXL_PAYLOAD_LARGE },
		{ "xz, 4 GiB", 0, 40, put_xz_dictionary, KXL_PAYLOAD_LARGE },
		{ "zstd, 64 MiB", 2, 0x80, put_zstd_window, KXL_PAYLOAD_GOOD },
		{ "zstd, 128 MiB", 2, 0x88, put_zstd_window, KXL_PAYLOAD_GOOD },
		{ "zstd, 144 MiB", 2, 0x89, put_zstd_window,
		  KXL_PAYLOAD_LARGE },
		{ "zstd, 3.75 TiB", 2, 0xff, put_zstd_window,
		  KXL_PAYLOAD_LARGE },
	};
	const char *name;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct packed row = packed_rows[rows[i].row];

		rows[i].put(&row, rows[i].bits);
		assert_row(rows[i].name,
			   kxl_payload_check(packed_bytes(&row), &name),
			   row.has_library ? rows[i].verdict
					   : KXL_PAYLOAD_NO_LIBRARY);
	}
}

/*
 * The .xz format, 2.1.1.2, numbers its kinds of checks, and liblzma supports
 * four of them. It skips unknown ones.
 */
TEST(a_check_that_is_not_known_is_not_made)
{
	struct packed row = packed_rows[0];
	u8 *header = row.bytes;
	u8 *footer = row.bytes + row.size - 4 - 12;
	const char *name;

	header[7] = 2; /* 4 bytes, as CRC-32 */
	kx_write_le32(header + 8, crc_of(header + 6, 2));
	footer[9] = 2;
	kx_write_le32(footer, crc_of(footer + 4, 6));
	assert_int_equal(kxl_payload_check(packed_bytes(&row), &name),
			 row.has_library ? KXL_PAYLOAD_UNCHECKED
					 : KXL_PAYLOAD_NO_LIBRARY);
}

/* Only the stream: unpackers know nothing of the size word. */
static enum kxl_unpacked unpack(const struct packing *packing, u64 contents,
				u64 limit, u64 *came)
{
	static u8 payload[CONTENTS_MAX + PACK_ROOM];
	struct kxl_sink sink = { .limit = limit };
	u64 size = pack_payload(packing, contents_of(contents), 0, payload);
	enum kxl_unpacked unpacked;
	struct kx_bytes rest;

	if (!packing->has_size)
		size -= 4;
	rest = kx_bytes(payload, size);
	unpacked = packing->unpacker(&rest, &sink);
	if (unpacked == KXL_UNPACKED)
		assert_row(packing->name, rest.size, 0);
	*came = sink.size;
	return unpacked;
}

/* At most one piece more than the limit is unpacked. */
TEST(an_unpacker_ends_when_too_much_has_come_out)
{
	static const u32 limits[] = { 0, 1, PIECE, 2 * PIECE + 1 };
	size_t i;

	for (i = 0; i < PACKINGS * ARRAY_SIZE(limits); i++) {
		const struct packing *packing = &packings[i % PACKINGS];
		u32 limit = limits[i / PACKINGS];
		u64 came = 0;

		if (whole_verdict(packing) != KXL_PAYLOAD_GOOD)
			continue;
		assert_row(packing->name,
			   unpack(packing, CONTENTS_MAX, limit, &came),
			   KXL_UNPACK_LONG);
		assert_in_range(came, limit, limit + PIECE);
		assert_row(packing->name,
			   unpack(packing, limit + 1, limit, &came),
			   KXL_UNPACK_LONG);
		assert_row(packing->name, unpack(packing, limit, limit, &came),
			   KXL_UNPACKED);
		assert_row(packing->name, came, limit);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(contents_of_any_size_are_checked_to_their_end),
		cmocka_unit_test(contents_that_differ_at_their_end_are_damaged),
		cmocka_unit_test(no_more_comes_out_than_the_size_word_says),
		cmocka_unit_test(nothing_follows_the_one_stream),
		cmocka_unit_test(
			as_much_memory_as_linux_packs_with_and_not_much_more),
		cmocka_unit_test(a_check_that_is_not_known_is_not_made),
		cmocka_unit_test(an_unpacker_ends_when_too_much_has_come_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
