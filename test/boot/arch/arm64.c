// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Guests on QEMU's virt machine: the cases that run there, and what the other
 * files need to know of it.
 */
#include "test/boot/guest.h"

const struct guest_case guest_cases[] = {
	{ "chain", case_chain },
	{ "downtime", case_downtime },
	{ "downtime_second", case_downtime_second },
	{ "jump", case_jump },
	{ "second", case_second },
	{ "tree", case_tree },
	{ "tree_second", case_tree_second },
	{ NULL, NULL },
};

/* The console is a PL011, and the other port a card for PCI. */
const struct guest_machine guest_machine = {
	.verdict_port = "/dev/ttyS0",
	.words = "console=ttyAMA0 panic=-1 panic_on_warn=1",
};

/* With QEMU's -icount shift=0 an instruction takes a nanosecond. */
unsigned long long machine_ticks(void)
{
	uint64_t count;
	uint64_t frequency;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count));
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
	return count * (1000000000 / frequency);
}

/* PSCI does, with ACPI and without. */
bool machine_powers_off(void)
{
	return true;
}
