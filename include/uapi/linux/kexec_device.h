/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * /dev/kexec: the calls of kexec.ko, for a kernel whose system calls it cannot
 * hook. Each ioctl takes the arguments of its system call, makes the same
 * checks and fails with the same errno. 32-bit callers pass these layouts, too.
 */
#ifndef UAPI_LINUX_KEXEC_DEVICE_H
#define UAPI_LINUX_KEXEC_DEVICE_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* struct kexec_segment of a 64-bit caller. */
struct kexec_device_segment {
	__u64 buf; /* address in the caller */
	__u64 bufsz;
	__u64 mem; /* physical */
	__u64 memsz;
};

/* kexec_load(2) */
struct kexec_device_load {
	__u64 entry; /* physical */
	__u64 nr_segments;
	__u64 segments; /* address of struct kexec_device_segment[] */
	__u64 flags;
};

/* kexec_file_load(2) */
struct kexec_device_file_load {
	__s32 kernel_fd;
	__s32 initrd_fd;
	__u64 cmdline_len; /* bytes, the final NUL included */
	__u64 cmdline;	   /* address */
	__u64 flags;
};

#define KEXEC_DEVICE_LOAD      _IOW(0xEC, 1, struct kexec_device_load)
#define KEXEC_DEVICE_FILE_LOAD _IOW(0xEC, 2, struct kexec_device_file_load)
/*
 * reboot(2) with LINUX_REBOOT_CMD_KEXEC. Returns if it fails, or 0 when an
 * image that can return has done so.
 */
#define KEXEC_DEVICE_EXECUTE _IO(0xEC, 3)
/*
 * Do everything except the jump with the loaded image (kexec.ko(4)). EPERM;
 * EBUSY; EINVAL if nothing is loaded; ENOMEM; EINTR; EIO if something differs
 * from the plan, which the kernel log describes.
 */
#define KEXEC_DEVICE_REHEARSE _IO(0xEC, 4)

#endif
