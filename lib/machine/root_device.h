/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Does this system have the device that a root= names? */
#ifndef LIB_MACHINE_ROOT_DEVICE_H
#define LIB_MACHINE_ROOT_DEVICE_H

#include "lib/errors/context.h"

#include "core/bytes.h"

enum kxl_root {
	KXL_ROOT_UNKNOWN, /* not a device, or this system can't say */
	KXL_ROOT_PRESENT,
	KXL_ROOT_MISSING,
	KXL_ROOT_NEEDS_INITRD, /* Linux itself does not know this form */
};

/**
 * kxl_root_device - look for the root device of a command line
 * @cmdline: the next kernel's
 * @has_initrd: whether programs run before it is mounted
 * @root: the last root='s value, when the answer is MISSING or NEEDS_INITRD
 *
 * Devices are /dev/NAME for the usual disks, /dev/disk/by-X/NAME, UUID=,
 * LABEL=, PARTUUID= and PARTLABEL=. An initrd may set up devices that are not
 * there yet, or mount something else: words of the command line that ask for
 * that make the answer UNKNOWN, and so does a folder that is not there.
 */
enum kxl_root kxl_root_device(struct kexec_ctx *ctx, struct kx_bytes cmdline,
			      bool has_initrd, struct kx_bytes *root);

#endif
