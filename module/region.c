// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a crash kernel, reserved on the running system: one contiguous
 * region, taken from the page allocator, "Crash kernel" in /proc/iomem. Below
 * 4 GiB if it can be had there, since the crash kernel's drivers need such
 * memory for DMA.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "region.h"

#include "copylist.h"
#include "image.h"
#include "kxm.h"
#include "kxm_compat.h"
#include "memmap.h"
#include "memory.h"
#include "oom.h"
#include "page.h"
#include "range.h"
#include "segment.h"

#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

/* As Linux: CRASH_ALIGN in arch/x86/include/asm/crash_reserve.h. */
#define REGION_ALIGN SZ_16M
#define LOW_END	     SZ_4G

#define TWO_LINES "that is more than one System RAM of /proc/iomem; move it"

static char *crashkernel;
module_param(crashkernel, charp, 0444);
MODULE_PARM_DESC(crashkernel, "SIZE[@ADDRESS]: memory for a crash kernel");

static struct resource resource = {
	.name = "Crash kernel",
	.flags = IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM,
	.desc = IORES_DESC_CRASH_KERNEL,
};

/* What crashkernel= says. */
struct params {
	u64 size;
	struct kx_range at; /* empty: anywhere */
};

static int refuse(int err, const char *why)
{
	pr_err("not loaded: crashkernel=%s: %s\n", crashkernel, why);
	return err;
}

/* Who asks for more than half of memory is left with a machine that starves. */
static bool is_modest(u64 size)
{
	return size <= (totalram_pages() << PAGE_SHIFT) / 2;
}

static int read_params(struct params *params)
{
	char *end;
	u64 address;
	bool is_good;

	*params = (struct params){ .size = memparse(crashkernel, &end) };
	is_good = kx_align_up(params->size, PAGE_SIZE, &params->size) &&
		  params->size;
	if (*end == '@') {
		address = memparse(end + 1, &end);
		is_good = is_good && IS_ALIGNED(address, PAGE_SIZE) &&
			  kx_range_make(address, params->size, &params->at);
	}
	if (is_good && !*end)
		return is_modest(params->size)
			       ? 0
			       : refuse(-EINVAL, "more than half of memory");
	return refuse(-EINVAL, "give SIZE or SIZE@ADDRESS, like 256M");
}

static u64 pfn_of(u64 address)
{
	return address >> PAGE_SHIFT;
}

/* See kxm_region_page(). */
static void unmark(struct kx_range range)
{
	u64 pfn;

	for (pfn = pfn_of(range.start); pfn < pfn_of(range.end); pfn++)
		set_page_private(pfn_to_page(pfn), 0);
}

static void give_back(struct kx_range range)
{
	u64 pfn;

	unmark(range);
	for (pfn = pfn_of(range.start); pfn < pfn_of(range.end); pfn++)
		__free_page(pfn_to_page(pfn));
}

static int is_size(struct resource *part, void *size)
{
	return resource_size(part) == *(const u64 *)size ? 1 : -ERANGE;
}

/*
 * Memory that was added may touch other memory, and has a line of its own in
 * /proc/iomem. One "Crash kernel" can't lie in two: a resource is inside
 * another or around it (__insert_resource() in Linux kernel/resource.c). Two
 * would be two regions to whoever reads them, and kexec-tools load into the
 * last one alone.
 */
static bool is_in_one_line(struct kx_range range)
{
	const unsigned long flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	u64 size = kx_range_size(range);

	/* Of each line it is shown the part that is within. */
	return walk_iomem_res_desc(IORES_DESC_NONE, flags, range.start,
				   range.end - 1, &size, is_size) == 1;
}

#ifdef CONFIG_CONTIG_ALLOC
/* Memory that was added and is offline is "System RAM" without a zone. */
static bool is_in_one_zone(u64 first, u64 end)
{
	struct page *last = pfn_to_online_page(end - 1);
	u64 pfn;

	for (pfn = first; last && pfn < end; pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || page_zone(page) != page_zone(last))
			return false;
	}
	return last;
}

/* Movable pages make way; memory that can't is found out at once. */
static bool take(struct kx_range range)
{
	u64 first = pfn_of(range.start);
	u64 end = pfn_of(range.end);

	return is_in_one_zone(first, end) &&
	       !alloc_contig_range(first, end, KXM_CONTIG_FLAGS, KXM_GFP);
}

