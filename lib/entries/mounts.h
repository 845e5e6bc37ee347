/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /proc/self/mountinfo: which file system a folder is the top of. */
#ifndef LIB_ENTRIES_MOUNTS_H
#define LIB_ENTRIES_MOUNTS_H

#include "core/bytes.h"

/* Borrowed from the text, with its escapes such as \040. */
struct kxl_mount {
	struct kx_bytes device; /* "8:1" */
	struct kx_bytes inside; /* the folder of the file system: "/", "/@" */
	struct kx_bytes point;	/* where it is mounted: "/boot" */
	struct kx_bytes type;	/* "vfat" */
	struct kx_bytes source; /* "/dev/sda1" */
};

/**
 * kxl_mount_next - take the next mount
 * @rest: shrinks by the lines that were read
 * @mount: filled if the function returns true
 *
 * A line that is none of Linux's is skipped (proc_pid_mountinfo(5)).
 */
bool kxl_mount_next(struct kx_bytes *rest, struct kxl_mount *mount);

/**
 * kxl_mount_of - the mount that a path is on
 * @text: all of mountinfo
 * @path: absolute and without links
 * @mount: filled if the function returns true
 *
 * Of several at one point the last one counts.
 */
bool kxl_mount_of(struct kx_bytes text, const char *path,
		  struct kxl_mount *mount);

#endif
