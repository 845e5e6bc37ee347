/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How much memory an initial ramdisk takes once it is unpacked. */
#ifndef LIB_UNPACK_UNPACKED_H
#define LIB_UNPACK_UNPACKED_H

#include "core/bytes.h"

/**
 * kxl_unpacked_size - memory that the files of an initrd take
 * @initrd: archives one after another, compressed or not, as Linux takes them
 *	    (Documentation/driver-api/early-userspace/buffer-format.rst)
 * @is_known: set to false when the size is a guess; never set to true
 *
 * Nothing is unpacked: archives that are not compressed are walked, gzip and
 * zstd say how large their contents are, where they were told; all else counts
 * KXL_UNPACKED_FACTOR times.
 *
 * Return: bytes, in whole pages a file.
 */
u64 kxl_unpacked_size(struct kx_bytes initrd, bool *is_known);

/*
 * Modules and programs of a Debian initrd: 113.5 MB are 25.9 MB with zstd -9
 * (4.4 times less). Stronger compressors reach more.
 */
#define KXL_UNPACKED_FACTOR 5

#endif
