/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's state, its lock, and references to the module. */
#ifndef MODULE_KXM_H
#define MODULE_KXM_H

#include "core/range.h"
#include "module/hook.h"
#include "module/kind.h"

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/ptrace.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct kxm_change;
struct kxm_helper;
struct kxm_image;
struct task_struct;

/* More than the helpers of all tables together. */
#define KXM_MISSING_MAX 32

/* oom.c: memory runs out during a load. */
struct kxm_oom {
	spinlock_t lock;	/* for all members below */
	struct list_head pages; /* the reserve, by ->lru */
	bool is_held;		/* a load is collecting memory */
	bool must_stop;		/* the reserve is gone: the load must fail */
	unsigned long stop_by;	/* in jiffies; set with @must_stop */
};

/* The crash path: crash.c and arch/<a>/crash.c. Written without @lock. */
struct kxm_panic {
	atomic_t is_begun; /* a CPU has started the crash path */
	/* Registers and task of an oops that may lead to a panic. */
	struct pt_regs oops;
	const struct task_struct *oops_task;
	u64 oops_start_time; /* another task may reuse the memory */
	bool is_stopping;    /* @cpu stops the others by NMIs */
	unsigned int cpu;
	atomic_t running;	/* CPUs that have not stopped yet */
	struct cpumask stopped; /* those that have; arm64 */
	/* A rewrite of headers that is not complete: hotplug.c. */
	const struct kxm_change *change;
};

/*
 * Everything that changes, the one mutable global (module/kxm.c). STYLE.md
 * says what else may be in .data and .bss.
 */
struct kxm_state {
	atomic_t lock;		 /* kxm_trylock() */
	struct kxm_image *image; /* loaded, or NULL; under @lock */
	/* For a panic, or NULL. Changed under @lock, read without it. */
	struct kxm_image *crash;
	struct kx_range region; /* the crash kernel's memory; under @lock */
	struct kx_range kernel_image; /* physical; empty: not known */
	/* The task that is starting @image. Only its restart jumps. */
	struct task_struct *armed_by;
	/* Its restart has not reached the watchdogs yet. */
	bool are_watchdogs_due;
	/* Devices that lost bus mastering after their own shutdown. */
	atomic_t masters_stopped;
	int load_disabled; /* sysctl; never cleared */
	bool sig_enforce;  /* parameter; never cleared */
	/* sysctls: loads that are left; -1: any number */
	atomic_t load_limit[KXM_SLOTS];
	/* Images that were put into each slot so far; wraps. */
	unsigned int loads[KXM_SLOTS];
	int is_pinned;		/* it can't be unloaded: kxm_stay() */
	bool hotplug_updates;	/* rewrite @crash's headers: hotplug.c */
	bool is_open;		/* hooks redirect to our functions */
	bool has_functions;	/* the kernel has the functions to hook */
	unsigned int hook_kind; /* the kind in use; KXM_HOOK_KINDS: none */
	/* Why each kind is not open. 0: it is open; 1: it was not tried. */
	int hook_errors[KXM_HOOK_KINDS];
	bool can_return;    /* images can return (KX_PRESERVE_CONTEXT) */
	char *hook;	    /* parameter: a kind's name, "device" or "auto" */
	char *crashkernel;  /* parameter: SIZE[@ADDRESS], or NULL */
	bool start_damaged; /* parameter: start a damaged crash kernel */
	bool require_ram;   /* parameter: segments must lie in memory */
	/* parameter: a bit for each that the next kernel finds running */
	u32 kept_watchdogs;
	bool timeline; /* parameter: file loads get a timeline */
	/* Kernel functions, not exported; for kxm_call(). 0: not found. */
	unsigned long machine_shutdown;
	unsigned long kick_offline_cpus;
	/* Helpers that were not found when the module was loaded. */
	const struct kxm_helper *missing[KXM_MISSING_MAX];
	unsigned int missing_count;
	struct device *hotplug_folders[2]; /* that have crash_hotplug */
	struct kxm_oom oom;
	struct kxm_panic panic;
};

extern struct kxm_state kxm;

/* One call of any kind at a time. A second one gets -EBUSY. */
bool kxm_trylock(void);
void kxm_unlock(void);
/* Keep the module loaded, so that a restriction can't be undone. */
void kxm_stay(void);
/* Drop the caller's reference on the module, and return @result. */
long kxm_return(long result);

#endif
