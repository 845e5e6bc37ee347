// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The cost of loading a 300 MiB initrd: time, and memory of the client. All
 * clients and both calls run in one guest, so that the numbers are comparable.
 */
#include "test/boot/guest.h"

#include <stdio.h>
#include <unistd.h>

static const struct {
	const char *name;
	const char *client;
	const char *call;
} rows[] = {
	{ "ours_c", "/kexec", "-c" },
	{ "ours_s", "/kexec", "-s" },
	{ "stock_c", "/sbin/kexec", "-c" },
	{ "stock_s", "/sbin/kexec", "-s" },
};

static void measure(size_t row, struct load *load)
{
	struct tool_result result;
	char key[64];
	int err;

	load->client = rows[row].client;
	load->call = rows[row].call;
	load_kernel(load, &result);
	snprintf(key, sizeof(key), "number_%s", rows[row].name);
	verdict(key, "%ld ms, %ld KiB anonymous, %ld KiB resident",
		result.wall_ms, result.peak_anon_kib, result.peak_rss_kib);
	err = call_kexec_load(0, 0, NULL, 0);
	if (err)
		fail("unload: error %d", err);
	if (kexec_loaded())
		fail("still loaded after an unload");
}

void case_big(void)
{
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("300m");
	load.cmdline = second_cmdline("second", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!access(rows[i].client, X_OK))
			measure(i, &load);
	}
	pass();
}
