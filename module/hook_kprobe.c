// SPDX-License-Identifier: GPL-2.0-only
/*
 * The second kind of hook: a kprobe whose pre_handler sets the instruction
 * pointer and returns 1. The empty post_handler keeps the probe from being
 * optimised into a jump (Linux Documentation/trace/kprobes.rst).
 *
 * The probe is a breakpoint after the instruction that ftrace patches.
 * Registers and stack are still those of the function's first instruction
 * there. So ftrace can't disable the probe, and tracers of the function don't
 * conflict with it. debugfs kprobes/enabled disables it. The probe is on ftrace
 * only if no breakpoint is possible.
 */
#include "module/hook.h"

#include "module/arch.h"
#include "module/hooks.h"
#include "module/page.h"

#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/slab.h>

struct kxm_hook {
	struct kprobe probe;
	const struct kxm_hooked *hooked;
};

static int enter(struct kprobe *probe, struct pt_regs *regs)
{
	const struct kxm_hook *hook =
		container_of(probe, struct kxm_hook, probe);
	const void *to = kxm_hooks_redirect(hook->hooked,
					    regs_get_kernel_argument(regs, 0),
					    KXM_HOOK_KPROBE);

	if (!to)
		return 0;
	instruction_pointer_set(regs, (unsigned long)to);
	return 1;
}

static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

/* A kprobe that is registered disabled changes no code. */
static int is_on_ftrace(unsigned long address, bool *answer)
{
	struct kprobe probe = {
		.addr = (kprobe_opcode_t *)address,
		.flags = KPROBE_FLAG_DISABLED,
	};
	int err = register_kprobe(&probe);

	if (err)
		return err;
	*answer = kprobe_ftrace(&probe);
	unregister_kprobe(&probe);
	return 0;
}

static int place(struct kxm_hook *hook, unsigned long address)
{
	hook->probe = (struct kprobe){
		.addr = (kprobe_opcode_t *)address,
		.pre_handler = enter,
		.post_handler = after,
	};
	return register_kprobe(&hook->probe);
}

static int place_first(struct kxm_hook *hook, unsigned long address)
{
	bool is_traced = false;
	int err = is_on_ftrace(address, &is_traced);

	if (err)
		return err;
	if (is_traced)
		err = place(hook, address + kxm_arch_ftrace_bytes);
	/* -EINVAL, -EILSEQ: the kernel itself patches that address. */
	if (!is_traced || err == -EINVAL || err == -EILSEQ)
		err = place(hook, address);
	return err;
}

static int kprobe_open(const struct kxm_hooked *hooked, struct kxm_hook **out)
{
	struct kxm_hook *hook = kzalloc(sizeof(*hook), KXM_GFP);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->hooked = hooked;
	err = place_first(hook, hooked->address);
	if (err) {
		kfree(hook);
		return err;
	}
	*out = hook;
	return 0;
}

static void kprobe_close(struct kxm_hook *hook)
{
	unregister_kprobe(&hook->probe);
	kfree(hook);
}

const struct kxm_hook_ops kxm_hook_kprobe = {
	.name = "kprobe",
	.open = kprobe_open,
	.close = kprobe_close,
};
