// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Says on the first serial port what it was entered with: "program of 64 bits,
 * argument, magic, ..." and the strings of ELF boot notes. It restarts the
 * machine after that.
 */
#include <stdint.h>

#define COM1	       0x3f8
#define LINE_STATUS    5
#define READY	       0x20
#define KEYBOARD       0x64
#define KEYBOARD_RESET 0xfe
#define BOOT_MAGIC     0x0e1fb007

struct notes {
	uint32_t signature;
	uint32_t size;
	uint16_t checksum;
	uint16_t records;
};

struct note {
	uint32_t name_size;
	uint32_t size;
	uint32_t type;
	char text[];
};

void program(uintptr_t argument, uintptr_t first, uintptr_t second);

static void out(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void say(const char *text)
{
	for (; *text; text++) {
		while (!(in(COM1 + LINE_STATUS) & READY))
			;
		out(COM1, (uint8_t)*text);
	}
}

static void say_number(uintptr_t number)
{
	char digit[2] = { 0, 0 };

	if (number > 15)
		say_number(number >> 4);
	digit[0] = "0123456789abcdef"[number & 15];
	say(digit);
}

/* The sum of all halves of what has a right checksum is ~0. */
static int has_checksum(const struct notes *notes)
{
	const uint16_t *half = (const uint16_t *)notes;
	uint32_t sum = 0;
	uint32_t i;

	for (i = 0; i < notes->size / 2; i++)
		sum += half[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static void say_notes(const struct notes *notes)
{
	const char *at = (const char *)(notes + 1);
	uint32_t i;

	if (notes->signature != BOOT_MAGIC || !has_checksum(notes)) {
		say(", no notes");
		return;
	}
	for (i = 0; i < notes->records; i++) {
		const struct note *note = (const struct note *)at;

		say(", note ");
		say_number(note->type);
		say(" <");
		say(note->text);
		say(">");
		at = note->text + ((note->size + 3) & ~3U);
	}
}

void program(uintptr_t argument, uintptr_t first, uintptr_t second)
{
	say("kx: program of ");
	say(sizeof(argument) == 8 ? "64" : "32");
	say(" bits, registers ");
	say_number(first);
	say(second == argument ? " and argument" : " and others");
	if (argument)
		say_notes((const struct notes *)argument);
	else
		say(" 0");
	say("\r\n");
	for (;;)
		out(KEYBOARD, KEYBOARD_RESET);
}
