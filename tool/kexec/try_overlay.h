/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a guest writes to a disk: a file in memory, which ends with it. */
#ifndef TOOL_KEXEC_TRY_OVERLAY_H
#define TOOL_KEXEC_TRY_OVERLAY_H

#include <stdbool.h>
#include <stdint.h>

/**
 * try_overlay_open - make an empty snapshot of a disk, in format qcow2
 * @size: of the disk in bytes
 * @bound: bytes that the file may grow to
 *
 * Return: a descriptor, for the caller to close, or a negative errno.
 */
int try_overlay_open(uint64_t size, uint64_t bound);

/** try_overlay_is_full - whether the file has no room for more */
bool try_overlay_is_full(int fd);

#endif
