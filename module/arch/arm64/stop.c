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
#include "module/compat/kxm_offline.h"
#include "module/image.h"
#include "module/symbol.h"
#include "module/sysfs.h"
#include "module/timeline.h"

#include <linux/cache.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/reboot.h>
#include <linux/smp.h>
#include <linux/types.h>

/* How often the others are stopped before the machine is reset. */
#define STOP_TRIES 5

#define STUCK "cpus_are_stuck_in_kernel"

/* The address of STUCK, for kxm_call(). */
static unsigned long cpus_are_stuck __ro_after_init;

int kxm_arch_init(void)
{
	int err = kxm_symbol(STUCK, &cpus_are_stuck);

	if (err) {
		pr_err("not loaded: no " STUCK "(): error %d\n", err);
		return err;
	}
	kxm_look_for_el2();
	err = kxm_psci_init();
	if (!err)
		err = kxm_rehearse_init();
	return err;
}

/*
 * Linux counts the CPUs that failed to start, and knows whether the firmware
 * can stop a CPU. A kernel without CONFIG_HOTPLUG_CPU can stop none. With
 * protected KVM a hypervisor stays in memory that Linux does not have.
 */
static bool is_any_stuck(void)
{
	/* The function returns a bool: the upper bits are undefined. */
	if (!(kxm_call(cpus_are_stuck, 0, 0) & 0xff))
		return false;
	pr_err("CPUs can't be stopped: %s\n",
	       IS_ENABLED(CONFIG_HOTPLUG_CPU)
		       ? "no PSCI, protected KVM, or one of them hangs"
		       : "this kernel has no CONFIG_HOTPLUG_CPU");
	return true;
}

static int read_reboot_cpu(struct vfsmount *sysfs, void *data)
{
	return kxm_sysfs_number(sysfs, "kernel/reboot/cpu", data);
}

/*
 * The CPU to which kernel_restart() moves (migrate_to_reboot_cpu()): 0, or the
 * one that reboot= or root has named. Linux before 5.11 does not show it, and
 * is taken to have 0; then a CPU that can't be stopped shows at the jump.
 */
static int find_reboot_cpu(unsigned int *cpu)
{
	u64 number = 0;
	int err = kxm_with_sysfs(read_reboot_cpu, &number);

	*cpu = number < nr_cpu_ids ? number : 0;
	return err;
}

static unsigned int jumping_cpu(unsigned int reboot_cpu)
{
	return cpu_online(reboot_cpu) ? reboot_cpu
				      : cpumask_first(cpu_online_mask);
}

/*
 * Some CPUs must stay online: one that a Trusted OS of the firmware is bound to
 * (cpu_psci_cpu_can_disable()), and the one that keeps time for those of
 * nohz_full=. The one that jumps may be such.
 */
static bool must_stay(unsigned int cpu, unsigned int jumps)
{
	if (cpu == jumps || cpu_is_hotpluggable(cpu))
		return false;
	pr_err("CPU %u can't be stopped (firmware, nohz_full=); CPU %u jumps\n",
	       cpu, jumps);
	return true;
}

/*
 * Linux waits for 100 ms until a CPU has lost its power, and then takes it for
 * offline (cpu_psci_cpu_kill()). It may yet execute memory that the copies
 * overwrite.
 */
static bool is_running(unsigned int cpu)
{
	if (kxm_psci_is_off(cpu))
		return false;
	pr_err("CPU %u is offline, but runs\n", cpu);
	return true;
}

int kxm_arch_may_load(void)
{
	unsigned int reboot_cpu;
	unsigned int jumps;
	unsigned int cpu;
	int err;

	if (is_any_stuck())
		return -EBUSY;
	err = find_reboot_cpu(&reboot_cpu);
	if (err)
		return err;
	cpus_read_lock();
	jumps = jumping_cpu(reboot_cpu);
	for_each_present_cpu(cpu)
		if (cpu_online(cpu) ? must_stay(cpu, jumps) : is_running(cpu))
			err = -EBUSY;
	cpus_read_unlock();
	return err;
}

/* A CPU may have got stuck since the load, or another one is to jump. */
int kxm_arch_ready(void)
{
	return kxm_arch_may_load();
}

/*
 * Linux's machine_shutdown() does this, too. If a CPU can't be stopped, that
 * function ends the task by a BUG(), and the machine hangs without devices.
 */
static void stop_others(void)
{
	unsigned int own = raw_smp_processor_id();
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		int err = cpu == own ? 0 : kxm_remove_cpu(cpu);

		if (err)
			pr_emerg("CPU %u does not stop: error %d\n", cpu, err);
	}
}

/*
 * kernel_restart() runs on the CPU that jumps, and has forbidden CPU hotplug by
 * now (migrate_to_reboot_cpu()). Linux's kernel_kexec() allows it again, too.
 * While it is allowed, programs that still run may bring a CPU back, and
 * whatever else forbids it for a moment makes a CPU busy: so try again. Once it
 * is forbidden, no CPU comes back. Linux's smp_shutdown_nonboot_cpus() has no
 * such gap, but the BUG().
 *
 * A program that takes memory offline may delay this, as it may delay Linux's
 * own kexec: mem_hotplug_begin() forbids CPU hotplug for that long.
 */
static void stop_all_others(void)
{
	unsigned int tries = STOP_TRIES;

	do {
		cpu_hotplug_enable();
		stop_others();
		cpu_hotplug_disable();
	} while (num_online_cpus() > 1 && --tries);
}

unsigned int kxm_count_running(void)
{
	unsigned int running = num_online_cpus() - 1;
	unsigned int cpu;

	for_each_present_cpu(cpu)
		running += !cpu_online(cpu) && is_running(cpu);
	return running;
}

static void reset(unsigned int running)
{
	pr_emerg("no jump: other CPUs still run (%u); resetting the machine\n",
		 running);
	emergency_restart();
}

void kxm_arch_jump(struct kxm_image *image)
{
	unsigned int running;

	stop_all_others();
	running = kxm_count_running();
	local_irq_disable();
	kxm_timeline_stamp(image->timeline, KX_STAMP_JUMP);
	if (running)
		reset(running);
	else
		kxm_arch_enter(image);
}
