// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads of images that return, at their limits: nearly half of memory,
 * including the running kernel's own; more than there is, which keeps the
 * loaded image; and a call by another process during a load.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/boot/cases/returns/returns.h"

#define PAGE	  4096UL
#define MIB	  (1UL << 20)
#define START	  (MEMORY_START + 16 * MIB)
#define MAX_TRIES 100

static const uint8_t *nothing(void)
{
	static uint8_t page[PAGE];

	memcpy(page, returns_nothing,
	       (size_t)(returns_nothing_end - returns_nothing));
	return page;
}

static int load(size_t size)
{
	const struct segment segment = {
		.buf = nothing(),
		.bufsz = PAGE,
		.mem = START,
		.memsz = size,
	};

	return call_kexec_load(START, 1, &segment, KEXEC_PRESERVE_CONTEXT);
}

static void *take_memory(size_t size)
{
	void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (bytes == MAP_FAILED || mlock(bytes, size))
		fail("no memory for %zu MiB", size / MIB);
	return bytes;
}

static size_t part_of_memory(unsigned int percent)
{
	return (size_t)memory_kib("MemTotal") / 100 * percent / 4 * PAGE;
}

static void run(const char *what)
{
	int err = call_reboot_kexec();

	if (err)
		fail("%s: reboot says %d", what, err);
	verdict("returned", "%s", what);
}

/* The image is at the addresses of the running kernel. */
static void large(void)
{
	size_t size = part_of_memory(44);
	long begin;
	int err = load(size);

	if (err)
		fail("44%% of memory: %d", err);
	begin = now_ms();
	run("44% of memory");
	verdict("number_large_mib", "%zu", size / MIB);
	verdict("number_large_ms", "%ld", now_ms() - begin);
	if (load(part_of_memory(51)) != -EINVAL)
		fail("51%% of memory can be loaded");
	run("the same after 51%");
}

static void low_memory(void)
{
	size_t wanted = part_of_memory(40);
	size_t size;
	void *taken;
	int err = load(PAGE);

	if (err)
		fail("a page: %d", err);
	/* Half of the memory that the next load needs is left. */
	size = (size_t)settled_memory_kib() / 4 * PAGE - wanted / 2;
	taken = take_memory(size);
	err = load(wanted);
	if (err != -ENOMEM)
		fail("more than there is: %d", err);
	munmap(taken, size);
	run("a page, after a load that failed");
}

/* An unload that changes nothing, and takes the lock. Exits with 1 if busy. */
static void call_until_busy(void)
{
	for (;;) {
		int err = call_kexec_load(0, 0, NULL, KEXEC_ON_CRASH);

		if (err == -EBUSY)
			_exit(1);
		if (err)
			_exit(2);
	}
}

static void busy(void)
{
	pid_t child = fork();
	int status = 0;
	int tries = 0;

	if (!child)
		call_until_busy();
	while (!waitpid(child, &status, WNOHANG)) {
		int err = call_reboot_kexec();

		/* It may be the other one that has the lock. */
		if (err && err != -EBUSY)
			fail("reboot says %d", err);
		if (++tries > MAX_TRIES)
			fail("a second call is never busy");
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
		fail("a second call ends with %#x", status);
	run("after a second call");
}

void case_returns_load(void)
{
	kexec_arrive();
	large();
	low_memory();
	busy();
	pass();
}
