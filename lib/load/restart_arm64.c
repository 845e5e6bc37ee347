// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux keeps TPIDR_EL0 of the thread that calls reboot(2), on whichever CPU it
 * goes on, up to the jump. Programs have the address of their thread's data
 * there, so nothing else of this one may run until it is back: no libc, no
 * handler of a signal.
 */
#include "lib/load/restart.h"

#include <signal.h>

#include "core/timeline.h"

/* restart_call_arm64.S */
int kxl_restart_call(u64 note);

static u64 make_note(u64 ticks)
{
	return KX_CALL_MARK << KX_CALL_MARK_SHIFT |
	       (ticks & ((1ULL << KX_CALL_MARK_SHIFT) - 1));
}

int kxl_restart(u64 ticks)
{
	/* Of the kernel: libc's own leaves out signals that libc handles. */
	const u64 all = ~0ULL;
	u64 before = 0;
	int err;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof(all));
	err = kxl_restart_call(make_note(ticks));
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(before));
	return err;
}
