// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A bzImage that is unpacked when it is loaded, by kexec(8), or with call=s by
 * kexec.ko. -d says whether it is, or has the kernel's log say it; a command
 * line that only the decompressor obeys leaves it packed. Then it is started,
 * jumps=N times in a row: KASLR moves kernel and memory regions each time. With
 * icount=1 the instructions from the jump to PID 1 are counted. With lacks=NAME
 * kexec.ko finds no decoder for it, with short=1 not enough memory, and it is
 * started packed.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INITRD	"/initrd"
#define DAMAGED "/damaged"
#define PLACES	3
/* The most of kx.seen=, in a command line of 2047 bytes. */
#define SEEN_MAX 1400

static const struct {
	const char *option; /* NULL: none */
	const char *line;
	const char *says; /* NULL: that depends on the call */
} rows[] = {
	{ NULL, "quiet", ": unpacked\n" },
	{ NULL, "nokaslr", ": unpacked\n" },
	{ NULL, "mem=1G", ": unpacked\n" },
	{ NULL, "movable_node", "only its decompressor obeys movable_node\n" },
	{ NULL, "hugepagesz=1G",
	  "only its decompressor obeys hugepagesz=1G\n" },
	{ NULL, "mem=20M", "it unpacks itself: no place for all of it\n" },
	{ "--keep-packed", "quiet", NULL },
};

/* What kexec -d has said last. */
static struct tool_result said;

static bool log_has(const char *text)
{
	return strstr(said.output, text);
}

static bool is_file_load(const struct load *load)
{
	return same_text(load->call, "-s");
}

/* A place that was drawn is in no message; nokaslr draws none. */
static void check_secret(const char *line)
{
	bool is_drawn =
		log_has("kernel: unpacked\n") && !strstr(line, "nokaslr");

	if (log_has(": kernel: ") &&
	    log_has(" bytes, random place") != is_drawn)
		fail("%s: a random place: %d: %s", line, is_drawn, said.output);
}

static void load_with(const struct load *load, const char *option,
		      const char *line)
{
	int log = log_open();
	char cmdline[2200];
	char initrd[64];
	const char *const argv[] = { load->client, load->call,	 "-d",
				     "-l",	   load->kernel, initrd,
				     cmdline,	   option,	 NULL };

	log_says(log, "", "");
	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", line);
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	run_tool(argv, &said);
	if (is_file_load(load)) {
		log_add(log, &said);
		check_secret(line);
	}
	close(log);
	if (said.status || !kexec_loaded())
		fail("kexec %s -l %s %s: exit status %d: %s", load->call, line,
		     option ? option : "", said.status, said.output);
	verdict("load_ms", "%ld", said.wall_ms);
}

static void try_rows(const struct load *load)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		/* kexec.ko learns of no options. */
		if (rows[i].option && is_file_load(load))
			continue;
		load_with(load, rows[i].option, rows[i].line);
		if (rows[i].says && !log_has(rows[i].says))
			fail("%s %s: not \"%s\"", rows[i].line,
			     rows[i].option ? rows[i].option : "",
			     rows[i].says);
		if (rows[i].option && log_has(": unpacked\n"))
			fail("%s: it is unpacked", rows[i].option);
	}
}

/* Why the kernel has to stay packed on this machine, or NULL. */
static const char *lack(void)
{
	static char reason[64];

	if (word_number("short", 0))
		return "is more than a quarter of available memory\n";
	if (!word("lacks", NULL))
		return NULL;
	snprintf(reason, sizeof(reason), "this kernel has no decoder for %s\n",
		 word("lacks", ""));
	return reason;
}

/*
 * A decoder finds it, and the load fails. LZ4 has no checksum; the file's own
 * shows that something is wrong, but not what. Linux has no decoder for
 * kexec_file_load(2).
 */
static void try_damaged(const struct load *load)
{
	const char *says = lack() ?: "its checksum is wrong\n";
	int log = log_open();
	int kernel;
	int err;

	damage_payload(load->kernel, DAMAGED);
	kernel = open(DAMAGED, O_RDONLY | O_CLOEXEC);
	said.output[0] = '\0';
	log_says(log, "", "");
	err = call_kexec_file_load(kernel, -1, 0, "",
				   KEXEC_FILE_NO_INITRAMFS | KEXEC_FILE_DEBUG);
	log_add(log, &said);
	if (log_has(": unpacked\n") ||
	    (err ? err != -ENOEXEC || !log_has(" payload is damaged\n")
		 : !log_has(says)))
		fail("damaged: %d: %s", err, said.output);
	verdict("damaged", "%d", err);
	close(kernel);
	close(log);
	unlink(DAMAGED);
}

