/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* QEMU: which program a trial starts. */
#ifndef TOOL_KEXEC_TRY_PROGRAM_H
#define TOOL_KEXEC_TRY_PROGRAM_H

#include <limits.h>

#include "tool/kexec/options.h"

/**
 * try_program_find - the program of --try-qemu, or where distributions have it
 * @path: filled on success; for root, without links
 *
 * Prints on stderr what fails.
 *
 * Return: EXIT_OK or EXIT_FAILED.
 */
int try_program_find(const struct options *options, char path[PATH_MAX]);

#endif
