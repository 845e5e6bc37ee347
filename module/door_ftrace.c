// SPDX-License-Identifier: GPL-2.0-only
/*
 * The second kind of door, for kernels without kprobes: a function tracer that
 * changes the instruction pointer (IPMODIFY), which is how live patches replace
 * functions. PERMANENT: sysctl kernel.ftrace_enabled can't shut it.
 */
#include <linux/ftrace.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "door.h"

struct kxm_hook {
	struct ftrace_ops ops;
	const struct kxm_gate *gate;
};

static void notrace enter(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct kxm_hook *hook = container_of(ops, struct kxm_hook, ops);
	struct pt_regs *regs = ftrace_get_regs(fregs);
	unsigned long target = (unsigned long)hook->gate->target;

	if (regs && kxm_gate_enter(hook->gate, regs))
		instruction_pointer_set(regs, target);
}

/* ftrace answers -EINVAL when no function that it can trace has the name. */
static int set_function(struct ftrace_ops *ops, const char *symbol)
{
	unsigned char name[64];
	ssize_t length = strscpy((char *)name, symbol, sizeof(name));
	int err;

	if (length < 0)
		return length;
	err = ftrace_set_filter(ops, name, length, 1);
	return err == -EINVAL ? -ENOENT : err;
}

static int ftrace_open(struct kxm_gate *gate)
{
	struct kxm_hook *hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->gate = gate;
	hook->ops.func = enter;
	hook->ops.flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY |
			  FTRACE_OPS_FL_PERMANENT;
	err = set_function(&hook->ops, gate->symbol);
	if (!err)
		err = register_ftrace_function(&hook->ops);
	if (err) {
		ftrace_free_filter(&hook->ops);
		kfree(hook);
		return err;
	}
	gate->hook = hook;
	return 0;
}

static void ftrace_close(struct kxm_gate *gate)
{
	unregister_ftrace_function(&gate->hook->ops);
	ftrace_free_filter(&gate->hook->ops);
	kfree(gate->hook);
}

const struct kxm_door kxm_door_ftrace = {
	.name = "ftrace",
	.open = ftrace_open,
	.close = ftrace_close,
};
