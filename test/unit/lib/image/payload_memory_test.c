// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A library that can't allocate memory, at its start or later, gives no
 * verdict. The linker (--wrap) replaces the libraries' functions by those
 * below.
 */
#include "lib/image/payload.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "test/unit/lib/packed.h"
#include "test/unit/test.h"

#define GOOD_ROWS 3

/* Which call has too little memory. */
static enum {
	NONE,
	FIRST,	/* sets up the decoder */
	SECOND, /* sets its limit, for zstd */
	LATER,
	STEPS,
} low;

int __real_inflateInit2_(z_streamp stream, int bits, const char *version,
			 int size);
int __wrap_inflateInit2_(z_streamp stream, int bits, const char *version,
			 int size);
lzma_ret __real_lzma_stream_decoder(lzma_stream *stream, uint64_t limit,
				    uint32_t flags);
lzma_ret __wrap_lzma_stream_decoder(lzma_stream *stream, uint64_t limit,
				    uint32_t flags);
ZSTD_DCtx *__real_ZSTD_createDCtx(void);
ZSTD_DCtx *__wrap_ZSTD_createDCtx(void);
size_t __real_ZSTD_DCtx_setParameter(ZSTD_DCtx *context, ZSTD_dParameter which,
				     int value);
size_t __wrap_ZSTD_DCtx_setParameter(ZSTD_DCtx *context, ZSTD_dParameter which,
				     int value);
int __real_inflate(z_streamp stream, int flush);
int __wrap_inflate(z_streamp stream, int flush);
lzma_ret __real_lzma_code(lzma_stream *stream, lzma_action action);
lzma_ret __wrap_lzma_code(lzma_stream *stream, lzma_action action);
size_t __real_ZSTD_decompressStream(ZSTD_DCtx *context, ZSTD_outBuffer *out,
				    ZSTD_inBuffer *in);
size_t __wrap_ZSTD_decompressStream(ZSTD_DCtx *context, ZSTD_outBuffer *out,
				    ZSTD_inBuffer *in);

int __wrap_inflateInit2_(z_streamp stream, int bits, const char *version,
			 int size)
{
	return low == FIRST ? Z_MEM_ERROR
			    : __real_inflateInit2_(stream, bits, version, size);
}

lzma_ret __wrap_lzma_stream_decoder(lzma_stream *stream, uint64_t limit,
				    uint32_t flags)
{
	return low == FIRST ? LZMA_MEM_ERROR
			    : __real_lzma_stream_decoder(stream, limit, flags);
}

ZSTD_DCtx *__wrap_ZSTD_createDCtx(void)
{
	return low == FIRST ? NULL : __real_ZSTD_createDCtx();
}

size_t __wrap_ZSTD_DCtx_setParameter(ZSTD_DCtx *context, ZSTD_dParameter which,
				     int value)
{
	return low == SECOND
		       ? (size_t)-ZSTD_error_memory_allocation
		       : __real_ZSTD_DCtx_setParameter(context, which, value);
}

int __wrap_inflate(z_streamp stream, int flush)
{
	return low == LATER ? Z_MEM_ERROR : __real_inflate(stream, flush);
}

lzma_ret __wrap_lzma_code(lzma_stream *stream, lzma_action action)
{
	return low == LATER ? LZMA_MEM_ERROR : __real_lzma_code(stream, action);
}

size_t __wrap_ZSTD_decompressStream(ZSTD_DCtx *context, ZSTD_outBuffer *out,
				    ZSTD_inBuffer *in)
{
	return low == LATER ? (size_t)-ZSTD_error_memory_allocation
			    : __real_ZSTD_decompressStream(context, out, in);
}

static enum kxl_payload_verdict verdict_without_memory(const struct packed *row,
						       int step)
{
	if (!row->has_library)
		return KXL_PAYLOAD_NO_LIBRARY;
	if (step == NONE || (step == SECOND && strcmp(row->name, "zstd") != 0))
		return row->verdict;
	return KXL_PAYLOAD_LARGE;
}

TEST(a_library_without_memory_does_not_judge)
{
	const struct packed *row;
	const char *name;
	size_t i;
	int step;

	for (i = 0; i < GOOD_ROWS; i++)
		for (step = NONE; step < STEPS; step++) {
			row = &packed_rows[i];
			low = step;
			assert_row(row->name,
				   kxl_payload_check(packed_bytes(row), &name),
				   verdict_without_memory(row, step));
		}
	low = NONE;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_library_without_memory_does_not_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
