/* SPDX-License-Identifier: GPL-2.0-only */
/* The hooked functions of the kernel, and their hooks. */
#ifndef MODULE_HOOKS_H
#define MODULE_HOOKS_H

#include "module/hook.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_hook;
struct pt_regs;

/*
 * A function of the kernel and the function that runs in its place. The
 * architecture has the list (arch/<a>/entry.c), hook.h the mechanisms.
 */
struct kxm_hooked {
	const char *symbol;
	const void *target; /* gets the same arguments; ends in kxm_return() */
	/* Is @call, the caller's registers, for the module? NULL: each is. */
	bool (*wants)(const struct pt_regs *call);
	bool is_optional;      /* some kernels don't have it */
	unsigned long address; /* of the function; 0: the kernel lacks it */
	/* One for each kind, while it is installed. */
	struct kxm_hook *hooks[KXM_HOOK_KINDS];
};

/* In the order in which hooks.c tests them. */
extern struct kxm_hooked kxm_hooked_functions[];
extern const unsigned int kxm_hooked_count;

/* Open or close all hooks. -errno, and the reason in the log. */
int __must_check kxm_hooks_install(void);
/* Until this call a hooked function behaves as without the hook. */
void kxm_hooks_enable(void);
void kxm_hooks_remove(void);
/* Test the hooks soon, and log what has changed since the last test. */
void kxm_hooks_check(void);
/* The same, at once. Sleeps. */
void kxm_hooks_check_now(void);
/* A line for each hook: its kind, its function, and whether it works. */
int kxm_hooks_print(char *page);

/*
 * Called by the handler of a hook of kind @kind: the function that this call
 * must go to, or NULL for the kernel's own. If it is not NULL, the call holds a
 * reference on the module. @argument: the hooked function's first one, which
 * points to the registers of the system call's caller.
 */
const void *kxm_hooks_redirect(const struct kxm_hooked *hooked,
			       unsigned long argument, enum kxm_hook_kind kind);

#endif
