// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* races: the calls, with a common signature. */
#include "test/boot/cases/stress/races.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/uapi/linux/kexec_device.h"

#define LARGE  (16UL << 20)
#define MEDIUM (1UL << 20)

static struct load load;
static uint8_t *bytes; /* below 4 GiB */
static struct segment32 *segments32;

static void *low_memory(size_t size, int flags)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    flags | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (memory == MAP_FAILED)
		fail("no memory below 4 GiB");
	return memory;
}

/* One copy of the bytes for all callers. */
void race_calls_open(const struct load *from)
{
	load = *from;
	bytes = low_memory(LARGE, MAP_SHARED);
	memset(bytes, 0x5a, LARGE);
	segments32 = low_memory(RACE_PAGE, MAP_PRIVATE);
	write_file(RACE_FILE, map_file(load.kernel));
}

static int load_of(size_t size)
{
	const struct segment segment = { bytes, size, RACE_BASE, size };

	return call_kexec_load(RACE_BASE, 1, &segment, 0);
}

int race_load(void)
{
	return load_of(MEDIUM);
}

int race_load_large(void)
{
	return load_of(LARGE);
}

int race_load_32(void)
{
	uint32_t buf = (uint32_t)(uintptr_t)bytes;

	segments32[0] = (struct segment32){ buf, MEDIUM, RACE_BASE, MEDIUM };
	return machine_call32(NR32_KEXEC_LOAD, RACE_BASE, 1,
			      (uint32_t)(uintptr_t)segments32,
			      KEXEC_ARCH_32BIT);
}

static int file_load(const char *path)
{
	int kernel = open(path, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(kernel, -1, 2, "x",
				       KEXEC_FILE_NO_INITRAMFS);

	close(kernel);
	return err;
}

int race_file_load(void)
{
	return file_load(load.kernel);
}

int race_file_load_changing(void)
{
	return file_load(RACE_FILE);
}

int race_unload(void)
{
	return call_kexec_load(0, 0, NULL, 0);
}

int race_file_unload(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

int race_crash_load(void)
{
	struct segment segment = { bytes, MEDIUM, 0, MEDIUM };
	unsigned long end;

	/* There is none while the module is removed. */
	if (!find_iomem("Crash kernel", &segment.mem, &end))
		return -ENOENT;
	return call_kexec_load(segment.mem, 1, &segment, KEXEC_ON_CRASH);
}

int race_crash_file_load(void)
{
	int kernel = open(load.kernel, O_RDONLY | O_CLOEXEC);
	int err = call_kexec_file_load(kernel, -1, 2, "x",
				       KEXEC_FILE_NO_INITRAMFS |
					       KEXEC_FILE_ON_CRASH);

	close(kernel);
	return err;
}

int race_crash_unload(void)
{
	return call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH);
}

static int read_number(const char *path)
{
	char text[16];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || read(fd, text, sizeof(text)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

int race_sysfs(void)
{
	int err = read_number("/sys/kernel/kexec_loaded");

	return err ? err : read_number("/sys/kernel/kexec_crash_size");
}

int race_crash_size(void)
{
	int err = read_number("/sys/kernel/kexec_crash_loaded");

	return err ? err : read_number("/sys/kernel/kexec_crash_size");
}

int race_sysctl(void)
{
	return read_number("/proc/sys/kernel/kexec_load_limit_reboot");
}

int race_device_load(void)
{
	const struct segment segment = { bytes, MEDIUM, RACE_BASE, MEDIUM };
	const struct kexec_device_load call = {
		.nr_segments = 1,
		.segments = (uintptr_t)&segment,
	};
	int fd = open("/dev/kexec", O_RDWR | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || ioctl(fd, KEXEC_DEVICE_LOAD, &call))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

int race_wrong_reboot(void)
{
	if (!syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, 0, LINUX_REBOOT_CMD_KEXEC,
		     NULL))
		return -EPROTO;
	return errno == EINVAL ? 0 : -errno;
}

int race_insmod(void)
{
	char parameters[96];

	snprintf(parameters, sizeof(parameters), "hook=%s %s",
		 word("hook", "auto"), word("parameters", ""));
	return insert_module_with(RACE_MODULE, parameters);
}
