/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where the purgatory prints, and what it does to the screen. Without a choice
 * it prints only that a crash image is damaged, on the first serial port, which
 * it leaves as the running kernel has set it up.
 */
#ifndef CORE_CONSOLE_H
#define CORE_CONSOLE_H

#include "kx_port.h"

enum kx_console_flags {
	KX_CONSOLE_SERIAL = 1 << 0,    /* say hello on the serial port */
	KX_CONSOLE_VGA = 1 << 1,       /* print on a VGA text screen, too */
	KX_CONSOLE_RESET_VGA = 1 << 2, /* first set text mode 3 */
};

/* The frequency of a PC's serial port, divided by 16: bits a second. */
#define KX_CONSOLE_BAUD_BASE 115200

struct kx_console {
	u32 flags; /* enum kx_console_flags, or-ed */
	/*
	 * I/O port of a 16550 that is to be set up: 8 bits, no parity. 0: the
	 * first serial port, as it is.
	 */
	u16 port;
	u16 divisor; /* of KX_CONSOLE_BAUD_BASE; 0: leave the rate */
};

#endif
