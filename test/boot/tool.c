// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Runs kexec(8) as a child, keeps its output, and samples its memory while it
 * runs, because no counter of the kernel has the peak of anonymous memory.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAMPLE_MS 5

static void start(const char *const argv[], int output, const char *path)
{
	dup2(output, STDERR_FILENO);
	if (path)
		output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			      0600);
	dup2(output, STDOUT_FILENO);
	/* execv() changes nothing; its prototype is older than const. */
	execv(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void keep_peak(const char *path, const char *field, long *peak)
{
	long kib;

	/* An exiting process no longer has this line. */
	if (read_field(path, field, &kib) && kib > *peak)
		*peak = kib;
}

static void sample(pid_t pid, struct tool_result *result)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	keep_peak(path, "RssAnon", &result->peak_anon_kib);
	keep_peak(path, "VmHWM", &result->peak_rss_kib);
}

static void drain(int fd, struct tool_result *result, size_t *used)
{
	char waste[512];
	size_t space = sizeof(result->output) - 1 - *used;
	ssize_t done;

	do {
		if (!space) {
			done = read(fd, waste, sizeof(waste));
			continue;
		}
		done = read(fd, result->output + *used, space);
		if (done > 0) {
			*used += (size_t)done;
			space -= (size_t)done;
		}
	} while (done > 0);
	result->output[*used] = '\0';
}

static void print(const char *const argv[], const struct tool_result *result)
{
	char *copy = strdup(result->output);

	say("%s %s %s...: exit status %d after %ld ms", argv[0], argv[1],
	    argv[2] ? argv[2] : "", result->status, result->wall_ms);
	for (char *p = strtok(copy, "\n"); p; p = strtok(NULL, "\n"))
		say("| %s", p);
	free(copy);
}

void run_tool(const char *const argv[], struct tool_result *result)
{
	run_tool_into(NULL, argv, result);
}

void run_tool_into(const char *path, const char *const argv[],
		   struct tool_result *result)
{
	long begin = now_ms();
	size_t used = 0;
	int ends[2];
	int status;
	pid_t pid;

	*result = (struct tool_result){ 0 };
	if (pipe2(ends, O_CLOEXEC) || fcntl(ends[0], F_SETFL, O_NONBLOCK))
		fail("no pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		fail("cannot fork: %s", strerror(errno));
	if (!pid)
		start(argv, ends[1], path);
	close(ends[1]);
	while (!waitpid(pid, &status, WNOHANG)) {
		struct pollfd wait = { .fd = ends[0], .events = POLLIN };

		/* Where instructions are counted, the tool's alone count. */
		if (!word_number("icount", 0))
			sample(pid, result);
		poll(&wait, 1, SAMPLE_MS);
		drain(ends[0], result, &used);
	}
	result->wall_ms = now_ms() - begin;
	drain(ends[0], result, &used);
	close(ends[0]);
	result->status = WIFEXITED(status) ? WEXITSTATUS(status)
					   : 128 + WTERMSIG(status);
	print(argv, result);
}
