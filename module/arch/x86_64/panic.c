// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the module notices a panic on x86_64. panic() stops the other CPUs
 * through smp_ops.stop_other_cpus. That is a variable, and the module sets it
 * to a function of its own.
 */
#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/panic.h"

#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <asm/smp.h>

static void (*kernels_stop)(int wait) __ro_after_init;

/*
 * A call with @wait 0 is a panic: smp_send_stop() passes 0, and only panic()
 * calls that. A restart passes 1.
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
