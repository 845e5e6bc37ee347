// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads /etc/kexec.conf. Each of its lines is the name of an option that each
 * load gets; there is one. Without the file, which nobody installs, nothing is
 * different.
 */
#include "tool/kexec/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tool/kexec/warn.h"

#define BLANK		" \t\r\n"
#define NO_CRYPTO_TESTS "no-crypto-tests"

/* Whoever writes to it decides what the next kernel leaves out. */
static const char *judge(int fd)
{
	struct stat status;

	if (fstat(fd, &status))
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no regular file";
	if ((status.st_uid && status.st_uid != geteuid()) ||
	    status.st_mode & (S_IWGRP | S_IWOTH))
		return "others than root may write to it";
	return NULL;
}

/* A link there begins at @root, as it does on the machine that it is of. */
static int open_below(const char *root)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int saved;
	int fd;

	if (folder < 0)
		return -1;
	fd = (int)syscall(SYS_openat2, folder, SETTINGS_PATH, &how,
			  sizeof(how));
	saved = errno;
	close(folder);
	errno = saved;
	return fd;
}

/* NULL: there is none, or none that counts. */
static FILE *open_file(const struct options *options, char path[PATH_MAX])
{
	const char *root = options->sysroot ? options->sysroot : "";
	const char *why;
	FILE *file;
	int fd;

	if (snprintf(path, PATH_MAX, "%s%s", root, SETTINGS_PATH) >= PATH_MAX)
		return NULL;
	fd = open_below(*root ? root : "/");
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	why = fd < 0 ? strerror(errno) : judge(fd);
	file = why ? NULL : fdopen(fd, "r");
	if (file)
		return file;
	warn(options, "%s is left out: %s", path, why ? why : strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* Without blanks around it, and without a comment. */
static char *strip(char *line)
{
	size_t size;

	line += strspn(line, BLANK);
	size = strcspn(line, "#");
	while (size && strchr(BLANK, line[size - 1]))
		size--;
	line[size] = '\0';
	return line;
}

static bool read_lines(FILE *file, const char *path,
		       const struct options *options)
{
	unsigned int number = 0;
	bool is_found = false;
	char *line = NULL;
	size_t room = 0;
	char *word;

	while (getline(&line, &room, file) >= 0) {
		number++;
		word = strip(line);
		if (!strcmp(word, NO_CRYPTO_TESTS))
			is_found = true;
		else if (*word)
			warn(options,
			     "%s:%u: %s is no setting, and is left out; " NO_CRYPTO_TESTS
			     " is one",
			     path, number, word);
	}
	if (ferror(file))
		warn(options, "%s: the rest is left out: %s", path,
		     strerror(errno));
	free(line);
	return is_found;
}

/* Nobody else has asked for a word on its command line. */
static bool is_other_kernel(const struct options *options)
{
	return options->nr_modules ||
	       options->arguments == KEXEC_ARGUMENTS_ELF ||
	       options->arguments == KEXEC_ARGUMENTS_NONE ||
	       (options->type && (!strncmp(options->type, "multiboot", 9) ||
				  !strcmp(options->type, "pvh-x86")));
}

bool settings_skip_crypto_tests(const struct options *options)
{
	char path[PATH_MAX];
	bool is_found;
	FILE *file;

	if (is_other_kernel(options) || options->steps & STEP_CHECK)
		return false;
	file = open_file(options, path);
	if (!file)
		return false;
	is_found = read_lines(file, path, options);
	fclose(file);
	return is_found;
}
