// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The decoder for zstd from the kernel's own sources, for a kernel that was
 * built without it: nothing else of the kernel depends on it.
 */
#include <lib/xxhash.c>
#if __has_include(<lib/zstd/decompress_sources.h>)
#include <lib/zstd/decompress_sources.h>
#else /* Linux 5.10: the files of zstd_decompress in its Makefile */
#include <lib/zstd/entropy_common.c>
#include <lib/zstd/fse_decompress.c>
#include <lib/zstd/huf_decompress.c>
#include <lib/zstd/zstd_common.c>
/* Defines macros with names of functions above. */
#include <lib/zstd/decompress.c>
#endif
