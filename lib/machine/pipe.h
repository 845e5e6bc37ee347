/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Files that come through a pipe. */
#ifndef LIB_MACHINE_PIPE_H
#define LIB_MACHINE_PIPE_H

#include "lib/machine/file.h"

/** kxl_pipe_is - whether a descriptor is a pipe or a socket */
bool kxl_pipe_is(int fd);

/**
 * kxl_pipe_read - read a pipe to its end, into a sealed file
 * @fd: a pipe; stays the caller's
 * @name: copied
 * @file: filled on success; kxl_file_close() undoes
 *
 * May wait for the other end. No more is read than there is memory for.
 *
 * Return: 0; -EINVAL if nothing comes; -ENOMEM; or a negative errno of read(2),
 * or of what makes the file.
 */
KX_MUST_CHECK int kxl_pipe_read(struct kexec_ctx *ctx, enum kexec_action action,
				int fd, const char *name,
				struct kxl_file *file);

#endif
