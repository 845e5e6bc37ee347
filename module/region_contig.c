// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a crash kernel, if the kernel has alloc_contig_range(): any range
 * whose pages can be migrated, below 4 GiB first.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/region_find.h"

#include "core/memmap.h"
#include "module/compat/kxm_compat.h"
#include "module/memory.h"
#include "module/page.h"

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

/* As Linux: CRASH_ALIGN in arch/x86/include/asm/crash_reserve.h. */
#define REGION_ALIGN SZ_16M
#define LOW_END	     SZ_4G

/*
 * The zone that all of a range is in, or NULL. Hotplugged memory that is
 * offline is "System RAM" without a zone.
 */
static struct zone *only_zone(u64 first, u64 end)
{
	struct page *last = pfn_to_online_page(end - 1);
	u64 pfn;

	for (pfn = first; last && pfn < end; pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || page_zone(page) != page_zone(last))
			return NULL;
	}
	return last ? page_zone(last) : NULL;
}

/*
 * Movable pages are migrated. A range with other pages fails at once.
 *
 * If alloc_contig_range() fails, since Linux 6.1 it takes back the isolation of
 * all blocks of the range, those as well that somebody else had isolated: to
 * offline memory, which is then tried for ever, or for CMA, which loses the
 * blocks. No exported function tells which blocks are isolated, but each zone
 * counts its own, and none is isolated for long: so no range of such a zone is
 * taken. Without the zone's lock somebody can begin right after the look: of
 * the seconds that offlining takes, microseconds are left.
 */
static bool take(struct kx_range range)
{
	u64 first = PHYS_PFN(range.start);
	u64 end = PHYS_PFN(range.end);
	struct zone *zone = only_zone(first, end);

	/* The member is there: CONFIG_CONTIG_ALLOC needs MEMORY_ISOLATION. */
	return zone && !READ_ONCE(zone->nr_isolate_pageblock) &&
	       !alloc_contig_range(first, end, KXM_CONTIG_FLAGS, KXM_GFP);
}

/*
 * Memory that was set aside to be taken out of the machine (ZONE_MOVABLE) could
 * never go offline with a region in it. Only who names its address wants that.
 */
static bool is_movable(struct kx_range range)
{
	const struct zone *zone =
		only_zone(PHYS_PFN(range.start), PHYS_PFN(range.end));

	return zone && zone_idx(zone) == ZONE_MOVABLE;
}

struct search {
	const struct kx_memmap *memory;
	u64 size;
	u32 tried;
	u32 passed_over;
	struct kx_range found;
};

static bool is_wanted(struct search *search, struct kx_range range)
{
	if (is_movable(range) || !kxm_region_is_known(range)) {
		search->passed_over++;
		return false;
	}
	return kxm_memory_is_one_line(range);
}

/* From the highest place below @end down to @start, which is aligned. */
static bool search_within(struct search *search, u64 start, u64 end)
{
	struct kx_range range;

	if (end < search->size)
		return false;
	range.start = kx_align_down(end - search->size, REGION_ALIGN);
	for (; range.start >= start; range.start -= REGION_ALIGN) {
		range.end = range.start + search->size;
		if (fatal_signal_pending(current))
			return false;
		cond_resched();
		if (!kx_memmap_covers(search->memory, range, KX_MEM_RAM) ||
		    !is_wanted(search, range))
			continue;
		search->tried++;
		if (take(range)) {
			search->found = range;
			return true;
		}
	}
	return false;
}

static const char no_place[] = "that memory is no RAM, or in use; "
			       "leave the address out";

/* Why SIZE@ADDRESS can't be had, before it is tried; NULL: it may be free. */
static const char *refusal(const struct kx_memmap *memory, struct kx_range at)
{
	if (!kx_memmap_covers(memory, at, KX_MEM_RAM))
		return no_place;
	if (!kxm_region_is_known(at))
		return "added after boot, so a crash kernel lacks it; "
		       "leave the address out";
	if (!kxm_memory_is_one_line(at))
		return "it crosses the edge of a line of /proc/iomem; "
		       "move it";
	return NULL;
}

static int take_at(const struct kx_memmap *memory, struct kx_range at,
		   const char **why)
{
	*why = refusal(memory, at);
	if (!*why && take(at))
		return 0;
	if (!*why)
		*why = no_place;
	return -ENOMEM;
}

int kxm_region_find(const struct kxm_region_params *params,
		    const struct kx_memmap *memory, struct kx_range *found,
		    const char **why)
{
	struct search search = { .memory = memory, .size = params->size };
	u64 end = memory->count ? memory->entries[memory->count - 1].range.end
				: 0;

	if (!kx_range_is_empty(params->at)) {
		*found = params->at;
		return take_at(memory, params->at, why);
	}
	if (search_within(&search, REGION_ALIGN, min_t(u64, end, LOW_END)) ||
	    search_within(&search, LOW_END, end)) {
		*found = search.found;
		return 0;
	}
	pr_err("none of %u places for %llu MiB could be cleared\n",
	       search.tried, params->size >> 20);
	if (search.passed_over)
		pr_err("%u were not tried: movable, or added after boot\n",
		       search.passed_over);
	*why = "memory is too fragmented, or some is going offline; "
	       "load the module earlier, or ask for less";
	return -ENOMEM;
}
