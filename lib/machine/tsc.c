// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The one instruction that reads it. */
#include "lib/machine/tsc.h"

u64 kxl_tsc(void)
{
	return __builtin_ia32_rdtsc();
}
