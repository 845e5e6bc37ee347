// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The process of QEMU, from its start to its end. Its standard output is the
 * guest's serial port; what it says itself comes by standard error.
 */
#include "tool/kexec/try_guest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool/kexec/try_args.h"
#include "tool/kexec/try_confine.h"

#define MS  1000
#define GIB (1ULL << 30)
/* Beside the guest's memory: QEMU's own, and what it translates. */
#define OWN_MEMORY (6 * GIB)
/* Firmware takes one second where KVM works. */
#define KVM_SECONDS 10

/* How long a process that is killed may take: it may wait for a disk. */
#define END_MS 5000
/* How long one takes to end that has closed its streams. */
#define EXIT_MS	 1000
#define CHECK_MS 10

/* What a line without end is taken for a prompt after. */
#define SILENCE_MS 1000

/* The rest of the line that has decided, and what follows it at once. */
#define LINGER_MS 200

#define READ_SIZE 1024

enum { CONSOLE, MESSAGES, STREAMS };

struct process {
	pid_t pid;
	int streams[STREAMS];
	bool is_open[STREAMS];
};

struct run {
	struct guest *guest;
	struct console *console;
	void (*each)(const char *line);
	uint64_t begin_ms;
	uint64_t over_ms; /* when a line has decided; 0: none has */
	struct process process;
};

static uint64_t now_ms(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * MS + (uint64_t)now.tv_nsec / 1000000;
}

static bool is_kvm(const struct guest *guest)
{
	return !strcmp(guest->accelerator, "kvm");
}

/* @ends: where the process writes */
static int make_streams(struct process *process, int ends[STREAMS])
{
	int pair[2];
	int i;

	for (i = 0; i < STREAMS; i++) {
		if (pipe2(pair, O_CLOEXEC))
			return -errno;
		process->streams[i] = pair[0];
		process->is_open[i] = true;
		ends[i] = pair[1];
	}
	return 0;
}

static int start(const struct guest *guest, int none, const int ends[STREAMS],
		 pid_t *pid)
{
	int fds[ARGS_DISKS_FD + 2 * TRY_DISKS_MAX] = { none, ends[CONSOLE],
						       ends[MESSAGES],
						       guest->program };
	struct confined confined = {
		.fds = fds,
		.nr_fds = ARGS_DISKS_FD + 2 * guest->disks->count,
		.memory = guest->memory + OWN_MEMORY,
		.file = guest->disks->count ? TRY_DISKS_BOUND : 0,
		.kvm = is_kvm(guest) ? CONFINE_KVM : CONFINE_NO_KVM,
	};
	struct args args;
	unsigned int i;

	for (i = 0; i < guest->disks->count; i++) {
		fds[ARGS_DISKS_FD + 2 * i] = guest->disks->disks[i].base;
		fds[ARGS_DISKS_FD + 2 * i + 1] = guest->disks->disks[i].overlay;
	}
	args_make(guest, &args);
	confined.words = args.words;
	return confine_start(&confined, pid);
}

