// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A second Linux is called and returns, kx.rounds= times; each round may call
 * it again without a new load (kx.again=). Everything that this system had
 * before a call must be there afterwards: memory, processes, their connections,
 * clocks, disk and network. The second kernel (jump_back_second.c) overwrites
 * all memory that it can get.
 */
#include "test/boot/cases/returns/jump_back.h"
#include "test/boot/guest.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define INITRD_PATH "/initrd"

#define PAGE	  4096UL
#define SPARE_MIB 128

/* Pages with a pattern: each word is different, and can be recomputed. */
static uint64_t **pages;
static size_t nr_pages;
static size_t nr_inside; /* ... that the second kernel will overwrite */
static uint64_t seed;

static uint64_t pattern_word(size_t i)
{
	uint64_t x = (i + seed) * 0x9e3779b97f4a7c15;

	return x ^ x >> 29;
}

static uint64_t *word_at(size_t i)
{
	const size_t in_page = PAGE / sizeof(uint64_t);

	return &pages[i / in_page][i % in_page];
}

static size_t count_words(void)
{
	return nr_pages * PAGE / sizeof(uint64_t);
}

static void fill_memory(uint64_t round)
{
	seed = round << 40;
	for (size_t i = 0; i < count_words(); i++)
		*word_at(i) = pattern_word(i);
}

static void compare_memory(void)
{
	for (size_t i = 0; i < count_words(); i++) {
		if (*word_at(i) != pattern_word(i))
			fail("word %zu of %zu is %#lx instead of %#lx", i,
			     count_words(), *word_at(i), pattern_word(i));
	}
}

static void take_or_drop(uint8_t *page, size_t wanted)
{
	if (nr_pages < wanted)
		pages[nr_pages++] = (uint64_t *)(void *)page;
	else if (madvise(page, PAGE, MADV_DONTNEED))
		fail("madvise: %s", strerrorname_np(errno));
}

/* All free memory in the second kernel's window; the rest elsewhere. */
static void take_memory(void)
{
	uint64_t end = strtoul(word("mem_max", "0x0fffffff"), NULL, 0);
	size_t wanted = ((size_t)word_number("pattern", 256) << 20) / PAGE;
	size_t count = (size_t)(memory_kib("MemAvailable") / 1024 - SPARE_MIB) *
		       (1024 * 1024 / PAGE);
	uint8_t *memory =
		mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	uint64_t *addresses = calloc(count, sizeof(*addresses));
	bool is_told;

	if (memory == MAP_FAILED || count < wanted)
		fail("no memory for %zu pages", wanted);
	is_told = read_addresses(memory, count, addresses);
	pages = calloc(wanted, sizeof(*pages));
	for (size_t i = 0; i < count; i++) {
		if (addresses[i] && addresses[i] < end)
			take_or_drop(memory + i * PAGE, wanted);
	}
	nr_inside = nr_pages;
	for (size_t i = 0; i < count; i++) {
		if (!addresses[i] || addresses[i] >= end)
			take_or_drop(memory + i * PAGE, wanted);
	}
	if (is_told && !nr_inside)
		fail("none of our memory is where the second kernel will be");
	free(addresses);
}

static void pack(void)
{
	struct cpio cpio;

	cpio_create(&cpio, INITRD_PATH);
	cpio_add_running_system(&cpio, INITRD_PATH);
	cpio_close(&cpio);
}

static bool is_stock(void)
{
	return same_text(word("client", "ours"), "stock");
}

/*
 * Stock kexec-tools always needs -c. Without --pass-memmap-cmdline it tells the
 * second kernel about all memory, and loses a command line before that. A
 * kernel that moves itself (KASLR) sees all memory in any case.
 */
static void load_second(const struct load *load)
{
	char cmdline[2200];
	char mem_max[64];
	const char *argv[] = { load->client,
			       "--load-preserve-context",
			       mem_max,
			       "--initrd=" INITRD_PATH,
			       load->kernel,
			       is_stock() ? "--pass-memmap-cmdline" : cmdline,
			       is_stock() ? cmdline : NULL,
			       is_stock() ? "-c" : NULL,
			       NULL,
			       NULL };
	struct tool_result result;
	bool unpacked = word_number("unpacked", 0);

	if (unpacked) {
		wait_for_random();
		argv[6] = "-d";
	}
	snprintf(mem_max, sizeof(mem_max), "--mem-max=%s",
		 word("mem_max", "0x0fffffff"));
	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load->cmdline);
	run_tool(argv, &result);
	if (result.status)
		fail("%s --load-preserve-context: exit status %d: %s",
		     load->client, result.status, result.output);
	if (!kexec_loaded())
		fail("kexec_loaded is 0 after a load");
	if (unpacked && !strstr(result.output, ": unpacked\n"))
		fail("it is packed: %s", result.output);
}

/* Stock kexec-tools counts this as a failure, whatever errno was before. */
int status_of_return(void)
{
	return is_stock() ? 255 : 0;
}

/* kexec -e, which has to come back. */
static void call_second(const struct load *load, long call, bool is_new)
{
	const char *const argv[] = { load->client, "-e", "-x", NULL };
	struct tool_result result;
	struct times before;
	struct times after;

	things_prepare();
	times_read(&before);
	verdict("call", "%ld", call);
	run_tool(argv, &result);
	times_read(&after);
	if (result.status != status_of_return())
		fail("%s -e: exit status %d: %s", load->client, result.status,
		     result.output);
	verdict("returned", "%ld", call);
	times_compare(&before, &after, is_new);
	compare_memory();
	things_check();
}

/* As in the matrix, kexec.ko is for kernels with a version as their name. */
static bool is_without_kexec(const char *kernel)
{
	return *kernel >= '0' && *kernel <= '9';
}

void case_jump_back(void)
{
	long rounds = word_number("rounds", 2);
	long again = word_number("again", 1);
	struct load load;
	char words[160];
	long call = 0;

	kexec_arrive();
	load_from_words(&load);
	snprintf(words, sizeof(words),
		 "kx.client=%s kx.insmod=%d kx.hook=%s kx.mem_max=%s%s",
		 word("client", "ours"), is_without_kexec(word("target", "")),
		 word("hook", "auto"), word("mem_max", "0x0fffffff"),
		 is_stock() ? " nokaslr" : "");
	load.cmdline = second_cmdline("jump_back_second", words);
	pack();
	things_make();
	take_memory();
	for (long round = 1; round <= rounds; round++) {
		fill_memory((uint64_t)round);
		load_second(&load);
		for (long i = 0; i <= again; i++)
			call_second(&load, ++call, !i);
	}
	/* Before disk and network go down under them. */
	kill(-1, SIGKILL);
	verdict("number_returns",
		"%ld, %zu KiB compared after each, %zu of them swapped", call,
		nr_pages * PAGE / 1024, nr_inside * PAGE / 1024);
	pass();
}
