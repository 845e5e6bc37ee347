/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Makes a command line for the next kernel from the running one's. */
#ifndef LIB_TEXT_CMDLINE_H
#define LIB_TEXT_CMDLINE_H

#include "include/libkexec.h"

#include "core/bytes.h"
#include "core/cmdline.h"

/* Said when a quote was closed: of which object, before what. */
#define KXL_CMDLINE_CLOSED \
	"%s: a quote on the command line is open, so it is closed before %s"

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
 * kxl_cmdline_add - copy a command line, with one more of the kernel's words
 * @out: room for @line.size + @word.size + 3 bytes; gets a NUL
 *
 * @word goes to the end or, if there is a lone "--", before that. A quote that
 * is open at the end is closed first.
 *
 * Return: whether a quote was closed.
 */
bool kxl_cmdline_add(struct kx_bytes line, struct kx_bytes word, char *out);

/**
 * kxl_cmdline_reuse - make a command line from the running kernel's
 * @running: contents of /proc/cmdline
 * @append: parameters to add; may be empty
 * @slot: the slot that the command line is for
 * @line: room for @running->size + @append->size + 3 bytes; gets a NUL
 *
 * Drops the kernel's BOOT_IMAGE=, elfcorehdr=, kexec_jump_back_entry= and
 * what begins with kexec_alive., with as many words after kexec_alive.added= as
 * it says, and for a crash kernel crashkernel= as well; keeps init's. Words are
 * joined by one blank each. Inserts @append at the end, after a quote that
 * closes an open one, or before a "--" of @running.
 *
 * Return: whether a quote was closed.
 */
bool kxl_cmdline_reuse(struct kx_bytes running, struct kx_bytes append,
		       enum kexec_slot slot, char *line);

#endif
