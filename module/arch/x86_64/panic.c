// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a panic arrives on x86_64: smp_ops.stop_other_cpus is what panic() stops
 * the other CPUs with, and a variable, so ours comes first.
 */
#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/panic.h"

#include <linux/kernel.h>
#include <linux/smp.h>
#include <asm/smp.h>

static void (*kernels_stop)(int wait);

/*
 * smp_send_stop() does not wait, and panic() is alone in calling it; a restart
 * waits.
 */
void kxm_stop_after_crash(int wait, const struct kxm_caller *caller)
{
	if (!wait && oops_in_progress)
		kxm_crash(caller);
	kernels_stop(wait);
}

void kxm_arch_hook_stop(void (*entry)(int wait))
{
	kernels_stop = smp_ops.stop_other_cpus;
	WRITE_ONCE(smp_ops.stop_other_cpus, entry);
}

void kxm_arch_unhook_stop(void)
{
	WRITE_ONCE(smp_ops.stop_other_cpus, kernels_stop);
}
