/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens files by a path below a folder. */
#ifndef MODULE_COMPAT_KXM_FILE_H
#define MODULE_COMPAT_KXM_FILE_H

#include <linux/fs.h>
#include <linux/path.h>

/* file_open_root(): the folder is one argument since Linux 5.13. Never called.
 */
struct file *kxm_open_by_path(const struct path *folder, const char *name,
			      int flags, umode_t mode);
struct file *kxm_open_by_parts(struct dentry *folder, struct vfsmount *mount,
			       const char *name, int flags, umode_t mode);

#define KXM_OPENS_BY_PATH                                    \
	__builtin_types_compatible_p(typeof(file_open_root), \
				     typeof(kxm_open_by_path))

#define kxm_open_path                                            \
	__builtin_choose_expr(KXM_OPENS_BY_PATH, file_open_root, \
			      kxm_open_by_path)
#define kxm_open_parts                                              \
	__builtin_choose_expr(KXM_OPENS_BY_PATH, kxm_open_by_parts, \
			      file_open_root)

static inline struct file *kxm_open_below(const struct path *folder,
					  const char *name, int flags)
{
	if (KXM_OPENS_BY_PATH)
		return kxm_open_path(folder, name, flags, 0);
	return kxm_open_parts(folder->dentry, folder->mnt, name, flags, 0);
}

#endif
