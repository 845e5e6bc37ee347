// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What runs a guest, runs a kernel and programs that were given to kexec(8), in
 * an emulator with faults of its own. Assume that the guest has taken over the
 * emulator's process. What it can reach then, and why no more:
 *
 * - Root: the process has another user and no capability before the program
 *   starts, and no way back (no_new_privs; the program itself forbids its
 *   threads to change users, and to start programs).
 * - Files: what it has open is a memory file with the plan, which is sealed;
 *   the disks, read-only; their overlays, in memory, which can't grow; and
 *   pipes. No other descriptor is left to it. It may open what the user nobody
 *   may; with Landlock, only what QEMU reads, and nothing to write to. Without
 *   Landlock, no file that it makes grows beyond the size of an overlay.
 * - Other processes: it has a PID namespace of its own, so it can neither
 *   trace nor signal them, and it gets no socket to talk to them.
 * - The network: neither; and its network namespace is empty, without even lo.
 * - This process: it reads the pipe, and takes all in it for bytes of a
 *   console. The guest's command is not run by a shell, nor by any other.
 * - Memory and time: a limit on address space, no core dump, and it dies with
 *   this process, which ends it when the time is over.
 *
 * A user other than root keeps his own user: a guest that has broken out may do
 * what he may, with the limits above. The namespaces need root, or a kernel in
 * which users may make them; where they can't be had, the rest must do. A disk
 * that was given to the guest may be read by it, whoever may read what is on
 * it: its console, which is shown to the caller, is the way out.
 */
#include "tool/kexec/try_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tool/kexec/try_landlock.h"
#include "tool/kexec/try_seccomp.h"

/* The user and group nobody, on every distribution (Linux: overflowuid). */
#define NOBODY 65534
/* Descriptors for the program itself. */
#define FDS_MAX 256
#define KVM	"/dev/kvm"

#define NAMESPACES (CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)

static bool is_root(void)
{
	return !geteuid();
}

/* Those who may use KVM are in a group on most systems. */
static gid_t find_group(void)
{
	struct stat status;

	if (stat(KVM, &status) || !S_ISCHR(status.st_mode) ||
	    !(status.st_mode & S_IRGRP) || !(status.st_mode & S_IWGRP))
		return NOBODY;
	return status.st_gid ? status.st_gid : NOBODY;
}

static bool drop_root(void)
{
	const gid_t group = find_group();
	uid_t uids[3];
	gid_t gids[3];

	if (!is_root())
		return getuid() == geteuid() && getgid() == getegid();
	if (setgroups(1, &group) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY) ||
	    getresuid(&uids[0], &uids[1], &uids[2]) ||
	    getresgid(&gids[0], &gids[1], &gids[2]))
		return false;
	return uids[0] == NOBODY && uids[1] == NOBODY && uids[2] == NOBODY &&
	       gids[0] == NOBODY && gids[1] == NOBODY && gids[2] == NOBODY &&
	       setuid(0) != 0;
}

static bool limit(int resource, uint64_t value)
{
	const struct rlimit limits = { value, value };

	return !setrlimit(resource, &limits);
}

static bool set_limits(const struct confined *confined)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FDS_MAX) &&
	       limit(RLIMIT_AS, confined->memory) &&
	       limit(RLIMIT_FSIZE, confined->file) &&
	       /* A write beyond it is an error, and no signal. */
	       signal(SIGXFSZ, SIG_IGN) != SIG_ERR;
}

/* close_range(2) is of Linux 5.9. */
static bool close_from(unsigned int first)
{
	long end = sysconf(_SC_OPEN_MAX);
	long fd;

#ifdef SYS_close_range
	if (!syscall(SYS_close_range, first, ~0U, 0))
		return true;
#endif
	for (fd = first; fd < end; fd++)
		close((int)fd);
	return end > 0;
}

/* Descriptors that are to stay may have numbers that others are to get. */
static bool set_descriptors(const struct confined *confined)
{
	int above[FDS_MAX / 2];
	unsigned int i;

	for (i = 0; i < confined->nr_fds; i++) {
		above[i] = fcntl(confined->fds[i], F_DUPFD, FDS_MAX);
		if (above[i] < 0)
			return false;
	}
	for (i = 0; i < confined->nr_fds; i++)
		if (dup2(above[i], (int)i) < 0)
			return false;
	return close_from(confined->nr_fds);
}

/* Returns only if it fails. */
static void become(const struct confined *confined)
{
	static char path[] = "PATH=/usr/bin:/bin", language[] = "LC_ALL=C";
	char *const environment[] = { path, language, NULL };
	sigset_t none;

	sigemptyset(&none);
	umask(077);
	if (sigprocmask(SIG_SETMASK, &none, NULL) ||
	    !set_descriptors(confined) || chdir("/") || !drop_root() ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    !landlock_enter(confined->words[0]) || !seccomp_enter() ||
	    !set_limits(confined) ||
	    /* After the change of user, which clears it. */
	    prctl(PR_SET_PDEATHSIG, SIGKILL)) {
		dprintf(STDERR_FILENO, "rights can't be given up: %s\n",
			strerror(errno));
		return;
	}
	execve(confined->words[0], confined->words, environment);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
}

/* fork(2), with flags that it does not have. */
static pid_t fork_into(unsigned long flags)
{
	return (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL,
			      NULL);
}

int confine_start(const struct confined *confined, pid_t *pid)
{
	unsigned long flags = NAMESPACES | (is_root() ? 0 : CLONE_NEWUSER);
	pid_t child;

	if (confined->nr_fds > FDS_MAX / 2)
		return -EMFILE;
	child = fork_into(flags);
	if (child < 0)
		child = fork_into(0);
	if (!child) {
		become(confined);
		_exit(CONFINE_NOT_STARTED);
	}
	if (child < 0)
		return -errno;
	*pid = child;
	return 0;
}

bool confine_has_kvm(void)
{
	struct stat status;

	if (!is_root())
		return !access(KVM, R_OK | W_OK);
	return !stat(KVM, &status) && S_ISCHR(status.st_mode) &&
	       ((status.st_mode & 0006) == 0006 || find_group() != NOBODY);
}
