// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A fallback by the units of tool/units/ and Debian's systemd. The next system
 * comes up and reports (kx.how=report), or has a service that fails and that
 * the report needs (unit). Or the first one is systemd's, which starts the
 * watchdog on its way to a next kernel that hangs (armed).
 */
#include "test/boot/cases/jump/fallback.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/boot/cases/jump/systemd.h"

#define INITRD "/initrd"
#define WITHIN 90
#define LINE                                                    \
	"console=ttyS0 no_timer_check systemd.log_target=kmsg " \
	"printk.devkmsg=on kx.case=systemd_fallback_second kx.how="

static bool is_how(const char *name)
{
	return same_text(word("how", ""), name);
}

/* What units say goes to the console. */
static void make_units(void)
{
	static const char *const units[] = { "alive", "await", "fallback" };
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		snprintf(path, sizeof(path), UNITS "kexec-%s.service.d",
			 units[i]);
		make_folder(path);
		strcat(path, "/test.conf");
		put_file(path, "[Service]\nStandardError=tty\n");
	}
	if (is_how("report")) {
		put_file(UNITS "kx-look.service",
			 "[Unit]\nAfter=multi-user.target "
			 "kexec-alive.service\n"
			 "[Service]\nType=oneshot\nExecStart=/init\n");
		want_unit("kx-look.service");
	} else if (is_how("unit")) {
		put_file(UNITS "kexec-alive.service.d/broken.conf",
			 "[Unit]\nRequires=kx-broken.service\n"
			 "After=kx-broken.service\n");
		put_file(UNITS "kx-broken.service",
			 "[Service]\nType=oneshot\nExecStart=/nonexistent\n");
	} else {
		put_file(UNITS "kx-go.service",
			 "[Service]\nType=oneshot\n"
			 "ExecStart=/bin/systemctl --no-block kexec\n");
		want_unit("kx-go.service");
	}
}

static void load_it(void)
{
	char line[512], kernel[128], call[4];
	char within[32];
	const char *argv[] = { "/kexec", call,	 "-l", within,
			       line,	 kernel, NULL, NULL };
	struct tool_result result;

	snprintf(within, sizeof(within), "--with-fallback=%d", WITHIN);
	snprintf(call, sizeof(call), "-%s", word("call", "c"));
	snprintf(kernel, sizeof(kernel), "/boot/vmlinuz-%s",
		 word("target", "cloud"));
	snprintf(line, sizeof(line), "--command-line=" LINE "%s%s",
		 word("how", ""),
		 is_how("armed") ? " root=/dev/none rootwait" : "");
	if (!is_how("armed"))
		argv[6] = "--initrd=" INITRD;
	run_tool(argv, &result);
	if (result.status)
		fail("load: exit status %d: %s", result.status, result.output);
	if (is_how("armed"))
		must_say(&result, "watchdog0 (i6300ESB timer) resets a system");
}

/* An archive of the running system has no links. */
static void set_up_systemd(void)
{
	static const char *const enable[] = { "/bin/systemctl", "enable",
					      "kexec-alive.service", NULL };

	prepare_systemd();
	make_units();
	run_program(enable);
}

void case_systemd_fallback(void)
{
	static const char *const start[] = { "/kexec", "-e", NULL };
	struct tool_result result;
	struct cpio cpio;

	umask(022);
	kexec_arrive();
	insert_watchdog();
	/* Mounted later, it would hide what the load notes. */
	make_folder("/run");
	if (mount("none", "/run", "tmpfs", 0, "mode=755"))
		fail("cannot mount /run: %s", strerror(errno));
	if (is_how("armed")) {
		set_up_systemd();
	} else {
		cpio_create(&cpio, INITRD);
		cpio_add_running_system(&cpio, INITRD);
		cpio_close(&cpio);
	}
	load_it();
	say("jump");
	if (is_how("armed"))
		become_systemd();
	run_tool(start, &result);
	fail("kexec -e came back with exit status %d: %s", result.status,
	     result.output);
}

static double uptime(void)
{
	char text[64];

	read_text("/proc/uptime", text, sizeof(text));
	return strtod(text, NULL);
}

/* As PID 1; then as the service that comes after the report. */
void case_systemd_fallback_second(void)
{
	if (getpid() == 1) {
		umask(022);
		set_up_systemd();
		say("second system");
		become_systemd();
	}
	if (access("/run/kexec/alive", F_OK) ||
	    access("/run/kexec/alive-watchdog", F_OK))
		fail("kexec-alive.service has not reported: %s",
		     strerror(errno));
	say("reported after %.1f s", uptime());
	while (uptime() < WITHIN + 5)
		sleep(1);
	pass();
}
