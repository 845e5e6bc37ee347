// SPDX-License-Identifier: GPL-2.0-only
/*
 * The doors: how a call on a system call's real number arrives here. On a
 * kernel without kexec the slots are functions of their own that answer
 * ENOSYS; a door leads from such a function to one of ours, which runs in its
 * place, in the caller's context, and may sleep.
 *
 * A kprobe does it: the pre_handler sets the instruction pointer and returns
 * 1. The empty post_handler makes it ours alone (IPMODIFY) and keeps it from
 * being optimised into a jump (Linux Documentation/trace/kprobes.rst).
 *
 * Each call inside holds a reference on the module, so it can't be unloaded
 * under a call; kxm_gate_close() waits for the last instructions after that.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>

long kxm_leave(long result)
{
	module_put(THIS_MODULE);
	return result;
}

static int enter(struct kprobe *probe, struct pt_regs *regs)
{
	const struct kxm_gate *gate =
		container_of(probe, struct kxm_gate, probe);

	if (!READ_ONCE(kxm.is_open) || (gate->wants && !gate->wants(regs)))
		return 0;
	if (!try_module_get(THIS_MODULE))
		return 0;
	instruction_pointer_set(regs, (unsigned long)gate->target);
	return 1;
}

static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

static int open_gate(struct kxm_gate *gate)
{
	int err;

	gate->probe = (struct kprobe){
		.symbol_name = gate->symbol,
		.pre_handler = enter,
		.post_handler = after,
	};
	err = register_kprobe(&gate->probe);
	if (err == -ENOENT && gate->is_optional)
		return 0;
	if (err) {
		pr_err("not loaded: no door at %s: error %d\n", gate->symbol,
		       err);
		return err;
	}
	gate->is_open = true;
	return 0;
}

void kxm_gate_close(void)
{
	unsigned int i = kxm_gate_count;

	WRITE_ONCE(kxm.is_open, false);
	while (i--) {
		if (kxm_gates[i].is_open)
			unregister_kprobe(&kxm_gates[i].probe);
		kxm_gates[i].is_open = false;
	}
	/* Whoever left may still have the last instructions to run. */
	synchronize_rcu_tasks();
}

int kxm_gate_open(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < kxm_gate_count; i++) {
		err = open_gate(&kxm_gates[i]);
		if (err) {
			kxm_gate_close();
			return err;
		}
	}
	/* All or none: whoever came in earlier could not be put out again. */
	WRITE_ONCE(kxm.is_open, true);
	return 0;
}
