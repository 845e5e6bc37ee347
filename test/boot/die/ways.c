// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Ways to crash a kernel that user space alone cannot cause, selected by how=.
 * insmod does not return, or returns before the crash.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

#include "test/boot/die/die.h"

static char *how = "";
module_param(how, charp, 0444);
static ulong damage;
module_param(damage, ulong, 0444);
MODULE_PARM_DESC(damage, "physical address: a byte to change before, or write");
static bool control;
module_param(control, bool, 0444);
MODULE_PARM_DESC(control, "of the next page that kexec.ko marks as its own");
static ulong fill[3];
module_param_array(fill, ulong, NULL, 0444);
MODULE_PARM_DESC(fill, "physical START,END of memory to fill with PAGE");

/* Through a new mapping: in the direct map a page may be read-only. */
static u8 *map_page(unsigned long at)
{
	struct page *page = pfn_to_page(PHYS_PFN(at));

	return vmap(&page, 1, VM_MAP, PAGE_KERNEL);
}

static int change_byte(unsigned long at)
{
	u8 *bytes = map_page(at);

	if (!bytes)
		return -ENOMEM;
	bytes[offset_in_page(at)] ^= 1;
	vunmap(bytes);
	return 0;
}

/* Until Linux 5.13 the kernel's own data may lie in the memory to fill. */
static bool is_in_use(unsigned long at)
{
	struct page *page = pfn_to_page(PHYS_PFN(at));

	return !PageReserved(page) && (page_count(page) || PageCompound(page));
}

static int fill_memory(unsigned long start, unsigned long end,
		       const void *content)
{
	unsigned long at;

	for (at = start; at < end; at += PAGE_SIZE) {
		u8 *bytes;

		if (is_in_use(at))
			continue;
		bytes = map_page(at);
		if (!bytes)
			return -ENOMEM;
		memcpy(bytes, content, PAGE_SIZE);
		vunmap(bytes);
	}
	return 0;
}

/*
 * The code and tables that enter a crash image are marked, between its
 * segments.
 */
static unsigned long find_control_page(unsigned long at)
{
	while (!page_private(pfn_to_page(PHYS_PFN(at))))
		at += PAGE_SIZE;
	return at;
}

static void die_bug(void)
{
	BUG();
}

static void die_null(void)
{
	*(volatile int *)NULL = 0;
}

/* In a timer interrupt. */
static void on_timer(struct timer_list *timer)
{
	BUG();
}

static DEFINE_TIMER(timer, on_timer);

static void die_interrupt(void)
{
	mod_timer(&timer, jiffies + 1);
	msleep(10000);
}

static bool is_armed; /* the crash is still to happen */

int die_spin(void *is_soft)
{
	unsigned long flags;

	preempt_disable();
	if (is_soft)
		for (;;)
			cpu_relax();
	local_irq_save(flags);
	for (;;)
		cpu_relax();
	return 0;
}

/* A CPU that can no longer be preempted; the watchdog must detect it. */
static void die_soft(void)
{
	die_spin(die_spin);
}

/*
 * The same without help: the kernel's own watchdog must detect it. Not on the
 * first CPU, which wakes the others if their own timers are not used: Linux
 * does not use those if the emulator was slow at boot.
 */
static void die_lockup(void)
{
	struct task_struct *task = kthread_create(die_spin, NULL, "lockup");

	if (IS_ERR(task))
		return;
	kthread_bind(task, cpumask_last(cpu_online_mask));
	wake_up_process(task);
	for (;;)
		msleep(1000);
}

/* Another CPU ignores interrupts when this one panics. */
static void die_deaf(void)
{
	struct task_struct *task = kthread_create(die_spin, NULL, "deaf");

	if (IS_ERR(task))
		return;
	kthread_bind(task,
		     cpumask_any_but(cpu_online_mask, raw_smp_processor_id()));
	wake_up_process(task);
	msleep(500);
	panic("a CPU is deaf");
}

static atomic_t waiting;

