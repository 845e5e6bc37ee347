// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The decoder for LZ4 from the kernel's own sources, for a kernel that was
 * built without it: nothing else of the kernel depends on it.
 */
#include <lib/lz4/lz4_decompress.c>
