// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first kind of door: a kprobe whose pre_handler sets the instruction
 * pointer and returns 1. The empty post_handler makes the function ours alone
 * (IPMODIFY) and keeps the probe from being optimised into a jump (Linux
 * Documentation/trace/kprobes.rst).
 */
#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/slab.h>

#include "door.h"

struct kxm_hook {
	struct kprobe probe;
	const struct kxm_gate *gate;
};

static int enter(struct kprobe *probe, struct pt_regs *regs)
{
	const struct kxm_hook *hook =
		container_of(probe, struct kxm_hook, probe);

	if (!kxm_gate_enter(hook->gate, regs))
		return 0;
	instruction_pointer_set(regs, (unsigned long)hook->gate->target);
	return 1;
}

static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

static int kprobe_open(struct kxm_gate *gate)
{
	struct kxm_hook *hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->gate = gate;
	hook->probe.symbol_name = gate->symbol;
	hook->probe.pre_handler = enter;
	hook->probe.post_handler = after;
	err = register_kprobe(&hook->probe);
	if (err) {
		kfree(hook);
		return err;
	}
	gate->hook = hook;
	return 0;
}

static void kprobe_close(struct kxm_gate *gate)
{
	unregister_kprobe(&gate->hook->probe);
	kfree(gate->hook);
}

const struct kxm_door kxm_door_kprobe = {
	.name = "kprobe",
	.open = kprobe_open,
	.close = kprobe_close,
};

/*
 * A kprobe that is registered disabled touches no code but resolves its symbol,
 * so it answers "where is it" for any text symbol since
 * kallsyms_lookup_name() went (Linux 5.7).
 */
int kxm_kprobe_symbol(const char *name, unsigned long *address)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	int err = register_kprobe(&probe);

	if (err)
		return err;
	*address = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}
