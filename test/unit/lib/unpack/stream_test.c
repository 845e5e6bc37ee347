// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ends of compressed archives, found by headers. What Linux 6.1 and 7.3 refuse
 * was tried with both, but for sizes above 128 MiB.
 */
#include "lib/unpack/stream.h"

#include <string.h>

#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

/* In an exact copy: ASan finds a read beyond the end. */
static enum kxl_stream_end measure(const void *bytes, u64 size,
				   struct kxl_stream *stream)
{
	const struct kxl_stream_format *format;
	enum kxl_stream_end end;
	u8 *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	format = kxl_stream_find(kx_bytes(copy, size));
	assert_non_null(format);
	*stream = (struct kxl_stream){ 0 };
	end = format->measure(kx_bytes(copy, size), stream);
	free(copy);
	return end;
}

TEST(formats_are_found_as_linux_finds_them)
{
	static const struct {
		const char *magic;
		const char *name; /* NULL: none */
	} rows[] = {
		{ "\x1f\x8b", "gzip" }, { "\x1f\x9e", "gzip" },
		{ "BZ", "bzip2" },	{ "\xfd\x37", "xz" },
		{ "\x89\x4c", "lzo" },	{ "\x02\x21", "lz4" },
		{ "\x28\xb5", "zstd" }, { "\x04\x22", NULL },
		{ "\x50\x2a", NULL },	{ "\x1f\x9d", NULL },
		{ "07", NULL },		{ "\x1f\x8a", NULL },
	};
	const struct kxl_stream_format *format;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		format = kxl_stream_find(kx_bytes(rows[i].magic, 2));
		assert_row(rows[i].magic, !format, !rows[i].name);
		if (format)
			assert_string_equal(format->name, rows[i].name);
		assert_null(kxl_stream_find(kx_bytes(rows[i].magic, 1)));
	}
	assert_string_equal(kxl_stream_find(kx_bytes("\x5d\0", 2))->name,
			    "lzma");
	assert_null(kxl_stream_find(kx_bytes("", 0)));
}

#define ENDS	KXL_STREAM_ENDS
#define OPEN	KXL_STREAM_OPEN
#define CUT	KXL_STREAM_CUT
#define DAMAGED KXL_STREAM_DAMAGED
#define REFUSED KXL_STREAM_REFUSED
#define RUNS_ON KXL_STREAM_RUNS_ON

#define OLD_GZIP                                       \
	"is of an older kind of gzip's format, which " \
	"Linux can't unpack"
#define MORE                                       \
	"has more in its header than a name, and " \
	"Linux skips only that"
#define NO_DICT	    "needs a dictionary, and Linux has none"
#define WINDOW(mib) "has a window of " mib " MiB, and Linux's limit is 128 MiB"

#define BYTES(bytes) (bytes), sizeof(bytes) - 1
#define ZSTD	     "\x28\xb5\x2f\xfd"
#define LZ4	     "\x02\x21\x4c\x18"

