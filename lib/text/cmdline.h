/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The running kernel's command line, made fit for the next one. */
#ifndef LIB_TEXT_CMDLINE_H
#define LIB_TEXT_CMDLINE_H

#include "include/libkexec.h"

#include "core/bytes.h"

/**
 * kxl_cmdline_next - take the first parameter off a command line
 * @rest: shrinks by the parameter and the blanks around it
 * @word: filled when the answer is true; quoted blanks belong to the word
 *
 * Return: whether there was one.
 */
bool kxl_cmdline_next(struct kx_bytes *rest, struct kx_bytes *word);

/**
 * kxl_cmdline_has - is @word one of the kernel's parameters, as it stands?
 * @line: what follows a lone "--" is init's
 */
bool kxl_cmdline_has(struct kx_bytes line, const char *word);

/** kxl_cmdline_has_start - does one of them begin with @start, "name="? */
bool kxl_cmdline_has_start(struct kx_bytes line, const char *start);

/**
 * kxl_cmdline_reuse - compose a command line from the running one
 * @running: contents of /proc/cmdline
 * @append: parameters to add; may be empty
 * @slot: what the line is for
 * @line: room for @running->size + @append->size + 2 bytes; gets a NUL
 *
 * Drops BOOT_IMAGE=, elfcorehdr= and kexec_jump_back_entry= where they are the
 * kernel's, not init's; for a crash kernel crashkernel= as well. Words are
 * joined by one blank each.
 * @append goes to the end, or before a "--" of @running.
 */
void kxl_cmdline_reuse(struct kx_bytes running, struct kx_bytes append,
		       enum kexec_slot slot, char *line);

#endif
