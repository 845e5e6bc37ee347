/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of sysfs. */
#ifndef MODULE_SYSFS_H
#define MODULE_SYSFS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct vfsmount;

/*
 * Call @use with a mount of sysfs that no namespace and no rights of
 * the caller change; not at all without memory or sysfs. Sleeps. Return: what
 * @use does, 0 without sysfs, or why there is no mount, as -ENOMEM.
 */
int __must_check kxm_with_sysfs(int (*use)(struct vfsmount *sysfs, void *data),
				void *data);
/* There: up to @size bytes of a file; how many, or -errno. */
ssize_t kxm_sysfs_read(struct vfsmount *sysfs, const char *path, void *buffer,
		       size_t size);
/* What is not there, or is no number, is no error: 0. -ENOMEM is one. */
int __must_check kxm_sysfs_number(struct vfsmount *sysfs, const char *path,
				  u64 *number);

#endif
