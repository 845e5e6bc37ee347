// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux keeps TPIDR_EL0 of the thread that calls reboot(2), on whichever CPU it
 * goes on, up to the jump. Programs have the address of their thread's data
 * there, so nothing else of this one may run until it is back: no libc, no
 * handler of a signal.
 */
#include "lib/load/restart.h"

#include <linux/reboot.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/timeline.h"

static u64 make_note(u64 ticks)
{
	return KX_CALL_MARK << KX_CALL_MARK_SHIFT |
	       (ticks & ((1ULL << KX_CALL_MARK_SHIFT) - 1));
}

static long call_with(u64 note)
{
	register long x8 __asm__("x8") = SYS_reboot;
	register long x0 __asm__("x0") = (int)LINUX_REBOOT_MAGIC1;
	register long x1 __asm__("x1") = LINUX_REBOOT_MAGIC2;
	register long x2 __asm__("x2") = LINUX_REBOOT_CMD_KEXEC;
	register long x3 __asm__("x3") = 0;
	u64 own;

	__asm__ volatile("mrs %[own], tpidr_el0\n\t"
			 "msr tpidr_el0, %[note]\n\t"
			 "svc #0\n\t"
			 "msr tpidr_el0, %[own]"
			 : "+r"(x0), [own] "=&r"(own)
			 : [note] "r"(note), "r"(x8), "r"(x1), "r"(x2), "r"(x3)
			 : "memory");
	return x0;
}

int kxl_restart(u64 ticks)
{
	/* Of the kernel: libc's own leaves out signals that libc handles. */
	const u64 all = ~0ULL;
	u64 before = 0;
	int err;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof(all));
	err = (int)call_with(make_note(ticks));
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(before));
	return err;
}
