/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The version of a Linux, as its banner says it (Linux init/version.c). */
#ifndef CORE_FORMAT_VERSION_H
#define CORE_FORMAT_VERSION_H

#include "core/bytes.h"
#include "kx_port.h"

/**
 * kx_linux_find_version - look for the banner of Linux in bytes
 * @version: filled if there is one: its rest, from the release to the end of
 *	     the line; borrows from @bytes
 *
 * Return: whether there is one.
 */
bool kx_linux_find_version(struct kx_bytes bytes, struct kx_bytes *version);

#endif
