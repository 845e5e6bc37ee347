// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel and an initrd that were unpacked before their load: kexec --prepare
 * keeps them, kexec -d says that they are used, and they are started. With
 * bitrot=1 a byte of each is another one by then, and the load unpacks as
 * ever. With icount=1 the load's milliseconds are millions of instructions.
 */
#include "test/boot/guest.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/var/cache/kexec"
/* Behind the header of an entry. */
#define PLACE 8192

static struct tool_result said;

static void prepare(const struct load *load, int status, const char *says)
{
	char initrd[64];
	const char *const argv[] = { load->client, "--prepare", load->kernel,
				     initrd, NULL };

	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	run_tool(argv, &said);
	if (said.status != status || !strstr(said.output, says) ||
	    kexec_loaded())
		fail("--prepare: exit status %d, not %d and \"%s\": %s",
		     said.status, status, says, said.output);
}

/* What others may change is not kept. */
static void try_writable(const struct load *load)
{
	if (chmod(load->kernel, 0666))
		fail("chmod %s", load->kernel);
	prepare(load, 255, "others may write to it (owner 0, mode 0666)");
	if (chmod(load->kernel, 0644))
		fail("chmod %s", load->kernel);
}

static void damage(const char *name)
{
	char path[300];
	char byte = 0;
	int fd;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || pread(fd, &byte, 1, PLACE) != 1)
		fail("%s can't be read", path);
	byte ^= 1;
	if (pwrite(fd, &byte, 1, PLACE) != 1)
		fail("%s can't be written", path);
	close(fd);
}

/* Each is its owner's alone; their number. */
static int look_at_entries(bool is_damaged)
{
	struct dirent *entry;
	DIR *dir = opendir(FOLDER);
	struct stat status;
	int count = 0;

	if (!dir || stat(FOLDER, &status) || (status.st_mode & 07777) != 0700)
		fail("%s is not there, or its mode is wrong", FOLDER);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (fstatat(dirfd(dir), entry->d_name, &status, 0) ||
		    (status.st_mode & 07777) != 0600)
			fail("%s: its mode is wrong", entry->d_name);
		if (is_damaged)
			damage(entry->d_name);
		count++;
	}
	closedir(dir);
	return count;
}

static int count_said(const char *text)
{
	const char *at = said.output;
	int count = 0;

	while ((at = strstr(at, text))) {
		count++;
		at++;
	}
	return count;
}

static void load_pair(const struct load *load, bool is_damaged)
{
	char cmdline[2200];
	char initrd[64];
	const char *const argv[] = { load->client, load->call, "-d",	"-l",
				     load->kernel, initrd,     cmdline, NULL };

	snprintf(initrd, sizeof(initrd), "--initrd=%s", load->initrd);
	snprintf(cmdline, sizeof(cmdline), "--command-line=%s", load->cmdline);
	run_tool(argv, &said);
	if (said.status || !kexec_loaded())
		fail("kexec %s -l: exit status %d: %s", load->call, said.status,
		     said.output);
	if (count_said(" bytes need not be unpacked\n") !=
		    (is_damaged ? 0 : 2) ||
	    count_said(" is not used: it is damaged\n") !=
		    (is_damaged ? 2 : 0) ||
	    count_said(": unpacked\n") != 1)
		fail("damaged=%d: %s", is_damaged, said.output);
	verdict("number_load_ms", "%ld", said.wall_ms);
}

void case_prepared(void)
{
	bool is_damaged = word_number("bitrot", 0);
	struct load load;
	int count;

	kexec_arrive();
	load_from_words(&load);
	wait_for_random();
	load.initrd = make_initrd(word("initrd", "small"));
	load.cmdline = second_cmdline("unpacked_second", "");
	try_writable(&load);
	prepare(&load, 0, "");
	verdict("number_prepare_ms", "%ld", said.wall_ms);
	count = look_at_entries(is_damaged);
	if (count != 2)
		fail("%d entries", count);
	load_pair(&load, is_damaged);
	verdict("die_tsc", "%llu", __builtin_ia32_rdtsc());
	jump(&load);
}