static const struct {
	const char *name;
	const char *bytes;
	u64 size;
	enum kxl_stream_end end;
	u64 stream; /* its size, or 0 */
	const char *setting;
} rows[] = {
	{ "gzip", BYTES("\x1f\x8b\x08\x00"), OPEN, 0, NULL },
	{ "gzip, text and a name", BYTES("\x1f\x8b\x08\x09"), OPEN, 0, NULL },
	{ "gzip, a checksum", BYTES("\x1f\x8b\x08\x02"), REFUSED, 0, MORE },
	{ "gzip, extra fields", BYTES("\x1f\x8b\x08\x0c"), REFUSED, 0, MORE },
	{ "gzip, a comment", BYTES("\x1f\x8b\x08\x10"), REFUSED, 0, MORE },
	{ "gzip, another method", BYTES("\x1f\x8b\x07\0"), REFUSED, 0,
	  OLD_GZIP },
	{ "gzip, older", BYTES("\x1f\x9e\x08\0"), REFUSED, 0, OLD_GZIP },
	{ "gzip, cut", BYTES("\x1f\x8b\x08"), CUT, 0, NULL },
	{ "bzip2, least", BYTES("BZh1"), OPEN, 0, NULL },
	{ "bzip2, most", BYTES("BZh9"), OPEN, 0, NULL },
	{ "bzip2, less", BYTES("BZh0"), DAMAGED, 0, NULL },
	{ "bzip2, more", BYTES("BZh:"), DAMAGED, 0, NULL },
	{ "bzip2, older", BYTES("BZ01"), DAMAGED, 0, NULL },
	{ "bzip2, cut", BYTES("BZh"), CUT, 0, NULL },
	{ "lzma", BYTES("\x5d\0"), OPEN, 0, NULL },
	{ "lzo", BYTES("\x89\x4c"), OPEN, 0, NULL },

	{ "lz4, nothing", BYTES(LZ4), ENDS, 4, NULL },
	{ "lz4, a block", BYTES(LZ4 "\2\0\0\0ab"), ENDS, 10, NULL },
	{ "lz4, up to 3 bytes more", BYTES(LZ4 "\2\0\0\0abxyz"), ENDS, 10,
	  NULL },
	{ "lz4, 4 zeroes",
	  BYTES(LZ4 "\2\0\0\0ab\0\0\0\0"
		    "070701"),
	  ENDS, 10, NULL },
	{ "lz4, another", BYTES(LZ4 LZ4 "\1\0\0\0a" LZ4), ENDS, 17, NULL },
	{ "lz4, an archive",
	  BYTES(LZ4 "\1\0\0\0a"
		    "070701"),
	  RUNS_ON, 0, NULL },
	{ "lz4, 3 zeroes",
	  BYTES(LZ4 "\1\0\0\0a\0\0\0"
		    "070701"),
	  RUNS_ON, 0, NULL },
	{ "lz4, most", BYTES(LZ4 "\x90\x80\x80\0"), CUT, 0, NULL },
	{ "lz4, more", BYTES(LZ4 "\x91\x80\x80\0"), RUNS_ON, 0, NULL },
	{ "lz4, gzip", BYTES(LZ4 "\1\0\0\0a\x1f\x8b\x08\0"), RUNS_ON, 0, NULL },
	{ "lz4, cut", BYTES(LZ4 "\2\0\0\0a"), CUT, 0, NULL },
	{ "lz4, magic", BYTES("\x02\x21\x4c\x19"), DAMAGED, 0, NULL },
	{ "lz4, magic cut", BYTES("\x02\x21\x4c"), CUT, 0, NULL },

	/* A window of 1 KiB; the last block, of no bytes. */
	{ "zstd", BYTES(ZSTD "\0\0\1\0\0"), ENDS, 9, NULL },
	{ "zstd, more behind", BYTES(ZSTD "\0\0\1\0\0" ZSTD), ENDS, 9, NULL },
	{ "zstd, a checksum",
	  BYTES(ZSTD "\4\0\1\0\0"
		     "sums"),
	  ENDS, 13, NULL },
	{ "zstd, checksum cut",
	  BYTES(ZSTD "\4\0\1\0\0"
		     "sum"),
	  CUT, 0, NULL },
	{ "zstd, single, one byte", BYTES(ZSTD "\x20\1\x09\0\0x"), ENDS, 10,
	  NULL },
	{ "zstd, two bytes", BYTES(ZSTD "\x40\0\1\0\1\0\0"), ENDS, 11, NULL },
	{ "zstd, four bytes", BYTES(ZSTD "\x80\0\1\0\0\0\1\0\0"), ENDS, 13,
	  NULL },
	{ "zstd, eight bytes", BYTES(ZSTD "\xc0\0\1\0\0\0\0\0\0\0\1\0\0"), ENDS,
	  17, NULL },
	{ "zstd, raw, repeated, packed",
	  BYTES(ZSTD "\0\0\x10\0\0ab\x82\0\0r\x1d\0\0"
		     "abc"),
	  ENDS, 21, NULL },
	{ "zstd, reserved bit", BYTES(ZSTD "\x08\0\1\0\0"), DAMAGED, 0, NULL },
	{ "zstd, reserved block", BYTES(ZSTD "\0\0\7\0\0"), DAMAGED, 0, NULL },
	{ "zstd, large block", BYTES(ZSTD "\0\0\x09\0\x10"), DAMAGED, 0, NULL },
	{ "zstd, largest block", BYTES(ZSTD "\0\0\1\0\x10"), CUT, 0, NULL },
	{ "zstd, long repetition", BYTES(ZSTD "\0\0\x0b\0\x10r"), ENDS, 10,
	  NULL },
	{ "zstd, magic", BYTES("\x28\xb5\x2f\xfc"), DAMAGED, 0, NULL },
	{ "zstd, magic cut", BYTES("\x28\xb5\x2f"), CUT, 0, NULL },
	/* 2^27; 2^27 + 2^24; a single one of 2^27 + 1, and + 2. */
	{ "zstd, window", BYTES(ZSTD "\0\x88\1\0\0"), ENDS, 9, NULL },
	{ "zstd, wider", BYTES(ZSTD "\0\x89\1\0\0"), REFUSED, 0,
	  WINDOW("144") },
	{ "zstd, widest", BYTES(ZSTD "\0\xff\1\0\0"), REFUSED, 0,
	  WINDOW("3932160") },
	{ "zstd, single", BYTES(ZSTD "\xa0\1\0\0\x08\1\0\0"), ENDS, 12, NULL },
	{ "zstd, single, wider", BYTES(ZSTD "\xa0\2\0\0\x08\1\0\0"), REFUSED, 0,
	  WINDOW("129") },
	{ "zstd, size without window", BYTES(ZSTD "\x80\0\2\0\0\x08\1\0\0"),
	  ENDS, 13, NULL },
	{ "zstd, dictionary", BYTES(ZSTD "\1\0\5\1\0\0"), REFUSED, 0, NO_DICT },
	{ "zstd, dictionary 0", BYTES(ZSTD "\1\0\0\1\0\0"), ENDS, 10, NULL },
	{ "zstd, dictionary, two bytes", BYTES(ZSTD "\2\0\0\1\1\0\0"), REFUSED,
	  0, NO_DICT },
	{ "zstd, dictionary, four bytes", BYTES(ZSTD "\3\0\0\0\0\1\1\0\0"),
	  REFUSED, 0, NO_DICT },
};