/* Virtual and physical address of the kernel, and of the first vmalloc area. */
static void find_places(unsigned long *places)
{
	unsigned long end = 0;
	char text[32];

	places[0] = find_symbol("_text");
	if (!find_iomem("Kernel code", &places[1], &end))
		fail("no kernel in /proc/iomem");
	write_text("/proc/sys/kernel/kptr_restrict", "1");
	read_text("/proc/vmallocinfo", text, sizeof(text));
	places[2] = strtoul(text + strspn(text, "0x"), NULL, 16);
}

static void add_seen(char *seen)
{
	unsigned long places[PLACES] = { 0 };
	size_t used;

	find_places(places);
	used = (size_t)snprintf(seen, SEEN_MAX, "%s", word("seen", ""));
	snprintf(seen + used, SEEN_MAX - used, "%lx:%lx:%lx,",
		 places[0] >> 20 & 0xfff, places[1] >> 20, places[2] >> 30);
	verdict("places", "%#lx %#lx %#lx", places[0], places[1], places[2]);
}

/* How many of them differ; a place is field @number of each entry. */
static long count_places(const char *seen, size_t number)
{
	unsigned long found[64];
	long count = 0;

	while (*seen && count < 64) {
		unsigned long places[PLACES] = { 0 };
		long i;

		if (sscanf(seen, "%lx:%lx:%lx,", &places[0], &places[1],
			   &places[2]) != PLACES)
			fail("kx.seen= is cut");
		for (i = 0; i < count && found[i] != places[number]; i++)
			;
		found[i] = places[number];
		count += i == count;
		seen = strchr(seen, ',') + 1;
	}
	return count;
}

/*
 * Two of 20 may be the same by chance: some hundred places each. A kernel
 * without CONFIG_RANDOMIZE_MEMORY (regions=0) has one place for the last.
 */
static void check_seen(const char *seen, long jumps)
{
	for (size_t i = 0; i < PLACES; i++) {
		long count = count_places(seen, i);

		verdict("number_places", "%ld of %ld", count, jumps);
		if (i == PLACES - 1 && !word_number("regions", 1))
			continue;
		if (jumps > 4 && count < jumps * 3 / 4)
			fail("%ld places in %ld boots", count, jumps);
	}
}

static void pack(long hop)
{
	char hex[SHA256_HEX_SIZE];
	struct cpio cpio;

	cpio_create(&cpio, INITRD);
	cpio_add_running_system(&cpio, INITRD);
	cpio_add_payload(&cpio, 1024, (uint64_t)hop, hex);
	cpio_close(&cpio);
	expect_payload(hex);
}

static void start(struct load *load, const char *name, const char *words)
{
	bool packed = word_number("packed", 0);

	load->cmdline = second_cmdline(name, words);
	load_with(load, packed ? "--keep-packed" : NULL, load->cmdline);
	if (lack() && !log_has(lack()))
		fail("not \"%s\": %s", lack(), said.output);
	if (log_has(": unpacked\n") == (packed || lack()))
		fail("packed=%d, and it is not: %s", packed, said.output);
	verdict("die_tsc", "%llu", __builtin_ia32_rdtsc());
	jump(load);
}

void case_unpacked(void)
{
	long hop = word_number("hop", 1);
	long jumps = word_number("jumps", 1);
	char seen[SEEN_MAX] = "";
	char words[SEEN_MAX + 160];
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	if (is_file_load(&load) && kexec_is_module() &&
	    !word_number("short", 0))
		try_damaged(&load);
	wait_for_random();
	if (jumps == 1) {
		load.initrd = make_initrd(word("initrd", "1k"));
		if (!word_number("icount", 0) && !lack())
			try_rows(&load);
		start(&load, "unpacked_second", "");
	}
	if (hop > 1)
		add_seen(seen);
	if (hop > jumps) {
		check_seen(seen, jumps);
		pass();
	}
	load.initrd = INITRD;
	pack(hop);
	snprintf(words, sizeof(words),
		 "kx.hop=%ld kx.jumps=%ld kx.client=%s kx.call=%s "
		 "kx.target=%s kx.insmod=%d kx.hook=%s kx.regions=%s "
		 "kx.seen=%s",
		 hop + 1, jumps, word("client", "ours"), word("call", "c"),
		 word("target", "self"), kexec_is_module(),
		 word("hook", "auto"), word("regions", "1"), seen);
	start(&load, "unpacked", words);
}

void case_unpacked_second(void)
{
	verdict("alive_tsc", "%llu", __builtin_ia32_rdtsc());
	case_second();
}
