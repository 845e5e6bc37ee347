// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A DIMM whose memory is taken into use, or out of use, while a crash kernel is
 * loaded, and the headers that the dump must then have. QEMU plugs it before
 * the kernel boots; ACPI reports it as hot-plugged. Or a CPU that is absent
 * when the crash kernel is loaded and present at the crash, or the other way
 * round.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

#define SYSTEM "/sys/devices/system/"
#define BLOCKS SYSTEM "memory/memory*/state"

#define LONG_SIZE (256UL << 20)

static struct {
	const char *change;   /* kx.plug= */
	bool hotplug_updates; /* the kernel or module updates the headers */
	glob_t blocks;	      /* the DIMM's, by their files */
} plug;

static unsigned long block_number(const char *path)
{
	return strtoul(path + strlen(SYSTEM "memory/memory"), NULL, 10);
}

/* At boot everything but the DIMM is online. */
static void find_blocks(void)
{
	glob_t all;
	size_t kept = 0;

	if (glob(BLOCKS, 0, NULL, &all))
		fail("this kernel has no memory hotplug");
	for (size_t i = 0; i < all.gl_pathc; i++) {
		char state[32];

		read_text(all.gl_pathv[i], state, sizeof(state));
		if (same_text(state, "offline"))
			all.gl_pathv[kept++] = all.gl_pathv[i];
	}
	if (!kept)
		fail("no memory is offline");
	all.gl_pathc = kept;
	plug.blocks = all;
}

static void set_state(const char *state)
{
	for (size_t i = 0; i < plug.blocks.gl_pathc; i++) {
		const char *path = plug.blocks.gl_pathv[i];
		int err = write_text(path, state);

		if (err)
			fail("%s to %s: %s", state, path, strerrorname_np(err));
	}
}

/* The blocks' addresses: [start, end). They follow each other. */
static void find_range(unsigned long *start, unsigned long *end)
{
	char text[32];
	unsigned long size;

	read_text(SYSTEM "memory/block_size_bytes", text, sizeof(text));
	size = strtoul(text, NULL, 16);
	*start = ~0UL;
	*end = 0;
	for (size_t i = 0; i < plug.blocks.gl_pathc; i++) {
		unsigned long at = block_number(plug.blocks.gl_pathv[i]) * size;

		*start = at < *start ? at : *start;
		*end = at + size > *end ? at + size : *end;
	}
	if (*end - *start != plug.blocks.gl_pathc * size)
		fail("the memory is not in one piece");
}

/* A kernel without memory hotplug has no folder for it. */
static void expect_promise(const char *promise)
{
	static const char *const folders[] = { "cpu", "memory" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		char path[64];
		char text[32];

		snprintf(path, sizeof(path), SYSTEM "%s", folders[i]);
		if (access(path, F_OK))
			continue;
		snprintf(path, sizeof(path), SYSTEM "%s/crash_hotplug",
			 folders[i]);
		read_text(path, text, sizeof(text));
		if (!same_text(text, promise))
			fail("%s is %s instead of %s", path, text, promise);
	}
}

static void replug(const char *parameter)
{
	int err = insert_module_with("/replug.ko", parameter);

	if (err != -EAGAIN)
		fail("replug.ko %s: %s", parameter, strerrorname_np(-err));
}

static void expect_cpu(int want)
{
	if (access(SYSTEM "cpu/cpu1/crash_notes", F_OK) != want)
		fail("cpu1 %s crash_notes", want ? "has" : "has no");
}

static void lose_cpu(void)
{
	expect_cpu(0);
	replug("come=0");
	expect_cpu(-1);
}

static void set_cpu(const char *online)
{
	int err = write_text(SYSTEM "cpu/cpu1/online", online);

	if (err)
		fail("%s to cpu1: %s", online, strerrorname_np(err));
}

static void get_cpu(void)
{
	replug("come=1");
	expect_cpu(0);
	set_cpu("1");
}

long plug_cpus(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) -
	       same_text(word("plug", ""), "cpu_off");
}

void plug_before_load(char *words, size_t size)
{
	const char *dumped = "whole";
	unsigned long start;
	unsigned long end;

	plug.change = word("plug", "");
	if (!*plug.change)
		return;
	plug.hotplug_updates =
		same_text(word("call", "c"), "s") || word_number("hotplug", 0);
	if (same_text(plug.change, "cpu"))
		lose_cpu();
	if (starts_with(plug.change, "cpu"))
		return;
	find_blocks();
	find_range(&start, &end);
	if (same_text(plug.change, "offline"))
		set_state("online_movable");
	expect_promise("0");
	/* Linux describes memory that is offline, too. */
	if (same_text(plug.change, "offline") && kexec_is_module())
		dumped = "no";
	snprintf(words + strlen(words), size - strlen(words),
		 " acpi_no_memhotplug kx.plug=%s kx.plugged=%#lx-%#lx"
		 " kx.dumped=%s",
		 plug.change, start, end, dumped);
	verdict("plugged", "[%#lx, %#lx)", start, end);
}

/* Movable pages are allocated from such memory first. */
static void fill_page(void)
{
	uint64_t *page = mmap(NULL, CRASH_PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	unsigned long start;
	unsigned long end;
	uint64_t at;

	if (page == MAP_FAILED)
		fail("no memory for a page");
	crash_pattern(page);
	at = crash_physical(page);
	find_range(&start, &end);
	if (at < start || at >= end)
		fail("a page lies at %#llx, not in the new memory",
		     (unsigned long long)at);
}

/* A slow load. */
static void *load_long(void *unused)
{
	const struct segment segment = { mmap(NULL, LONG_SIZE, PROT_READ,
					      MAP_PRIVATE | MAP_ANONYMOUS, -1,
					      0),
					 LONG_SIZE, 0x4000000, LONG_SIZE };
	int err = call_kexec_load(segment.mem, 1, &segment, 0);

	(void)unused;
	if (err)
		fail("a long load: %s", strerrorname_np(-err));
	return NULL;
}

/* While a call is in progress, this cannot be read. */
static bool is_busy(void)
{
	int fd = open("/sys/kernel/kexec_crash_size", O_RDONLY | O_CLOEXEC);
	char text[32];
	bool busy = read(fd, text, sizeof(text)) < 0 && errno == EBUSY;

	close(fd);
	return busy;
}

/* Memory comes online during a call: the update must wait. */
static void online_during_load(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, load_long, NULL))
		fail("no thread");
	while (!is_busy())
		usleep(1000);
	set_state("online_movable");
	if (!is_busy())
		fail("the load was over too early");
	pthread_join(thread, NULL);
	usleep(1000000);
}

void plug_after_load(void)
{
	if (!*plug.change)
		return;
	expect_promise(plug.hotplug_updates ? "1" : "0");
	if (same_text(plug.change, "cpu"))
		get_cpu();
	if (same_text(plug.change, "cpu_off"))
		set_cpu("0");
	if (same_text(plug.change, "offline"))
		set_state("offline");
	if (same_text(plug.change, "busy"))
		online_during_load();
	if (same_text(plug.change, "online")) {
		set_state("online_movable");
		fill_page();
	}
	expect_promise(plug.hotplug_updates ? "1" : "0");
}

void plug_at_death(void)
{
	if (same_text(plug.change, "death"))
		set_state("online_movable");
}
