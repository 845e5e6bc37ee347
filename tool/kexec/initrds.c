// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The list grows as options are parsed, and serves one command line. */
#include "tool/kexec/initrds.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char initrds_reused[] = "--reuseinitrd";

/* Paths point into argv. */
static const char **paths;
static unsigned int room;

static bool is_input(const char *path)
{
	return !strcmp(path, "-");
}

static bool has_input(const struct options *options)
{
	unsigned int i;

	for (i = 0; i < options->nr_initrds; i++)
		if (is_input(options->initrds[i]))
			return true;
	return false;
}

static int grow(void)
{
	unsigned int wider = room ? 2 * room : 8;
	const char **fresh = reallocarray(paths, wider, sizeof(*paths));

	if (!fresh) {
		fprintf(stderr, "kexec: out of memory\n");
		return -1;
	}
	paths = fresh;
	room = wider;
	return 0;
}

int initrds_add(struct options *options, const char *path)
{
	if (is_input(path) && has_input(options)) {
		fprintf(stderr, "kexec: --initrd=-: standard input can be read "
				"only once; give the other one as a file\n");
		return -1;
	}
	if (options->nr_initrds == room && grow())
		return -1;
	paths[options->nr_initrds++] = path;
	options->initrds = paths;
	return 0;
}

static int give(struct kexec_image *image, const char *path)
{
	if (path == initrds_reused)
		return kexec_image_reuse_initrd(image);
	if (is_input(path))
		return kexec_image_add_initrd_fd(image, STDIN_FILENO,
						 "standard input");
	return kexec_image_add_initrd(image, path);
}

int initrds_give(const struct options *options, struct kexec_image *image)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < options->nr_initrds && !err; i++)
		err = give(image, options->initrds[i]);
	return err;
}