struct search {
	const struct kx_memmap *memory;
	u64 size;
	u32 tried;
	struct kx_range found;
};

/* From the highest place below @end down to @start, which is aligned. */
static bool search_within(struct search *search, u64 start, u64 end)
{
	struct kx_range range;

	if (end < search->size)
		return false;
	range.start = kx_align_down(end - search->size, REGION_ALIGN);
	for (; range.start >= start; range.start -= REGION_ALIGN) {
		range.end = range.start + search->size;
		if (!kx_memmap_covers(search->memory, range, KX_MEM_RAM) ||
		    !is_in_one_line(range))
			continue;
		if (fatal_signal_pending(current))
			return false;
		search->tried++;
		if (take(range)) {
			search->found = range;
			return true;
		}
		cond_resched();
	}
	return false;
}

static int find(const struct params *params, const struct kx_memmap *memory,
		struct kx_range *found)
{
	struct search search = { .memory = memory, .size = params->size };
	u64 end = memory->count ? memory->entries[memory->count - 1].range.end
				: 0;

	if (!kx_range_is_empty(params->at)) {
		bool is_ram = kx_memmap_covers(memory, params->at, KX_MEM_RAM);

		if (is_ram && !is_in_one_line(params->at))
			return refuse(-ENOMEM, TWO_LINES);
		if (is_ram && take(params->at)) {
			*found = params->at;
			return 0;
		}
		return refuse(-ENOMEM, "that memory is no RAM, or in use; "
				       "leave the address out");
	}
	if (search_within(&search, REGION_ALIGN, min_t(u64, end, LOW_END)) ||
	    search_within(&search, LOW_END, end)) {
		*found = search.found;
		return 0;
	}
	pr_err("none of %u places for %llu MiB could be cleared\n",
	       search.tried, params->size >> 20);
	return refuse(-ENOMEM, "memory is too fragmented; "
			       "load the module earlier, or ask for less");
}
#else
/*
 * Without alloc_contig_range() there are blocks that the allocator has at
 * hand: take them until enough lie side by side, and give the others back.
 */
#define RUN_ORDER 10
#define RUN_SIZE  ((u64)PAGE_SIZE << RUN_ORDER)

/* Blocks by ->lru, in the order of their addresses. */
static void insert_block(struct list_head *blocks, struct page *block)
{
	struct page *at;

	list_for_each_entry(at, blocks, lru)
		if (page_to_pfn(at) > page_to_pfn(block))
			break;
	list_add_tail(&block->lru, &at->lru);
}

/* A run of blocks of @size bytes or more; empty if there is none yet. */
static struct kx_range find_run(const struct list_head *blocks, u64 size)
{
	struct kx_range run = { 0 };
	struct page *block;

	list_for_each_entry(block, blocks, lru) {
		u64 start = PFN_PHYS(page_to_pfn(block));
		struct kx_range longer = { run.start, start + RUN_SIZE };

		if (start != run.end || !is_in_one_line(longer))
			run.start = start;
		run.end = start + RUN_SIZE;
		if (kx_range_size(run) >= size)
			return run;
	}
	return (struct kx_range){ 0 };
}

static void return_others(struct list_head *blocks, struct kx_range kept)
{
	struct page *block;
	struct page *next;

	list_for_each_entry_safe(block, next, blocks, lru) {
		list_del(&block->lru);
		if (kx_range_has(kept, PFN_PHYS(page_to_pfn(block))))
			split_page(block, RUN_ORDER);
		else
			__free_pages(block, RUN_ORDER);
	}
}

static int find(const struct params *params, const struct kx_memmap *memory,
		struct kx_range *found)
{
	struct kx_range run = { 0 };
	LIST_HEAD(blocks);
	struct page *block;

	if (!kx_range_is_empty(params->at)) {
		return refuse(-EINVAL, "this kernel has no CONFIG_CONTIG_ALLOC;"
				       " leave the address out");
	}
	kxm_oom_hold();
	while (kx_range_is_empty(run) && !kxm_oom_must_stop()) {
		block = alloc_pages(KXM_GFP_AT_HAND | __GFP_DMA32, RUN_ORDER);
		if (!block)
			break;
		insert_block(&blocks, block);
		run = find_run(&blocks, params->size);
	}
	return_others(&blocks, run);
	kxm_oom_release();
	if (kx_range_is_empty(run))
		return refuse(-ENOMEM, "too fragmented; load it earlier");
	*found = (struct kx_range){ run.start, run.start + params->size };
	give_back((struct kx_range){ found->end, run.end });
	return 0;
}
#endif

