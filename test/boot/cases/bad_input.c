// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Calls that must fail, each with its errno (Linux kernel/kexec.c, kexec_core.c
 * and kexec_file.c), while a good image is loaded: it stays loaded all the
 * time and boots at the end. On a kernel with its own kexec the same rows run
 * against Linux, so the table itself is checked.
 */
#include "bad_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DISABLED "/proc/sys/kernel/kexec_load_disabled"

static unsigned int rows;
static unsigned int surprises;

bool bad_applies(enum stricter stricter)
{
	return stricter == SAME_AS_LINUX || kexec_is_module();
}

void bad_surprise(const char *name, const char *what)
{
	surprises++;
	say("WRONG: %s: %s", name, what);
	verdict("wrong", "%s: %s", name, what);
}

void bad_row(const char *name, int got, int want)
{
	char text[128];

	rows++;
	if (got != -want) {
		snprintf(text, sizeof(text), "%s instead of %s",
			 strerrorname_np(-got), strerrorname_np(want));
		bad_surprise(name, text);
	}
	if (!kexec_loaded())
		fail("after '%s' nothing is loaded", name);
}

static void load_by_call(const struct load *load)
{
	int kernel = open(load->kernel, O_RDONLY | O_CLOEXEC);
	int initrd = open(load->initrd, O_RDONLY | O_CLOEXEC);
	int err;

	err = call_kexec_file_load(kernel, initrd, strlen(load->cmdline) + 1,
				   load->cmdline, 0);
	if (err || !kexec_loaded())
		fail("the good image does not load: %s", strerror(-err));
	close(kernel);
	close(initrd);
}

/* The sysctl is a one-way street; a loaded kernel may still start. */
static void disable(void)
{
	struct segment none = { 0 };
	char text[16];
	int err = write_text(DISABLED, "1");

	if (err)
		fail("kexec_load_disabled: %s", strerror(err));
	bad_row("disabled: kexec_load", call_kexec_load(0, 1, &none, 0), EPERM);
	bad_row("disabled: unload", call_kexec_load(0, 0, NULL, 0), EPERM);
	bad_row("disabled: kexec_file_load",
		call_kexec_file_load(-1, -1, 0, "", 0), EPERM);
	bad_row("disabled: kexec_file_load unload",
		call_kexec_file_load(-1, -1, 0, "", KEXEC_FILE_UNLOAD), EPERM);
	bad_row("disabled: back to 0", -write_text(DISABLED, "0"), EINVAL);
	read_text(DISABLED, text, sizeof(text));
	if (!same_text(text, "1"))
		bad_surprise("disabled", "does not read 1");
}

void case_bad_input(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	load.cmdline = second_cmdline("second", "");
	if (same_text(load.call, "-s"))
		load_by_call(&load);
	else
		load_kernel(&load, &result);
	bad_files(load.kernel);
	bad_file_calls(load.kernel);
	bad_segments();
	bad_privileges();
	bad_tool_calls(load.kernel);
	disable();
	verdict("rows", "%u", rows);
	if (surprises)
		fail("%u of %u rows went wrong", surprises, rows);
	jump(&load);
}
