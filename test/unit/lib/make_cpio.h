/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Uncompressed archives of an initrd. */
#ifndef TEST_UNIT_LIB_MAKE_CPIO_H
#define TEST_UNIT_LIB_MAKE_CPIO_H

#include "core/bytes.h"

#define CPIO_MICROCODE "kernel/x86/microcode/GenuineIntel.bin"

/**
 * cpio_put - write a regular file with @content bytes, all 'x'
 * @to: at a multiple of 4 in the archive
 *
 * Return: bytes written, a multiple of 4.
 */
u64 cpio_put(u8 *to, const char *name, u32 content);

/** cpio_end - write the entry at the end of an archive; as cpio_put() */
u64 cpio_end(u8 *to);

#endif
