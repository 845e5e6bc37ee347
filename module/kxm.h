/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's state, its lock, and holds on the module. */
#ifndef MODULE_KXM_H
#define MODULE_KXM_H

#include "core/range.h"
#include "module/hook.h"
#include "module/kind.h"

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct kxm_helper;
struct kxm_image;
struct task_struct;

/* More helpers than all tables of them have. */
#define KXM_MISSING_MAX 32

/* Memory that runs out while a load collects it: oom.c. */
struct kxm_oom {
	spinlock_t lock;	/* of all below */
	struct list_head pages; /* the reserve, by ->lru */
	bool is_held;		/* a load is collecting memory */
	bool must_stop;		/* the reserve is gone: the load must fail */
	unsigned long stop_by;	/* in jiffies; set with @must_stop */
};

/*
 * Everything that changes. The one mutable global; module/kxm.c. Beside it
 * the crash path has what it needs in a panic, in crash.c, note.c and
 * hotplug.c.
 */
struct kxm_state {
	atomic_t lock;		 /* kxm_trylock() */
	struct kxm_image *image; /* loaded, or NULL; under @lock */
	/* For a panic, or NULL; changed under @lock, read without it. */
	struct kxm_image *crash;
	struct kx_range region; /* the crash kernel's memory; under @lock */
	struct kx_range kernel_image; /* physical; empty: not known */
	/* The task that starts @image; its restart ends in ours. */
	struct task_struct *armed_by;
	/* It has not come to watchdogs yet. */
	bool are_watchdogs_due;
	/* Devices that lost bus mastering after their own shutdown. */
	atomic_t masters_stopped;
	int load_disabled; /* sysctl; only ever set */
	bool sig_enforce;  /* parameter; only ever set */
	/* sysctls: loads that are left, or -1: any number */
	atomic_t load_limit[KXM_SLOTS];
	int is_pinned;		/* the module stays: kxm_stay() */
	bool hotplug_updates;	/* @crash's headers follow memory: hotplug.c */
	bool is_open;		/* hooks lead to our functions */
	bool has_functions;	/* the kernel has the functions to hook */
	unsigned int hook_kind; /* the one that works; KXM_HOOK_KINDS: none */
	/* Why each kind is not open; 0: it is, 1: that was not tried. */
	int hook_errors[KXM_HOOK_KINDS];
	bool can_return;     /* images can come back (KX_PRESERVE_CONTEXT) */
	bool require_ram;    /* parameter: segments must lie in memory */
	bool keep_watchdogs; /* parameter: they run on into the next kernel */
	/* The kernel's own, not exported; for kxm_call(). 0: it has none. */
	unsigned long machine_shutdown;
	unsigned long kick_offline_cpus;
	/* What was looked for while the module came, and not found. */
	const struct kxm_helper *missing[KXM_MISSING_MAX];
	unsigned int missing_count;
	struct kxm_oom oom;
};

extern struct kxm_state kxm;

/* One call at a time, whatever it does; a second one is -EBUSY. */
bool kxm_trylock(void);
void kxm_unlock(void);
/* What was tightened stays so, and the module with it. */
void kxm_stay(void);
/* The way out: gives up the caller's hold, returns @result. */
long kxm_return(long result);

#endif
