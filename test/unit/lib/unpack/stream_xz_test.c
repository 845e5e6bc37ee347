// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Ends of .xz streams, by their headers alone, and what Linux refuses. */
#include "lib/unpack/stream_reader.h"

#include <string.h>

#include <lzma.h>

#include "test/unit/test.h"

static u8 contents[200000];

/* In an exact copy: ASan finds a read beyond the end. */
static enum kxl_stream_end measure(const void *bytes, u64 size,
				   struct kxl_stream *stream)
{
	enum kxl_stream_end end;
	u8 *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	*stream = (struct kxl_stream){ 0 };
	end = kxl_stream_measure_xz(kx_bytes(copy, size), stream);
	free(copy);
	return end;
}

/* What does not compress, what does, and what does not again. */
static void fill(void)
{
	struct dice dice = dice_new();
	size_t i;

	for (i = 0; i < sizeof(contents); i++)
		contents[i] = i / 70000 == 1 ? 'x' : (u8)dice_any(&dice);
}

/* Several blocks; with sizes in their headers, as of xz -T. */
static u64 pack_blocks(u8 *to, u64 room, lzma_check check)
{
	lzma_mt options = { .threads = 1, .block_size = 50000, .check = check };
	lzma_stream stream = LZMA_STREAM_INIT;
	u64 size;

	assert_int_equal(lzma_stream_encoder_mt(&stream, &options), LZMA_OK);
	stream.next_in = contents;
	stream.avail_in = sizeof(contents);
	stream.next_out = to;
	stream.avail_out = room;
	assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	size = stream.total_out;
	lzma_end(&stream);
	return size;
}

static u64 pack(u8 *to, u64 room, lzma_filter *filters, lzma_check check)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	u64 size;

	assert_int_equal(lzma_stream_encoder(&stream, filters, check), LZMA_OK);
	stream.next_in = contents;
	stream.avail_in = sizeof(contents);
	stream.next_out = to;
	stream.avail_out = room;
	assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	size = stream.total_out;
	lzma_end(&stream);
	return size;
}

static void check_end(u8 *file, u64 size)
{
	struct kxl_stream stream;
	u64 cut;

	memset(file + size, 0x55, 8);
	assert_int_equal(measure(file, size, &stream), KXL_STREAM_ENDS);
	assert_int_equal(stream.size, size);
	assert_int_equal(measure(file, size + 8, &stream), KXL_STREAM_ENDS);
	assert_int_equal(stream.size, size);
	for (cut = 0; cut < size; cut += cut < 64 ? 1 : size / 9)
		assert_int_equal(measure(file, cut, &stream), KXL_STREAM_CUT);
	for (cut = size - 64; cut < size; cut++)
		assert_int_equal(measure(file, cut, &stream), KXL_STREAM_CUT);
}

TEST(streams_of_the_library_have_their_ends)
{
	static u8 file[sizeof(contents) + 65536];
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_X86, NULL },
				  { LZMA_FILTER_LZMA2, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };

	fill();
	assert_false(lzma_lzma_preset(&options, 0));
	check_end(file, pack(file, sizeof(file), filters, LZMA_CHECK_CRC32));
	check_end(file, pack(file, sizeof(file), filters + 1, LZMA_CHECK_NONE));
	check_end(file, pack_blocks(file, sizeof(file), LZMA_CHECK_CRC32));
}

TEST(checks_that_linux_does_not_know_are_named)
{
	static const struct {
		lzma_check check;
		const char *name;
	} rows[] = { { LZMA_CHECK_CRC64, "CRC64" },
		     { LZMA_CHECK_SHA256, "SHA-256" },
		     { 2, "of a new kind" },
		     { 15, "of a new kind" } };
	u8 header[12] = { 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0 };
	struct kxl_stream stream;
	char says[96];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		header[7] = (u8)rows[i].check;
		assert_int_equal(measure(header, 12, &stream),
				 KXL_STREAM_REFUSED);
		snprintf(says, sizeof(says),
			 "has the check %s, and Linux knows only CRC32",
			 rows[i].name);
		assert_string_equal(stream.setting, says);
		assert_string_equal(stream.advice, "xz --check=crc32");
	}
}

#define STREAM       \
	"\xfd"       \
	"7zXZ\0\0\1" \
	"sums"
#define BYTES(bytes) (bytes), sizeof(bytes) - 1

#define FILTER	"has a filter that Linux does not know"
#define MORE	"has more than two filters, and Linux supports no more"
#define LARGE	"has a dictionary of 4 GiB, and Linux's limit is 3 GiB"
#define ENDS	KXL_STREAM_ENDS
#define CUT	KXL_STREAM_CUT
#define DAMAGED KXL_STREAM_DAMAGED
#define REFUSED KXL_STREAM_REFUSED

