/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The device tree that the running kernel was booted with. */
#ifndef LIB_MACHINE_DEVICE_TREE_H
#define LIB_MACHINE_DEVICE_TREE_H

#include "core/bytes.h"
#include "lib/errors/context.h"

/**
 * kxl_device_tree_read - read it from /sys/firmware/fdt or /proc/device-tree
 * @tree: filled on success, flattened; the caller frees it with
 *	  kxl_text_free(). Empty: there is none, or there is only
 *	  /proc/device-tree and this libkexec was built without libfdt.
 *
 * /proc/device-tree has what the running kernel has changed since, and no block
 * of reservations: what the running kernel has reserved stands for it. It is
 * for kernels without the other one; without UEFI a warning says what is lost.
 *
 * Return: 0, or an errno with the error set: -EBADMSG for a tree that is larger
 * than Linux takes, -ENOMEM, or that of reading a file.
 */
KX_MUST_CHECK int kxl_device_tree_read(struct kexec_ctx *ctx,
				       struct kx_bytes *tree);

/**
 * kxl_device_tree_flatten - make a flattened tree of a folder
 * @path: below the context's root: a folder is a node, a file a property
 * @tree: as above, never empty
 *
 * Return: as above; -ENOENT without a folder, and -EOPNOTSUPP without libfdt,
 * with no error set.
 */
KX_MUST_CHECK int kxl_device_tree_flatten(struct kexec_ctx *ctx,
					  const char *path,
					  struct kx_bytes *tree);

#endif
