// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The steps of doc/kdump.md on a system that boots with systemd: modprobe.d has
 * the size, an edited kdump-tools.service loads kexec.ko, and crashkernel= is
 * on the command line, as GRUB leaves it. Nothing of it is done by hand. When
 * the system is up, a unit runs this program again, for the panic.
 */
#include "test/boot/cases/clients/kdump.h"

#include "test/boot/guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "test/boot/cases/jump/systemd.h"

#define UNIT  "kdump-tools.service"
#define WANTS "basic.target.wants/"

/* What depmod(8) needs to know of the module. */
static void install_module(void)
{
	static const char *const depmod[] = { "/sbin/depmod", "-a", NULL };
	char release[128];
	char folder[192];
	char path[256];

	read_text("/proc/sys/kernel/osrelease", release, sizeof(release));
	make_folder("/lib/modules");
	snprintf(folder, sizeof(folder), "/lib/modules/%s", release);
	make_folder(folder);
	snprintf(path, sizeof(path), "%s/kexec.ko", folder);
	if (link("/kexec.ko", path))
		fail("no %s: %s", path, strerror(errno));
	run_program(depmod);
	make_folder("/etc/modprobe.d");
	put_file("/etc/modprobe.d/kexec.conf",
		 "options kexec crashkernel=384M\n");
}

/* The link is the one that kdump-tools' package makes when it is installed. */
static void enable_units(void)
{
	make_folder(UNITS WANTS);
	if (symlink("/lib/systemd/system/" UNIT, UNITS WANTS UNIT))
		fail("no " UNITS WANTS UNIT ": %s", strerror(errno));
	make_folder(UNITS UNIT ".d");
	put_file(UNITS UNIT ".d/override.conf",
		 "[Service]\nExecStartPre=-/sbin/modprobe kexec\n");
	put_file(UNITS "kx-die.service",
		 "[Unit]\nAfter=" UNIT "\n"
		 "[Service]\nType=oneshot\nExecStart=/init\n");
	want_unit("kx-die.service");
}

void kdump_by_systemd(const char *kernel)
{
	if (getpid() != 1) {
		kdump_expect_loaded("1");
		kdump_die(kernel);
	}
	report_facts("first_");
	kdump_make_folders();
	kdump_install_other(kernel);
	prepare_systemd();
	install_module();
	enable_units();
	become_systemd();
}
