// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash path of arm64, from the panic to the jump. panic() has stopped the
 * other CPUs by now, each in an interrupt, and they wait in a loop. Where each
 * was interrupted is in memory, so their notes are written here. CPUs that
 * still run are stopped in the same way. The jump is that of any image, without
 * copies: relocate.S only cleans the caches of what the image consists of.
 *
 * Linux's own kdump powers the other CPUs off. Here they stay in their loops,
 * in memory of the crashed kernel, which the crash kernel leaves alone. So it
 * has one CPU: PSCI reports that the others are on.
 *
 * Linux also unmaps a loaded crash kernel. Here it stays mapped: a panic would
 * have to map it again to compare its digests and to clean its caches, with
 * page tables that may be what is damaged, and Linux can only split the large
 * pages of its linear map while it boots. A stray write is noticed instead.
 *
 * Why nothing here can hang or fail. Nothing takes a lock, sleeps or allocates:
 *  - a call to another CPU is put into a queue without a lock, by an object of
 *    ours for each CPU, which nothing else uses (stop_call);
 *  - the waits are bounded: STOP_MS for the CPUs, and a second of the GIC's
 *    driver for each register that does not settle;
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
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/irq_regs.h>

/* Time for the CPUs to save their registers, as in Linux. */
#define STOP_MS 1000

/* Numbers of interrupts that have no registers but a table: LPIs of GICv3. */
#define FIRST_LPI 8192

/* Functions that the kernel does not export. Each of them is optional. */
enum helper {
	MASK_EVENTS,
	ABORT_EVENT,
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
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(), or 0. */
static unsigned long helpers[HELPERS] __ro_after_init;

static void call_helper(enum helper helper)
{
	if (helpers[helper])
		(void)kxm_call(helpers[helper], 0, 0);
}

/* Runs on a CPU that panic() did not stop; in an interrupt, or when idle. */
static void stop_here(void *unused)
{
	const struct pt_regs *regs = get_irq_regs();

	(void)kxm_mask_exceptions();
	call_helper(MASK_EVENTS);
	if (regs)
		kxm_note_save(regs);
	/* The note is complete before it counts. */
	smp_mb__before_atomic();
	cpumask_clear_cpu(raw_smp_processor_id(), &kxm.panic.stopping);
	for (;;)
		asm volatile("wfi" : : : "memory");
}

/* Each in the queue of one CPU. */
static DEFINE_PER_CPU(call_single_data_t, stop_call);

/* Those that take the kernel's own interrupt meanwhile are offline. */
static unsigned int count_running(void)
{
	unsigned int running = 0;
	unsigned int cpu;

	for_each_online_cpu(cpu)
		running += cpumask_test_cpu(cpu, &kxm.panic.stopping);
	return running;
}

/*
 * panic() has stopped the others, with crash_kexec_post_notifiers as well. Left
 * are those that ignored its interrupt for a second; some take this one.
 */
static void stop_running(unsigned int own)
{
	unsigned int cpu;
	unsigned int ms;

	cpumask_copy(&kxm.panic.stopping, cpu_online_mask);
	cpumask_clear_cpu(own, &kxm.panic.stopping);
	for_each_online_cpu(cpu) {
		call_single_data_t *call = per_cpu_ptr(&stop_call, cpu);

		if (cpu != own)
			(void)smp_call_function_single_async(cpu, call);
	}
	for (ms = 0; ms < STOP_MS && count_running(); ms++)
		mdelay(1);
	if (count_running())
		pr_emerg("%u CPUs did not stop; their registers are lost\n",
			 count_running());
}

/* False: the CPU is in no interrupt, or the kernel's memory is damaged. */
static bool read_registers(unsigned int cpu, struct pt_regs *regs)
{
	const struct pt_regs *from = READ_ONCE(per_cpu(__irq_regs, cpu));

	return from && !copy_from_kernel_nofault(regs, from, sizeof(*regs));
}

/*
 * A CPU that panic() has stopped is offline, and still in the interrupt that
 * did it: what it was doing is where the kernel keeps the interrupted
 * registers. Others that are offline are in no interrupt. Nor is a CPU that
 * firmware stopped (SDEI, since Linux 7.3), unless it hung in another one.
 *
 * The note of a stopped CPU has the process 0, since asking for it takes a
 * lock.
 */
static void save_stopped(unsigned int own)
{
	struct pt_regs regs;
	unsigned int cpu;

	/* Each stored them long before: panic() waited for it to go offline. */
	smp_rmb();
	for_each_possible_cpu(cpu) {
		if (cpu != own && !cpu_online(cpu) &&
		    read_registers(cpu, &regs))
			kxm_note_save_for(cpu, 0, &regs);
	}
}

void kxm_arch_crash_stop(void)
{
	unsigned int own = raw_smp_processor_id();

	stop_running(own);
	save_stopped(own);
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

int kxm_arch_crash_open(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	prepare_calls();
	return err == -ENOMEM ? err : 0;
}

void kxm_arch_crash_close(void)
{
}
