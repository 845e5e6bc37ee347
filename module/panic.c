// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the module notices a panic. panic() has no hook in a kernel without
 * kexec. But on x86_64 it stops the other CPUs through a function pointer that
 * modules can change (arch/<a>/panic.c), and everywhere it then calls its
 * notifiers. Both lead to kxm_crash().
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/panic.h"

#include "core/range.h"
#include "module/arch.h"
#include "module/compat/kxm_reboot.h"
#include "module/dump.h"
#include "module/kxm.h"
#include "module/note.h"

#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

/* Where panic() stops no CPUs (one CPU), or in another way (arm64). */
static struct notifier_block panic_block = {
	.notifier_call = kxm_arch_on_panic,
	.priority = INT_MAX,
};

/*
 * The block must come before all others, as Linux starts a crash kernel before
 * them. pvpanic has the highest priority, too, and reports the panic to the
 * host, which may then stop the machine. Registration keeps blocks of equal
 * priority in their order, so this function puts ours at the head of the list.
 * Blocks that are registered later come after it.
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

/* Registers at the fault are more useful than those at the call of panic(). */
static int on_die(struct notifier_block *block, unsigned long action,
		  void *data)
{
	const struct die_args *args = data;

	if (action == DIE_OOPS)
		kxm_crash_oops(args->regs);
	return NOTIFY_DONE;
}

static struct notifier_block die_block = {
	.notifier_call = on_die,
	.priority = INT_MAX,
};

int kxm_panic_open(void)
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
	if (KXM_HAS_STOP_HOOK)
		kxm_arch_hook_stop(kxm_arch_on_stop);
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

void kxm_panic_close(void)
{
	if (!kxm_note_is_open())
		return;
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_block);
	unregister_die_notifier(&die_block);
	if (KXM_HAS_STOP_HOOK)
		kxm_arch_unhook_stop();
	kxm_arch_crash_close();
	kxm_note_hide();
	kxm_note_close();
}
