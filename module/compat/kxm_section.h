/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel without memory hotplug may have no sections of memory. */
#ifndef MODULE_COMPAT_KXM_SECTION_H
#define MODULE_COMPAT_KXM_SECTION_H

#include "core/range.h"

#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/types.h>

/* Was all of this RAM there when the kernel started? */
static inline bool kxm_was_there_at_boot(struct kx_range range)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	u64 pfn = SECTION_ALIGN_DOWN(PHYS_PFN(range.start));

	for (; pfn < PHYS_PFN(range.end); pfn += PAGES_PER_SECTION)
		if (!early_section(__pfn_to_section(pfn)))
			return false;
#endif
	return true;
}

#endif
