// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What changes the machine. The three system calls, raw: glibc has no wrappers.
 * Errors are returned as negative numbers, as in the kernel. If kexec.ko can't
 * hook the system calls, its device takes the same arguments
 * (uapi/linux/kexec_device.h). The device also has commands that no system call
 * has.
 */
#include "lib/load/syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/timeline.h"
#include "include/uapi/linux/kexec_device.h"
#include "lib/load/restart.h"

#define DEVICE "/dev/kexec"
#define MEMORY "/dev/mem"

_Static_assert(sizeof(struct kexec_segment) ==
		       sizeof(struct kexec_device_segment),
	       "the device takes segments of 64-bit callers");

/* Returns @err if there is no device, and -EPERM if it may not be opened. */
static int ask_device(int err, unsigned long command, const void *argument)
{
	int device = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (device < 0)
		return errno == EACCES ? -EPERM : err;
	err = ioctl(device, command, argument) ? -errno : 0;
	close(device);
	return err;
}

int kxl_sys_load(unsigned long entry, unsigned long nr_segments,
		 const struct kexec_segment *segments, unsigned long flags)
{
	const struct kexec_device_load call = {
		.entry = entry,
		.nr_segments = nr_segments,
		.segments = (uintptr_t)segments,
		.flags = flags,
	};

	if (!syscall(SYS_kexec_load, entry, nr_segments, segments, flags))
		return 0;
	if (errno != ENOSYS)
		return -errno;
	return ask_device(-ENOSYS, KEXEC_DEVICE_LOAD, &call);
}

int kxl_sys_file_load(const struct kxl_file_load *call)
{
	const struct kexec_device_file_load device_call = {
		.kernel_fd = call->kernel_fd,
		.initrd_fd = call->initrd_fd,
		.cmdline_len = call->cmdline_len,
		.cmdline = (uintptr_t)call->cmdline,
		.flags = call->flags,
	};

	if (!syscall(SYS_kexec_file_load, call->kernel_fd, call->initrd_fd,
		     call->cmdline_len, call->cmdline, call->flags))
		return 0;
	if (errno != ENOSYS)
		return -errno;
	return ask_device(-ENOSYS, KEXEC_DEVICE_FILE_LOAD, &device_call);
}

void kxl_sys_note_call(u64 ticks)
{
	const u64 note[2] = { ticks, ticks ? ~ticks : 0 };
	int fd = open(MEMORY, O_WRONLY | O_CLOEXEC);
	ssize_t written = -1;

	static_assert(sizeof(note) == KX_CALL_NOTE_SIZE, "the whole note");
	if (fd < 0)
		return;
	/* A note of which a part is missing is none. */
	written = pwrite(fd, note, sizeof(note), KX_CALL_NOTE);
	(void)written;
	close(fd);
}

/* A kernel without kexec returns EINVAL, as if no kernel were loaded. */
static int or_by_device(int err)
{
	return err == -EINVAL ? ask_device(err, KEXEC_DEVICE_EXECUTE, NULL)
			      : err;
}

int kxl_sys_execute(void)
{
	return or_by_device(kxl_restart_plainly());
}

int kxl_sys_execute_noted(u64 ticks)
{
	return ticks ? or_by_device(kxl_restart(ticks)) : kxl_sys_execute();
}

int kxl_sys_rehearse(void)
{
	return ask_device(-ENOSYS, KEXEC_DEVICE_REHEARSE, NULL);
}
