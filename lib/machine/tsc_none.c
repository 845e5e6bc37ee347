// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Processors that have no time-stamp counter: in the place of tsc.c. */
#include "lib/machine/tsc.h"

u64 kxl_tsc(void)
{
	return 0;
}

u64 kxl_tsc_khz(void)
{
	return 0;
}
