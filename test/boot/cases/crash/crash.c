// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Load a crash kernel, leave patterns that it must find in the dump, and crash
 * in the way that kx.die= names: by sysrq, by lack of memory, by init's exit,
 * or in a module (die/).
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kernel-page-flags.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/boot/cases/crash/crash.h"

/*
 * asm/mce.h: MCI_STATUS_VAL, _UC, _EN, _ADDRV and _PCC, and a code for memory;
 * MCG_STATUS_MCIP and _RIPV.
 */
#define MCE_STATUS	0xb60000000000009fULL
#define MCE_IN_PROGRESS 4U
#define MCE_CAN_RESTART 1U

static struct {
	struct load load;
	char words[640];     /* for the crash kernel */
	unsigned long start; /* of its memory */
	uint64_t size;
	uint64_t pattern; /* physical address of a page with it, or 0 */
	uint64_t damage;  /* physical address of a byte to change, or 0 */
	bool is_control;  /* ... in the next control page from there on */
} crash;

static uint64_t read_number(const char *path)
{
	char text[64];

	read_text(path, text, sizeof(text));
	return strtoull(text, NULL, 0);
}

static void check_region(void)
{
	unsigned long end = 0;

	if (!find_iomem("Crash kernel", &crash.start, &end))
		fail("/proc/iomem has no Crash kernel");
	crash.size = end - crash.start;
	if (read_number("/sys/kernel/kexec_crash_size") != crash.size)
		fail("kexec_crash_size is not what /proc/iomem says");
	if (read_number("/sys/kernel/kexec_crash_loaded"))
		fail("a crash kernel is loaded before one was");
	verdict("region", "%#lx+%" PRIu64 " MiB", crash.start,
		crash.size >> 20);
}

static void check_printed_size(void)
{
	const char *const argv[] = { crash.load.client, "--print-ckr-size",
				     NULL };
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status || strtoull(result.output, NULL, 10) != crash.size)
		fail("%s --print-ckr-size: exit status %d: %s",
		     crash.load.client, result.status, result.output);
}

uint64_t crash_physical(const void *page)
{
	uint64_t address;

	read_addresses(page, 1, &address);
	return address;
}

/*
 * How many pages of low memory die.ko will fill, or about so many: since Linux
 * 5.13 the kernel reserves all of it; before, it has data of its own there.
 */
static size_t count_low_pages(void)
{
	const uint64_t unused = 1ULL << 32 | 1ULL << KPF_BUDDY; /* reserved */
	uint64_t flags[CRASH_LOW_PAGES];
	size_t count = 0;
	int fd;

	if (!word_number("low", 0))
		return 0;
	fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	if (pread(fd, flags, sizeof(flags),
		  CRASH_LOW_START / CRASH_PAGE * sizeof(*flags)) !=
	    sizeof(flags))
		fail("no flags of low memory");
	close(fd);
	for (size_t i = 0; i < CRASH_LOW_PAGES; i++)
		count += (flags[i] & unused) != 0;
	return count;
}

