// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Root starts no program that others could have written, or put in the place of
 * another: what is checked is its whole path, without links, and that path is
 * started.
 */
#include "tool/kexec/try_program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/kexec/answer.h"
#include "tool/kexec/line.h"
#include "tool/kexec/report.h"
#include "tool/kexec/system.h"

/* Where distributions have it; Red Hat's is not in $PATH. */
static const char *const programs[] = {
	"/usr/bin/qemu-system-x86_64",
	"/usr/libexec/qemu-kvm",
};

static int fail(const char *object, const char *why)
{
	answer_fail("try-qemu", why);
	line_print(stderr, "kexec: %s: %s", object, why);
	return EXIT_FAILED;
}

/* In a folder with the sticky bit, others can't replace what is root's. */
static bool is_roots(const char *path)
{
	struct stat status;

	if (stat(path, &status) || status.st_uid)
		return false;
	return !(status.st_mode & (S_IWGRP | S_IWOTH)) ||
	       (S_ISDIR(status.st_mode) && status.st_mode & S_ISVTX);
}

/* Each folder of it, too. */
static bool is_trusted(const char *path)
{
	char part[PATH_MAX];
	char *slash;

	snprintf(part, sizeof(part), "%s", path);
	while ((slash = strrchr(part, '/'))) {
		if (!is_roots(part))
			return false;
		*slash = '\0';
	}
	return is_roots("/");
}

int try_program_find(const struct options *options, char path[PATH_MAX])
{
	const char *given = options->trial.qemu;
	size_t i;

	if (given && *given != '/')
		return fail(given, "give QEMU's whole path");
	for (i = 0; !given && i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!access(programs[i], X_OK))
			given = programs[i];
	if (!given)
		return fail(programs[0],
			    "there is no QEMU, which starts the guest: install "
			    "qemu-system-x86 (Debian), qemu-system-x86-core "
			    "(Fedora), or give its path by --try-qemu");
	if (access(given, X_OK))
		return fail(given, strerror(errno));
	if (!system_is_root()) {
		if (snprintf(path, PATH_MAX, "%s", given) < PATH_MAX)
			return EXIT_OK;
		return fail(given, strerror(ENAMETOOLONG));
	}
	if (!realpath(given, path))
		return fail(given, strerror(errno));
	if (!is_trusted(path))
		return fail(given, "others than root can write it, or a folder "
				   "on its path: root starts no such program");
	return EXIT_OK;
}
