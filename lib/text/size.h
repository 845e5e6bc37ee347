/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Prints numbers of bytes for people. */
#ifndef LIB_TEXT_SIZE_H
#define LIB_TEXT_SIZE_H

#include "kx_port.h"

/* Room for any size, with its NUL. */
#define KXL_SIZE_MAX 32

/* Round needed memory up and available memory down. */
enum kxl_rounding {
	KXL_ROUND_DOWN,
	KXL_ROUND_UP,
};

/**
 * kxl_size_print - print "72 MiB", "4 KiB" or "12 bytes" to @text, which has
 * room for KXL_SIZE_MAX bytes
 */
void kxl_size_print(char *text, u64 bytes, enum kxl_rounding rounding);

#endif
