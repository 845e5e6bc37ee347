/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a purgatory does that traps in a process, and how it ends. */
#ifndef TEST_RECORD_PURGATORY_TRAPS_H
#define TEST_RECORD_PURGATORY_TRAPS_H

#include <stdint.h>
#include <ucontext.h>

#define TEXT_MAX  512
#define PORTS_MAX 8

enum ending {
	RUNNING,
	ENTERED,
	HALTED,
	RESET,
	LOST,
};

/* What was seen of a run; one a process. */
struct seen {
	enum ending ending;
	char text[TEXT_MAX];
	uint32_t length;
	uint16_t ports[PORTS_MAX];
	uint8_t values[PORTS_MAX];
	uint32_t nr_ports;
	uint16_t selectors[8]; /* as the instruction numbers them */
	uint8_t gdt[64];
	uint16_t gdt_limit;
	uint64_t at;	     /* what was not to be reached */
	gregset_t registers; /* as it ended */
};

extern struct seen seen;

/** purgatory_register - the register that instructions give this number */
greg_t *purgatory_register(greg_t *registers, unsigned int number);

/**
 * purgatory_step - do the instruction that trapped, or say how the run ends
 * @registers: rip is where it goes on
 */
void purgatory_step(greg_t *registers);

#endif
