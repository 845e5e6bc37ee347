/* SPDX-License-Identifier: GPL-2.0-only */
/* The running system, as core/ wants to know it. */
#ifndef MODULE_MACHINE_H
#define MODULE_MACHINE_H

#include "core/plan.h"
#include "core/segment.h"
#include "module/kind.h"

#include <linux/compiler.h>
#include <linux/types.h>

struct vfsmount;

/* What segments of a kind of image must keep to. */
void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind);

/* What core/ wants to know of the running system. */
struct kxm_machine {
	struct kx_machine machine;
	void *memory; /* backs the machine's bytes */
	/* EFI's system table and its configuration tables; 0: no EFI. */
	u64 system_table;
	u64 config_table;
};

int __must_check kxm_machine_get(struct kxm_machine *running,
				 enum kxm_kind kind);
void kxm_machine_put(struct kxm_machine *running);

/* kept.c, in kxm_with_sysfs(): where firmware's tables are: 0, -ENOMEM. */
int __must_check kxm_kept_find(struct vfsmount *sysfs,
			       struct kxm_machine *running);
/*
 * kept.c: have what is kept at boot avoided, firmware's tables in any case; the
 * log says if they can't be read. Sleeps.
 */
void kxm_kept_avoid(struct kxm_machine *running);

#endif