static void panic_together(void *unused)
{
	atomic_dec(&waiting);
	while (atomic_read(&waiting))
		cpu_relax();
	panic("CPU %d panics as well", raw_smp_processor_id());
}

static void die_together(void)
{
	atomic_set(&waiting, num_online_cpus());
	on_each_cpu(panic_together, NULL, 0);
}

static int sleep_for_good(void *unused)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	return 0;
}

static void die_hung(void)
{
	kthread_run(sleep_for_good, NULL, "hung");
	msleep(600000);
}

static noinline int recurse(int depth)
{
	volatile char waste[512];

	memset((char *)waste, depth, sizeof(waste));
	return depth < 1000000 ? recurse(depth + 1) + waste[depth % 512] : 0;
}

static void die_stack(void)
{
	pr_info("depth %d\n", recurse(0));
}

static int on_reboot(struct notifier_block *block, unsigned long action,
		     void *data)
{
	panic("on the way to a restart");
}

static struct notifier_block reboot_block = { .notifier_call = on_reboot };

static void die_reboot(void)
{
	register_reboot_notifier(&reboot_block);
	kernel_restart(NULL);
}

static int on_write(struct kprobe *probe, struct pt_regs *regs)
{
	panic("while headers were written");
}

static struct kprobe write_probe = {
	.symbol_name = "kxm_hotplug_finish",
	.pre_handler = on_write,
};

/* When memory comes online or goes offline. */
static void die_later(void)
{
	is_armed = !register_kprobe(&write_probe);
}

static const struct task_struct *dying;
static bool is_in_probe;

static void panic_in_queue(void)
{
	panic("with a runqueue's lock");
}

/* Called under the lock of the runqueue. */
static int on_clock(struct kprobe *probe, struct pt_regs *regs)
{
	if (current != dying)
		return 0;
	if (is_in_probe)
		panic("in a probe, with a runqueue's lock");
	instruction_pointer_set(regs, (unsigned long)panic_in_queue);
	return 1;
}

static struct kprobe clock_probe = {
	.symbol_name = "update_rq_clock",
	.pre_handler = on_clock,
};

/* In the scheduler, which has the lock of this CPU's runqueue. */
static void die_queue(void)
{
	dying = current;
	if (!register_kprobe(&clock_probe))
		msleep(1000);
}

/* The same in the handler of a kprobe, where others are passed over. */
static void die_probe(void)
{
	is_in_probe = true;
	die_queue();
}

static void die_panic(void)
{
	panic("because it was asked to");
}

/* Writes the present value; a read-only page faults all the same. */
static void die_write(void)
{
	u8 *byte = phys_to_virt(damage);

	WRITE_ONCE(*byte, *byte);
}

static const struct die_way ways[] = {
	{ "bug", die_bug },
	{ "null", die_null },
	{ "interrupt", die_interrupt },
	{ "soft", die_soft },
	{ "lockup", die_lockup },
	{ "deaf", die_deaf },
	{ "together", die_together },
	{ "hung", die_hung },
	{ "stack", die_stack },
	{ "reboot", die_reboot },
	{ "panic", die_panic },
	{ "later", die_later },
	{ "queue", die_queue },
	{ "probe", die_probe },
	{ "write", die_write },
};

static const struct die_way *find_way(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(ways[i].name, how))
			return &ways[i];
	for (i = 0; i < die_nmi_count; i++)
		if (!strcmp(die_nmi_ways[i].name, how))
			return &die_nmi_ways[i];
	return NULL;
}

static int __init die_init(void)
{
	const struct die_way *way = find_way();

	if (fill_memory(fill[0], fill[1], phys_to_virt(fill[2])))
		return -ENOMEM;
	if (control)
		damage = find_control_page(damage);
	if (damage && strcmp(how, "write") && change_byte(damage))
		return -ENOMEM;
	if (!way) {
		pr_err("die: no way is called %s\n", how);
		return -EINVAL;
	}
	way->die();
	if (is_armed)
		return 0;
	pr_err("die: %s did not do it\n", how);
	return -EIO;
}

module_init(die_init);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("kills its kernel");
