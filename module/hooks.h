/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of the kernel that lead here, and who has them do so. */
#ifndef MODULE_HOOKS_H
#define MODULE_HOOKS_H

#include "module/hook.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_hook;
struct pt_regs;

/*
 * A function of the kernel and what runs in its place. Which there are is the
 * architecture's business (arch/<a>/entry.c), how it is done a hook's (hook.h).
 */
struct kxm_hooked {
	const char *symbol;
	const void *target; /* gets the same arguments; ends in kxm_return() */
	/* Is this call for us? NULL: every one is. */
	bool (*wants)(const struct pt_regs *regs);
	bool is_optional;      /* some kernels are built without it */
	unsigned long address; /* of the function; 0: it is such a kernel */
	/* Of each kind of hook, while it is installed. */
	struct kxm_hook *hooks[KXM_HOOK_KINDS];
};

/* In the order in which hooks.c tries them. */
extern struct kxm_hooked kxm_hooked_functions[];
extern const unsigned int kxm_hooked_count;

/* Open or close all; -errno, and a line in the log that says why. */
int __must_check kxm_hooks_install(void);
/* Until then a hooked function does what it always did. */
void kxm_hooks_enable(void);
void kxm_hooks_remove(void);
/* Try the hooks soon, and log what has changed since the last time. */
void kxm_hooks_check(void);
/* The same, now. Sleeps. */
void kxm_hooks_check_now(void);
/* A line for each hook: its kind, its function, and whether it works. */
int kxm_hooks_print(char *page);

/*
 * For the handler of a hook of kind @kind: where this call must go, or NULL if
 * it is not ours. If it is ours, the caller's hold on the module is taken.
 */
const void *kxm_hooks_redirect(const struct kxm_hooked *hooked,
			       const struct pt_regs *regs,
			       enum kxm_hook_kind kind);

#endif
