/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether the bytes of a mapped file are in memory. */
#ifndef LIB_PREPARED_RESIDENT_H
#define LIB_PREPARED_RESIDENT_H

#include "core/bytes.h"

/**
 * kxl_is_resident - whether reading a mapping reads no disk
 * @bytes: a mapping of a file, from its first byte on
 *
 * For files that the caller owns or may write to, as root may: of others Linux
 * says that all is there (can_do_mincore() in Linux mm/mincore.c).
 *
 * Return: false as well if Linux can't say.
 */
bool kxl_is_resident(struct kx_bytes bytes);

#endif