static int show(struct kx_range range)
{
	int err;

	resource.start = range.start;
	resource.end = range.end - 1;
	err = insert_resource(&iomem_resource, &resource);
	if (err)
		pr_err("not loaded: [%#llx, %#llx) in /proc/iomem: error %d\n",
		       range.start, range.end, err);
	return err;
}

int kxm_region_reserve(void)
{
	struct kx_memmap memory;
	struct kx_range range;
	struct params params;
	int err;

	if (!crashkernel)
		return 0;
	err = read_params(&params);
	if (err)
		return err;
	err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &memory);
	if (err)
		return err;
	err = find(&params, &memory, &range);
	kxm_memory_put(&memory);
	if (err)
		return err;
	err = show(range);
	if (err) {
		give_back(range);
		return err;
	}
	unmark(range);
	kxm.region = range;
	pr_info("%llu MiB at [%#llx, %#llx) for a crash kernel\n",
		params.size >> 20, range.start, range.end);
	if (range.end > LOW_END)
		pr_warn("that is above 4 GiB: some drivers won't work there\n");
	return 0;
}

int kxm_region_shrink(u64 size)
{
	struct kx_range old = kxm.region;
	struct kx_range kept = { old.start, old.start + size };
	int err = 0;

	if (kxm.crash)
		return -ENOENT;
	if (size >= kx_range_size(old))
		return size == kx_range_size(old) ? 0 : -EINVAL;
	remove_resource(&resource);
	if (size)
		err = show(kept);
	/* Without a name it is of no use: all goes back. */
	if (err || !size)
		kept = (struct kx_range){ old.start, old.start };
	kxm.region = kx_range_is_empty(kept) ? (struct kx_range){ 0 } : kept;
	give_back((struct kx_range){ kept.end, old.end });
	return err;
}

void kxm_region_release(void)
{
	/* Nothing is loaded any more, so it can't fail. */
	if (kxm_region_shrink(0))
		pr_err("the crash kernel's memory is lost\n");
	/* Memory that stayed read-only is no region any more; its name is. */
	if (resource.parent)
		remove_resource(&resource);
}

/*
 * Control pages of crash images come out of the region: nobody else's mistake
 * writes there. PG_private's word marks those in use, by either image.
 */
struct page *kxm_region_page(const struct kxm_image *image)
{
	u64 pfn;

	for (pfn = pfn_of(kxm.region.start); pfn < pfn_of(kxm.region.end);
	     pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page_private(page) ||
		    kx_copylist_is_destination(&image->list, pfn) ||
		    (kxm.crash &&
		     kx_copylist_is_destination(&kxm.crash->list, pfn)))
			continue;
		set_page_private(page, 1);
		clear_page(page_address(page));
		return page;
	}
	return NULL;
}

static u64 count_shared(struct kx_range pfns, const struct kx_copylist *list)
{
	u64 shared = 0;
	u32 i;

	for (i = 0; i < list->count; i++) {
		u64 start = max(pfns.start, list->dest[i].start);
		u64 end = min(pfns.end, list->dest[i].end);

		if (start < end)
			shared += end - start;
	}
	return shared;
}

/* Control pages map the same memory for every image: as many as last time. */
bool kxm_region_is_full(struct kx_segments segments)
{
	u64 all = pfn_of(kx_range_size(kxm.region));
	u64 control = 0;
	u64 alone;
	u64 both;
	struct page *page;
	u32 i;

	if (!kxm.crash)
		return false;
	list_for_each_entry(page, &kxm.crash->control, lru)
		control++;
	alone = control;
	both = 2 * control + kxm.crash->list.pages;
	for (i = 0; i < segments.count; i++) {
		const struct kx_segment *segment = &segments.segments[i];
		struct kx_range pfns = {
			pfn_of(segment->mem),
			pfn_of(segment->mem + segment->memsz),
		};

		alone += kx_range_size(pfns);
		both += kx_range_size(pfns) -
			count_shared(pfns, &kxm.crash->list);
	}
	return alone <= all && both > all;
}
