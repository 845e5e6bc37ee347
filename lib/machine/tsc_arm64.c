// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The virtual counter of arm64, in the place of tsc.c. It never stops, nor
 * changes its speed, which the firmware has written to a register.
 */
#include "lib/machine/tsc.h"

u64 kxl_tsc(void)
{
	u64 ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
}

u64 kxl_tsc_khz(void)
{
	u64 hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz / 1000;
}
