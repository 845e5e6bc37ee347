// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads of kernels that cannot boot succeed with a warning. This guest was
 * booted with an initrd, without a root device, and has little memory reserved
 * for crash kernels.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <string.h>

#define WORDS_MAX 8

static const struct {
	const char *words[WORDS_MAX]; /* K: the kernel; I: the initrd */
	const char *says;	      /* NULL: no warning */
} rows[] = {
	{ { "-p", "K", "--initrd=I", "--append=quiet" },
	  "are set aside for a crash kernel, and this one needs about " },
	{ { "-q", "-p", "K", "--initrd=I", "--append=quiet" }, NULL },
	{ { "-l", "K", "--append=quiet" },
	  "K has no initrd, and the running system came up with one" },
	{ { "-l", "K", "--initrd=I" },
	  "K has no command line: no root= and no console=" },
	{ { "-l", "K", "--initrd=I", "--append=root=/dev/sdz9" },
	  "root=/dev/sdz9: this system has no such device" },
	{ { "-l", "K", "--initrd=K", "--append=quiet" },
	  "K was given as an initrd, and is a " },
	{ { "-l", "K", "--initrd=I", "--append=quiet" }, NULL },
};

/* @word with the files' names in it. */
static void name_files(const struct load *load, const char *word, char *text,
		       size_t size)
{
	size_t used = 0;

	for (; *word && used + 1 < size; word++) {
		const char *name = *word == 'K'	  ? load->kernel
				   : *word == 'I' ? load->initrd
						  : NULL;

		if (name)
			used += (size_t)snprintf(text + used, size - used, "%s",
						 name);
		else
			text[used++] = *word;
	}
	text[used < size ? used : size - 1] = '\0';
}

static void check(const struct load *load, size_t row)
{
	const char *argv[WORDS_MAX + 2] = { load->client };
	struct tool_result result;
	char words[WORDS_MAX][128];
	char says[256] = "";
	size_t i;

	for (i = 0; rows[row].words[i]; i++) {
		name_files(load, rows[row].words[i], words[i],
			   sizeof(words[i]));
		argv[1 + i] = words[i];
	}
	run_tool(argv, &result);
	if (result.status)
		fail("row %zu: exit status %d", row, result.status);
	if (!rows[row].says) {
		if (result.output[0])
			fail("row %zu said %s", row, result.output);
		return;
	}
	name_files(load, rows[row].says, says, sizeof(says));
	if (!strstr(result.output, says))
		fail("row %zu said %s, and not %s", row, result.output, says);
}

void case_forewarn(void)
{
	struct load load;
	char loaded[16];
	size_t i;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&load, i);
	read_text("/sys/kernel/kexec_crash_loaded", loaded, sizeof(loaded));
	if (!kexec_loaded() || loaded[0] != '1')
		fail("a load that was warned of was not made");
	pass();
}
