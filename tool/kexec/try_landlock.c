// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A list of what may be read; nothing may be written, made or removed. A folder
 * that is not there is left out. Where Landlock can do so, other processes get
 * no signal: that counts without namespaces. The numbers are those of Linux
 * include/uapi/linux/landlock.h, which older headers lack.
 */
#include "tool/kexec/try_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on every architecture. */
#define CALL_CREATE 444
#define CALL_ADD    445
#define CALL_ENTER  446

#define GET_VERSION 1
#define RULE_BELOW  1

enum access {
	MAY_EXECUTE = 1 << 0,
	MAY_WRITE = 1 << 1,
	MAY_READ = 1 << 2,
	MAY_LIST = 1 << 3,
	/* Those above, and to make and remove whatever there is. */
	ALL_OF_FIRST = (1 << 13) - 1,
	MAY_TRUNCATE = 1 << 14, /* version 3 */
};

/* Whom it may reach of those that have not given the same up: nobody. */
enum scope {
	SCOPE_SOCKETS = 1 << 0, /* with abstract names */
	SCOPE_SIGNALS = 1 << 1,
};

/* Older versions know the first member alone. */
struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scoped; /* version 6 */
};

struct rule {
	uint64_t access;
	int32_t folder;
} __attribute__((packed));

#define LOOK (MAY_READ | MAY_LIST)
#define RUN  (LOOK | MAY_EXECUTE)

static const struct {
	const char *path;
	uint64_t access;
} rows[] = {
	/* The program, its libraries, firmware and modules. */
	{ "/usr", RUN },
	{ "/lib", RUN },
	{ "/lib64", RUN },
	{ "/bin", RUN },
	{ "/nix/store", RUN },
	{ "/gnu/store", RUN },
	{ "/etc", LOOK },
	{ "/dev/null", MAY_READ | MAY_WRITE },
	{ "/dev/urandom", MAY_READ },
};

static long find_version(void)
{
	return syscall(CALL_CREATE, NULL, 0, GET_VERSION);
}

bool landlock_is_there(void)
{
	return find_version() > 0;
}

bool landlock_stops_signals(void)
{
	return find_version() >= 6;
}

static bool allow(int ruleset, const char *path, uint64_t access)
{
	const int kind = access & MAY_LIST ? O_DIRECTORY : 0;
	struct rule rule = {
		.access = access,
		.folder = open(path, O_PATH | O_CLOEXEC | kind),
	};
	bool is_allowed;

	if (rule.folder < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
	is_allowed = !syscall(CALL_ADD, ruleset, RULE_BELOW, &rule, 0);
	close(rule.folder);
	return is_allowed;
}

/*
 * The program, and those folders in its own and beside it that have its
 * firmware and libraries. Not its own, which may be all of a user's, or "/tmp";
 * nor the one above, which for "~/bin/NAME" is all of a user's as well.
 */
static bool allow_program(int ruleset, const char *program)
{
	static const char *const others[] = {
		"pc-bios",
		"qemu-bundle",
		"share",
		"lib",
		"../pc-bios",
		"../share/qemu",
		"../share/ipxe",
		"../share/seabios",
		"../share/seavgabios",
		"../share/qemu-firmware",
		"../lib",
		"../lib64",
		"../libexec",
	};
	char path[PATH_MAX];
	const char *slash = strrchr(program, '/');
	size_t i;

	if (!slash || !allow(ruleset, program, MAY_READ | MAY_EXECUTE))
		return false;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (snprintf(path, sizeof(path), "%.*s/%s",
			     (int)(slash - program), program,
			     others[i]) >= (int)sizeof(path))
			return false;
		if (!allow(ruleset, path, RUN))
			return false;
	}
	return true;
}

static bool fill(int ruleset, const char *program, enum confine_kvm kvm)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!allow(ruleset, rows[i].path, rows[i].access))
			return false;
	if (kvm == CONFINE_KVM &&
	    !allow(ruleset, "/dev/kvm", MAY_READ | MAY_WRITE))
		return false;
	return allow_program(ruleset, program);
}

bool landlock_enter(const char *program, enum confine_kvm kvm)
{
	struct ruleset ruleset = { .files = ALL_OF_FIRST };
	size_t size = sizeof(ruleset.files);
	long version = find_version();
	bool is_in;
	long fd;

	if (version <= 0)
		return true;
	if (version >= 3)
		ruleset.files |= MAY_TRUNCATE;
	if (version >= 6) {
		ruleset.scoped = SCOPE_SOCKETS | SCOPE_SIGNALS;
		size = sizeof(ruleset);
	}
	fd = syscall(CALL_CREATE, &ruleset, size, 0);
	if (fd < 0)
		return false;
	is_in = fill((int)fd, program, kvm) && !syscall(CALL_ENTER, fd, 0);
	close((int)fd);
	return is_in;
}
