// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A library that can't allocate memory at its start gives no verdict. The
 * linker (--wrap) replaces the libraries' functions by those below.
 */
#include "lib/image/payload.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "test/unit/lib/packed.h"
#include "test/unit/test.h"

#define GOOD_ROWS 3

static bool is_memory_low;

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

int __wrap_inflateInit2_(z_streamp stream, int bits, const char *version,
			 int size)
{
	return is_memory_low
		       ? Z_MEM_ERROR
		       : __real_inflateInit2_(stream, bits, version, size);
}

lzma_ret __wrap_lzma_stream_decoder(lzma_stream *stream, uint64_t limit,
				    uint32_t flags)
{
	return is_memory_low ? LZMA_MEM_ERROR
			     : __real_lzma_stream_decoder(stream, limit, flags);
}

ZSTD_DCtx *__wrap_ZSTD_createDCtx(void)
{
	return is_memory_low ? NULL : __real_ZSTD_createDCtx();
}

TEST(a_library_without_memory_does_not_judge)
{
	const char *name;
	size_t i;

	for (i = 0; i < GOOD_ROWS; i++) {
		const struct packed *row = &packed_rows[i];

		is_memory_low = true;
		assert_row(row->name,
			   kxl_payload_check(packed_bytes(row), &name),
			   row->has_library ? KXL_PAYLOAD_LARGE
					    : KXL_PAYLOAD_NO_LIBRARY);
		is_memory_low = false;
		assert_row(row->name,
			   kxl_payload_check(packed_bytes(row), &name),
			   packed_verdict(row));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_library_without_memory_does_not_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
