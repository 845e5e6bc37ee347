// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What runs a guest, runs a kernel and programs that were given to kexec(8), in
 * an emulator with faults of its own. Assume that the guest has taken over the
 * emulator's process. What it can reach then, and why no more:
 *
 * - Root: the process has a user of its own, whom no other process has, and no
 *   capability before the program starts, and no way back (no_new_privs; the
 *   program itself forbids its threads to change users, and to start programs).
 *   With nobody's, any process of nobody could trace it, and read the disks.
 * - Files: what it has open is a memory file with the plan, which is sealed;
 *   the disks, read-only; their overlays, in memory, which can't grow; and
 *   pipes. No other descriptor is left to it. It may open what all users may;
 *   with Landlock, only what QEMU reads, and nothing to write to but /dev/null
 *   and, if it is used, KVM's device. Without
 *   Landlock, no file that it makes grows beyond the size of an overlay, but it
 *   may make several where that user may.
 * - Other processes: with namespaces it has one of its own for PIDs, so it can
 *   neither trace nor signal them. Without, it may signal those of its user,
 *   if Landlock is older than Linux 6.12; calls that trace are refused, but a
 *   user's other processes have files in /proc, which Landlock alone keeps
 *   shut. It gets no socket to talk to them.
 * - The terminal: it is in a session of its own, which has none, and may not
 *   type on one that it opens.
 * - The network: it gets no socket; with namespaces, its network is empty,
 *   without even lo.
 * - This process: it reads the pipe, and takes all in it for bytes of a
 *   console. The guest's command is not run by a shell, nor by any other.
 * - Memory and time: a limit on address space; what that does not count, files
 *   in memory and System V's, it can't make. A limit on threads, where no other
 *   process counts. No core dump, and it dies with this process, which ends it
 *   when the time is over. It is the last in turn for the CPU, and the first
 *   that the kernel ends when memory is short.
 *
 * A user other than root keeps his own user: a guest that has broken out may do
 * what he may, with the limits above. The namespaces need root, or a kernel in
 * which users may make them; Landlock is of Linux 5.13, and may be off:
 * confine_lacks() says which of both is not there. A disk that was given to the
 * guest may be read by it, whoever may read what is on it: its console, which
 * is shown to the caller, is the way out.
 */
#include "tool/kexec/try_confine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/kexec/try_landlock.h"
#include "tool/kexec/try_seccomp.h"

/* The user and group nobody, on every distribution (Linux: overflowuid). */
#define NOBODY 65534
/*
 * With this process's number added, of 22 bits, it is that of a user whom no
 * distribution, container or service of systemd has (systemd docs/UIDS-GIDS.md:
 * unused). SSSD's and FreeIPA's defaults for users of a directory end below it,
 * at 2000200000 (sssd-ldap(5), ldap_idmap_range_max).
 */
#define OWN_USERS 0x78000000U
/* Of the guest's user: QEMU has less than 100. */
#define THREADS_MAX 2048
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

/* A limit that is lower stays, of both: not all who are root may raise it. */
static bool limit(int resource, uint64_t value)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits))
		return false;
	if (value < limits.rlim_max)
		limits.rlim_max = value;
	if (value < limits.rlim_cur)
		limits.rlim_cur = value;
	return !setrlimit(resource, &limits);
}

static bool is_all(uid_t user)
{
	uid_t uids[3];
	gid_t gids[3];

	return !getresuid(&uids[0], &uids[1], &uids[2]) &&
	       !getresgid(&gids[0], &gids[1], &gids[2]) && uids[0] == user &&
	       uids[1] == user && uids[2] == user && gids[0] == user &&
	       gids[1] == user && gids[2] == user;
}

/* The user comes last: without root's no group can be set. */
static bool become_user(uid_t user)
{
	return !setresgid(user, user, user) && !setresuid(user, user, user);
}

/*
 * In a container that has not so many users or groups, it is nobody: then
 * others of nobody's count, and there is no limit on them all.
 */
static bool drop_root(const struct confined *confined)
{
	const gid_t group =
		confined->kvm == CONFINE_KVM ? find_group() : NOBODY;
	uid_t user = confined->user;

	if (!is_root())
		return getuid() == geteuid() && getgid() == getegid();
	if (setgroups(1, &group))
		return false;
	if (!become_user(user)) {
		user = NOBODY;
		if (!become_user(user))
			return false;
	} else if (!limit(RLIMIT_NPROC, THREADS_MAX)) {
		return false;
	}
	return is_all(user) && setuid(0) != 0;
}

static bool set_limits(const struct confined *confined)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FDS_MAX) &&
	       limit(RLIMIT_AS, confined->memory) &&
	       limit(RLIMIT_FSIZE, confined->file) &&
	       /* A write beyond it is an error, and no signal. */
	       signal(SIGXFSZ, SIG_IGN) != SIG_ERR;
}

/* From the list of those that are open; a limit may be far above them. */
static bool close_listed(unsigned int first)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	long fd;

	if (!folder)
		return false;
	while ((entry = readdir(folder))) {
		fd = strtol(entry->d_name, NULL, 10);
		if (fd >= (long)first && fd != dirfd(folder))
			close((int)fd);
	}
	return !closedir(folder);
}

/* close_range(2) is of Linux 5.9. */
static bool close_from(unsigned int first)
{
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, first, ~0U, 0))
		return true;
#endif
	return close_listed(first);
}

/*
 * Descriptors that are to stay may have numbers that others are to get. The
 * pipe to the parent comes after them, and goes when the program starts.
 */
