// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The privilege to start, and the socket for interfaces, with this test's own
 * capget(2), stat(2), socket(2) and ioctl(2): needs no root.
 */
#include "tool/kexec/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/unit/test.h"

#define FIRST_PID  0xeffffffc
#define FIRST_USER 0xeffffffd

/* A name of an interface, IFNAMSIZ bytes with its NUL. */
#define LONGEST "fifteen-letters"

static struct {
	int capget_errnum;
	unsigned int effective[_LINUX_CAPABILITY_U32S_3];
	ino_t pid, user; /* inodes of the namespaces; 0: no such file */
	int family;	 /* the kernel's only one; 0: none */
	char families[32];
	unsigned int asked;  /* requests for interface flags */
	unsigned long fails; /* the request that fails */
	unsigned int synced;
	bool has_no_list; /* no list of interfaces */
} fake;

long syscall(long number, ...)
{
	struct __user_cap_header_struct *header;
	struct __user_cap_data_struct *data;
	va_list args;
	size_t i;

	va_start(args, number);
	header = va_arg(args, struct __user_cap_header_struct *);
	data = va_arg(args, struct __user_cap_data_struct *);
	va_end(args);
	assert_int_equal(number, SYS_capget);
	assert_int_equal(header->version, _LINUX_CAPABILITY_VERSION_3);
	assert_int_equal(header->pid, 0);
	errno = fake.capget_errnum;
	if (errno)
		return -1;
	memset(data, 0, _LINUX_CAPABILITY_U32S_3 * sizeof(*data));
	for (i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		data[i].effective = fake.effective[i];
	return 0;
}

int stat(const char *path, struct stat *status)
{
	ino_t inode = 0;

	if (!strcmp(path, "/proc/self/ns/pid"))
		inode = fake.pid;
	if (!strcmp(path, "/proc/self/ns/user"))
		inode = fake.user;
	memset(status, 0, sizeof(*status));
	status->st_ino = inode;
	errno = ENOENT;
	return inode ? 0 : -1;
}

int socket(int family, int type, int protocol)
{
	char word[8];

	assert_int_equal(type, SOCK_DGRAM | SOCK_CLOEXEC);
	assert_int_equal(protocol, 0);
	snprintf(word, sizeof(word), "%d ", family);
	strcat(fake.families, word);
	if (family == fake.family)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	errno = EAFNOSUPPORT;
	return -1;
}

/* One interface, which is up and not the loopback. */
struct if_nameindex *if_nameindex(void)
{
	struct if_nameindex *list;

	if (fake.has_no_list)
		return NULL;
	list = calloc(2, sizeof(*list));
	assert_non_null(list);
	list[0] =
		(struct if_nameindex){ .if_index = 1,
				       .if_name = (char *)(uintptr_t)LONGEST };
	return list;
}

void if_freenameindex(struct if_nameindex *list)
{
	free(list);
}

int ioctl(int fd, unsigned long request, ...)
{
	static short flags = IFF_UP;
	struct ifreq *argument;
	va_list args;

	va_start(args, request);
	argument = va_arg(args, struct ifreq *);
	va_end(args);
	assert_true(fd >= 0);
	assert_string_equal(argument->ifr_name, LONGEST);
	if (request == fake.fails)
		return -1;
	if (request == SIOCSIFFLAGS)
		flags = argument->ifr_flags;
	else
		fake.asked++;
	argument->ifr_flags = flags;
	return 0;
}

void sync(void)
{
	fake.synced++;
}

TEST(files_are_written_out_once)
{
	system_sync();
	assert_int_equal(fake.synced, 1);
}

TEST(without_a_list_of_interfaces_nothing_is_done)
{
	fake.has_no_list = true;
	fake.families[0] = '\0';
	system_network_down();
	assert_false(system_network_up());
	assert_string_equal(fake.families, "");
	fake.has_no_list = false;
}

/* If flags can't be read or written, the interface is left alone. */
TEST(an_interface_that_did_not_go_down_is_not_brought_up)
{
	static const unsigned long fails[] = { SIOCGIFFLAGS, SIOCSIFFLAGS };
	size_t i;

	fake.family = AF_INET;
	for (i = 0; i < sizeof(fails) / sizeof(fails[0]); i++) {
		fake.fails = fails[i];
		system_network_down();
		fake.fails = 0;
		fake.asked = 0;
		assert_false(system_network_up());
		assert_int_equal(fake.asked, 0);
	}
}

TEST(the_right_to_start_has_three_parts)
{
	static const struct {
		const char *name;
		int capget_errnum;
		unsigned int low, high; /* effective capabilities */
		ino_t pid, user;
		int err;
		const char *reason;
	} rows[] = {
		{ "all", 0, 1U << 22, 0, FIRST_PID, FIRST_USER, 0, "" },
		{ "all others", 0, ~(1U << 22), ~0U, FIRST_PID, FIRST_USER,
		  -EPERM, "this process lacks CAP_SYS_BOOT" },
		{ "can't be known", EINVAL, 0, 0, FIRST_PID, FIRST_USER, 0,
		  "" },
		{ "PID namespace", 0, 1U << 22, 0, FIRST_PID + 9, FIRST_USER,
		  -EINVAL, "reboot(2) knows no kexec in a PID namespace" },
		{ "user namespace", 0, 1U << 22, 0, FIRST_PID, FIRST_USER + 9,
		  -EPERM,
		  "this process has CAP_SYS_BOOT in a user namespace alone" },
		{ "both", 0, 1U << 22, 0, FIRST_USER, FIRST_PID, -EINVAL,
		  "reboot(2) knows no kexec in a PID namespace" },
		{ "no /proc", 0, 1U << 22, 0, 0, 0, 0, "" },
	};
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.capget_errnum = rows[i].capget_errnum;
		fake.effective[0] = rows[i].low;
		fake.effective[1] = rows[i].high;
		fake.pid = rows[i].pid;
		fake.user = rows[i].user;
		reason = "";
		assert_row(rows[i].name, system_may_start(&reason),
			   rows[i].err);
		assert_string_equal(reason, rows[i].reason);
	}
}

/* The families are tried in turn until one exists. */
TEST(any_family_of_sockets_does)
{
	static const struct {
		const char *name;
		int family;
		const char *families; /* 2 IPv4, 10 IPv6, 1 Unix */
	} rows[] = {
		{ "IPv4", AF_INET, "2 " },
		{ "IPv6", AF_INET6, "2 10 " },
		{ "Unix", AF_UNIX, "2 10 1 " },
		{ "none", 0, "2 10 1 " },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.family = rows[i].family;
		fake.families[0] = '\0';
		fake.asked = 0;
		system_network_down();
		assert_string_equal(fake.families, rows[i].families);
		assert_row(rows[i].name, fake.asked, rows[i].family ? 1 : 0);
		fake.families[0] = '\0';
		assert_row(rows[i].name, system_network_up(),
			   rows[i].family != 0);
		assert_string_equal(fake.families, rows[i].families);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_to_start_has_three_parts),
		cmocka_unit_test(any_family_of_sockets_does),
		cmocka_unit_test(files_are_written_out_once),
		cmocka_unit_test(without_a_list_of_interfaces_nothing_is_done),
		cmocka_unit_test(
			an_interface_that_did_not_go_down_is_not_brought_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
