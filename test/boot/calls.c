// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Raw system calls by their numbers, without a library; or, after use_device(),
 * the same calls through /dev/kexec.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/uapi/linux/kexec_device.h"

static bool wants_device;
static int device = -1;

static int result(long value)
{
	return value < 0 ? -errno : 0;
}

/* If there is no device, the system call shows what exists. */
static bool has_device(void)
{
	if (wants_device && device < 0)
		device = open("/dev/kexec", O_RDWR | O_CLOEXEC);
	return device >= 0;
}

void use_device(void)
{
	wants_device = true;
	if (!has_device())
		fail("/dev/kexec: %s", strerror(errno));
}

int call_kexec_load(unsigned long entry, unsigned long count,
		    const struct segment *segments, unsigned long flags)
{
	const struct kexec_device_load call = {
		.entry = entry,
		.nr_segments = count,
		.segments = (uintptr_t)segments,
		.flags = flags,
	};

	if (has_device())
		return result(ioctl(device, KEXEC_DEVICE_LOAD, &call));
	return result(syscall(SYS_kexec_load, entry, count, segments, flags));
}

int call_kexec_file_load(int kernel_fd, int initrd_fd, size_t cmdline_size,
			 const char *cmdline, unsigned long flags)
{
	const struct kexec_device_file_load call = {
		.kernel_fd = kernel_fd,
		.initrd_fd = initrd_fd,
		.cmdline_len = cmdline_size,
		.cmdline = (uintptr_t)cmdline,
		.flags = flags,
	};

	if (has_device())
		return result(ioctl(device, KEXEC_DEVICE_FILE_LOAD, &call));
	return result(syscall(SYS_kexec_file_load, kernel_fd, initrd_fd,
			      cmdline_size, cmdline, flags));
}

int call_reboot_kexec(void)
{
	if (has_device())
		return result(ioctl(device, KEXEC_DEVICE_EXECUTE));
	return result(syscall(SYS_reboot, LINUX_REBOOT_MAGIC1,
			      LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC,
			      NULL));
}

int load_kernel_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(fd, -1, 0, "", KEXEC_FILE_NO_INITRAMFS);

	close(fd);
	return err;
}

void wait_for_random(void)
{
	char byte;

	if (getrandom(&byte, sizeof(byte), 0) != sizeof(byte))
		fail("getrandom: %m");
}

int insert_module(const char *path)
{
	return insert_module_with(path, "");
}

int insert_module_with(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = result(syscall(SYS_finit_module, fd, parameters, 0));
	close(fd);
	return err;
}

int remove_module(const char *name)
{
	/* A module cannot be removed while its device is open. */
	if (device >= 0)
		close(device);
	device = -1;
	return result(syscall(SYS_delete_module, name, O_NONBLOCK));
}
