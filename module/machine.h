/* SPDX-License-Identifier: GPL-2.0-only */
/* The running system, as core/ needs it. */
#ifndef MODULE_MACHINE_H
#define MODULE_MACHINE_H

#include "core/plan.h"
#include "core/segment.h"
#include "module/kind.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct vfsmount;

/* The limits for the segments of an image of @kind. */
void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind);

/* The running system, as core/ needs it, for an image of a kind. */
struct kxm_machine {
	enum kxm_kind kind;
	bool has_timeline; /* the image gets one (core/timeline.h) */
	struct kx_machine machine;
	void *firmware; /* what firmware passed; backs views in @machine */
	void *seed;
	/* EFI's system table and configuration tables; 0: no EFI. */
	u64 system_table;
	u64 config_table;
};

/* @running has its first two members. -ENOMEM. */
int __must_check kxm_machine_get(struct kxm_machine *running);
void kxm_machine_put(struct kxm_machine *running);

/* kept.c, called in kxm_with_sysfs(): find firmware's tables. 0, -ENOMEM. */
int __must_check kxm_kept_find(struct vfsmount *sysfs,
			       struct kxm_machine *running);
/*
 * kept.c: make plans avoid memory that was reserved at boot, and firmware's
 * tables in any case. If those can't be read, the log says so. Sleeps.
 */
void kxm_kept_avoid(struct kxm_machine *running);

#endif
