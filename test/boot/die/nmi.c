// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The ways that need an NMI of x86. */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/nmi.h>

#include "test/boot/die/die.h"

static bool is_waiting_for_nmi;

static int on_nmi(unsigned int type, struct pt_regs *regs)
{
	if (is_waiting_for_nmi)
		BUG();
	return NMI_DONE;
}

static void die_nmi(void)
{
	if (register_nmi_handler(NMI_LOCAL, on_nmi, 0, "die"))
		return;
	is_waiting_for_nmi = true;
	preempt_disable();
	apic->send_IPI_self(NMI_VECTOR);
	mdelay(10000);
}

/* As the watchdog's own handler ends for a CPU that ignores interrupts. */
static int on_watchdog(unsigned int type, struct pt_regs *regs)
{
	if (is_waiting_for_nmi)
		nmi_panic(regs, "a CPU is locked up");
	return NMI_DONE;
}

/*
 * All CPUs find that at once: one panics, and the others wait for its end in an
 * NMI, where no other NMI reaches them.
 */
static void die_watchdogs(void)
{
	if (register_nmi_handler(NMI_LOCAL, on_watchdog, 0, "die"))
		return;
	is_waiting_for_nmi = true;
	preempt_disable();
	apic->send_IPI_mask(cpu_online_mask, NMI_VECTOR);
	mdelay(10000);
}

static unsigned int locked_up;

static int watch(void *unused)
{
	msleep(500);
	is_waiting_for_nmi = true;
	apic->send_IPI_mask(cpumask_of(locked_up), NMI_VECTOR);
	return 0;
}

static void die_hard(void)
{
	struct task_struct *task = kthread_create(watch, NULL, "watch");

	if (IS_ERR(task) ||
	    register_nmi_handler(NMI_LOCAL, on_watchdog, 0, "die"))
		return;
	locked_up = raw_smp_processor_id();
	kthread_bind(task, cpumask_any_but(cpu_online_mask, locked_up));
	wake_up_process(task);
	die_spin(NULL);
}

const struct die_way die_nmi_ways[] = {
	{ "nmi", die_nmi },
	{ "hard", die_hard },
	{ "watchdogs", die_watchdogs },
};

const unsigned int die_nmi_count = ARRAY_SIZE(die_nmi_ways);
