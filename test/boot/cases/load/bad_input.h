/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The parts of the bad_input case. */
#ifndef TEST_BOOT_CASES_LOAD_BAD_INPUT_H
#define TEST_BOOT_CASES_LOAD_BAD_INPUT_H

#include "test/boot/guest.h"

void bad_tool_calls(const char *kernel);

#endif
