// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The decoder for xz from the kernel's own sources, for a kernel that was built
 * without it: nothing else of the kernel depends on it.
 */
#include <lib/xz/xz_dec_stream.c>
#include <lib/xz/xz_dec_lzma2.c>
#include <lib/xz/xz_dec_bcj.c>
#include <lib/xz/xz_dec_syms.c>
