/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Runs a purgatory in this process. Instructions that a process must not
 * execute (ports, descriptor tables, halting) trap, and are emulated and
 * recorded.
 */
#ifndef TEST_RUN_PURGATORY_H
#define TEST_RUN_PURGATORY_H

#include "kx_port.h"

#include <ucontext.h>

#define RUN_ROOM       (64 * 1024)
#define RUN_KERNEL     0x2000 /* to enter: one instruction, which traps */
#define RUN_TEXT_MAX   512
#define RUN_PORTS_MAX  8
#define RUN_WAIT_READS 3

enum ending {
	RUNNING,
	ENTERED,
	HALTED,
	RESET, /* by an exception without an IDT */
	LOST,  /* by an unexpected instruction */
};

/* The result of a run. */
struct run_seen {
	enum ending ending;
	char text[RUN_TEXT_MAX];
	u32 length;
	u16 ports[RUN_PORTS_MAX]; /* written, except the serial port's */
	u8 values[RUN_PORTS_MAX];
	u32 nr_ports;
	bool is_masked;	     /* interrupts are off */
	u32 status_reads;    /* of the serial port's status */
	u32 pause_reads;     /* of port 0x80, for delays */
	gregset_t registers; /* the kernel's at its entry */
};

extern struct run_seen seen;

/* The purgatory, at its start, and the memory that it uses. */
extern u8 *room;
/* The result of reads of the serial port's status. */
extern u8 line_status;
/* The quadword on the stack that the purgatory is entered with. */
extern u64 returns_to;

/* Setup and teardown of a test: map and unmap a room of zeroes. */
int map_room(void **state);
int unmap_room(void **state);

/*
 * Enters the purgatory. Fails the test if it changes its caller's stack, or
 * comes near the end of its own.
 */
enum ending run(void);

#endif
