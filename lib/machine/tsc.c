// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The one instruction that reads it; the kernel knows how fast it counts. */
#include "lib/machine/tsc.h"

u64 kxl_tsc(void)
{
	return __builtin_ia32_rdtsc();
}

u64 kxl_tsc_khz(void)
{
	return 0;
}
