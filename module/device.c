// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/kexec takes the requests of the system calls without a hook. It always
 * exists, since a hook can be disabled from outside (debugfs kprobes/enabled).
 * Programs open it after a system call has failed, so opening it tests the
 * hooks.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/device.h"

#include "core/segment.h"
#include "include/uapi/linux/kexec_device.h"
#include "module/hooks.h"
#include "module/load.h"
#include "module/reboot.h"
#include "module/rehearse.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/uaccess.h>

static_assert(sizeof(struct kexec_device_segment) == sizeof(struct kx_segment));

static long device_load(const void __user *from)
{
	struct kexec_device_load call;

	if (copy_from_user(&call, from, sizeof(call)))
		return -EFAULT;
	return kxm_kexec_load(call.entry, call.nr_segments,
			      u64_to_user_ptr(call.segments), call.flags);
}

static long device_file_load(const void __user *from)
{
	struct kexec_device_file_load call;

	if (copy_from_user(&call, from, sizeof(call)))
		return -EFAULT;
	return kxm_kexec_file_load(call.kernel_fd, call.initrd_fd,
				   call.cmdline_len,
				   u64_to_user_ptr(call.cmdline), call.flags);
}

static long device_ioctl(struct file *file, unsigned int command,
			 unsigned long argument)
{
	const void __user *from = (const void __user *)argument;

	switch (command) {
	case KEXEC_DEVICE_LOAD:
		return device_load(from);
	case KEXEC_DEVICE_FILE_LOAD:
		return device_file_load(from);
	case KEXEC_DEVICE_EXECUTE:
		return kxm_reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2);
	case KEXEC_DEVICE_REHEARSE:
		return kxm_rehearse();
	}
	return -ENOTTY;
}

static int device_open(struct inode *inode, struct file *file)
{
	kxm_hooks_check();
	return 0;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "kexec",
	.fops = &operations,
	.mode = 0600,
};

int kxm_device_show(void)
{
	int err = misc_register(&device);

	if (err)
		pr_err("not loaded: /dev/kexec: error %d\n", err);
	return err;
}

void kxm_device_hide(void)
{
	misc_deregister(&device);
}
