// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a crash kernel, if the kernel has no alloc_contig_range(). The
 * largest free blocks are allocated until enough of them are contiguous. The
 * others are freed.
 */
#include "module/region_find.h"

#include "module/memory.h"
#include "module/oom.h"
#include "module/page.h"

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#define RUN_ORDER 10
#define RUN_SIZE  ((u64)PAGE_SIZE << RUN_ORDER)

/* Blocks are linked by ->lru, in the order of their addresses. */
static void insert_block(struct list_head *blocks, struct page *block)
{
	struct page *at;

	list_for_each_entry(at, blocks, lru)
		if (page_to_pfn(at) > page_to_pfn(block))
			break;
	list_add_tail(&block->lru, &at->lru);
}

/* A run of blocks of @size bytes or more; empty: there is none yet. */
static struct kx_range find_run(const struct list_head *blocks, u64 size)
{
	struct kx_range run = { 0 };
	struct page *block;

	list_for_each_entry(block, blocks, lru) {
		u64 start = PFN_PHYS(page_to_pfn(block));
		struct kx_range longer = { run.start, start + RUN_SIZE };
		struct kx_range added = { start, start + RUN_SIZE };

		if (!kxm_region_is_known(added)) {
			run = (struct kx_range){ 0 };
			continue;
		}
		if (start != run.end || !kxm_memory_is_one_line(longer))
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

int kxm_region_find(const struct kxm_region_params *params,
		    const struct kx_memmap *memory, struct kx_range *found,
		    const char **why)
{
	struct kx_range run = { 0 };
	LIST_HEAD(blocks);
	struct page *block;

	if (!kx_range_is_empty(params->at)) {
		*why = "this kernel has no CONFIG_CONTIG_ALLOC; "
		       "leave the address out";
		return -EINVAL;
	}
	*why = "too fragmented; load it earlier";
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
		return -ENOMEM;
	*found = (struct kx_range){ run.start, run.start + params->size };
	kxm_region_give_back((struct kx_range){ found->end, run.end });
	return 0;
}
