// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A standard VGA in text mode 3: 80 columns, 25 lines, characters at 0xb8000.
 * Registers and their values in this mode are IBM's (PS/2 Hardware Interface
 * Technical Reference, Video Subsystem). A mode beyond VGA (VBE) and the font
 * are not reset: that takes the card's BIOS.
 */
#include "purgatory/arch/x86_64_vga.h"

#include "purgatory/arch/x86_64_port.h"

#define SCREEN	   ((volatile u16 *)0xb8000)
#define COLUMNS	   80
#define CELLS	   (25 * COLUMNS)
#define GREY	   0x0700 /* on black */
#define LINE_BREAK '\n'

/*
 * Index ports, without their 0x300; a register's value is written to the port
 * after its index.
 */
#define SEQUENCER  0xc4
#define GRAPHICS   0xce
#define CONTROLLER 0xd4
/* Takes index and value in turn. A read of the status begins with an index. */
#define ATTRIBUTES 0x3c0
#define STATUS	   0x3da
#define SHOW	   0x20

#define MISCELLANEOUS 0x3c2
#define CLOCK_AND_RAM 0x67

/* Index port, first index, number of registers, their values. */
/* clang-format off */
static const u8 groups[] = {
	SEQUENCER, 0, 1, 0x01, /* reset */
	SEQUENCER, 0, 5, 0x03, 0x00, 0x03, 0x00, 0x02,
	CONTROLLER, 0x11, 1, 0x0e, /* unlocks those below it */
	CONTROLLER, 0, 25,
	0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00,
	0x4f, 0x0d, 0x0e, 0x00, 0x00, 0x00, 0x00, 0x9c, 0x8e,
	0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff,
	GRAPHICS, 0, 9, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff,
};
static const u8 attributes[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a,
	0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00,
};
/* clang-format on */

static RARE const u8 *write_group(const u8 *group)
{
	const u16 port = 0x300 | group[0];
	u8 index = group[1];
	u8 left = group[2];

	for (group += 3; left--; group++) {
		write_port(port, index++);
		write_port(port + 1, *group);
	}
	return group;
}

void reset_vga(void)
{
	const u8 *group = groups;
	u32 i;

	write_port(MISCELLANEOUS, CLOCK_AND_RAM);
	while (group < groups + sizeof(groups))
		group = write_group(group);
	read_port(STATUS);
	for (i = 0; i < sizeof(attributes); i++) {
		write_port(ATTRIBUTES, (u8)i);
		write_port(ATTRIBUTES, attributes[i]);
	}
	write_port(ATTRIBUTES, SHOW);
}

/* @at has no digest, so it may be anything. */
u32 print_vga(const char *text, u32 at)
{
	if (at >= CELLS)
		at = 0;
	for (; *text; text++) {
		if (*text == LINE_BREAK)
			at += COLUMNS - at % COLUMNS;
		else if (*text != '\r')
			SCREEN[at++] = (u16)(GREY | (u8)*text);
		if (at >= CELLS)
			at = 0;
	}
	return at;
}
