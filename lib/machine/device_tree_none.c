// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* In place of device_tree_flatten.c, in a libkexec without libfdt. */
#include "lib/machine/device_tree.h"

#include <errno.h>

int kxl_device_tree_flatten(struct kexec_ctx *ctx, const char *path,
			    struct kx_bytes *tree)
{
	(void)ctx;
	(void)path;
	(void)tree;
	return -EOPNOTSUPP;
}
