// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The purgatory's use of PC hardware: a serial port, and ways to reset or halt.
 */
#include "purgatory/purgatory.h"

#include "purgatory/arch/x86_64_port.h"
#include "purgatory/arch/x86_64_vga.h"

#define COM1	       0x3f8
#define TRANSMIT_EMPTY 0x20

/* Registers of a 16550 from its port on, and their values. */
#define DIVISOR_LOW   0 /* with LINE_DIVISOR */
#define INTERRUPTS    1
#define DIVISOR_HIGH  1 /* with LINE_DIVISOR */
#define FIFO	      2
#define LINE	      3
#define MODEM	      4
#define STATUS	      5
#define LINE_8N1      0x03
#define LINE_DIVISOR  0x80
#define MODEM_DTR_RTS 0x03

#define KEYBOARD      0x64
#define CHIPSET_RESET 0xcf9
#define POST	      0x80

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

static RARE void set_up_port(u16 port, u16 divisor)
{
	write_port(port + LINE, LINE_8N1);
	write_port(port + INTERRUPTS, 0);
	write_port(port + FIFO, 0);
	write_port(port + MODEM, MODEM_DTR_RTS);
	if (!divisor)
		return;
	write_port(port + LINE, LINE_8N1 | LINE_DIVISOR);
	write_port(port + DIVISOR_LOW, (u8)divisor);
	write_port(port + DIVISOR_HIGH, (u8)(divisor >> 8));
	write_port(port + LINE, LINE_8N1);
}

void start_console(void)
{
	u16 port = kx_load_le16(head.serial_port);

	if (kx_load_le32(head.console) & KX_CONSOLE_RESET_VGA)
		reset_vga();
	if (port)
		set_up_port(port, kx_load_le16(head.divisor));
}

/* Sends the text even if the port never gets ready. */
static RARE void print_serial(const char *text)
{
	u16 port = kx_load_le16(head.serial_port);

	if (!port)
		port = COM1;
	for (; *text; text++) {
		wait_for(port + STATUS, TRANSMIT_EMPTY, 100000);
		write_port(port, (u8)*text);
	}
}

void print(const char *text)
{
	print_serial(text);
	if (kx_load_le32(head.console) & KX_CONSOLE_VGA)
		vga_at = print_vga(text, vga_at);
}

void halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static RARE void wait_50_ms(void)
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