/* A page with a unique pattern, for the dump. */
static void leave_pattern(void)
{
	uint64_t *page = mmap(NULL, CRASH_PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	/* How many CPUs the crash kernel is to start. */
	long starts = word_number("starts", 1);

	if (page == MAP_FAILED)
		fail("no memory for a pattern");
	crash_pattern(page);
	/* Memory of crashkernel=,cma may hold it: then it is not dumped. */
	if (!word_number("cma", 0))
		crash.pattern = crash_physical(page);
	if (word_number("low", 0) && !crash.pattern)
		fail("this kernel does not say where a page is");
	snprintf(crash.words, sizeof(crash.words),
		 "kx.cpus=%ld kx.pattern=%#" PRIx64
		 " kx.busy=%s kx.loading=%s kx.tools=%s kx.log=%s kx.low=%zu"
		 " kx.headers=%s kx.starts=%ld kx.libc=%s kx.poisoned=%d"
		 " maxcpus=%ld",
		 plug_cpus(), crash.pattern, word("busy", "0"),
		 word("loading", ""), word("tools", "0"), word("log", "whole"),
		 count_low_pages(), word("headers", "elf64"), starts,
		 word("libc", "glibc"), same_text(word("die", ""), "mce"),
		 starts);
}

/*
 * The byte to change without kexec.ko's knowledge, or to write to: die=write.
 */
static const char *spot(void)
{
	return word("damaged", word("write", ""));
}

/* "[START, END) NAME" */
static bool is_segment(const char *line, const char *name, uint64_t *start,
		       uint64_t *end)
{
	const char *found = strstr(line, ") ");

	return found && same_text(found + 2, name) &&
	       sscanf(line, "[%" SCNx64 ", %" SCNx64, start, end) == 2;
}

/*
 * In the segment that kx.damaged= names: the byte in its middle, its last one,
 * or the one at kx.at=. "control" is not a segment: it is the page tables and
 * the code that enter the kernel, wherever kexec.ko has them in the region.
 */
static void choose_damage(char *plan)
{
	const char *name = spot();
	uint64_t start;
	uint64_t end;

	if (same_text(name, "control")) {
		crash.damage = crash.start;
		crash.is_control = true;
		return;
	}
	for (char *line = strtok(plan, "\n"); line; line = strtok(NULL, "\n")) {
		if (!is_segment(line, name, &start, &end))
			continue;
		crash.damage = start + (end - start) / 2;
		if (same_text(word("at", ""), "end"))
			crash.damage = end - 1;
		else if (*word("at", ""))
			crash.damage = start + (uint64_t)word_number("at", 0);
		verdict("damage", "%s at %#" PRIx64, name, crash.damage);
		return;
	}
	fail("no segment is called %s", name);
}

/* As large as the estimate in @check, and no larger. */
static void size_region(const char *check)
{
	const char *end = strstr(check, " MiB  needed, about\n");
	const char *line = end;
	char size[32];

	if (!end)
		fail("no sum of what is needed: %s", check);
	while (line > check && line[-1] != '\n')
		line--;
	crash.size = (uint64_t)strtod(line, NULL) << 20;
	snprintf(size, sizeof(size), "%" PRIu64, crash.size);
	write_text("/sys/kernel/kexec_crash_size", size);
	if (read_number("/sys/kernel/kexec_crash_size") != crash.size)
		fail("the region does not shrink to %s bytes", size);
	verdict("sized", "%" PRIu64 " MiB", crash.size >> 20);
}

static void load_with(const char *const argv[])
{
	struct tool_result result;
	int log = log_open();

	log_says(log, "", "");
	run_tool(argv, &result);
	if (same_text(crash.load.call, "-s"))
		log_add(log, &result);
	close(log);
	if (result.status)
		fail("%s %s -p: exit status %d: %s", crash.load.client,
		     crash.load.call, result.status, result.output);
	if (word_number("unpacked", 0) &&
	    !strstr(result.output, ": unpacked\n"))
		fail("it is packed: %s", result.output);
	if (!read_number("/sys/kernel/kexec_crash_loaded"))
		fail("kexec_crash_loaded is 0 after a load");
	if (kexec_loaded())
		fail("kexec_loaded is 1 after loading a crash kernel");
	verdict("load_ms", "%ld", result.wall_ms);
}

static void load_crash_kernel(void)
{
	struct tool_result result;
	char cmdline[2200];
	char initrd[256];
	char damaged[32];
	const char *argv[] = {
		crash.load.client,
		crash.load.call,
		"-p",
		cmdline,
		initrd,
		crash.load.kernel,
		NULL,
		NULL,
		NULL,
		NULL,
	};

	if (word_number("unpacked", 0))
		argv[6] = "-d";
	if (word_number("packed", 0))
		argv[6] = "--keep-packed";
	if (word_number("hotplug", 0))
		argv[6] = "--hotplug";
	if (word_number("memmap", 0))
		argv[6] = "--pass-memmap-cmdline";
	if (same_text(word("headers", ""), "elf32"))
		argv[6] = "--elf32-core-headers";
	snprintf(cmdline, sizeof(cmdline), "--command-line=%s",
		 crash.load.cmdline);
	snprintf(initrd, sizeof(initrd), "--initrd=%s", crash.load.initrd);
	if (word_number("sized", 0)) {
		argv[6] = "--check";
		run_tool(argv, &result);
		size_region(result.output);
		argv[6] = NULL;
	}
	if (*spot()) {
		snprintf(damaged, sizeof(damaged), "--if-damaged=%s",
			 word("action", "reboot"));
		argv[6] = damaged;
		/* One that is unpacked has another place in each plan. */
		argv[7] = "--keep-packed";
		argv[8] = "--check";
		run_tool(argv, &result);
		choose_damage(result.output);
		argv[8] = NULL;
	}
	load_with(argv);
}

/* Repeat kx.again= times before the real load: load twice, and unload. */
static void practise(void)
{
	const char *const unload[] = { crash.load.client, crash.load.call, "-p",
				       "-u", NULL };
	struct tool_result result;

	for (long i = 0; i < word_number("again", 0); i++) {
		load_crash_kernel();
		load_crash_kernel();
		run_tool(unload, &result);
		if (result.status)
			fail("%s -p -u: exit status %d: %s", crash.load.client,
			     result.status, result.output);
		if (read_number("/sys/kernel/kexec_crash_loaded"))
			fail("kexec_crash_loaded is 1 after an unload");
	}
}

static bool has_vmcoreinfo(void)
{
	return !access("/sys/kernel/vmcoreinfo", F_OK);
}

/*
 * With kx.garble=vmcoreinfo the first byte of its text changes before the
 * panic. It follows the note's head of 12 bytes and its name.
 */
static void choose_garbled(void)
{
	char text[64];

	if (!same_text(word("garble", ""), "vmcoreinfo"))
		return;
	read_text("/sys/kernel/vmcoreinfo", text, sizeof(text));
	crash.damage = strtoull(text, NULL, 16) + 12 + sizeof("VMCOREINFO") + 1;
}

/* On a kernel without vmcoreinfo, the dump cannot be filtered. */
static void expect_vmcoreinfo(char *words, size_t size)
{
	if (!has_vmcoreinfo())
		snprintf(words + strlen(words), size - strlen(words),
			 " kx.vmcoreinfo=none");
}

/* A load for such a kernel must warn, before any crash. */
static void check_warning(void)
{
	bool is_warned = log_says(log_open(), "kexec: ", "no vmcoreinfo");

	if (is_warned == has_vmcoreinfo())
		fail("the log %s of a missing vmcoreinfo",
		     is_warned ? "tells" : "does not tell");
}

static void die_by_module(const char *how)
{
	char parameters[128];
	int err;

	snprintf(parameters, sizeof(parameters),
		 "how=%s damage=%" PRIu64 " control=%d", how, crash.damage,
		 crash.is_control);
	if (word_number("low", 0))
		snprintf(parameters + strlen(parameters),
			 sizeof(parameters) - strlen(parameters),
			 " fill=%lu,%lu,%" PRIu64, CRASH_LOW_START,
			 CRASH_LOW_END, crash.pattern);
	err = insert_module_with("/die.ko", parameters);
	say("insmod die.ko %s: %d", parameters, err);
}

static void eat_memory(void)
{
	write_text("/proc/sys/vm/panic_on_oom", "2");
	for (;;) {
		char *memory = mmap(NULL, 1UL << 20, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED)
			break;
		memset(memory, 1, 1UL << 20);
	}
}

/*
 * The processor reports an uncorrected error in the page with the pattern: the
 * host makes QEMU do so. kx.mce= has CPUs and bank.
 */
static void die_by_memory(void)
{
	const char *where = word("mce", "0_5");
	char cpu_and_bank[16];

	if (!crash.pattern)
		fail("this kernel does not say where a page is");
	snprintf(cpu_and_bank, sizeof(cpu_and_bank), "%s", where);
	for (char *at = cpu_and_bank; *at; at++)
		if (*at == '_')
			*at = ' ';
	verdict("monitor", "mce %s %#llx %u %#" PRIx64 " 0", cpu_and_bank,
		MCE_STATUS, MCE_IN_PROGRESS | MCE_CAN_RESTART, crash.pattern);
	sleep(30);
}

static void die(const char *how)
{
	write_text("/proc/sys/kernel/panic_on_oops", "1");
	write_text("/proc/sys/kernel/softlockup_panic", "1");
	write_text("/proc/sys/kernel/hardlockup_panic", "1");
	write_text("/proc/sys/kernel/hung_task_panic", "1");
	write_text("/proc/sys/kernel/hung_task_timeout_secs", "2");
	write_text("/proc/sys/kernel/watchdog_thresh", "2");
	if (same_text(how, "sysrq"))
		write_text("/proc/sysrq-trigger", "c");
	else if (same_text(how, "oom"))
		eat_memory();
	else if (same_text(how, "init"))
		_exit(0);
	else if (same_text(how, "mce"))
		die_by_memory();
	else
		die_by_module(how);
	plug_at_death();
}

void case_crash(void)
{
	char release[128];

	kexec_arrive();
	check_region();
	load_from_words(&crash.load);
	check_printed_size();
	leave_pattern();
	plug_before_load(crash.words, sizeof(crash.words));
	crash_announce_cma(crash.size, crash.words, sizeof(crash.words));
	expect_vmcoreinfo(crash.words, sizeof(crash.words));
	crash_announce_code(crash.words, sizeof(crash.words),
			    word("die", "sysrq"));
	crash.load.initrd = make_initrd(word("initrd", "1k"));
	crash.load.cmdline = second_cmdline("crash_second", crash.words);
	wait_for_random();
	practise();
	load_crash_kernel();
	check_warning();
	choose_garbled();
	plug_after_load();
	crash_occupy_cpus(&crash.load);
	kernel_release(crash.load.kernel, release, sizeof(release));
	verdict("expect_release", "%s", release);
	if (same_text(word("log", ""), "full"))
		crash_fill_log();
	write_text("/dev/kmsg", CRASH_MESSAGE "\n");
	say("die");
	verdict("die_tsc", "%llu", machine_ticks());
	die(word("die", "sysrq"));
	sleep(60);
	fail("still alive");
}
