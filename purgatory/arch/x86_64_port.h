/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* I/O ports. */
#ifndef PURGATORY_ARCH_X86_64_PORT_H
#define PURGATORY_ARCH_X86_64_PORT_H

#include "kx_port.h"

static inline void write_port(u16 port, u8 value)
{
	__asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

/* For what a read does to the device. */
static inline void read_port(u16 port)
{
	u8 value;

	__asm__ volatile("inb %w1, %b0" : "=a"(value) : "Nd"(port));
}

#endif
