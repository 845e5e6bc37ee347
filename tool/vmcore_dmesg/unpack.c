// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Each compression is a row; calls of the libraries are in separate files. The
 * build defines HAVE_* for the libraries that exist.
 */
#include "tool/vmcore_dmesg/unpack.h"

#include "tool/vmcore_dmesg/failure.h"
#include "tool/vmcore_dmesg/unpackers.h"

/* clang-format off */
static const struct {
	u32 flag;
	const char *name;
	unpacker *unpack; /* NULL: built without the library */
} rows[] = {
	{ PAGE_ZLIB, "zlib", HAVE_ZLIB ? unpack_zlib : NULL },
	{ PAGE_LZO, "lzo", HAVE_LZO ? unpack_lzo : NULL },
	{ PAGE_SNAPPY, "snappy", unpack_snappy },
	{ PAGE_ZSTD, "zstd", HAVE_ZSTD ? unpack_zstd : NULL },
};
/* clang-format on */

#define COMPRESSIONS (PAGE_ZLIB | PAGE_LZO | PAGE_SNAPPY | PAGE_ZSTD)

static int unpack_row(size_t i, struct kx_bytes packed, u8 *page, size_t size,
		      struct failure *failure)
{
	if (!rows[i].unpack)
		return failure_set(failure, STATUS_DATA,
				   "a page is compressed with %s, and this "
				   "vmcore-dmesg was built without it",
				   rows[i].name);
	if (!rows[i].unpack(packed, page, size))
		return failure_set(
			failure, STATUS_DATA,
			"a page compressed with %s is damaged; copy the "
			"dump again",
			rows[i].name);
	return 0;
}

int unpack(u32 flags, struct kx_bytes packed, u8 *page, size_t size,
	   struct failure *failure)
{
	size_t i;

	flags &= COMPRESSIONS;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (flags == rows[i].flag)
			return unpack_row(i, packed, page, size, failure);
	}
	if (flags)
		return failure_set(
			failure, STATUS_DATA,
			"a page has flags %#x: more than one compression",
			flags);
	if (packed.size != size)
		return failure_set(
			failure, STATUS_DATA,
			"a page of %llu bytes, not %zu; copy the dump "
			"again",
			(unsigned long long)packed.size, size);
	memcpy(page, packed.data, size);
	return 0;
}
