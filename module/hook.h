/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hook redirects a function of the kernel to one of ours, which runs in its
 * place, in the caller's context, and may sleep. There are two kinds; a third
 * way in, /dev/kexec (device.c), needs none.
 */
#ifndef MODULE_HOOK_H
#define MODULE_HOOK_H

#include <linux/types.h>

struct kxm_hooked;
struct kxm_hook;

/* The kinds of hooks; the first that works is used. */
enum kxm_hook_kind {
	KXM_HOOK_FTRACE, /* nothing shuts it once it is open */
	KXM_HOOK_KPROBE,
	KXM_HOOK_KINDS,
};

struct kxm_hook_ops {
	const char *name;
	/* It works for as long as it is open. */
	bool is_permanent;
	/*
	 * Both sleep. open() is -ENOENT if the kernel's mechanism can't get at
	 * the function, or the error of that mechanism (-EBUSY: it is switched
	 * off, or another user has taken the function). It succeeds on some
	 * kernels that have switched the mechanism off; hooks.c tries the hook.
	 */
	int (*open)(const struct kxm_hooked *hooked, struct kxm_hook **hook);
	void (*close)(struct kxm_hook *hook);
};

extern const struct kxm_hook_ops kxm_hook_kprobe; /* CONFIG_KPROBES */
extern const struct kxm_hook_ops kxm_hook_ftrace; /* CONFIG_DYNAMIC_FTRACE */

#endif
