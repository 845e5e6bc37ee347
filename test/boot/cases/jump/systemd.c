// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Debian's systemd, with the units of tool/units/: it comes up, and a service
 * has it reboot at once. /boot has the files of a boot loader, and systemd
 * unmounts it on the way. kx.how= says what is asked for, and what goes wrong.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE \
	"console=ttyS0 panic=-1 panic_on_warn=1 no_timer_check kx.case=second"
#define SYSTEMD "/lib/systemd/systemd"
#define UNITS	"/etc/systemd/system/"

static const struct how {
	const char *name;
	const char *command; /* of systemctl(1) */
	bool is_loaded;	     /* by kexec(8), before */
	const char *kernel;  /* its text; NULL: the real one */
	const char *stop;    /* of kexec-entry.service */
	bool is_forbidden;   /* by /no-kexec-reboot */
} hows[] = {
	{ "reboot", "reboot", .stop = "TimeoutStopSec=60\n" },
	{ "kexec", "kexec", true, .stop = "TimeoutStopSec=60\n" },
	{ "target", "isolate kexec.target", .stop = "TimeoutStopSec=60\n" },
	{ "broken", "reboot", .kernel = "broken\n", .stop = "" },
	{ "hang", "reboot", .stop = "ExecStop=\nExecStop=/bin/sleep 90\n" },
	{ "forbidden", "reboot", .stop = "", .is_forbidden = true },
};

static const struct how *find_how(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hows); i++)
		if (same_text(hows[i].name, word("how", "reboot")))
			return &hows[i];
	fail("kx.how=%s is not known", word("how", ""));
}

static void put(const char *path, const char *text)
{
	write_file(path, (struct bytes){ (const uint8_t *)text, strlen(text) });
	if (chmod(path, 0644))
		fail("chmod %s: %s", path, strerror(errno));
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		fail("mkdir %s: %s", path, strerror(errno));
}

/* What is mounted on /boot hides the kernel there. */
static void make_boot(const struct how *how, struct load *load)
{
	make_folder("/boot");
	write_file("/k", map_file(load->kernel));
	load->kernel = "/k";
	if (mount("none", "/boot", "tmpfs", 0, "mode=755"))
		fail("cannot mount /boot: %s", strerror(errno));
	make_folder("/boot/loader");
	make_folder("/boot/loader/entries");
	put("/boot/loader/entries/next+3.conf",
	    "title Next\nversion 2\nlinux /k\ninitrd /i\noptions " LINE "\n");
	write_file("/boot/i", map_file(load->initrd));
	if (how->kernel)
		put("/boot/k", how->kernel);
	else
		write_file("/boot/k", map_file("/k"));
	if (chmod("/boot/k", 0644) || chmod("/boot/i", 0644))
		fail("chmod in /boot: %s", strerror(errno));
}

static void make_units(const struct how *how)
{
	char text[256];

	make_folder("/etc");
	make_folder("/etc/systemd");
	make_folder(UNITS);
	make_folder(UNITS "kexec-entry.service.d");
	put("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
	snprintf(text, sizeof(text),
		 "[Unit]\nAfter=kexec-entry.service\n"
		 "[Service]\nType=oneshot\n"
		 "ExecStart=/bin/systemctl --no-block %s\n",
		 how->command);
	put(UNITS "kx-go.service", text);
	snprintf(text, sizeof(text), "[Service]\nStandardError=tty\n%s",
		 how->stop);
	put(UNITS "kexec-entry.service.d/test.conf", text);
	make_folder(UNITS "multi-user.target.wants");
	if (symlink("../kx-go.service",
		    UNITS "multi-user.target.wants/kx-go.service") ||
	    symlink("/lib/systemd/system/multi-user.target",
		    UNITS "default.target"))
		fail("no links in " UNITS ": %s", strerror(errno));
	if (how->is_forbidden)
		put("/no-kexec-reboot", "");
}

static void run(const char *const argv[])
{
	struct tool_result result;

	run_tool(argv, &result);
	if (result.status)
		fail("%s %s: exit status %d: %s", argv[0], argv[1],
		     result.status, result.output);
}

static void expect(const struct load *load)
{
	char release[128];

	kernel_release(load->kernel, release, sizeof(release));
	verdict("expect_release", "%s", release);
	verdict("expect_cmdline", "%s", LINE);
}

void case_systemd(void)
{
	static const char *const enable[] = { "/bin/systemctl", "enable",
					      "kexec-entry.service", NULL };
	static const char *const load_it[] = { "/sbin/kexec", "-l",
					       "--boot-entry", NULL };
	const struct how *how = find_how();
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd("1k");
	make_folder("/sbin");
	unlink("/sbin/kexec");
	if (link("/kexec", "/sbin/kexec"))
		fail("no /sbin/kexec: %s", strerror(errno));
	make_boot(how, &load);
	make_units(how);
	run(enable);
	if (how->is_loaded)
		run(load_it);
	expect(&load);
	verdict("rebooting", "1");
	say("jump");
	execl(SYSTEMD, SYSTEMD, (char *)NULL);
	fail("no " SYSTEMD ": %s", strerror(errno));
}
