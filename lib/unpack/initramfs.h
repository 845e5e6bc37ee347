/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Initrds without compression, of which Linux makes the same files. */
#ifndef LIB_UNPACK_INITRAMFS_H
#define LIB_UNPACK_INITRAMFS_H

#include "core/bytes.h"

/* An initrd begins at a page, as it would if it were loaded as it is. */
#define KXL_INITRAMFS_PAGE 4096

struct kxl_initramfs {
	u8 *at;		     /* zeroes at first; borrowed */
	u64 room;	     /* bytes there, whole pages */
	u64 size;	     /* bytes used */
	bool is_packed;	     /* a compressed archive was unpacked */
	bool is_after_plain; /* the last archive was not compressed */
};

/** kxl_initramfs_is_packed - whether one of its archives is compressed */
bool kxl_initramfs_is_packed(struct kx_bytes initrd);

/**
 * kxl_initramfs_add - append the archives of an initrd, unpacked
 * @to: its place set, the rest zeroed before the first initrd
 * @initrd: without a boot config; zeroes follow it in memory
 *
 * What precedes the first compressed archive keeps its place, so that
 * microcode keeps its alignment. Each archive begins at a multiple of 4.
 *
 * Return: NULL; or why Linux would get other files from it, or might get them,
 * or why it can't be unpacked here. Then @to is of no use. The text is static,
 * and continues "it stays as it is: ".
 */
const char *kxl_initramfs_add(struct kxl_initramfs *to, struct kx_bytes initrd);

/**
 * kxl_initramfs_add_config - append a boot config, after the last initrd
 *
 * Return: NULL, or a text as above.
 */
const char *kxl_initramfs_add_config(struct kxl_initramfs *to,
				     struct kx_bytes config);

#endif