static void close_all(const int *fds, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int begin(const struct guest *guest, struct process *process)
{
	int ends[STREAMS] = { -1, -1 };
	int none = open("/dev/null", O_RDWR | O_CLOEXEC);
	int err = none < 0 ? -errno : make_streams(process, ends);

	if (!err)
		err = start(guest, none, ends, &process->pid);
	close_all(&none, 1);
	close_all(ends, STREAMS);
	if (err)
		close_all(process->streams, STREAMS);
	return err;
}

/* Whether it has ended by then. */
static bool await_end(pid_t pid, int *status, uint64_t ms)
{
	uint64_t begin_ms = now_ms();
	pid_t ended;

	for (;;) {
		ended = waitpid(pid, status, WNOHANG);
		if (ended == pid || (ended < 0 && errno != EINTR))
			return true;
		if (now_ms() - begin_ms >= ms)
			return false;
		(void)poll(NULL, 0, CHECK_MS);
	}
}

/*
 * A guest that resets itself or switches itself off ends QEMU with 0. The
 * kernel may have ended it as well, or an error of its own. A signal that QEMU
 * takes for a wish ends it with 0, too, but it says so.
 */
static bool has_failed(struct guest *guest, int status)
{
	if (WIFSIGNALED(status))
		snprintf(guest->failure, sizeof(guest->failure), "signal %d%s",
			 WTERMSIG(status),
			 WTERMSIG(status) == SIGKILL
				 ? ", as the kernel sends where memory is short"
				 : "");
	else if (WEXITSTATUS(status))
		snprintf(guest->failure, sizeof(guest->failure),
			 "exit status %d", WEXITSTATUS(status));
	else if (strstr(guest->message, "terminating on signal "))
		snprintf(guest->failure, sizeof(guest->failure),
			 "somebody ended it by a signal");
	return guest->failure[0];
}

/* It was told to end. Whether that or something else has ended it is open. */
static bool has_failed_late(struct guest *guest, int status)
{
	if (!WIFSIGNALED(status))
		return has_failed(guest, status);
	snprintf(guest->failure, sizeof(guest->failure),
		 "signal %d, after it had closed its streams",
		 WTERMSIG(status));
	return true;
}

/* One that does not end now, ends when its call does: it is killed. */
static void finish(struct process *process, struct guest *guest,
		   enum verdict_end *end)
{
	int status = 0;

	close_all(process->streams, STREAMS);
	if (*end == VERDICT_END_EXIT &&
	    await_end(process->pid, &status, EXIT_MS)) {
		if (has_failed(guest, status))
			*end = VERDICT_END_FAULT;
		return;
	}
	kill(process->pid, SIGKILL);
	if (!await_end(process->pid, &status, END_MS))
		guest->left = process->pid;
	else if (*end == VERDICT_END_EXIT && has_failed_late(guest, status))
		*end = VERDICT_END_FAULT;
}

/*
 * Only the last line counts; a warning of QEMU's may come first. What controls
 * a terminal is left out.
 */
static void take_message(struct guest *guest, const char *bytes, size_t size)
{
	size_t length = strlen(guest->message);
	size_t i;

	for (i = 0; i < size; i++) {
		if (bytes[i] == '\n') {
			guest->is_message_over = true;
			continue;
		}
		if (bytes[i] < ' ' || bytes[i] > '~')
			continue;
		if (guest->is_message_over)
			length = 0;
		guest->is_message_over = false;
		if (length < GUEST_MESSAGE - 1)
			guest->message[length++] = bytes[i];
	}
	guest->message[length] = '\0';
}

/* Until the time is over, or KVM must have shown that it works. */
static int left_ms(const struct run *run)
{
	uint64_t seconds = run->guest->seconds;
	uint64_t at_ms = now_ms();
	uint64_t gone_ms = at_ms - run->begin_ms;

	if (run->over_ms)
		return at_ms < run->over_ms + LINGER_MS
			       ? (int)(run->over_ms + LINGER_MS - at_ms)
			       : 0;
	if (run->guest->may_retry && is_kvm(run->guest) &&
	    !console_has_entered(run->console) && seconds > KVM_SECONDS)
		seconds = KVM_SECONDS;
	return gone_ms < seconds * MS ? (int)(seconds * MS - gone_ms) : 0;
}

/*
 * Whoever reads standard output may have stopped: a line must not wait for him
 * longer than the guest has time. The lines of one read fit into what a pipe
 * takes at once (PIPE_BUF).
 */
static bool can_print(const struct run *run)
{
	struct pollfd output = { STDOUT_FILENO, POLLOUT, 0 };

	return !run->each || poll(&output, 1, left_ms(run)) > 0;
}

static void note_over(struct run *run, bool is_over)
{
	if (is_over && !run->over_ms)
		run->over_ms = now_ms();
}

static void take(struct run *run, int stream)
{
	char bytes[READ_SIZE];
	ssize_t size = read(run->process.streams[stream], bytes, sizeof(bytes));

	if (size < 0 && errno == EINTR)
		return;
	if (size <= 0 && stream == CONSOLE)
		note_over(run, console_pause(run->console));
	if (size <= 0)
		run->process.is_open[stream] = false;
	else if (stream == MESSAGES)
		take_message(run->guest, bytes, (size_t)size);
	else
		note_over(run, console_feed(run->console, bytes, (size_t)size,
					    run->each));
}

/* Waits for bytes of the streams, and takes them. */
static void take_some(struct run *run, int left)
{
	struct process *process = &run->process;
	struct pollfd polled[STREAMS];
	int i;

	for (i = 0; i < STREAMS; i++)
		polled[i] = (struct pollfd){ process->is_open[i]
						     ? process->streams[i]
						     : -1,
					     POLLIN, 0 };
	if (!poll(polled, STREAMS, left < SILENCE_MS ? left : SILENCE_MS))
		note_over(run, console_pause(run->console));
	if (polled[CONSOLE].revents && !can_print(run))
		polled[CONSOLE].revents = 0;
	for (i = 0; i < STREAMS; i++)
		if (polled[i].revents)
			take(run, i);
}

/* Until the end of the console, of the time, or of all doubt. */
static enum verdict_end follow(struct run *run)
{
	const struct process *process = &run->process;
	int left;

	while (process->is_open[CONSOLE] || process->is_open[MESSAGES]) {
		left = left_ms(run);
		if (!left)
			return run->over_ms ? VERDICT_END_LINE
					    : VERDICT_END_TIME;
		take_some(run, left);
	}
	return run->over_ms ? VERDICT_END_LINE : VERDICT_END_EXIT;
}

int guest_run(struct guest *guest, struct console *console,
	      void (*each)(const char *line), enum verdict_end *end)
{
	struct run run = {
		.guest = guest,
		.console = console,
		.each = each,
		.process = { .streams = { -1, -1 } },
	};
	int err;

	guest->message[0] = '\0';
	guest->failure[0] = '\0';
	guest->left = 0;
	run.begin_ms = now_ms();
	err = begin(guest, &run.process);
	if (err)
		return err;
	*end = follow(&run);
	finish(&run.process, guest, end);
	guest->took = (unsigned int)((now_ms() - run.begin_ms) / MS);
	return 0;
}

/* Firmware alone says nothing; nobody has written to a disk. */
bool guest_lacks_kvm(const struct guest *guest, const struct console *console)
{
	return is_kvm(guest) && !console_has_entered(console);
}
