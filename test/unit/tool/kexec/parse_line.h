/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Command lines, parsed. */
#ifndef TEST_UNIT_TOOL_KEXEC_PARSE_LINE_H
#define TEST_UNIT_TOOL_KEXEC_PARSE_LINE_H

#include "test/unit/tool/common/capture.h"
#include "tool/kexec/options.h"

/* Output of the last parse() on stderr. */
extern struct capture errors;

/** parse - options_parse() of "kexec LINE" */
int parse(const char *line, struct options *options);

#endif
