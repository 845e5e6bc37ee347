// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stop of an arm64 machine before the jump, by Linux's own functions: CPU
 * hotplug, which ends in PSCI's CPU_OFF. A CPU that only waits in a loop, as
 * after smp_send_stop() or where a spin table started it, would go on executing
 * memory that the copies overwrite: such machines are refused.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/symbol.h"
#include "module/timeline.h"

#include <linux/cache.h>
#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/reboot.h>

/* For kxm_call(). */
static unsigned long cpus_are_stuck __ro_after_init;

static int find(const char *name, unsigned long *address)
{
	int err = kxm_symbol(name, address);

	if (err)
		pr_err("not loaded: no %s(): error %d\n", name, err);
	return err;
}

int kxm_arch_init(void)
{
	int err = find("machine_shutdown", &kxm.machine_shutdown);

	return err ?: find("cpus_are_stuck_in_kernel", &cpus_are_stuck);
}

/*
 * Linux counts the CPUs that failed to start, and knows whether the firmware
 * can stop a CPU. A kernel without CONFIG_HOTPLUG_CPU can stop none. With
 * protected KVM a hypervisor stays in memory that Linux does not have.
 */
int kxm_cpus_can_stop(void)
{
	/* The function returns a bool: the upper bits are undefined. */
	if (!(kxm_call(cpus_are_stuck, 0, 0) & 0xff))
		return 0;
	pr_err("CPUs can't be stopped: %s\n",
	       IS_ENABLED(CONFIG_HOTPLUG_CPU)
		       ? "no PSCI, protected KVM, or one of them hangs"
		       : "this kernel has no CONFIG_HOTPLUG_CPU");
	return -EBUSY;
}

/* A CPU may have got stuck since the load. */
int kxm_arch_ready(void)
{
	return kxm_cpus_can_stop();
}

static void reset(unsigned int running)
{
	pr_emerg("no jump: other CPUs still run (%u); resetting the machine\n",
		 running);
	emergency_restart();
}

/*
 * kernel_restart() has forbidden CPU hotplug by now (migrate_to_reboot_cpu()),
 * as it has in Linux's kernel_kexec(), which allows it again, too.
 */
void kxm_arch_jump(struct kxm_image *image)
{
	cpu_hotplug_enable();
	kxm_call(kxm.machine_shutdown, 0, 0);
	local_irq_disable();
	kxm_timeline_stamp(image->timeline, KX_STAMP_JUMP);
	if (num_online_cpus() > 1)
		reset(num_online_cpus() - 1);
	else
		kxm_arch_enter(image);
}
