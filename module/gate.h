/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of the kernel that lead here, and who has them do so. */
#ifndef MODULE_GATE_H
#define MODULE_GATE_H

#include "door.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct kxm_hook;
struct pt_regs;

/*
 * A function of the kernel and what runs in its place. Which there are is the
 * architecture's business (arch/<a>/entry.c), how it is done a door's (door.h).
 */
struct kxm_gate {
	const char *symbol;
	const void *target; /* gets the same arguments; ends in kxm_leave() */
	/* Is this call for us? NULL: every one is. */
	bool (*wants)(const struct pt_regs *regs);
	bool is_optional;      /* some kernels are built without it */
	unsigned long address; /* of the function; 0: it is such a kernel */
	/* Of each kind of door, while it is open. */
	struct kxm_hook *hooks[KXM_DOOR_KINDS];
};

/* In the order in which gate.c tries them. */
extern struct kxm_gate kxm_gates[];
extern const unsigned int kxm_gate_count;

/* Open or close all; -errno, and a line in the log that says why. */
int __must_check kxm_gate_open(void);
/* Until then an open gate leads where it always led. */
void kxm_gate_admit(void);
void kxm_gate_close(void);
/* Try the hooks soon, and log what has changed since the last time. */
void kxm_gate_look(void);
/* The same, now. Sleeps. */
void kxm_gate_look_now(void);
/* A line for each hook: its kind, its function, and whether it works. */
int kxm_gate_print(char *page);

/*
 * For the handler of a door of kind @kind: where this call must go, or NULL if
 * it is not ours. If it is ours, the caller's hold on the module is taken.
 */
const void *kxm_gate_lead(const struct kxm_gate *gate,
			  const struct pt_regs *regs, enum kxm_door_kind kind);

#endif
