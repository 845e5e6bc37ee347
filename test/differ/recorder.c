// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * recorder ROOT ANSWERS LOG PROGRAM [ARGUMENT]...
 *
 * Runs a program, also one that is linked statically, in the folder ROOT as its
 * /, and writes into LOG every system call by which it would change the
 * machine. None of them is made: seccomp hands each to this program, which
 * answers as ANSWERS says ("load=-22,file=0"). The program is root in a user
 * namespace of its own, so that Linux would refuse them as well. A call after
 * which a real machine would be gone ends the program. A line of LOG that ends
 * in "=N" is followed by N bytes and a newline. Random bytes are always the
 * same.
 *
 * The last line but one says what it cost: "usage" and the microseconds in the
 * program and in the kernel together, without those before the program starts.
 * With "measure=1" among ANSWERS two numbers follow, the peaks in KiB of struct
 * memory_peak; the time is then too long, because calls wait for the answer.
 */
#include "test/differ/filter.h"
#include "test/differ/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEGMENTS_MAX 16
/* No segment and no file of a test is larger. */
#define BYTES_MAX   (64U << 20)
#define PATH_SIZE   256
#define SECONDS_MAX 20
/* The answer after which the program does not go on. */
#define GONE (-4096L)
/* The answer by which the kernel makes the call. */
#define MAKE (-4097L)

struct run {
	const char *root;
	const char *answers;
	FILE *log;
	pid_t pid;
	unsigned int execs; /* the first one starts the program */
	long before_us;	    /* of this process, until then */
	struct memory_peak peak;
};

static void die(const char *what)
{
	fprintf(stderr, "recorder: %s: %s\n", what, strerror(errno));
	_exit(99);
}

static long answer(const struct run *run, const char *key, long otherwise)
{
	const char *at = run->answers;
	size_t length = strlen(key);

	for (; at && *at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, key, length) && at[length] == '=')
			return strtol(at + length + 1, NULL, 10);
	}
	return otherwise;
}

/* ---- the child ----------------------------------------------------------- */

static void put_line(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t size = (ssize_t)strlen(text);

	if (fd < 0 || write(fd, text, (size_t)size) != size)
		die(path);
	close(fd);
}

/* kexec-tools knows the only one by its name, and leaves it up. */
static void rename_interface(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_newname = "eth0" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFNAME, &request))
		die("eth0");
	close(fd);
}

/* Root of nothing but itself. */
static void enter(const char *root)
{
	unsigned int uid = geteuid();
	unsigned int gid = getegid();
	char map[40];

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC))
		die("unshare");
	put_line("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", uid);
	put_line("/proc/self/uid_map", map);
	snprintf(map, sizeof(map), "0 %u 1", gid);
	put_line("/proc/self/gid_map", map);
	rename_interface();
	if (chroot(root) || chdir("/"))
		die(root);
}

static void run_program(const struct run *run, int to, char *const argv[])
{
	const struct sock_fprog program =
		filter_program(answer(run, "measure", 0));
	char *const environment[] = { NULL };
	int listener;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enter(run->root);
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (listener < 0 ||
	    write(to, &listener, sizeof(listener)) != sizeof(listener))
		die("seccomp");
	/* Goes on when the parent answers. */
	execve(argv[0], argv, environment);
	die(argv[0]);
}

/* ---- what is asked of the parent ----------------------------------------- */

/* False: part of it is not the program's memory. */
static bool read_memory(const struct run *run, uint64_t at, void *to,
			size_t size)
{
	struct iovec here = { .iov_base = to, .iov_len = size };
	struct iovec there = { (void *)(uintptr_t)at, size };

	return process_vm_readv(run->pid, &here, 1, &there, 1, 0) ==
	       (ssize_t)size;
}

static bool write_memory(const struct run *run, uint64_t at, const void *from,
			 size_t size)
{
	struct iovec here = { (void *)(uintptr_t)from, size };
	struct iovec there = { (void *)(uintptr_t)at, size };

	return process_vm_writev(run->pid, &here, 1, &there, 1, 0) ==
	       (ssize_t)size;
}

/* A string may end right before memory that is not there. */
static void read_string(const struct run *run, uint64_t at, char *to)
{
	size_t i;

	for (i = 0; i < PATH_SIZE - 1; i++)
		if (!read_memory(run, at + i, to + i, 1) || !to[i])
			break;
	to[i] = '\0';
}

static void note_bytes(const struct run *run, const void *bytes, size_t size)
{
	fprintf(run->log, " =%zu\n", size);
	fwrite(bytes, 1, size, run->log);
	fputc('\n', run->log);
}

static void note_memory(const struct run *run, uint64_t at, uint64_t size)
{
	char *bytes = size <= BYTES_MAX ? malloc(size + 1) : NULL;

	if (!bytes || (size && !read_memory(run, at, bytes, size)))
		fputs(" unreadable\n", run->log);
	else
		note_bytes(run, bytes, size);
	free(bytes);
}

