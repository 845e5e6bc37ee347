/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A door leads from a function of the kernel to one of ours, which runs in its
 * place, in the caller's context, and may sleep. There are two kinds; a third
 * way in, /dev/kexec (device.c), needs none.
 */
#ifndef MODULE_DOOR_H
#define MODULE_DOOR_H

#include "kexec.h"

struct kxm_door {
	const char *name;
	/*
	 * Both sleep. open() is -ENOENT if there is no such function, or the
	 * error of the kernel's mechanism (-EBUSY: somebody else has taken the
	 * function); close() is for a gate that open() opened.
	 */
	int (*open)(struct kxm_gate *gate);
	void (*close)(struct kxm_gate *gate);
};

extern const struct kxm_door kxm_door_kprobe; /* CONFIG_KPROBES */
extern const struct kxm_door kxm_door_ftrace; /* CONFIG_DYNAMIC_FTRACE */

/*
 * For a door's handler, at the gate: is this call ours? If so, the caller's
 * hold on the module is taken, and the call must go to @gate->target.
 */
bool kxm_gate_enter(const struct kxm_gate *gate, const struct pt_regs *regs);

/* door_kprobe.c: where a function of the kernel is; -ENOENT: nowhere. */
int __must_check kxm_kprobe_symbol(const char *name, unsigned long *address);

#endif
