/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The initial ramdisks on the command line: any number of them. */
#ifndef TOOL_KEXEC_INITRDS_H
#define TOOL_KEXEC_INITRDS_H

#include "tool/kexec/options.h"

/* In place of a path: the initrd that this system was booted with. */
extern const char initrds_reused[];

/**
 * initrds_add - add one after those that were given before
 * @path: "-": standard input, once; initrds_reused
 *
 * Prints errors on stderr.
 *
 * Return: 0 or -1.
 */
int initrds_add(struct options *options, const char *path);

/** initrds_give - add all to an image; 0 or the library's error */
int initrds_give(const struct options *options, struct kexec_image *image);

#endif
