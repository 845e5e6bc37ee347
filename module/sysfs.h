/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of sysfs. */
#ifndef MODULE_SYSFS_H
#define MODULE_SYSFS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct vfsmount;

/*
 * Call @use with a mount of sysfs that does not depend on the caller's
 * namespaces and rights. Without memory or sysfs, @use is not called. Sleeps.
 * Return: what @use returns, 0 without sysfs, or the error of the mount, such
 * as -ENOMEM.
 */
int __must_check kxm_with_sysfs(int (*use)(struct vfsmount *sysfs, void *data),
				void *data);
/* Read up to @size bytes of a file in that mount. How many, or -errno. */
ssize_t kxm_sysfs_read(struct vfsmount *sysfs, const char *path, void *buffer,
		       size_t size);
/* Read a number. A missing file, or one without a number, is 0. -ENOMEM. */
int __must_check kxm_sysfs_number(struct vfsmount *sysfs, const char *path,
				  u64 *number);

#endif
