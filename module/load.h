/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls that load. */
#ifndef MODULE_LOAD_H
#define MODULE_LOAD_H

#include "core/err.h"
#include "core/segment.h"
#include "module/image.h"
#include "module/kind.h"

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * Flags of kexec_load(2) that are known here: those of Linux 7.3. Besides there
 * is KX_PRESERVE_CONTEXT, if kxm.can_return.
 */
#define KXM_LOAD_FLAGS \
	(KX_ON_CRASH | KX_UPDATE_ELFCOREHDR | KX_CRASH_HOTPLUG_SUPPORT)
#define KXM_FILE_FLAGS                                              \
	(KX_FILE_UNLOAD | KX_FILE_ON_CRASH | KX_FILE_NO_INITRAMFS | \
	 KX_FILE_DEBUG | KX_FILE_NO_CMA | KX_FILE_FORCE_DTB)

/* What the hooks lead to; the last is file_load.c. */
int kxm_kexec_load(u64 entry, u64 count, const void __user *segments,
		   u64 flags);
/* The same for a 32-bit caller. */
int kxm_kexec_load_compat(u64 entry, u64 count, const void __user *segments,
			  u64 flags);
int kxm_kexec_file_load(int kernel_fd, int initrd_fd, u64 cmdline_len,
			const char __user *cmdline, u64 flags);

/* The checks that both calls begin with; takes one from the limit. */
int __must_check kxm_may_load(enum kxm_kind kind);
/*
 * Under the lock: make an image of checked segments, and the loaded
 * one of it. -ENOMEM, -EFAULT: what was loaded before stays.
 */
int __must_check kxm_load_plan(u64 entry, struct kx_segments segments,
			       enum kxm_source source, enum kxm_kind kind);
void kxm_unload(enum kxm_kind kind);
/* Say in the log what was wrong, and turn it into -errno. */
int kxm_fault(const char *call, int err, const struct kx_fault *fault);

#endif
