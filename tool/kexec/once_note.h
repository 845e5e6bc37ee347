/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A note of what the boot loader was told by --fallback-entry. */
#ifndef TOOL_KEXEC_ONCE_NOTE_H
#define TOOL_KEXEC_ONCE_NOTE_H

#include <stdbool.h>

/**
 * once_noted - what the boot loader was told by us, in this boot
 * @sysroot: "" for this machine
 * @id: of ONCE_ID_SIZE bytes; empty if the function returns false
 */
bool once_noted(const char *sysroot, char *id);

/**
 * once_note - write the note
 * @id: printable
 *
 * Return: 0 or a negative errno; -EIO if it can't be read back.
 */
int once_note(const char *id);

/** once_note_remove - remove the note */
void once_note_remove(void);

#endif
