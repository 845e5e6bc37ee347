/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A VGA in text mode. */
#ifndef PURGATORY_ARCH_X86_64_VGA_H
#define PURGATORY_ARCH_X86_64_VGA_H

#include "purgatory/purgatory.h"

#pragma GCC visibility push(hidden)

/* Set text mode 3. */
RARE void reset_vga(void);
/*
 * Write on the screen, from character @at on; after the last line comes the
 * first one. Returns where the next text goes on.
 */
RARE u32 print_vga(const char *text, u32 at);

#pragma GCC visibility pop

#endif
