/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Commands of GRUB's scripts that need no block. */
#ifndef LIB_ENTRIES_GRUB_COMMAND_H
#define LIB_ENTRIES_GRUB_COMMAND_H

#include "lib/entries/grub.h"

/**
 * kxl_grub_command - carry out a command
 * @words: the name first; ends with NULL
 * @text: where the command is, for warnings
 *
 * Commands that only concern the screen, the keyboard or GRUB's modules
 * succeed, and unknown ones fail.
 *
 * Return: the status, 0 for success.
 */
int kxl_grub_command(struct kxl_grub *grub, const char *const *words, u32 count,
		     const struct kxl_grub_text *text);

#endif
