// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Xen with a Linux as its first domain (dom0), whose PID 1 runs "xl info". The
 * host reads the answer on the second serial port, and Xen's own messages on
 * the first.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define ROOT   "/xen"
#define XEN    ROOT "/boot/xen-4.17-amd64.gz"
#define INITRD "/dom0.cpio"
#define BIN    "/usr/lib/xen-4.17/bin/"

static void make_dom0(void)
{
	struct cpio cpio;

	cpio_create(&cpio, INITRD);
	cpio_add_file(&cpio, "init", "/init");
	cpio_add_below(&cpio, ROOT);
	cpio_close(&cpio);
}

void case_xen(void)
{
	static const char line[] = "--append=com1=115200,8n1 console=com1 "
				   "dom0_mem=512M loglvl=all";
	const char *const start[] = { "/kexec", "-e", NULL };
	const char *call = same_text(word("call", "c"), "a") ? "-a" : "-c";
	char kernel[256];
	const char *const load[] = {
		"/kexec",	    call, "-l", XEN, line, kernel,
		"--module=" INITRD, NULL
	};
	struct tool_result result;

	kexec_arrive();
	make_dom0();
	snprintf(kernel, sizeof(kernel),
		 "--module=/boot/vmlinuz-%s console=hvc0 panic=-1 "
		 "kx.case=xen_second",
		 word("target", "debian"));
	run_tool(load, &result);
	if (result.status || !kexec_loaded())
		fail("kexec %s -l %s: exit status %d: %s", call, XEN,
		     result.status, result.output);
	coverage_save();
	say("jump");
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}

/* What xl needs of Linux; a distribution's modprobe does this. */
static void arrive_in_dom0(void)
{
	static const char *const modules[] = {
		"/modules/xen-privcmd.ko",
		"/modules/xen-evtchn.ko",
		"/modules/xen-gntdev.ko",
		"/modules/xenfs.ko",
	};
	static const char *const folders[] = { "/var",
					       "/var/run",
					       "/run",
					       "/var/lib",
					       "/var/log",
					       "/var/run/xenstored",
					       "/var/lib/xenstored",
					       "/run/xenstored" };
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(modules); i++) {
		err = insert_module(modules[i]);
		if (err && err != -EEXIST)
			fail("%s: %s", modules[i], strerror(-err));
	}
	for (i = 0; i < ARRAY_SIZE(folders); i++)
		mkdir(folders[i], 0755);
	if (mount("none", "/proc/xen", "xenfs", 0, NULL) && errno != EBUSY)
		fail("/proc/xen: %s", strerror(errno));
}

void case_xen_second(void)
{
	const char *const store[] = { BIN "xenstored", NULL };
	const char *const info[] = { BIN "xl", "info", NULL };
	struct tool_result result;
	char text[256] = "";
	char *line;

	read_text("/sys/hypervisor/type", text, sizeof(text));
	verdict("hypervisor", "%s", text);
	arrive_in_dom0();
	run_tool(store, &result);
	run_tool(info, &result);
	if (result.status)
		fail("xl info: exit status %d: %s", result.status,
		     result.output);
	for (line = strtok(result.output, "\n"); line;
	     line = strtok(NULL, "\n"))
		verdict("xl", "%s", line);
	pass();
}
