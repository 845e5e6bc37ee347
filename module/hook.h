/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hook redirects a function of the kernel to one of ours, which runs in its
 * place, in the caller's context, and may sleep. There are two kinds.
 * /dev/kexec (device.c) needs no hook.
 */
#ifndef MODULE_HOOK_H
#define MODULE_HOOK_H

#include <linux/types.h>

struct kxm_hooked;
struct kxm_hook;

/* The kinds of hooks. The first one that works is used. */
enum kxm_hook_kind {
	KXM_HOOK_FTRACE, /* nothing disables it once it is open */
	KXM_HOOK_KPROBE,
	KXM_HOOK_KINDS,
};

struct kxm_hook_ops {
	const char *name;
	/* Nothing disables it while it is open. */
	bool is_permanent;
	/*
	 * Both sleep. open() returns -ENOENT if the kernel's mechanism can't
	 * reach the function, or the mechanism's error (-EBUSY: it is disabled,
	 * or the function has another user). On some kernels open() succeeds
	 * although the mechanism is disabled, so hooks.c tests the hook.
	 */
	int (*open)(const struct kxm_hooked *hooked, struct kxm_hook **hook);
	void (*close)(struct kxm_hook *hook);
};

extern const struct kxm_hook_ops kxm_hook_kprobe; /* CONFIG_KPROBES */
extern const struct kxm_hook_ops kxm_hook_ftrace; /* KXM_HAS_FTRACE */

#endif
