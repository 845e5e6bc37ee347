// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The steps before the jump that act on the running system: sync, network
 * down, or a whole shutdown(8) instead. Nothing here fails loudly: the machine
 * is on its way down.
 */
#include "system.h"

#include <errno.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc has no capget(). */
bool system_may_start(void)
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

void system_sync(void)
{
	sync();
}

static void interface_down(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return;
	if (request.ifr_flags & IFF_LOOPBACK || !(request.ifr_flags & IFF_UP))
		return;
	request.ifr_flags &= (short)~IFF_UP;
	(void)ioctl(fd, SIOCSIFFLAGS, &request);
}

/* Any socket will do, and a kernel may lack any of these families. */
static int any_socket(void)
{
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX };
	size_t i;
	int fd = -1;

	for (i = 0; fd < 0 && i < sizeof(families) / sizeof(families[0]); i++)
		fd = socket(families[i], SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return fd;
}

void system_network_down(void)
{
	struct if_nameindex *all = if_nameindex();
	struct if_nameindex *one;
	int fd;

	if (!all)
		return;
	fd = any_socket();
	for (one = all; fd >= 0 && one->if_index; one++)
		interface_down(fd, one->if_name);
	if (fd >= 0)
		close(fd);
	if_freenameindex(all);
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
