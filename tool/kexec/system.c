// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The steps before the jump that act on the running system: sync, network down,
 * or a shutdown(8) instead. None of them reports an error: the machine is about
 * to restart, or to continue.
 */
#include "tool/kexec/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SYNC_SECONDS 5
/* Debian's kexec-tools know this file. */
#define NO_KEXEC "/no-kexec-reboot"
#define EFI	 "/sys/firmware/efi/efivars/"
/* UEFI 8.5.4: EFI_OS_INDICATIONS_BOOT_TO_FW_UI, after attributes of 4 bytes. */
#define FIRMWARE EFI "OsIndications-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define MENU \
	EFI "LoaderConfigTimeoutOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/* glibc has no capget(). */
static bool has_capability(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return true;
	return data[CAP_TO_INDEX(CAP_SYS_BOOT)].effective &
	       CAP_TO_MASK(CAP_SYS_BOOT);
}

static bool is_first(const char *namespace, ino_t first)
{
	struct stat status;

	return stat(namespace, &status) || status.st_ino == first;
}

/* Inodes of the initial namespaces: Linux include/linux/proc_ns.h. */
int system_may_start(const char **reason)
{
	if (!has_capability()) {
		*reason = "this process lacks CAP_SYS_BOOT";
		return -EPERM;
	}
	if (!is_first("/proc/self/ns/pid", 0xeffffffc)) {
		*reason = "reboot(2) knows no kexec in a PID namespace";
		return -EINVAL;
	}
	if (!is_first("/proc/self/ns/user", 0xeffffffd)) {
		*reason = "this process has CAP_SYS_BOOT in a user namespace "
			  "alone";
		return -EPERM;
	}
	return 0;
}

void system_sync(void)
{
	sync();
}

/* Return: whether the state changed. Loopback stays up: no one sends to it. */
static bool set_up(int fd, const char *name, bool is_up)
{
	struct ifreq request = { 0 };
	short flags;

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return false;
	flags = request.ifr_flags;
	if (flags & IFF_LOOPBACK || !(flags & IFF_UP) != is_up)
		return false;
	request.ifr_flags = (short)(flags ^ IFF_UP);
	return !ioctl(fd, SIOCSIFFLAGS, &request);
}

/* Any socket will do; a kernel may lack any of these families. */
static int any_socket(void)
{
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX };
	size_t i;
	int fd = -1;

	for (i = 0; fd < 0 && i < sizeof(families) / sizeof(families[0]); i++)
		fd = socket(families[i], SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return fd;
}

/* Every interface; the ones that were taken down keep their index. */
static struct if_nameindex *taken_down;

void system_network_down(void)
{
	struct if_nameindex *one;
	int fd;

	taken_down = if_nameindex();
	if (!taken_down)
		return;
	fd = any_socket();
	for (one = taken_down; one->if_name; one++)
		if (fd < 0 || !set_up(fd, one->if_name, false))
			one->if_index = 0;
	if (fd >= 0)
		close(fd);
}

bool system_network_up(void)
{
	struct if_nameindex *one;
	bool any = false;
	int fd;

	if (!taken_down)
		return false;
	fd = any_socket();
	for (one = taken_down; one->if_name; one++)
		if (fd >= 0 && one->if_index)
			any |= set_up(fd, one->if_name, true);
	if (fd >= 0)
		close(fd);
	if_freenameindex(taken_down);
	taken_down = NULL;
	return any;
}

int system_shutdown(void)
{
	static const char *const paths[] = {
		"/sbin/shutdown",
		"/etc/shutdown",
		"/bin/shutdown",
	};
	int err = -ENOENT;
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		execl(paths[i], "shutdown", "-r", "now", (char *)NULL);
		if (errno != ENOENT)
			err = -errno;
	}
	return err;
}

const char *system_root(void)
{
	return "";
}

bool system_is_root(void)
{
	return !geteuid();
}

unsigned int system_uptime(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned int)now.tv_sec;
}

int system_open_watchdog(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void system_wait(void)
{
	sleep(1);
}

/* A disk that hangs must not hold up a restart. */
static void sync_for_a_while(void)
{
	pid_t pid = fork();
	int i;

	if (!pid) {
		sync();
		_exit(EXIT_SUCCESS);
	}
	for (i = 0; i < SYNC_SECONDS && !waitpid(pid, NULL, WNOHANG); i++)
		sleep(1);
}

int system_restart(void)
{
	sync_for_a_while();
	reboot(RB_AUTOBOOT);
	return -errno;
}

const char *system_state_folder(void)
{
	return "/run/kexec";
}

/* Without a shell, which a system need not have. NULL: it can't be run. */
static FILE *ask_for_jobs(pid_t *pid)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return NULL;
	*pid = fork();
	if (!*pid && dup2(ends[1], STDOUT_FILENO) >= 0)
		execlp("systemctl", "systemctl", "--no-pager", "--no-legend",
		       "list-jobs", "reboot.target", "kexec.target",
		       (char *)NULL);
	if (!*pid)
		_exit(EXIT_FAILURE);
	close(ends[1]);
	if (*pid > 0)
		return fdopen(ends[0], "r");
	close(ends[0]);
	return NULL;
}

bool system_is_restarting(void)
{
	bool is_restarting = false;
	char line[256];
	FILE *jobs;
	pid_t pid;

	jobs = ask_for_jobs(&pid);
	if (!jobs)
		return false;
	while (fgets(line, sizeof(line), jobs))
		is_restarting |= strstr(line, " start ") != NULL;
	fclose(jobs);
	waitpid(pid, NULL, 0);
	return is_restarting;
}

static bool wants_firmware(void)
{
	FILE *file = fopen(FIRMWARE, "re");
	unsigned char bytes[5] = { 0 };
	size_t got;

	if (!file)
		return false;
	got = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return got == sizeof(bytes) && bytes[4] & 1;
}

const char *system_take_wish(void)
{
	if (!access(NO_KEXEC, F_OK)) {
		unlink(NO_KEXEC);
		return NO_KEXEC " was there, which is removed";
	}
	if (wants_firmware())
		return "the firmware's setup was asked for";
	if (!access(MENU, F_OK))
		return "the boot loader's menu was asked for";
	return NULL;
}
