/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Prints records for people and for programs. */
#ifndef TOOL_VMCORE_DMESG_PRINT_H
#define TOOL_VMCORE_DMESG_PRINT_H

#include <stdio.h>

struct log_record;

/**
 * print_text - "[    0.000000] text", as kexec-tools' vmcore-dmesg
 *
 * Bytes that are neither printable ASCII nor white space are printed as \xNN. A
 * record without text is also a line.
 */
void print_text(FILE *to, const struct log_record *record);

/**
 * print_json - print a record as one JSON object on one line
 *
 * The keys are always the same and always present: see vmcore-dmesg(8). The
 * line is UTF-8: other bytes of the text are printed as \xNN.
 */
void print_json(FILE *to, const struct log_record *record);

#endif
