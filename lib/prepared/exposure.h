/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How well a disk keeps a file from whoever gets hold of the disk. */
#ifndef LIB_PREPARED_EXPOSURE_H
#define LIB_PREPARED_EXPOSURE_H

#include "kx_port.h"

struct kexec_ctx;

enum kxl_exposure {
	KXL_EXPOSURE_UNKNOWN, /* a network, memory, several devices */
	KXL_EXPOSURE_PLAIN,
	KXL_EXPOSURE_ENCRYPTED,
};

/**
 * kxl_exposure_find - find out how a file is kept
 * @fd: of the file, or of a folder whose new files are meant
 *
 * Encrypted is what lies on a device of dm-crypt, however many devices are
 * between, and what the file system encrypts (fscrypt).
 */
enum kxl_exposure kxl_exposure_find(struct kexec_ctx *ctx, int fd);

/**
 * kxl_exposure_find_worse - whether a copy is less protected than its source
 * @source: the file
 * @folder: where the copy goes
 *
 * What is not known counts as the better one for a source that only its owner
 * may read, as the worse one for a folder. On one device both are kept alike,
 * unless the file system encrypts one of them. Two devices that are not
 * encrypted count as alike.
 *
 * Return: NULL, or in what way it is: a static text, about "that folder".
 */
const char *kxl_exposure_find_worse(struct kexec_ctx *ctx, int source,
				    int folder);

#endif
