/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Checks that this system has the device in root=. */
#ifndef LIB_MACHINE_ROOT_DEVICE_H
#define LIB_MACHINE_ROOT_DEVICE_H

#include "lib/errors/context.h"

#include "core/bytes.h"

enum kxl_root {
	KXL_ROOT_UNKNOWN, /* not a device, or it can't be checked here */
	KXL_ROOT_PRESENT,
	KXL_ROOT_MISSING,
	KXL_ROOT_NEEDS_INITRD, /* Linux itself does not support this form */
};

/**
 * kxl_root_device - look for the root device of a command line
 * @cmdline: the next kernel's
 * @has_initrd: whether there is an initrd, which runs before the root is
 *		mounted
 * @root: the last root='s value, if the result is MISSING or NEEDS_INITRD
 *
 * Devices are /dev/NAME for the usual disks, /dev/disk/by-X/NAME, UUID=,
 * LABEL=, PARTUUID= and PARTLABEL=. An initrd may set up devices that do not
 * exist yet, or mount another root. If the command line has parameters for
 * that, the result is UNKNOWN, and so it is if a directory does not exist.
 */
enum kxl_root kxl_root_device(struct kexec_ctx *ctx, struct kx_bytes cmdline,
			      bool has_initrd, struct kx_bytes *root);

#endif
