// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Four initrds: the first with microcode and an ACPI table, uncompressed; /init
 * and the payload; a compressed one, kx.packed=; and another, which comes
 * through a pipe. In the next kernel a file of each must be there, and early
 * code must have found the table. With kx.late=1 the compressed one is the
 * first: the load warns, and the table is not found. kexec_load(2) gets all of
 * them unpacked, but with kx.late=1 or kx.keep=1 (--keep-initrd-packed).
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EARLY "/archives/early.cpio"
#define OTHER "/archives/other.cpio"
#define SAYS  "for the early kernel (microcode or ACPI tables), comes after"

/* The path, with what the file must contain. */
static const struct {
	const char *path;
	const char *text;
} files[] = {
	{ "/kernel/x86/microcode/GenuineIntel.bin", "microcode" },
	{ "/from/packed", "packed" },
	{ "/from/other", "other" },
};

/* Standard input of the next program: a pipe, through which a file comes. */
static void feed(const char *path)
{
	struct bytes file = map_file(path);
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		fail("no pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		fail("cannot fork: %s", strerror(errno));
	if (!pid) {
		close(ends[0]);
		_exit(write(ends[1], file.data, file.size) !=
		      (ssize_t)file.size);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
}

/* What the debug output says about kexec_load(2)'s initrds. */
static void check_unpacked(const struct load *load, const char *output)
{
	const char *says = "initrd: unpacked 0x";

	if (word_number("late", 0))
		says = "initrd: it stays as it is: early code would find";
	else if (word_number("keep", 0))
		says = "initrd: it stays as it is: that was asked for";
	if (!!strstr(output, says) != same_text(load->call, "-c"))
		fail("a load with %s says: %s", load->call, output);
}

static void load_all(const struct load *load)
{
	bool is_late = word_number("late", 0);
	struct tool_result result;
	char cmdline[2200];
	char initrd[128];
	char packed[128];
	const char *const argv[] = {
		load->client,
		load->call,
		"-l",
		load->kernel,
		cmdline,
		is_late ? packed : "--initrd=" EARLY,
		initrd,
		is_late ? "--initrd=" EARLY : packed,
		"--initrd=-",
		"-d",
		word_number("keep", 0) ? "--keep-initrd-packed" : NULL,
		NULL,
	};

	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load->cmdline);
	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	snprintf(packed, sizeof(packed), "--initrd=/archives/packed.%s",
		 word("packed", "gz"));
	feed(OTHER);
	run_tool(argv, &result);
	if (result.status || !kexec_loaded())
		fail("%s %s -l: exit status %d: %s", load->client, load->call,
		     result.status, result.output);
	if (is_late != !!strstr(result.output, SAYS))
		fail("a load with kx.late=%d says: %s", is_late, result.output);
	check_unpacked(load, result.output);
}

void case_initrds(void)
{
	struct load load;
	char words[32];

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	snprintf(words, sizeof(words), "kx.late=%ld", word_number("late", 0));
	load.cmdline = second_cmdline("initrds_second", words);
	load_all(&load);
	jump(&load);
}

void case_initrds_second(void)
{
	bool is_late = word_number("late", 0);
	char text[32];
	bool is_found;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		if (access(files[i].path, R_OK))
			fail("%s is lost", files[i].path);
		read_text(files[i].path, text, sizeof(text));
		if (!same_text(text, files[i].text))
			fail("%s says %s", files[i].path, text);
	}
	is_found = log_says(log_open(), "found in initrd", "kx.aml");
	if (is_found == is_late)
		fail("early code %s the ACPI table",
		     is_found ? "found" : "did not find");
	case_second();
}
