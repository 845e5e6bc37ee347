// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The decoder for zstd from the kernel's own sources, for a kernel that was
 * built without it: nothing else of the kernel depends on it.
 */
#include <lib/xxhash.c>
#include <lib/zstd/decompress_sources.h>
