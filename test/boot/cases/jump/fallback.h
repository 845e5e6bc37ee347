/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the cases with a fallback share. */
#ifndef TEST_BOOT_CASES_JUMP_FALLBACK_H
#define TEST_BOOT_CASES_JUMP_FALLBACK_H

#include "test/boot/guest.h"

/* Insert the modules of the watchdog that kx.dog= names, if it names one. */
bool insert_watchdog(void);
void must_say(const struct tool_result *result, const char *text);

#endif
