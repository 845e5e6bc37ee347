// SPDX-License-Identifier: GPL-2.0-only
/* Files of sysfs, in a mount of our own: the caller's root may be anywhere. */
#include "module/sysfs.h"

#include "module/compat/kxm_file.h"

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/sched/task.h>
#include <linux/string.h>

ssize_t kxm_sysfs_read(struct vfsmount *sysfs, const char *path, void *buffer,
		       size_t size)
{
	struct path root = { .mnt = sysfs, .dentry = sysfs->mnt_root };
	struct file *file = kxm_open_below(&root, path, O_RDONLY);
	loff_t position = 0;
	ssize_t got;

	if (IS_ERR(file))
		return PTR_ERR(file);
	/* Each read gives a page at most. */
	do {
		got = kernel_read(file, buffer + position, size - position,
				  &position);
	} while (got > 0 && position < size);
	fput(file);
	return got < 0 ? got : position;
}

int kxm_sysfs_number(struct vfsmount *sysfs, const char *path, u64 *number)
{
	char text[32] = "";
	ssize_t got = kxm_sysfs_read(sysfs, path, text, sizeof(text) - 1);

	*number = 0;
	if (got > 0 && kstrtou64(strim(text), 0, number))
		*number = 0;
	return got == -ENOMEM ? got : 0;
}

static int use_sysfs(int (*use)(struct vfsmount *sysfs, void *data), void *data)
{
	struct file_system_type *type = get_fs_type("sysfs");
	struct vfsmount *sysfs;
	int err;

	if (!type)
		return 0;
	sysfs = kern_mount(type);
	module_put(type->owner);
	if (IS_ERR(sysfs))
		return PTR_ERR(sysfs);
	err = use(sysfs, data);
	kern_unmount(sysfs);
	return err;
}

int kxm_with_sysfs(int (*use)(struct vfsmount *sysfs, void *data), void *data)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *caller;
	int err;

	if (!kernel)
		return -ENOMEM;
	caller = override_creds(kernel);
	err = use_sysfs(use, data);
	revert_creds(caller);
	put_cred(kernel);
	return err;
}