TEST(headers_say_the_end_or_why_linux_refuses)
{
	struct kxl_stream stream;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   measure(rows[i].bytes, rows[i].size, &stream),
			   rows[i].end);
		if (rows[i].end == ENDS)
			assert_row(rows[i].name, stream.size, rows[i].stream);
		assert_string_equal(stream.setting,
				    rows[i].setting ? rows[i].setting : "");
		assert_row(rows[i].name, !stream.advice, !rows[i].setting);
	}
}

/* A stream ends where it ends, whatever follows; each part of it is cut. */
static void check_packed(const char *name, bool has_end)
{
	static u8 contents[300000];
	struct kxl_stream stream;
	struct kx_bytes file;
	u8 *longer;
	size_t i;
	u64 size;

	for (i = 0; i < sizeof(contents); i++)
		contents[i] = (u8)(i * i >> 7);
	for (i = 0; strcmp(file_packings[i].name, name) != 0;)
		i++;
	file = pack_file(&file_packings[i],
			 kx_bytes(contents, sizeof(contents)));
	longer = malloc(file.size + 8);
	assert_non_null(longer);
	memcpy(longer, file.data, file.size);
	memset(longer + file.size, has_end ? 0x55 : 0, 8);
	assert_int_equal(measure(longer, file.size, &stream), ENDS);
	assert_int_equal(stream.size, file.size);
	assert_int_equal(measure(longer, file.size + 8, &stream), ENDS);
	assert_int_equal(stream.size, file.size);
	for (size = 8; has_end && size < file.size; size += size / 5)
		assert_int_equal(measure(longer, size, &stream), CUT);
	assert_int_equal(measure(longer, file.size - 1, &stream), CUT);
	free(longer);
	pack_free(file);
}

TEST(what_libraries_pack_has_its_end)
{
	check_packed("zstd", true);
	check_packed("LZ4, legacy", false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_found_as_linux_finds_them),
		cmocka_unit_test(headers_say_the_end_or_why_linux_refuses),
		cmocka_unit_test(what_libraries_pack_has_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