static bool set_descriptors(const struct confined *confined, int pipe)
{
	int above[FDS_MAX / 2 + 1];
	unsigned int nr = confined->nr_fds;
	unsigned int i;

	for (i = 0; i <= nr; i++) {
		above[i] = fcntl(i < nr ? confined->fds[i] : pipe, F_DUPFD,
				 FDS_MAX);
		if (above[i] < 0)
			return false;
	}
	for (i = 0; i <= nr; i++)
		if (dup2(above[i], (int)i) < 0)
			return false;
	return !fcntl((int)nr, F_SETFD, FD_CLOEXEC) && close_from(nr + 1);
}

/* No terminal is left, and signals of one do not come. */
static bool begin_session(const struct confined *confined)
{
	sigset_t none;

	(void)confined;
	sigemptyset(&none);
	umask(077);
	return setsid() >= 0 && !sigprocmask(SIG_SETMASK, &none, NULL) &&
	       !chdir("/");
}

/* Nothing depends on it: a process may always ask for less. */
static bool stand_back(const struct confined *confined)
{
	static const char most[] = "1000";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	(void)confined;
	if (fd >= 0) {
		(void)!write(fd, most, strlen(most));
		close(fd);
	}
	(void)setpriority(PRIO_PROCESS, 0, 19);
	return true;
}

/* A user may have been given some; Linux before 4.3 has none to give. */
static bool drop_rights(const struct confined *confined)
{
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) &&
	    errno != EINVAL)
		return false;
	return drop_root(confined) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/*
 * After the change of user, which clears it. A parent that ended before that
 * has closed its end of the pipe: then this ends here, by a signal.
 */
static bool die_with_parent(const struct confined *confined)
{
	return !prctl(PR_SET_PDEATHSIG, SIGKILL) &&
	       signal(SIGPIPE, SIG_DFL) != SIG_ERR &&
	       write((int)confined->nr_fds, "", 1) == 1;
}

static bool enter_landlock(const struct confined *confined)
{
	return landlock_enter(confined->words[0], confined->kvm);
}

static bool enter_seccomp(const struct confined *confined)
{
	return seccomp_enter(confined->kvm);
}

/* In this order. */
static const struct {
	const char *name;
	bool (*take)(const struct confined *confined);
} steps[] = {
	{ "a session of its own", begin_session },
	{ "its place behind others", stand_back },
	{ "another user", drop_rights },
	{ "an end with kexec", die_with_parent },
	{ "Landlock", enter_landlock },
	{ "seccomp", enter_seccomp },
	{ "limits", set_limits },
};

/* Returns only if it fails. */
static void become(const struct confined *confined, int pipe)
{
	static char path[] = "PATH=/usr/bin:/bin", language[] = "LC_ALL=C";
	char *const environment[] = { path, language, NULL };
	size_t i;

	if (!set_descriptors(confined, pipe)) {
		dprintf(confined->fds[STDERR_FILENO],
			"it can't be confined: descriptors: %s\n",
			strerror(errno));
		return;
	}
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!steps[i].take(confined)) {
			dprintf(STDERR_FILENO, "it can't be confined: %s: %s\n",
				steps[i].name, strerror(errno));
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

static unsigned long all_namespaces(void)
{
	return NAMESPACES | (is_root() ? 0 : CLONE_NEWUSER);
}

/* Where users may not make them, or no more of them. */
static bool is_without_namespaces(int error)
{
	return error == EPERM || error == EINVAL || error == ENOSPC ||
	       error == EUSERS;
}

/* Until the child is bound to this process, or has ended. */
static void await(int pipe)
{
	char byte;

	while (read(pipe, &byte, 1) < 0 && errno == EINTR)
		;
}

int confine_start(const struct confined *asked, pid_t *pid)
{
	struct confined confined = *asked;
	int ends[2];
	pid_t child;
	int err = 0;

	confined.user = OWN_USERS + (uid_t)getpid();
	if (confined.nr_fds > FDS_MAX / 2)
		return -EMFILE;
	/* Else its number could be another's when it is ended. */
	if (signal(SIGCHLD, SIG_DFL) == SIG_ERR || pipe2(ends, O_CLOEXEC))
		return -errno;
	child = fork_into(all_namespaces());
	if (child < 0 && is_without_namespaces(errno))
		child = fork_into(0);
	if (!child) {
		become(&confined, ends[1]);
		_exit(CONFINE_NOT_STARTED);
	}
	if (child < 0)
		err = -errno;
	close(ends[1]);
	if (!err) {
		await(ends[0]);
		*pid = child;
	}
	close(ends[0]);
	return err;
}

static bool has_namespaces(void)
{
	pid_t child = fork_into(all_namespaces());

	if (!child)
		_exit(0);
	if (child < 0)
		return false;
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

static bool is_unseen(void)
{
	return has_namespaces() || !landlock_stops_signals();
}

static bool is_unheard(void)
{
	return has_namespaces() || landlock_stops_signals();
}

/* What the rest does without; the first two exclude each other. */
static const struct {
	bool (*is_there)(void);
	const char *words;
} layers[] = {
	{ is_unseen,
	  "this kernel gives it no namespaces: a guest that breaks out of QEMU "
	  "sees other processes" },
	{ is_unheard,
	  "this kernel gives it no namespaces: a guest that breaks out of QEMU "
	  "sees other processes, and may signal its user's" },
	{ landlock_is_there,
	  "this kernel has no Landlock: a guest that breaks out of QEMU may "
	  "open what QEMU's user may" },
};

const char *confine_lacks(unsigned int nr)
{
	size_t i;

	for (i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
		if (!layers[i].is_there() && !nr--)
			return layers[i].words;
	return NULL;
}

bool confine_has_kvm(void)
{
	struct stat status;

	if (!is_root())
		return !access(KVM, R_OK | W_OK);
	return !stat(KVM, &status) && S_ISCHR(status.st_mode) &&
	       ((status.st_mode & 0006) == 0006 || find_group() != NOBODY);
}
