/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What Linux makes of an initrd in memory: a model of init/initramfs.c. */
#ifndef TEST_UNIT_LIB_INITRAMFS_MODEL_H
#define TEST_UNIT_LIB_INITRAMFS_MODEL_H

#include "core/bytes.h"

/* Everything that Linux does with it, in its order. */
struct initramfs_model {
	u64 actions; /* digest of all names, modes, contents and ends */
	u64 early;   /* the same of what early code finds */
	u32 nr_files;
	u32 nr_early;
	const char *error; /* the first one; NULL: none */
};

/**
 * initramfs_model - unpack an initrd as Linux would
 * @initrd: as it lies in memory, with its boot config
 */
struct initramfs_model initramfs_model(struct kx_bytes initrd);

/**
 * initramfs_place - lay initrds out as they lie in memory
 * @to: zeroed, large enough
 *
 * Each begins at a page, and at least four zeroes precede the next one.
 *
 * Return: the bytes from the first to the end of the last one.
 */
struct kx_bytes initramfs_place(const struct kx_bytes *initrds, u32 count,
				u8 *to);

#endif
