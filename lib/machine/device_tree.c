// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Takes the device tree as firmware left it. On machines with UEFI and ACPI it
 * has no more than /chosen. Only kernels without /sys/firmware/fdt need the
 * folder.
 */
#include "lib/machine/device_tree.h"

#include <errno.h>

#include "lib/machine/file.h"

#define RUNNING "/sys/firmware/fdt"
#define FOLDER	"/proc/device-tree"

static int read_folder(struct kexec_ctx *ctx, struct kx_bytes *tree)
{
	int err = kxl_device_tree_flatten(ctx, FOLDER, tree);

	if (!err && !kxl_exists(ctx, "/sys/firmware/efi"))
		kxl_log(ctx, KEXEC_LOG_WARNING,
			RUNNING " is missing, and " FOLDER " does not say what "
				"the firmware has reserved: the next kernel "
				"leaves alone all that this one has reserved, "
				"and has less memory, from kexec to kexec");
	if (err != -ENOENT && err != -EOPNOTSUPP)
		return err;
	kxl_log(ctx, KEXEC_LOG_DEBUG, "no device tree in " RUNNING "%s",
		err == -ENOENT ? " or " FOLDER
			       : ", and " FOLDER " takes a libkexec with "
				 "libfdt");
	*tree = kx_bytes(NULL, 0);
	return 0;
}

int kxl_device_tree_read(struct kexec_ctx *ctx, struct kx_bytes *tree)
{
	int err = kxl_read(ctx, RUNNING, tree);

	if (err == -ENOENT)
		return read_folder(ctx, tree);
	return err ? kxl_fail_read(ctx, RUNNING, err) : 0;
}
