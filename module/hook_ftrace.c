// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first kind of hook: an ftrace callback that changes the instruction
 * pointer (IPMODIFY), as live patches do. PERMANENT: sysctl
 * kernel.ftrace_enabled can't disable it. While that is 0, opening fails with
 * -EBUSY (__register_ftrace_function() in Linux kernel/trace/ftrace.c).
 */
#include "module/hook.h"

#include "module/arch.h"
#include "module/compat/kxm_ftrace.h"
#include "module/hooks.h"
#include "module/page.h"

#include <linux/slab.h>

struct kxm_hook {
	struct ftrace_ops ops;
	const struct kxm_hooked *hooked;
	unsigned long place; /* of the instruction that ftrace patches */
};

static void notrace enter(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct kxm_hook *hook = container_of(ops, struct kxm_hook, ops);
	unsigned long argument;
	const void *to;

	if (!kxm_ftrace_argument(fregs, &argument))
		return;
	to = kxm_hooks_redirect(hook->hooked, argument, KXM_HOOK_FTRACE);
	if (to)
		kxm_ftrace_redirect(fregs, to);
}

/*
 * ftrace returns -EINVAL where it can't trace. Newer kernels look for the
 * instruction in the whole function if they get the function's address. But the
 * bodies of weak functions that have lost their names may be behind it, and
 * count as its own (6.1 finds theirs). Older kernels, such as 5.10, want the
 * exact place, and take any byte of the instruction for it without hooking
 * anything.
 */
static int set_function(struct kxm_hook *hook, unsigned long address)
{
	int err = -EINVAL;
	unsigned int i;

	for (i = 0; err == -EINVAL && i < kxm_arch_ftrace_place_count; i++) {
		hook->place = address + kxm_arch_ftrace_places[i];
		err = ftrace_set_filter_ip(&hook->ops, hook->place, 0, 0);
	}
	return err == -EINVAL ? -ENOENT : err;
}

static int ftrace_open(const struct kxm_hooked *hooked, struct kxm_hook **out)
{
	struct kxm_hook *hook = kzalloc(sizeof(*hook), KXM_GFP);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->hooked = hooked;
	hook->ops.func = enter;
	hook->ops.flags = KXM_FTRACE_SAVE | FTRACE_OPS_FL_IPMODIFY |
			  FTRACE_OPS_FL_PERMANENT;
	err = set_function(hook, hooked->address);
	if (!err)
		err = register_ftrace_function(&hook->ops);
	if (err) {
		kxm_ftrace_forget(&hook->ops, hook->place);
		kfree(hook);
		return err;
	}
	*out = hook;
	return 0;
}

static void ftrace_close(struct kxm_hook *hook)
{
	unregister_ftrace_function(&hook->ops);
	kxm_ftrace_forget(&hook->ops, hook->place);
	kfree(hook);
}

const struct kxm_hook_ops kxm_hook_ftrace = {
	.name = "ftrace",
	.is_permanent = true,
	.open = ftrace_open,
	.close = ftrace_close,
};
