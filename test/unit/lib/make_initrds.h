/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Initrds for tests, described by letters. */
#ifndef TEST_UNIT_LIB_MAKE_INITRDS_H
#define TEST_UNIT_LIB_MAKE_INITRDS_H

#include "core/bytes.h"

#define MADE_INITRDS 4

struct made_initrd {
	u8 data[1 << 16];
	u64 size;
};

/**
 * make_initrds - make initrds, a part for each letter
 * @row: letters of made_letters[], which make_initrds.c explains; '|' begins
 *	 another initrd. At most MADE_INITRDS, and 12 parts each.
 *
 * Return: how many.
 */
u32 make_initrds(const char *row, struct made_initrd *initrds);

extern const char made_letters[41];

/** made_archive - what the compressed archives of most letters contain */
struct kx_bytes made_archive(void);

#endif
