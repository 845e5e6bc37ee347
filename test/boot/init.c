// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * PID 1 of every guest, before and after the jump: mounts file systems, then
 * runs the case that kx.case= on the command line names.
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>

static const struct {
	const char *type;
	const char *path;
	bool optional;
} mounts[] = {
	{ "proc", "/proc", false },
	{ "sysfs", "/sys", false },
	{ "devtmpfs", "/dev", false },
	{ "securityfs", "/sys/kernel/security", true },
	{ "debugfs", "/sys/kernel/debug", true },
};

/* A message could not be read yet: the first failure shows in fail(). */
static const char *mount_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		mkdir(mounts[i].path, 0755);
		if (mount("none", mounts[i].path, mounts[i].type, 0, NULL) &&
		    !mounts[i].optional && errno != EBUSY)
			return mounts[i].path;
	}
	return NULL;
}

int main(void)
{
	const char *unmounted = mount_all();
	struct utsname kernel;
	const char *name;

	report_open();
	if (unmounted)
		fail("cannot mount %s", unmounted);
	uname(&kernel);
	name = word("case", "(none)");
	say("case %s on %s", name, kernel.release);
	for (const struct guest_case *it = guest_cases; it->name; it++) {
		if (same_text(it->name, name))
			it->run();
	}
	fail("no case is called %s, or it just returned", name);
}
