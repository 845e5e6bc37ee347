// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stop of an x86_64 machine before the jump, by Linux's own functions. This
 * file finds them, handles the CPUs that they leave out, and refuses to copy
 * while another CPU still runs.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/compat/kxm_cpu.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/symbol.h"
#include "module/timeline.h"

#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/reboot.h>
#include <asm/cpufeature.h>

static bool has_mwait(void)
{
	return IS_ENABLED(CONFIG_SMP) && boot_cpu_has(X86_FEATURE_MWAIT);
}

/* For CPUs that are offline: see kxm_arch_ready(). */
static const struct kxm_helper kick_offline_cpus = {
	.name = "smp_kick_mwait_play_dead",
	.without = "CPUs that are offline are brought up before a jump",
	.is_needed = has_mwait,
};

int kxm_arch_init(void)
{
	int err = kxm_symbol("machine_shutdown", &kxm.machine_shutdown);

	if (err) {
		pr_err("not loaded: no machine_shutdown(): error %d\n", err);
		return err;
	}
	err = kxm_find_helpers(&kick_offline_cpus, 1, &kxm.kick_offline_cpus);
	return err == -ENOMEM ? err : 0;
}

/* kxm_arch_ready() does what there is to do. */
int kxm_arch_may_load(void)
{
	return 0;
}

/*
 * An offline CPU waits in MWAIT on memory that the next kernel overwrites, and
 * the write wakes it. Kernels since 6.5 can move it to HLT before. On older
 * kernels it must come online, to be stopped with the others. "nosmt" may
 * forbid that.
 */
int kxm_arch_ready(void)
{
	unsigned int cpu;

	if (kxm.kick_offline_cpus || !has_mwait())
		return 0;
	for_each_present_cpu(cpu) {
		int err = cpu_online(cpu) ? 0 : kxm_add_cpu(cpu);

		if (err) {
			pr_err("CPU %u is offline and stays so (error %d)\n",
			       cpu, err);
			return -EBUSY;
		}
	}
	return 0;
}

/* The boot parameter reboot= selects how Linux resets the machine. */
static void reset(unsigned int running)
{
	pr_emerg("no jump: other CPUs still run (%u); resetting the machine\n",
		 running);
	emergency_restart();
}

/*
 * The copy overwrites the code of CPUs that were not stopped.
 * machine_shutdown() stops none with reboot=force, nor while another CPU is
 * stopping them all, and does not report it (native_stop_other_cpus() in
 * arch/x86/kernel/smp.c of Linux 6.1 and 7.3). If it does stop them, it waits
 * until each one is about to halt. A CPU marks itself offline before it halts
 * (stop_this_cpu() in process.c).
 */
void kxm_arch_jump(struct kxm_image *image)
{
	if (kxm.kick_offline_cpus)
		kxm_call(kxm.kick_offline_cpus, 0, 0);
	/* Interrupt controllers, other CPUs, timers, IOMMU. */
	kxm_call(kxm.machine_shutdown, 0, 0);
	local_irq_disable();
	kxm_timeline_stamp(image->timeline, KX_STAMP_JUMP);
	if (num_online_cpus() > 1)
		reset(num_online_cpus() - 1);
	else
		kxm_arch_enter(image);
}
