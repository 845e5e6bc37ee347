// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What the running kernel came up with is handed on: its initrd, which it shows
 * with retain_initrd (Linux 6.6), and, with kexec_load(2), a device tree. The
 * second kernel has that initrd again, and the tree in its setup_data. The
 * purgatory says on the console that it runs; the host looks for that.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RETAINED  "/sys/firmware/initrd"
#define COPY	  "/retained"
#define TREE	  "/board.dtb"
#define TREE_SIZE 1000
/* Linux asm/setup_data.h */
#define SETUP_DTB 2

/* A file of sysfs can't be mapped: sha256_file() gets a copy. */
static void copy_file(const char *from, const char *to)
{
	static char chunk[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t got;

	if (in < 0 || out < 0)
		fail("%s: %s", in < 0 ? from : to, strerror(errno));
	while ((got = read(in, chunk, sizeof(chunk))) > 0)
		if (write(out, chunk, (size_t)got) != got)
			fail("%s: %s", to, strerror(errno));
	if (got)
		fail("%s: %s", from, strerror(errno));
	close(in);
	close(out);
}

static void hash_retained(char hex[SHA256_HEX_SIZE])
{
	copy_file(RETAINED, COPY);
	sha256_file(COPY, hex);
	unlink(COPY);
}

/* A header that says the size, and bytes that only this tree has. */
static void write_tree(void)
{
	unsigned char tree[TREE_SIZE] = {
		0xd0, 0x0d, 0xfe, 0xed, 0, 0, TREE_SIZE >> 8, TREE_SIZE & 0xff
	};
	FILE *file = fopen(TREE, "w");

	for (size_t i = 8; i < sizeof(tree); i++)
		tree[i] = (unsigned char)(i * 37 + (i >> 8));
	if (!file || fwrite(tree, sizeof(tree), 1, file) != 1 || fclose(file))
		fail("%s can't be written", TREE);
}

void case_handed_on(void)
{
	struct tool_result result;
	char hex[SHA256_HEX_SIZE];
	char tree[SHA256_HEX_SIZE];
	char cmdline[2200];
	char words[256];
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	write_tree();
	hash_retained(hex);
	sha256_file(TREE, tree);
	snprintf(words, sizeof(words), "kx.initrd=%s kx.tree=%s retain_initrd",
		 hex, same_text(load.call, "-c") ? tree : "none");
	load.cmdline = second_cmdline("handed_on_second", words);
	snprintf(cmdline, sizeof(cmdline), "--append=%s", load.cmdline);

	const char *const argv[] = { load.client,
				     load.call,
				     "-l",
				     "--reuseinitrd",
				     "--dtb=" TREE,
				     "--console-serial",
				     "--console-vga",
				     "--reset-vga",
				     "--serial=ttyS0",
				     "--serial-baud=115200",
				     cmdline,
				     load.kernel,
				     NULL };

	run_tool(argv, &result);
	if (result.status || !kexec_loaded())
		fail("kexec %s --reuseinitrd: exit status %d: %s", load.call,
		     result.status, result.output);
	jump(&load);
}

/* The hash of the device tree in setup_data; "none". */
static void hash_tree(char hex[SHA256_HEX_SIZE])
{
	char path[96];
	char type[32];

	snprintf(hex, SHA256_HEX_SIZE, "none");
	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path),
			 "/sys/kernel/boot_params/setup_data/%d/type", i);
		if (access(path, F_OK))
			return;
		read_text(path, type, sizeof(type));
		if (strtoul(type, NULL, 0) != SETUP_DTB)
			continue;
		snprintf(path, sizeof(path),
			 "/sys/kernel/boot_params/setup_data/%d/data", i);
		copy_file(path, COPY);
		sha256_file(COPY, hex);
		return;
	}
}

void case_handed_on_second(void)
{
	char hex[SHA256_HEX_SIZE];

	report_facts("");
	hash_retained(hex);
	if (!same_text(hex, word("initrd", "")))
		fail("the initrd is another one: %s", hex);
	hash_tree(hex);
	if (!same_text(hex, word("tree", "")))
		fail("the device tree is another one: %s", hex);
	pass();
}