/* All of a file that the program has open, wherever its offset is. */
static void note_file(const struct run *run, const char *name, int fd)
{
	struct stat status;
	char path[PATH_SIZE];
	char *bytes = NULL;
	int own;

	fputs(name, run->log);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", run->pid, fd);
	own = fd < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (own >= 0 && !fstat(own, &status) && status.st_size <= BYTES_MAX)
		bytes = malloc((size_t)status.st_size + 1);
	if (bytes &&
	    pread(own, bytes, (size_t)status.st_size, 0) == status.st_size)
		note_bytes(run, bytes, (size_t)status.st_size);
	else
		fputs(" none\n", run->log);
	free(bytes);
	if (own >= 0)
		close(own);
}

/* sysfs says what is loaded; where that file is. */
static long set_loaded(const struct run *run, bool is_crash, bool is_loaded,
		       long result)
{
	char path[PATH_SIZE];
	int fd;

	if (result)
		return result;
	snprintf(path, sizeof(path), "%s/sys/kernel/kexec_%sloaded", run->root,
		 is_crash ? "crash_" : "");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, is_loaded ? "1" : "0", 1) != 1)
		die(path);
	if (fd >= 0)
		close(fd);
	return 0;
}

static long on_load(struct run *run, const __u64 *args)
{
	struct kexec_segment segments[SEGMENTS_MAX];
	bool is_crash = args[3] & KEXEC_ON_CRASH;
	uint64_t i;

	/* No load, but what asks whether the call is there, or allowed. */
	if (args[1] > SEGMENTS_MAX) {
		fputs("question\n", run->log);
		return answer(run, "question", -EINVAL);
	}
	fprintf(run->log, "load %#llx %#llx\n", args[0], args[3]);
	if (!read_memory(run, args[2], segments, args[1] * sizeof(*segments)))
		return -EFAULT;
	for (i = 0; i < args[1]; i++) {
		fprintf(run->log, "segment %#lx %#lx",
			(unsigned long)(uintptr_t)segments[i].mem,
			(unsigned long)segments[i].memsz);
		note_memory(run, (uintptr_t)segments[i].buf, segments[i].bufsz);
	}
	/* Has read the segments, as Linux would, so that they are in memory. */
	memory_sample(run->pid, &run->peak);
	return set_loaded(run, is_crash, args[1],
			  answer(run, args[1] ? "load" : "unload", 0));
}

static long on_file_load(struct run *run, const __u64 *args)
{
	bool is_crash = args[4] & KEXEC_FILE_ON_CRASH;
	char last = '\0';

	fprintf(run->log, "file_load %#llx\n", args[4]);
	if (args[4] & KEXEC_FILE_UNLOAD)
		return set_loaded(run, is_crash, false,
				  answer(run, "file-unload", 0));
	note_file(run, "kernel", (int)args[0]);
	note_file(run, "initrd",
		  args[4] & KEXEC_FILE_NO_INITRAMFS ? -1 : (int)args[1]);
	fputs("cmdline", run->log);
	note_memory(run, args[3], args[2]);
	/* As Linux, which has read the files by then: a question about them. */
	if (!(args[4] & KEXEC_FILE_NO_INITRAMFS) && (int)args[1] < 0)
		return answer(run, "ask", -EBADF);
	if (args[2] &&
	    (!read_memory(run, args[3] + args[2] - 1, &last, 1) || last))
		return answer(run, "ask", -EINVAL);
	return set_loaded(run, is_crash, true, answer(run, "file", 0));
}

static long on_reboot(struct run *run, const __u64 *args)
{
	fprintf(run->log, "reboot %#llx\n", args[2]);
	return answer(run, "reboot", GONE);
}

static long on_sync(struct run *run, const __u64 *args)
{
	(void)args;
	fputs("sync\n", run->log);
	return 0;
}

/* The second one is shutdown(8). */
static long on_execve(struct run *run, const __u64 *args)
{
	char word[PATH_SIZE];
	uint64_t pointer;
	uint64_t at;

	if (!run->execs++) {
		run->before_us = memory_time_us(run->pid);
		return MAKE;
	}
	read_string(run, args[0], word);
	fprintf(run->log, "exec %s", word);
	for (at = args[1];
	     read_memory(run, at, &pointer, sizeof(pointer)) && pointer;
	     at += sizeof(pointer)) {
		read_string(run, pointer, word);
		fprintf(run->log, " %s", word);
	}
	fputc('\n', run->log);
	return answer(run, "exec", GONE);
}

static long on_getrandom(struct run *run, const __u64 *args)
{
	unsigned char bytes[256];
	size_t size = args[1] < sizeof(bytes) ? args[1] : sizeof(bytes);
	size_t i;

	for (i = 0; i < size; i++)
		bytes[i] = (unsigned char)(0xa5 + 7 * i);
	return write_memory(run, args[0], bytes, size) ? (long)size : -EFAULT;
}

