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

/* The rest of the line that has decided, and what follows it at once. */
#define LINGER_MS 200

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

static void finish(struct process *process)
{
	close_all(process->streams, STREAMS);
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Only the last line counts; a warning of QEMU's may come first. */
static void take_message(struct guest *guest, const char *bytes, size_t size)
{
	size_t length = strlen(guest->message);
	size_t i;

	for (i = 0; i < size; i++) {
		if (length && guest->message[length - 1] == '\n')
			length = 0;
		if (length < GUEST_MESSAGE - 1)
			guest->message[length++] = bytes[i];
	}
	guest->message[length] = '\0';
}

static void end_message(struct guest *guest)
{
	guest->message[strcspn(guest->message, "\n")] = '\0';
}

static void take(struct run *run, int stream)
{
	char bytes[4096];
	ssize_t size = read(run->process.streams[stream], bytes, sizeof(bytes));

	if (size < 0 && errno == EINTR)
		return;
	if (size <= 0)
		run->process.is_open[stream] = false;
	else if (stream == MESSAGES)
		take_message(run->guest, bytes, (size_t)size);
	else if (console_feed(run->console, bytes, (size_t)size, run->each) &&
		 !run->over_ms)
		run->over_ms = now_ms();
}

static bool is_kvm(const struct guest *guest)
{
	return !strcmp(guest->accelerator, "kvm");
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
	if (is_kvm(run->guest) && !console_has_entered(run->console) &&
	    seconds > KVM_SECONDS)
		seconds = KVM_SECONDS;
	return gone_ms < seconds * MS ? (int)(seconds * MS - gone_ms) : 0;
}

/* Until the end of the console, of the time, or of all doubt. */
static enum verdict_end follow(struct run *run)
{
	struct process *process = &run->process;
	struct pollfd polled[STREAMS];
	int left;
	int i;

	while (process->is_open[CONSOLE] || process->is_open[MESSAGES]) {
		left = left_ms(run);
		if (!left)
			return run->over_ms ? VERDICT_END_LINE
					    : VERDICT_END_TIME;
		for (i = 0; i < STREAMS; i++)
			polled[i] = (struct pollfd){
				process->is_open[i] ? process->streams[i] : -1,
				POLLIN, 0
			};
		(void)poll(polled, STREAMS, left);
		for (i = 0; i < STREAMS; i++)
			if (polled[i].fd >= 0 && polled[i].revents)
				take(run, i);
	}
	return run->over_ms ? VERDICT_END_LINE : VERDICT_END_EXIT;
}

static int run_once(struct run *run, enum verdict_end *end)
{
	int err;

	run->guest->message[0] = '\0';
	run->begin_ms = now_ms();
	run->over_ms = 0;
	err = begin(run->guest, &run->process);
	if (err)
		return err;
	*end = follow(run);
	finish(&run->process);
	end_message(run->guest);
	run->guest->took = (unsigned int)((now_ms() - run->begin_ms) / MS);
	return 0;
}

int guest_run(struct guest *guest, struct console *console,
	      void (*each)(const char *line), enum verdict_end *end)
{
	struct console fresh = *console;
	struct run run = { .guest = guest, .console = console, .each = each };
	int err = run_once(&run, end);

	if (err || !is_kvm(guest) || console_has_entered(console))
		return err;
	/* Firmware alone says nothing; nobody has written to a disk. */
	*console = fresh;
	guest->accelerator = "tcg";
	return run_once(&run, end);
}
