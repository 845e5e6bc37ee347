/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls that load an image. */
#ifndef MODULE_LOAD_H
#define MODULE_LOAD_H

#include "core/err.h"
#include "core/segment.h"
#include "module/image.h"
#include "module/kind.h"

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * The flags of kexec_load(2) that are accepted: those of Linux 7.3. If
 * kxm.can_return is set, KX_PRESERVE_CONTEXT is accepted, too.
 */
#define KXM_LOAD_FLAGS \
	(KX_ON_CRASH | KX_UPDATE_ELFCOREHDR | KX_CRASH_HOTPLUG_SUPPORT)
#define KXM_FILE_FLAGS                                              \
	(KX_FILE_UNLOAD | KX_FILE_ON_CRASH | KX_FILE_NO_INITRAMFS | \
	 KX_FILE_DEBUG | KX_FILE_NO_CMA | KX_FILE_FORCE_DTB)

/* The functions that the hooks call. The last one is in file_load.c. */
int kxm_kexec_load(u64 entry, u64 count, const void __user *segments,
		   u64 flags);
/* The same for a 32-bit caller. */
int kxm_kexec_load_compat(u64 entry, u64 count, const void __user *segments,
			  u64 flags);
int kxm_kexec_file_load(int kernel_fd, int initrd_fd, u64 cmdline_len,
			const char __user *cmdline, u64 flags);

/* The first checks of both calls. Takes one load from the limit. */
int __must_check kxm_may_load(enum kxm_kind kind);
/*
 * Under the lock: make an image of checked segments, and put it into its slot.
 * -ENOMEM, -EFAULT: the image that was loaded stays.
 */
int __must_check kxm_load_plan(u64 entry, struct kx_segments segments,
			       enum kxm_source source, enum kxm_kind kind);
void kxm_unload(enum kxm_kind kind);
/* Log what was wrong, and convert it to -errno. */
int kxm_fault(const char *call, int err, const struct kx_fault *fault);

#endif
