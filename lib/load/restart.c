// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Machines without a register for the note: in the place of restart_arm64.c. */
#include "lib/load/restart.h"

int kxl_restart(u64 ticks)
{
	(void)ticks;
	return kxl_restart_plainly();
}
