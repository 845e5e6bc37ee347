/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The command line of QEMU for a guest. */
#ifndef TOOL_KEXEC_TRY_ARGS_H
#define TOOL_KEXEC_TRY_ARGS_H

#include "tool/kexec/try_guest.h"

#define ARGS_MAX  160
#define ARGS_SIZE 8192

/* @words ends in NULL, and points into @text or to literals. */
struct args {
	char *words[ARGS_MAX];
	unsigned int count;
	char text[ARGS_SIZE];
	size_t used;
};

/*
 * Descriptors of the process: the program, and then for each disk its base and
 * its overlay.
 */
enum { ARGS_PROGRAM_FD = 3, ARGS_DISKS_FD = 4 };

/** args_make - fill @args for @guest */
void args_make(const struct guest *guest, struct args *args);

#endif
