/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An .xz stream whose output has its place in memory. */
#ifndef LIB_UNPACK_XZ_PLACE_H
#define LIB_UNPACK_XZ_PLACE_H

#include "lib/unpack/unpackers.h"

/**
 * kxl_xz_place - decompress an .xz stream of the kind that kernels are
 * @packed: begins with a stream; on success, the bytes after it
 * @sink: has a place, and no output yet
 *
 * In four fifths of the instructions that kxl_unpack_xz() needs through pieces,
 * and with the same checks.
 *
 * Return: whether it was unpacked and checked. If it was not, nothing has
 * changed but the bytes of the place, and why it was not is for kxl_unpack_xz()
 * to find out: damage, a setting that is not known here, or low memory.
 */
bool kxl_xz_place(struct kx_bytes *packed, struct kxl_sink *sink);

#endif
