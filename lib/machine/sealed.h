/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Files in memory that nothing can change once they are written. */
#ifndef LIB_MACHINE_SEALED_H
#define LIB_MACHINE_SEALED_H

#include "core/bytes.h"

/**
 * kxl_sealed_open - open an empty one, to be written
 * @name: for /proc
 *
 * Without memfd_create(2), or where it is forbidden, it is a file without a
 * name in $TMPDIR or /tmp.
 *
 * Return: a descriptor, for the caller to close, or a negative errno.
 */
int kxl_sealed_open(const char *name);

/** kxl_sealed_write - append; 0 or a negative errno */
KX_MUST_CHECK int kxl_sealed_write(int fd, struct kx_bytes bytes);

/**
 * kxl_sealed_write_at - write to a place in it
 * @at: offset in the file
 *
 * Pages of zeroes are left out, and take no memory. Where the last ones are,
 * the caller sets the file's size.
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_sealed_write_at(int fd, struct kx_bytes bytes, u64 at);

/**
 * kxl_sealed_finish - let nothing write to it any more
 * @fd: replaced, if it takes another descriptor
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_sealed_finish(int *fd);

#endif
