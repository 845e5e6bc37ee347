// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Five jumps in a row, or jumps=N. Each kernel packs its own files for the next
 * one, so everything must survive the jump. kexec_load and kexec_file_load
 * alternate, unless call= says which, and with client=both so do our kexec and
 * the stock one. Small
 * leaks and damage add up here.
 */
#include "test/boot/guest.h"

#include <stdio.h>

#define INITRD_PATH "/initrd"

static void pack(long hop)
{
	char hex[SHA256_HEX_SIZE];
	struct cpio cpio;

	cpio_create(&cpio, INITRD_PATH);
	cpio_add_running_system(&cpio, INITRD_PATH);
	cpio_add_payload(&cpio, 1024, (uint64_t)hop, hex);
	cpio_close(&cpio);
	expect_payload(hex);
}

/* Every client with every call within four hops. */
static void choose(struct load *load, long hop)
{
	if (!*word("call", ""))
		load->call = hop % 2 ? "-c" : "-s";
	if (same_text(word("client", "ours"), "both"))
		load->client = hop / 2 % 2 ? "/sbin/kexec" : "/kexec";
}

void case_chain(void)
{
	long hop = word_number("hop", 1);
	bool last = hop == word_number("jumps", 5);
	struct tool_result result;
	struct load load;
	char words[320];

	verdict("hop", "%ld", hop);
	kexec_arrive();
	load_from_words(&load);
	choose(&load, hop);
	load.initrd = INITRD_PATH;
	snprintf(words, sizeof(words),
		 "kx.hop=%ld kx.jumps=%s kx.client=%s kx.target=%s "
		 "kx.insmod=%d kx.hook=%s%s%s%s%s",
		 hop + 1, word("jumps", "5"), word("client", "ours"),
		 word("target", "6.1"), kexec_is_module(), word("hook", "auto"),
		 *word("call", "") ? " kx.call=" : "", word("call", ""),
		 *word("extra", "") ? " kx.extra=" : "", word("extra", ""));
	load.cmdline = second_cmdline(last ? "second" : "chain", words);
	pack(hop);
	load_kernel(&load, &result);
	jump(&load);
}
