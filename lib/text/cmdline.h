/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Makes a command line for the next kernel from the running one's. */
#ifndef LIB_TEXT_CMDLINE_H
#define LIB_TEXT_CMDLINE_H

#include "include/libkexec.h"

#include "core/bytes.h"

/**
 * kxl_cmdline_next - remove the first parameter from a command line
 * @rest: shrinks by the parameter and the blanks around it
 * @word: filled if the function returns true; includes quoted blanks
 *
 * Return: whether there was a parameter.
 */
bool kxl_cmdline_next(struct kx_bytes *rest, struct kx_bytes *word);

/**
 * kxl_cmdline_has - whether @word is exactly one of the kernel's parameters
 * @line: parameters after a lone "--" are init's
 */
bool kxl_cmdline_has(struct kx_bytes line, const char *word);

/**
 * kxl_cmdline_has_start - whether one of them begins with @start, e.g. "name="
 */
bool kxl_cmdline_has_start(struct kx_bytes line, const char *start);

/**
 * kxl_cmdline_reuse - make a command line from the running kernel's
 * @running: contents of /proc/cmdline
 * @append: parameters to add; may be empty
 * @slot: the slot that the command line is for
 * @line: room for @running->size + @append->size + 2 bytes; gets a NUL
 *
 * Drops the kernel's BOOT_IMAGE=, elfcorehdr= and kexec_jump_back_entry=, and
 * for a crash kernel crashkernel= as well; keeps init's. Words are joined by
 * one blank each. Inserts @append at the end, or before a "--" of @running.
 */
void kxl_cmdline_reuse(struct kx_bytes running, struct kx_bytes append,
		       enum kexec_slot slot, char *line);

#endif
