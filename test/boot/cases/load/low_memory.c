// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A guest whose memory does not hold what kexec_file_load(2) wants, and holds
 * what kexec_load(2) does. The default loads; what cannot be loaded is refused
 * before a process is killed, and leaves the loaded kernel loaded.
 * kx.fits=maybe: nor may a process be killed where memory holds neither.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOLE_PATH      "/hole"
#define FILL_PATH      "/fill"
#define NEIGHBOURS     2
#define NEIGHBOUR_SIZE (4UL << 20)
#define PAGE	       4096UL
#define BASE	       (16UL << 20)

static const char need[] = "MiB are available: ";
static const char missing[] = "MiB are missing";

/* The default load, then one that needs as much again for each file. */
static void load_twice(struct load *load)
{
	struct tool_result result;
	char initrd[128];
	const char *const argv[] = {
		load->client, "-s",   "-l", load->kernel,
		"--append=x", initrd, NULL,
	};

	verdict("available_kib", "%ld", memory_kib("MemAvailable"));
	load_kernel(load, &result);
	verdict("available_then_kib", "%ld", memory_kib("MemAvailable"));
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	run_tool(argv, &result);
	say("%s", result.output);
	if (result.status != 255 || !strstr(result.output, need) ||
	    !strstr(result.output, missing))
		fail("a load without memory: exit status %d: %s", result.status,
		     result.output);
	if (!kexec_loaded())
		fail("a load without memory has unloaded what was loaded");
}

/* One that needs the same pages of memory again and again. */
static pid_t start_neighbour(void)
{
	pid_t pid = fork();
	volatile uint8_t *memory;

	if (pid)
		return pid;
	memory = mmap(NULL, NEIGHBOUR_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		_exit(1);
	for (;;) {
		for (size_t at = 0; at < NEIGHBOUR_SIZE; at += PAGE)
			memory[at] = 1;
		madvise((void *)(uintptr_t)memory, NEIGHBOUR_SIZE,
			MADV_DONTNEED);
	}
}

static void end_neighbour(pid_t pid)
{
	int status;

	if (kill(pid, SIGTERM) || waitpid(pid, &status, 0) != pid ||
	    !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM)
		fail("a neighbour was gone, with status %#x", status);
}

/*
 * The call itself, without kexec(8) before it: of a file that is larger than
 * memory.
 */
static int load_hole(const struct load *load)
{
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int hole = open(HOLE_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	off_t size = (off_t)memory_kib("MemTotal") * 1024;
	int got;

	if (ftruncate(hole, size))
		fail("%s can't be made", HOLE_PATH);
	close(hole);
	hole = open(HOLE_PATH, O_RDONLY | O_CLOEXEC);
	got = call_kexec_file_load(kernel, hole, 1, "", 0);
	close(hole);
	close(kernel);
	unlink(HOLE_PATH);
	return got;
}

/* Leave free what is @kib less than now. */
static void fill(long kib)
{
	static uint8_t page[PAGE];
	int fd = open(FILL_PATH, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	for (; kib > 0; kib -= (long)(PAGE / 1024)) {
		if (write(fd, page, PAGE) != PAGE)
			fail("%s can't be filled", FILL_PATH);
	}
	close(fd);
}

/* A segment of zeroes, which have no memory of their own. */
static int load_zeroes(const struct load *load)
{
	size_t size = (size_t)memory_kib("MemTotal") * 1024 / 5 * 2 & -PAGE;
	struct segment segment = { NULL, size, BASE, size };
	int got;

	(void)load;
	segment.buf =
		mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (segment.buf == MAP_FAILED)
		fail("no address space");
	fill(memory_kib("MemAvailable") - (long)size / 1024 / 4 * 3);
	got = call_kexec_load(BASE, 1, &segment, 0);
	unlink(FILL_PATH);
	munmap((void *)(uintptr_t)segment.buf, size);
	return got;
}

/*
 * Where kexec.ko serves a call, no process is killed for it, neither the loader
 * nor one that needs memory meanwhile; Linux would.
 */
static void call_without_memory(const struct load *load, const char *name,
				int (*call)(const struct load *load))
{
	pid_t neighbours[NEIGHBOURS];
	int log = log_open();
	long begin = now_ms();

	for (size_t i = 0; i < NEIGHBOURS; i++)
		neighbours[i] = start_neighbour();
	must_return(name, call(load), -ENOMEM);
	for (size_t i = 0; i < NEIGHBOURS; i++)
		end_neighbour(neighbours[i]);
	if (log_says(log, "Out of memory", ""))
		fail("%s has started the OOM killer", name);
	close(log);
	if (!kexec_loaded())
		fail("%s without memory has unloaded what was loaded", name);
	verdict(name, "%ld ms", now_ms() - begin);
}

/* As load_kernel(), but it may be refused. Return: whether it was loaded. */
static bool load_or_refuse(const struct load *load)
{
	struct tool_result result;
	char cmdline[2200];
	char initrd[128];
	const char *const argv[] = {
		load->client, "-a", "-l", load->kernel, cmdline, initrd, NULL,
	};

	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load->cmdline);
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	run_tool(argv, &result);
	if (!result.status)
		return true;
	if (result.status != 255 || kexec_loaded() ||
	    !strstr(result.output, "Cannot allocate memory"))
		fail("a load that may not fit: exit status %d: %s",
		     result.status, result.output);
	return false;
}

void case_low_memory(void)
{
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.call = "-a";
	load.initrd = make_initrd("57m");
	load.cmdline = second_cmdline("second", "");
	if (same_text(word("fits", "yes"), "maybe")) {
		if (!load_or_refuse(&load))
			pass();
		jump(&load);
	}
	load_twice(&load);
	if (kexec_is_module()) {
		call_without_memory(&load, "load_hole", load_hole);
		call_without_memory(&load, "load_zeroes", load_zeroes);
	}
	jump(&load);
}
