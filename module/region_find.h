/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The search for a crash kernel's memory: region_contig.c or region_blocks.c.
 */
#ifndef MODULE_REGION_FIND_H
#define MODULE_REGION_FIND_H

#include "core/range.h"
#include "module/arch.h"
#include "module/compat/kxm_section.h"

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/types.h>

struct kx_memmap;

/* The value of crashkernel=. */
struct kxm_region_params {
	u64 size;	    /* in bytes, whole pages */
	struct kx_range at; /* empty: any address */
};

/*
 * Take @params->size bytes of @memory out of the page allocator, as single
 * pages. -errno, and in @why what the user can do about it.
 */
int __must_check kxm_region_find(const struct kxm_region_params *params,
				 const struct kx_memmap *memory,
				 struct kx_range *found, const char **why);

/*
 * Will the crash kernel know of this memory? That of x86 gets a memory map of
 * its own. That of arm64 reads what firmware wrote before boot, the tree or
 * EFI's map: memory that was added later is not in either, and a crash kernel
 * there would have no memory at all. @range is RAM.
 */
static inline bool kxm_region_is_known(struct kx_range range)
{
	return kxm_arch_crash_has_map || kxm_was_there_at_boot(range);
}

/* Return a part of it to the page allocator. */
static inline void kxm_region_give_back(struct kx_range range)
{
	u64 pfn;

	for (pfn = PHYS_PFN(range.start); pfn < PHYS_PFN(range.end); pfn++) {
		set_page_private(pfn_to_page(pfn), 0);
		__free_page(pfn_to_page(pfn));
	}
}

#endif
