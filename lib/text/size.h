/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers of bytes as people read them. */
#ifndef LIB_TEXT_SIZE_H
#define LIB_TEXT_SIZE_H

#include "kx_port.h"

/* Room for any of them, with its NUL. */
#define KXL_SIZE_MAX 32

/* What is needed is rounded up, what is there down: neither is promised. */
enum kxl_rounding {
	KXL_ROUND_DOWN,
	KXL_ROUND_UP,
};

/** kxl_size_print - "72 MiB", "4 KiB", "12 bytes"; @text has KXL_SIZE_MAX */
void kxl_size_print(char *text, u64 bytes, enum kxl_rounding rounding);

#endif
