/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Records, as people and as programs want them. */
#ifndef TOOL_VMCORE_DMESG_PRINT_H
#define TOOL_VMCORE_DMESG_PRINT_H

#include <stdio.h>

struct log_record;

/**
 * print_text - "[    0.000000] text", as kexec-tools' vmcore-dmesg
 *
 * Bytes that are neither printable ASCII nor white space come as \xNN. A
 * record without text is a line, too.
 */
void print_text(FILE *to, const struct log_record *record);

/**
 * print_json - the record as one object in one line
 *
 * Keys are always the same and always there: see vmcore-dmesg(8). The line is
 * UTF-8: bytes of the text that are not come as \xNN.
 */
void print_json(FILE *to, const struct log_record *record);

#endif
