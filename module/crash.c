// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash path. A kernel without kexec has no hook in panic(), but panic()
 * stops the other CPUs by a function that modules can replace
 * (arch/<a>/crash.c), and then calls its notifiers: what is behind either comes
 * here. Registers go into a note for each CPU (note.c).
 *
 * Nothing here takes a lock, sleeps or allocates: the CPU may be in an NMI, and
 * the others anywhere.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/atomic.h>
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static bool start_damaged;
module_param(start_damaged, bool, 0644);
MODULE_PARM_DESC(start_damaged, "start a damaged crash kernel all the same");

static struct {
	atomic_t is_begun; /* somebody has gone this way */
	/* Registers of the oops that may end in a panic, and whose it was. */
	struct pt_regs oops;
	const struct task_struct *oops_task;
	u64 oops_start_time; /* a dead task's memory becomes another's */
} crash;

/*
 * Linux has these words in the line of an oops or a panic that begins with
 * "CPU:" (dump_stack_print_info() in lib/dump_stack.c). That line has no hook
 * for modules, so they get a line of their own.
 */
static void say_loaded(void)
{
	if (READ_ONCE(kxm.crash))
		pr_warn("Kdump: loaded\n");
}

/* Does an oops of this task end in the panic? */
static bool has_oops(void)
{
	return READ_ONCE(crash.oops_task) == current &&
	       crash.oops_start_time == current->start_time;
}

/*
 * The caller is the kernel proper: a debugger of the kernel knows nothing of
 * this module, and could not find the way back from here.
 */
static void save_own(const struct kxm_caller *caller)
{
	struct pt_regs regs = { 0 };

	if (has_oops())
		regs = crash.oops;
	else
		kxm_arch_caller_registers(&regs, caller);
	kxm_note_save(&regs);
}

void kxm_crash(const struct kxm_caller *caller)
{
	struct kxm_image *image;

	if (atomic_xchg(&crash.is_begun, 1))
		return;
	if (!READ_ONCE(kxm.crash)) {
		pr_emerg("no crash kernel is loaded\n");
		return;
	}
	local_irq_disable();
	if (!has_oops())
		say_loaded();
	save_own(caller);
	kxm_arch_poison();
	kxm_arch_crash_stop();
	/* Whoever was loading or unloading is stopped: what is there, stays. */
	image = READ_ONCE(kxm.crash);
	if (!image) {
		pr_emerg("no crash kernel: it was just being replaced\n");
		return;
	}
	kxm_hotplug_finish();
	if (!kxm_integrity_check(image) && !start_damaged) {
		pr_emerg("crash kernel not started: see start_damaged\n");
		return;
	}
	kxm_dump_finish(image);
	pr_emerg("Starting crash kernel\n");
	kxm_arch_crash_jump(image);
}

/* For kernels whose panic() stops no CPUs (one CPU), or in another way. */
static struct notifier_block panic_block = {
	.notifier_call = kxm_arch_on_panic,
	.priority = INT_MAX,
};

/*
 * Before all other notifiers, as Linux starts a crash kernel before them:
 * pvpanic's has the highest priority, too, and tells a host of the panic, which
 * may then stop the machine. Registration puts equals in the order in which
 * they come, so ours goes to the head of the list by hand; those that come
 * later are put after it.
 */
static void hear_panics_first(void)
{
	struct atomic_notifier_head *list = &panic_notifier_list;
	unsigned long flags;

	spin_lock_irqsave(&list->lock, flags);
	panic_block.next = list->head;
	rcu_assign_pointer(list->head, &panic_block);
	spin_unlock_irqrestore(&list->lock, flags);
}

/* Where it went wrong says more than where panic() was called. */
static int on_die(struct notifier_block *block, unsigned long action,
		  void *data)
{
	const struct die_args *args = data;

	if (action == DIE_OOPS)
		say_loaded();
	if (action == DIE_OOPS && args->regs) {
		crash.oops = *args->regs;
		crash.oops_start_time = current->start_time;
		WRITE_ONCE(crash.oops_task, current);
	}
	return NOTIFY_DONE;
}

static struct notifier_block die_block = {
	.notifier_call = on_die,
	.priority = INT_MAX,
};

int kxm_crash_open(void)
{
	int err;

	if (kx_range_is_empty(kxm.region))
		return 0;
	kxm_dump_open();
	err = kxm_note_open();
	if (err)
		return err;
	err = kxm_note_show_all();
	if (err)
		goto free_notes;
	err = kxm_arch_crash_open();
	if (err)
		goto hide;
	register_die_notifier(&die_block);
	hear_panics_first();
	return 0;

hide:
	kxm_note_hide();
free_notes:
	kxm_note_close();
	pr_err("not loaded: crash kernels: error %d\n", err);
	return err;
}

void kxm_crash_close(void)
{
	if (!kxm_note_is_open())
		return;
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_block);
	unregister_die_notifier(&die_block);
	kxm_arch_crash_close();
	kxm_note_hide();
	kxm_note_close();
}
