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
#define RUN_ENTER_32   0x2800 /* the code that leads to a 32-bit one */
#define RUN_TEXT_MAX   512
#define RUN_PORTS_MAX  200
#define RUN_WAIT_READS 3

enum ending {
	RUNNING,
	ENTERED,
	HALTED,
	RESET,	 /* by an exception without an IDT */
	LOST,	 /* by an unexpected instruction */
	REFUSED, /* by this machine: a process has no such segment */
};

/* Bits that change on the way to 32-bit mode (Intel SDM, volume 3). */
#define RUN_CR0_PE    0x1
#define RUN_CR0_PG    0x80000000
#define RUN_CR4_PAE   0x20
#define RUN_CR4_MCE   0x40
#define RUN_CR4_LA57  0x1000
#define RUN_CR4_PCIDE 0x20000
#define RUN_EFER_LME  0x100

/* Control registers of this process, which it can't read. */
struct run_control {
	u64 cr0;
	u64 cr4;
	u64 efer;
};

/* The result of a run. */
struct run_seen {
	enum ending ending;
	char text[RUN_TEXT_MAX];
	u32 length;
	u16 ports[RUN_PORTS_MAX]; /* written; not the port's text, nor 0x80 */
	u8 values[RUN_PORTS_MAX];
	u32 nr_ports;
	bool is_masked;	     /* interrupts are off */
	u32 status_reads;    /* of the serial port's status */
	u32 pause_reads;     /* of port 0x80, for delays */
	u32 screen_reads;    /* of the VGA's status */
	gregset_t registers; /* the kernel's at its entry */
	bool is_32bit;	     /* in compatibility mode, or without paging */
	u64 gdt;	     /* its address */
	u16 gdt_limit;
	struct run_control control;
	u32 idt; /* its address, if it was loaded below 1 MiB */
	u16 idt_limit;
	u16 segments[8]; /* es, cs, ss, ds, fs, gs; the last values */
	bool is_16bit;	 /* in a segment of 16 bits */
	u64 base_16;	 /* the address of that segment */
	bool is_real;	 /* in real mode: registers hold segments */
	u16 program[2];	 /* ip and cs of what is entered so */
};

extern struct run_seen seen;

/* The purgatory, at its start, and the memory that it uses. */
extern u8 *room;
/* Where in it the run begins; map_room() sets it to the purgatory. */
extern u64 run_from;
/* The serial port that has text; map_room() sets it to the first one. */
extern u16 serial_port;
/* The result of reads of the serial port's status. */
extern u8 line_status;
/* Control registers at the start of a run. */
extern struct run_control control;
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
