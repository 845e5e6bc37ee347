/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Undoes the x86 filter of the .xz format. */
#ifndef LIB_UNPACK_X86_CALLS_H
#define LIB_UNPACK_X86_CALLS_H

#include "core/bytes.h"

/**
 * kxl_x86_calls_restore - make the targets of calls and jumps relative again
 * @code: a block's bytes, as LZMA2 gives them; changed
 * @size: all of the block's bytes
 *
 * The filter of an .xz block without a start offset. It can't fail.
 */
void kxl_x86_calls_restore(u8 *code, u64 size);

#endif