/* Of the one interface: it is up, and no loopback. */
static long on_interface(struct run *run, const __u64 *args)
{
	struct ifreq request;

	if (!read_memory(run, args[2], &request, sizeof(request)))
		return -EFAULT;
	if (args[1] == SIOCSIFFLAGS) {
		fprintf(run->log, "interface %s\n",
			request.ifr_flags & IFF_UP ? "up" : "down");
		return 0;
	}
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	return write_memory(run, args[2], &request, sizeof(request)) ? 0
								     : -EFAULT;
}

static long on_release(struct run *run, const __u64 *args)
{
	(void)args;
	/* Before the program has started, it is not its memory. */
	if (run->execs)
		memory_sample(run->pid, &run->peak);
	return MAKE;
}

static const struct {
	int number;
	long (*answer)(struct run *run, const __u64 *args);
} calls[] = {
	{ SYS_kexec_load, on_load },	{ SYS_kexec_file_load, on_file_load },
	{ SYS_reboot, on_reboot },	{ SYS_sync, on_sync },
	{ SYS_execve, on_execve },	{ SYS_getrandom, on_getrandom },
	{ SYS_ioctl, on_interface },	{ SYS_munmap, on_release },
	{ SYS_mremap, on_release },	{ SYS_madvise, on_release },
	{ SYS_brk, on_release },	{ SYS_close, on_release },
	{ SYS_ftruncate, on_release },	{ SYS_fallocate, on_release },
	{ SYS_exit_group, on_release },
};

static long answer_call(struct run *run, const struct seccomp_data *data)
{
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == data->nr)
			return calls[i].answer(run, data->args);
	return -ENOSYS;
}

/* One call; false when there will be no more. */
static bool serve(struct run *run, int listener)
{
	struct seccomp_notif call = { 0 };
	struct seccomp_notif_resp response = { 0 };
	long result;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call))
		return errno == EINTR || errno == ENOENT;
	result = answer_call(run, &call.data);
	if (result == GONE) {
		kill(run->pid, SIGKILL);
		return false;
	}
	response.id = call.id;
	if (result == MAKE)
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else if (result < 0)
		response.error = (int)result;
	else
		response.val = result;
	return !ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) ||
	       errno == ENOENT;
}

static void serve_all(struct run *run, int listener)
{
	struct pollfd one = { .fd = listener, .events = POLLIN };

	for (;;) {
		if (poll(&one, 1, SECONDS_MAX * 1000) <= 0) {
			fputs("too long\n", run->log);
			kill(run->pid, SIGKILL);
			return;
		}
		if (!(one.revents & POLLIN) || !serve(run, listener))
			return;
	}
}

/* The child's number of it comes through a pipe. */
static int take_listener(pid_t pid, int from)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	int listener;
	int own;

	/* The child has said why, if it is dead. */
	if (read(from, &listener, sizeof(listener)) != sizeof(listener))
		_exit(99);
	own = (int)syscall(SYS_pidfd_getfd, pidfd, listener, 0);
	if (own < 0)
		die("pidfd_getfd");
	close(pidfd);
	return own;
}

static void note_usage(const struct run *run, const struct rusage *usage)
{
	const struct timeval *user = &usage->ru_utime;
	const struct timeval *kernel = &usage->ru_stime;

	fprintf(run->log, "usage %ld",
		(user->tv_sec + kernel->tv_sec) * 1000000L + user->tv_usec +
			kernel->tv_usec - run->before_us);
	if (answer(run, "measure", 0))
		fprintf(run->log, " %ld %ld", run->peak.kib,
			run->peak.anon_kib);
	fputc('\n', run->log);
}

int main(int argc, char *argv[])
{
	struct run run = { 0 };
	int ends[2];
	struct rusage usage;
	int listener;
	int status;

	if (argc < 5)
		return 2;
	run.root = argv[1];
	run.answers = argv[2];
	run.log = fopen(argv[3], "we");
	if (!run.log || pipe2(ends, O_CLOEXEC))
		die(argv[3]);
	run.pid = fork();
	if (run.pid < 0)
		die("fork");
	if (!run.pid)
		run_program(&run, ends[1], argv + 4);
	close(ends[1]);
	listener = take_listener(run.pid, ends[0]);
	serve_all(&run, listener);
	close(listener);
	if (wait4(run.pid, &status, 0, &usage) < 0)
		die("wait4");
	note_usage(&run, &usage);
	if (WIFEXITED(status))
		fprintf(run.log, "exit %d\n", WEXITSTATUS(status));
	else
		fprintf(run.log, "signal %d\n", WTERMSIG(status));
	return fclose(run.log) ? 99 : 0;
}
