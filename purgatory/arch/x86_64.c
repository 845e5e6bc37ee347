// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory's use of PC hardware: the first serial port, and ways to reset
 * or halt.
 */
#include "purgatory/purgatory.h"

#define COM1	       0x3f8
#define COM1_STATUS    (COM1 + 5)
#define TRANSMIT_EMPTY 0x20
#define KEYBOARD       0x64
#define CHIPSET_RESET  0xcf9
#define POST	       0x80

static void write_port(u16 port, u8 value)
{
	__asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

/*
 * Reads a port until one of @bits is set, at most @times times. A read takes
 * about a microsecond. The counter is in ecx, so that tests can shorten the
 * wait.
 */
static void wait_for(u16 port, u8 bits, u32 times)
{
	u8 value;

	do {
		__asm__ volatile("inb %w2, %b0"
				 : "=a"(value), "+c"(times)
				 : "Nd"(port));
	} while (!(value & bits) && --times);
}

/* Sends the text even if the port never gets ready. */
void print(const char *text)
{
	for (; *text; text++) {
		wait_for(COM1_STATUS, TRANSMIT_EMPTY, 100000);
		write_port(COM1, (u8)*text);
	}
}

void halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static void wait_50_ms(void)
{
	wait_for(POST, 0, 50000);
}

/*
 * Three ways to reset a PC, the cleanest first. There is a wait after each, and
 * before the first, so that the serial port can send its FIFO.
 */
void restart(void)
{
	wait_50_ms();
	write_port(KEYBOARD, 0xfe); /* pulse the reset line */
	wait_50_ms();
	write_port(CHIPSET_RESET, 0x02); /* prepare */
	wait_50_ms();
	write_port(CHIPSET_RESET, 0x06); /* hard reset */
	wait_50_ms();
	/* Without an IDT, an exception resets the CPU (triple fault). */
	__asm__ volatile("pushq $0; pushq $0; lidt (%rsp); ud2");
	__builtin_unreachable();
}

void *memcpy(void *to, const void *from, size_t size)
{
	void *at = to;

	__asm__ volatile("rep movsb"
			 : "+D"(at), "+S"(from), "+c"(size)
			 :
			 : "memory");
	return to;
}

void *memset(void *to, int value, size_t size)
{
	void *at = to;

	__asm__ volatile("rep stosb"
			 : "+D"(at), "+c"(size)
			 : "a"(value)
			 : "memory");
	return to;
}
