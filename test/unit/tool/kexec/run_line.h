/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whole runs of the tool, on the machine of a fixture. */
#ifndef TEST_UNIT_TOOL_KEXEC_RUN_LINE_H
#define TEST_UNIT_TOOL_KEXEC_RUN_LINE_H

#include "test/unit/lib/fixture.h"
#include "test/unit/tool/common/capture.h"

/* Output of the last run on stderr. */
extern struct capture errors;

/** run_words - run the tool with NULL-terminated words; returns its status */
int run_words(struct fixture *fixture, char *const argv[]);

/**
 * run_line - run "kexec LINE"; its status
 * @line: words; K is the fixture's kernel, I its initrd as --initrd=...
 */
int run_line(struct fixture *fixture, const char *line);

#endif
