/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A door leads from a function of the kernel to one of ours, which runs in its
 * place, in the caller's context, and may sleep. There are two kinds; a third
 * way in, /dev/kexec (device.c), needs none.
 */
#ifndef MODULE_DOOR_H
#define MODULE_DOOR_H

#include <linux/types.h>

struct kxm_gate;
struct kxm_hook;

/* The kinds of doors; the first that works is used. */
enum kxm_door_kind {
	KXM_DOOR_FTRACE, /* nothing shuts it once it is open */
	KXM_DOOR_KPROBE,
	KXM_DOOR_KINDS,
};

struct kxm_door {
	const char *name;
	/* It works for as long as it is open. */
	bool is_permanent;
	/*
	 * Both sleep. open() is -ENOENT if the kernel's mechanism can't get at
	 * the function, or the error of that mechanism (-EBUSY: it is switched
	 * off, or another user has taken the function). It succeeds on some
	 * kernels that have switched the mechanism off; gate.c tries the hook.
	 */
	int (*open)(const struct kxm_gate *gate, struct kxm_hook **hook);
	void (*close)(struct kxm_hook *hook);
};

extern const struct kxm_door kxm_door_kprobe; /* CONFIG_KPROBES */
extern const struct kxm_door kxm_door_ftrace; /* CONFIG_DYNAMIC_FTRACE */

#endif
