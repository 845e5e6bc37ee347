// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: permissions. Each row's call is made by a child that has dropped, or
 * never had, the required ones; they are checked before anything else.
 */
#include "test/boot/cases/oracle/descriptors.h"
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/reboot.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* ---- Who ---- */

static long become_nobody(void)
{
	return setresuid(NOBODY, NOBODY, NOBODY);
}

static long set_sys_boot(bool wanted)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	if (wanted)
		data[0].effective = 1U << CAP_SYS_BOOT;
	else
		data[0].effective &= ~(1U << CAP_SYS_BOOT);
	return syscall(SYS_capset, &header, data);
}

static long lose_sys_boot(void)
{
	return set_sys_boot(false);
}

static long keep_sys_boot_alone(void)
{
	return set_sys_boot(true);
}

/* All capabilities, in a namespace of its own. */
static long enter_user_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

/* The caller of call() is the first process of the new namespace. */
static long enter_pid_namespace(void)
{
	return unshare(CLONE_NEWPID);
}

static long enter_both(void)
{
	return unshare(CLONE_NEWUSER | CLONE_NEWPID);
}

/* ---- What ---- */

static long unload(void)
{
	return call_kexec_load(0, 0, NULL, 0);
}

static long load(void)
{
	static const char page[PAGE];
	const struct segment segment = { page, PAGE, BASE, PAGE };

	return call_kexec_load(BASE, 1, &segment, 0);
}

static long load_nonsense(void)
{
	return call_kexec_load(0, 17, NOWHERE, 0x8000);
}

static long file_unload(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

static long file_load(void)
{
	long result = call_kexec_file_load(fd_tiny(), -1, 1, "",
					   KEXEC_FILE_NO_INITRAMFS);

	descriptors_close();
	return result;
}

static long file_load_nonsense(void)
{
	return call_kexec_file_load(-1, -1, 0, NULL, -1UL);
}

static long execute_badly(void)
{
	return syscall(SYS_reboot, 0, 0, LINUX_REBOOT_CMD_KEXEC, 0) ? -errno
								    : 0;
}

static long execute(void)
{
	return call_reboot_kexec();
}

struct caller_row {
	const char *name;
	struct expect expect;
	long (*become)(void);
	long (*call)(void);
};

/* clang-format off */
static const struct caller_row rows[] = {
	{ "nobody unloads", { -EPERM }, become_nobody, unload },
	{ "nobody loads", { -EPERM }, become_nobody, load },
	{ "nobody loads nonsense", { -EPERM }, become_nobody, load_nonsense },
	{ "nobody unloads by file", { -EPERM }, become_nobody, file_unload },
	{ "nobody loads a file", { -EPERM }, become_nobody, file_load },
	{ "nobody loads a nonsense file", { -EPERM }, become_nobody, file_load_nonsense },
	{ "nobody executes", { -EPERM }, become_nobody, execute },
	{ "nobody executes with bad magics", { -EPERM }, become_nobody, execute_badly },
	{ "no CAP_SYS_BOOT: unload", { -EPERM }, lose_sys_boot, unload },
	{ "no CAP_SYS_BOOT: load", { -EPERM }, lose_sys_boot, load },
	{ "no CAP_SYS_BOOT: nonsense", { -EPERM }, lose_sys_boot, load_nonsense },
	{ "no CAP_SYS_BOOT: unload by file", { -EPERM }, lose_sys_boot, file_unload },
	{ "no CAP_SYS_BOOT: file", { -EPERM }, lose_sys_boot, file_load },
	{ "no CAP_SYS_BOOT: nonsense file", { -EPERM }, lose_sys_boot, file_load_nonsense },
	{ "no CAP_SYS_BOOT: execute", { -EPERM }, lose_sys_boot, execute },
	{ "no CAP_SYS_BOOT: bad magics", { -EPERM }, lose_sys_boot, execute_badly },
	{ "CAP_SYS_BOOT alone: unload", { 0, UNLOADS }, keep_sys_boot_alone, unload },
	{ "CAP_SYS_BOOT alone: load", { 0, LOADS }, keep_sys_boot_alone, load },
	{ "CAP_SYS_BOOT alone: nonsense", { -EINVAL }, keep_sys_boot_alone, load_nonsense },
	{ "CAP_SYS_BOOT alone: file", { 0, LOADS }, keep_sys_boot_alone, file_load },
	{ "CAP_SYS_BOOT alone: bad magics", { -EINVAL }, keep_sys_boot_alone, execute_badly },
	{ "user namespace: unload", { -EPERM }, enter_user_namespace, unload },
	{ "user namespace: load", { -EPERM }, enter_user_namespace, load },
	{ "user namespace: file", { -EPERM }, enter_user_namespace, file_load },
	{ "user namespace: execute", { -EPERM }, enter_user_namespace, execute },
	{ "user namespace: bad magics", { -EPERM }, enter_user_namespace, execute_badly },
	{ "pid namespace: unload", { 0, UNLOADS }, enter_pid_namespace, unload },
	{ "pid namespace: load", { 0, LOADS }, enter_pid_namespace, load },
	{ "pid namespace: file", { 0, LOADS }, enter_pid_namespace, file_load },
	{ "pid namespace: execute", { -EINVAL }, enter_pid_namespace, execute },
	{ "pid namespace: bad magics", { -EINVAL }, enter_pid_namespace, execute_badly },
	{ "both namespaces: unload", { -EPERM }, enter_both, unload },
	{ "both namespaces: load", { -EPERM }, enter_both, load },
	{ "both namespaces: execute", { -EINVAL }, enter_both, execute },
	{ "both namespaces: bad magics", { -EINVAL }, enter_both, execute_badly },
};
/* clang-format on */

/* Exit status of a child that could not be set up. */
#define NO_ANSWER 255

static int status_of(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return NO_ANSWER;
	return WEXITSTATUS(status);
}

/* A new pid namespace begins with the next child. */
static long in_child(const void *of)
{
	const struct caller_row *row = of;
	pid_t child = fork();
	int status;

	if (!child) {
		if (row->become())
			_exit(NO_ANSWER);
		child = fork();
		if (!child)
			_exit((int)-row->call());
		_exit(status_of(child));
	}
	status = status_of(child);
	if (status == NO_ANSWER)
		fail("%s: no answer", row->name);
	return -status;
}

void oracle_caller_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		oracle_row(rows[i].name, &rows[i].expect, in_child, &rows[i]);
}
