/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Facts about a kernel file, for people. */
#ifndef TOOL_KEXEC_FACTS_H
#define TOOL_KEXEC_FACTS_H

#include "include/libkexec.h"

/**
 * facts_print - print on stdout one fact a line, always in the same order
 * @facts: of kexec_image_facts()
 */
void facts_print(const struct kexec_facts *facts);

#endif