/* clang-format off */
static const struct {
	const char *name;
	const char *bytes;
	u64 size;
	enum kxl_stream_end end;
	const char *setting;
} rows[] = {
	{ "no block", BYTES(STREAM "\0\0\0\0" "sums" "footerfooter"), ENDS, NULL },
	{ "magic", BYTES("\xfd" "7zXZ\1\0\1" "sums"), DAMAGED, NULL },
	{ "flags", BYTES("\xfd" "7zXZ\0\1\1" "sums"), DAMAGED, NULL },
	{ "check 16", BYTES("\xfd" "7zXZ\0\0\x10" "sums"), DAMAGED, NULL },
	{ "no chunk", BYTES(STREAM "\2\0\x21\1\x27\0\0\0" "sums" "\0\0\0\0" "sums" "\0\0\0\0" "sums" "footerfooter"), ENDS, NULL },
	{ "3 GiB", BYTES(STREAM "\2\0\x21\1\x27\0\0\0" "sums"), CUT, NULL },
	{ "4 GiB", BYTES(STREAM "\2\0\x21\1\x28\0\0\0" "sums"), REFUSED, LARGE },
	{ "three filters", BYTES(STREAM "\2\2\4\0\4\0\x21\1\x10"), REFUSED, MORE },
	{ "reserved flag", BYTES(STREAM "\2\x20\x21\1\x10"), REFUSED, MORE },
	{ "delta", BYTES(STREAM "\2\1\3\1\0\x21\1\x10"), REFUSED, FILTER },
	{ "x86, from an address", BYTES(STREAM "\2\1\4\4\0\0\0\0\x21\1\x10"), REFUSED, FILTER },
	{ "a filter to come", BYTES(STREAM "\2\1\x30\0\x21\1\x10\0" "sums"), CUT, NULL },
	{ "not LZMA2", BYTES(STREAM "\2\0\x22\1\x10\0\0\0" "sums"), DAMAGED, NULL },
	{ "no properties", BYTES(STREAM "\2\0\x21\0\x10\0\0\0" "sums"), DAMAGED, NULL },
	{ "small header", BYTES(STREAM "\1\0\x21\1\x10" "sum"), DAMAGED, NULL },
	{ "packed size 0", BYTES(STREAM "\2\x40\0\x21\1\x10\0\0" "sums"), DAMAGED, NULL },
	{ "packed size", BYTES(STREAM "\2\xc0\5\7\x21\1\x10\0" "sums" "12345\0\0\0" "sums" "\0\0\0\0" "sums" "footerfooter"), ENDS, NULL },
	{ "large packed size", BYTES(STREAM "\4\x40\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x21\1\x10\0\0" "sums"), CUT, NULL },
	{ "endless number", BYTES(STREAM "\4\x40\x80\x80\x80\x80\x80\x80\x80\x80\x80\1\x21\1\x10\0" "sums"), DAMAGED, NULL },
	{ "chunk 2 to 1", BYTES(STREAM "\2\0\x21\1\x10\0\0\0" "sums" "\2\0\0x\1\0\1xy\0\0\0" "sums" "\0\0\0\0" "sums" "footerfooter"), ENDS, NULL },
	{ "chunk 3", BYTES(STREAM "\2\0\x21\1\x10\0\0\0" "sums" "\3\0\0x"), DAMAGED, NULL },
	{ "chunk 0x7f", BYTES(STREAM "\2\0\x21\1\x10\0\0\0" "sums" "\x7f\0\0x"), DAMAGED, NULL },
	{ "chunks of lzma", BYTES(STREAM "\2\0\x21\1\x10\0\0\0" "sums" "\x80\0\0\0\0x\xbf\0\0\0\1xy\xc0\0\0\0\0px\0\0\0\0" "sums" "\0\0\0\0" "sums" "footerfooter"), ENDS, NULL },
	{ "index of two", BYTES(STREAM "\0\2\x80\1\5\6\7\0" "sums" "footerfooter"), ENDS, NULL },
	{ "endless index", BYTES(STREAM "\0\xff\xff\xff\xff\xff\xff\xff\xff\x7f\1\1\1\1\1\1\1\1"), CUT, NULL },
	{ "footer cut", BYTES(STREAM "\0\0\0\0" "sums" "footerfoote"), CUT, NULL },
};
/* clang-format on */

TEST(headers_say_the_end_or_why_linux_refuses)
{
	struct kxl_stream stream;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   measure(rows[i].bytes, rows[i].size, &stream),
			   rows[i].end);
		if (rows[i].end == ENDS)
			assert_row(rows[i].name, stream.size, rows[i].size);
		assert_string_equal(stream.setting,
				    rows[i].setting ? rows[i].setting : "");
		assert_row(rows[i].name, !stream.advice, !rows[i].setting);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_of_the_library_have_their_ends),
		cmocka_unit_test(checks_that_linux_does_not_know_are_named),
		cmocka_unit_test(headers_say_the_end_or_why_linux_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
