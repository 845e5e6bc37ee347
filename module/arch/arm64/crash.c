// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash path of arm64, from the panic to the jump. The jump is that of any
 * image, without copies: relocate.S only cleans the caches of what the image
 * consists of.
 *
 * As Linux's own kdump, this file powers the other CPUs off, so that the crash
 * kernel can start them. Only a CPU itself can do that (PSCI's CPU_OFF), and
 * panic() leaves them in a loop that no interrupt ends. So a kprobe notices the
 * call of smp_send_stop(), with which panic() stops them, and stops them first:
 * each saves its registers in an interrupt, goes offline and powers off.
 *
 * A CPU waits in a loop as before if it did not take that interrupt in time, if
 * PSCI denies it (a Trusted OS is bound to it), without PSCI (spin tables), and
 * if there are no kprobes or they are disabled. The loop is in memory of the
 * crashed kernel, which the crash kernel leaves alone; PSCI reports that such a
 * CPU is on. Where it was interrupted is in memory, and its note is written
 * here.
 *
 * Linux also unmaps a loaded crash kernel. Here it stays mapped: a panic would
 * have to map it again to compare its digests and to clean its caches, with
 * page tables that may be what is damaged, and Linux can only split the large
 * pages of its linear map while it boots. A stray write is noticed instead.
 *
 * Why nothing here can hang or fail. Nothing takes a lock, sleeps or allocates:
 *  - a call to another CPU is put into a queue without a lock, by an object of
 *    ours for each CPU, which nothing else uses (stop_call). If it is in the
 *    queue already, it is not put there again;
 *  - the waits are bounded: STOP_MS for the CPUs at the probe and again after
 *    the stop, OFF_MS for their power, and a second of the GIC's driver for
 *    each register that does not settle;
 *  - the probe is a breakpoint. In a panic below another kprobe's handler it is
 *    passed over, without a wait, and Linux alone stops the CPUs;
 *  - firmware's calls take no lock of Linux;
 *  - registers of other CPUs are read by a function that survives a fault, and
 *    written to notes that were allocated at insmod;
 *  - interrupts are looked up under RCU, and only a controller that clears an
 *    active interrupt is touched: a GIC, whose functions write its registers;
 *  - of the scheduler nothing is asked. Which process another CPU ran is in its
 *    runqueue, and Linux reads that under the runqueue's lock, which the CPU
 *    that panics may hold.
 * Only one CPU is here: kxm_crash() lets one in, and a stopped one stays.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/compat/kxm_irq.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/note.h"
#include "module/symbol.h"

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kconfig.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/irq_regs.h>

/* Time for the CPUs to save their registers, as in Linux. */
#define STOP_MS 1000

/* For all of them to power off. Linux waits 100 ms for one. */
#define OFF_MS 1000

/* Numbers of interrupts that have no registers but a table: LPIs of GICv3. */
#define FIRST_LPI 8192

/* Functions that the kernel does not export. Each of them is optional. */
enum helper {
	MASK_EVENTS,
	ABORT_EVENT,
	SET_ONLINE,
	HELPERS,
};

static bool has_sdei(void)
{
	return IS_ENABLED(CONFIG_ARM_SDE_INTERFACE);
}

static const struct kxm_helper helper_names[] = {
	[MASK_EVENTS] = {
		"sdei_mask_local_cpu", NULL,
		"after a panic errors that firmware reports hang a CPU",
		has_sdei,
	},
	[ABORT_EVENT] = {
		"sdei_handler_abort", NULL,
		"if firmware's report led to a panic, it makes no others",
		has_sdei,
	},
	[SET_ONLINE] = {
		"set_cpu_online", NULL,
		"the crash kernel has one CPU",
		kxm_psci_can_turn_off,
	},
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(), or 0. */
static unsigned long helpers[HELPERS] __ro_after_init;

static void call_helper(enum helper helper)
{
	if (helpers[helper])
		(void)kxm_call(helpers[helper], 0, 0);
}

/*
 * Runs on another CPU, in an interrupt. The note is complete before the CPU is
 * in the mask, and it is there before the CPU is offline: who sees one of these
 * can rely on those before. No interrupt may be sent to it from then on, since
 * it would wait for the crash kernel.
 */
static void stop_here(void *unused)
{
	const struct pt_regs *regs = get_irq_regs();
	unsigned int own = raw_smp_processor_id();

	(void)kxm_mask_exceptions();
	call_helper(MASK_EVENTS);
	if (regs)
		kxm_note_save(regs);
	/* The note is complete. */
	smp_mb__before_atomic();
	cpumask_set_cpu(own, &kxm.panic.stopped);
	/* The CPU is in the mask. */
	smp_mb__after_atomic();
	if (helpers[SET_ONLINE]) {
		(void)kxm_call(helpers[SET_ONLINE], own, false);
		kxm_psci_turn_off();
	}
	for (;;)
		asm volatile("wfi" : : : "memory");
}

/* Each in the queue of one CPU. */
static DEFINE_PER_CPU(call_single_data_t, stop_call);

/* Also those that take the kernel's own interrupt meanwhile are offline. */
static bool runs(unsigned int cpu)
{
	return cpu_online(cpu) && (helpers[SET_ONLINE] ||
				   !cpumask_test_cpu(cpu, &kxm.panic.stopped));
}

static unsigned int count_running(unsigned int own)
{
	unsigned int running = 0;
	unsigned int cpu;

	for_each_online_cpu(cpu)
		running += cpu != own && runs(cpu);
	return running;
}

/* Return: how many CPUs still run. */
static unsigned int stop_running(unsigned int own)
{
	unsigned int cpu;
	unsigned int ms;

	for_each_online_cpu(cpu) {
		call_single_data_t *call = per_cpu_ptr(&stop_call, cpu);

		if (cpu != own)
			(void)smp_call_function_single_async(cpu, call);
	}
	for (ms = 0; ms < STOP_MS && count_running(own); ms++)
		mdelay(1);
	return count_running(own);
}

/*
 * smp_send_stop() begins. It finds no CPU to stop, or those that were not
 * stopped here. A panic has set oops_in_progress by now, a restart or a halt
 * has not: they need no CPU without power.
 */
static int on_stop(struct kprobe *probe, struct pt_regs *regs)
{
	if (READ_ONCE(oops_in_progress) && READ_ONCE(kxm.crash))
		(void)stop_running(raw_smp_processor_id());
	return 0;
}

static struct kprobe stop_probe = {
	.symbol_name = "smp_send_stop",
	.pre_handler = on_stop,
};

/* A CPU that is still on when the crash kernel wants it would be left out. */
static void await_off(void)
{
	unsigned int ms = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		while (cpumask_test_cpu(cpu, &kxm.panic.stopped) &&
		       kxm_psci_is_on(cpu) && ms++ < OFF_MS)
			mdelay(1);
}

/* False: the CPU is in no interrupt, or the kernel's memory is damaged. */
static bool read_registers(unsigned int cpu, struct pt_regs *regs)
{
	const struct pt_regs *from = READ_ONCE(per_cpu(__irq_regs, cpu));

	return from && !copy_from_kernel_nofault(regs, from, sizeof(*regs));
}

/*
 * Is it offline, and not by stop_here()? It stored its registers before it went
 * offline, and stop_here() its bit.
 */
static bool has_no_note(unsigned int cpu)
{
	if (cpu_online(cpu))
		return false;
	/* Its bit is as old as its absence, or newer. */
	smp_rmb();
	return !cpumask_test_cpu(cpu, &kxm.panic.stopped);
}

/*
 * A CPU that panic() has stopped is offline, and still in the interrupt that
 * did it: what it was doing is where the kernel keeps the interrupted
 * registers. Others that are offline are in no interrupt. Nor is a CPU that
 * firmware stopped (SDEI, since Linux 7.3), unless it hung in another one.
 *
 * The note of a CPU that did not write it has the process 0, since asking for
 * it takes a lock.
 */
static void save_stopped(unsigned int own)
{
	struct pt_regs regs;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		if (cpu != own && has_no_note(cpu) &&
		    read_registers(cpu, &regs))
			kxm_note_save_for(cpu, 0, &regs);
	}
}

void kxm_arch_crash_stop(void)
{
	unsigned int own = raw_smp_processor_id();
	unsigned int running = stop_running(own);

	if (running)
		pr_emerg("%u CPUs did not stop; their registers are lost\n",
			 running);
	save_stopped(own);
	await_off();
}

/* Firmware reports broken memory, and Linux marks it without our help. */
void kxm_arch_poison(void)
{
}

/*
 * Take an interrupt back and mask it, at the interrupt controller that the CPUs
 * see. A GICv2 or GICv3 does that without locks. Controllers behind it, and
 * devices that send messages (LPIs), need locks, which a CPU may have held when
 * it stopped. They are left as they are: the crash kernel resets the GIC first.
 *
 * A controller behind the GIC may be the last one here (Marvell's SEI). It does
 * not know which interrupts are active, and says so. So does a GICv5, whose
 * driver disables all interrupts when it starts.
 */
static void quiet(unsigned int number)
{
	struct irq_data *data = irq_get_irq_data(number);
	const struct irq_chip *chip;

	while (data && data->parent_data)
		data = data->parent_data;
	chip = data ? data->chip : NULL;
	if (!chip || !chip->irq_set_irqchip_state || data->hwirq >= FIRST_LPI)
		return;
	if (chip->irq_set_irqchip_state(data, IRQCHIP_STATE_ACTIVE, false))
		return;
	if (chip->irq_mask)
		chip->irq_mask(data);
}

void kxm_arch_crash_jump(struct kxm_image *image)
{
	unsigned int count = kxm_irq_count();
	unsigned int number;

	call_helper(MASK_EVENTS);
	call_helper(ABORT_EVENT);
	for (number = 0; number < count; number++)
		quiet(number);
	kxm_arch_enter(image);
}

/* Linux 5.10 to 6.12 relocate no addresses in per-CPU data of modules. */
static void prepare_calls(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu_ptr(&stop_call, cpu)->func = stop_here;
}

/* Without the probe only CPUs that panic() failed to stop lose their power. */
static void open_probe(void)
{
	int err;

	if (!helpers[SET_ONLINE] || num_possible_cpus() == 1)
		return;
	err = register_kprobe(&stop_probe);
	if (err) {
		pr_warn("no kprobe (error %d): the crash kernel has one CPU\n",
			err);
		stop_probe.addr = NULL;
	}
}

int kxm_arch_crash_open(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	if (err == -ENOMEM)
		return err;
	prepare_calls();
	open_probe();
	return 0;
}

void kxm_arch_crash_close(void)
{
	if (stop_probe.addr)
		unregister_kprobe(&stop_probe);
}
