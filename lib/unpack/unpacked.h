/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory for the contents of an initial ramdisk. */
#ifndef LIB_UNPACK_UNPACKED_H
#define LIB_UNPACK_UNPACKED_H

#include "core/bytes.h"

/**
 * kxl_unpacked_size - estimate the memory for the files of an initrd
 * @initrd: archives one after another, compressed or not, in the format of
 *	    Linux (Documentation/driver-api/early-userspace/buffer-format.rst)
 * @is_known: set to false if the size is a guess; never set to true
 *
 * Nothing is unpacked. Archives without compression are walked. gzip and zstd
 * files may have the size of their contents. All other bytes count
 * KXL_UNPACKED_FACTOR times.
 *
 * Return: bytes, in whole pages per file.
 */
u64 kxl_unpacked_size(struct kx_bytes initrd, bool *is_known);

/*
 * The files of a Debian initrd: 113.5 MB, 25.9 MB with zstd -9 (factor 4.4).
 * Stronger compressors reach more.
 */
#define KXL_UNPACKED_FACTOR 5

#endif
