// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rehearsal: all of a start but the jump, on the real machine. The code of
 * the jump runs with the image's own page tables, descriptor tables and source
 * pages, but copies into scratch pages and returns. Then each page is compared
 * with the plan. The work is done in slices: interrupts are off during a slice,
 * and only the memory of one slice is allocated.
 */
#define pr_fmt(fmt) "kexec: rehearsal: " fmt

#include "module/rehearse.h"

#include "core/copylist.h"
#include "module/arch.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/oom.h"
#include "module/page.h"

#include <linux/capability.h>
#include <linux/cpu.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

/* Copying 4 MiB takes a millisecond or less. */
#define SLICE_PAGES ((u32)(SZ_4M / PAGE_SIZE))
/* Fills a scratch page before the copy: not zero, and unlikely in an image. */
#define FILLER 0xa5

#define SOURCE_NONE (~0ULL)

/* The pages of a slice: destination and source of each, in the plan's order. */
struct scratch {
	struct page *page;
	u64 dest;   /* of the page it stands for; physical */
	u64 source; /* physical, or SOURCE_NONE */
};

struct rehearsal {
	struct kxm_image *image;
	struct scratch *scratch; /* [SLICE_PAGES] or fewer */
	u32 capacity;
	u32 count;		 /* pages in the current slice */
	struct list_head chains; /* pages with copy steps, by ->lru */
	struct kxm_copies *last; /* the page for the next step */
	phys_addr_t first;
	/* For the log. */
	u64 pages;
	u64 slices;
	struct kxm_round_trip longest;
	u64 nmis;
};

static int check_mapped(const struct kxm_image *image, u64 pa, const char *what)
{
	if (kxm_arch_maps(image, pa))
		return 0;
	pr_err("%s %#llx is not in the page tables of the jump\n", what, pa);
	return -EIO;
}

/* A write to an unmapped page would reset the machine, so check first. */
static int check_destinations(const struct kxm_image *image)
{
	const struct kx_copylist *list = &image->list;
	int err = 0;
	u64 pfn;
	u32 i;

	for (i = 0; i < list->count; i++) {
		for (pfn = list->dest[i].start; pfn < list->dest[i].end && !err;
		     pfn++) {
			err = check_mapped(image, pfn << PAGE_SHIFT,
					   "destination");
			cond_resched();
		}
	}
	return err;
}

/* Add a page of steps to the end of the chain. */
static int grow_chain(struct rehearsal *rehearsal)
{
	struct page *page = kxm_page_alloc(__GFP_ZERO);
	phys_addr_t pa;

	if (!page)
		return -ENOMEM;
	list_add(&page->lru, &rehearsal->chains);
	pa = page_to_phys(page);
	if (rehearsal->last)
		rehearsal->last->next = pa;
	else
		rehearsal->first = pa;
	rehearsal->last = page_address(page);
	return check_mapped(rehearsal->image, pa, "page of steps");
}

static void drop_chain(struct rehearsal *rehearsal)
{
	kxm_free_pages(&rehearsal->chains);
	rehearsal->last = NULL;
	rehearsal->first = 0;
}

/* Does a copy of one page from @source to @dest continue @step? */
static bool continues(const struct kxm_copy_step *step, u64 dest, u64 source)
{
	u64 size = step->pages << PAGE_SHIFT;

	if (dest != step->dest + size)
		return false;
	if (step->source == SOURCE_NONE)
		return source == SOURCE_NONE;
	return source == step->source + size;
}

static int add_step(struct rehearsal *rehearsal, u64 dest, u64 source)
{
	struct kxm_copies *to = rehearsal->last;
	int err;

	if (to && to->count &&
	    continues(&to->steps[to->count - 1], dest, source)) {
		to->steps[to->count - 1].pages++;
		return 0;
	}
	if (!to || to->count == KXM_STEPS_A_PAGE) {
		err = grow_chain(rehearsal);
		if (err)
			return err;
		to = rehearsal->last;
	}
	to->steps[to->count++] = (struct kxm_copy_step){
		.dest = dest,
		.source = source,
		.pages = 1,
	};
	return 0;
}

static long round_trip(void *data)
{
	struct rehearsal *rehearsal = data;
	struct kxm_round_trip trip;

	kxm_arch_rehearse(rehearsal->image, rehearsal->first, &trip);
	rehearsal->nmis += trip.nmis;
	if (trip.nanoseconds > rehearsal->longest.nanoseconds)
		rehearsal->longest = trip;
	return 0;
}

/*
 * Runs on the CPU that will jump, the first one (migrate_to_reboot_cpu()), in a
 * kernel thread: the registers hold no user's segments or bases.
 */
static int go_and_come_back(struct rehearsal *rehearsal)
{
	long err;

	cpus_read_lock();
	err = work_on_cpu(cpumask_first(cpu_online_mask), round_trip,
			  rehearsal);
	cpus_read_unlock();
	return err;
}

/* The first byte that differs, or NULL. */
static const u8 *first_difference(const u8 *got, const u8 *want)
{
	size_t i;

	if (want ? !memcmp(got, want, PAGE_SIZE)
		 : !memchr_inv(got, 0, PAGE_SIZE))
		return NULL;
	for (i = 0; got[i] == (want ? want[i] : 0); i++)
		;
	return &got[i];
}

static int compare_page(const struct scratch *scratch)
{
	const u8 *got = page_address(scratch->page);
	const u8 *want = scratch->source == SOURCE_NONE
				 ? NULL
				 : phys_to_virt(scratch->source);
	const u8 *wrong = first_difference(got, want);

	if (!wrong)
		return 0;
	pr_err("page %#llx differs at byte %td: %#x instead of %#x\n",
	       scratch->dest, wrong - got, *wrong,
	       want ? want[wrong - got] : 0);
	return -EIO;
}

static int compare(const struct rehearsal *rehearsal)
{
	int err = 0;
	u32 i;

	for (i = 0; i < rehearsal->count && !err; i++)
		err = compare_page(&rehearsal->scratch[i]);
	return err;
}

/* Carry out the current slice, and begin the next one. */
static int do_slice(struct rehearsal *rehearsal)
{
	int err = 0;
	u32 i;

	for (i = 0; i < rehearsal->count && !err; i++) {
		struct scratch *scratch = &rehearsal->scratch[i];

		memset(page_address(scratch->page), FILLER, PAGE_SIZE);
		err = add_step(rehearsal, page_to_phys(scratch->page),
			       scratch->source);
	}
	if (!err)
		err = go_and_come_back(rehearsal);
	if (!err)
		err = compare(rehearsal);
	drop_chain(rehearsal);
	rehearsal->pages += rehearsal->count;
	rehearsal->slices++;
	rehearsal->count = 0;
	cond_resched();
	if (!err && fatal_signal_pending(current))
		err = -EINTR;
	return err;
}

/* All pages of one step of the jump. A slice ends when it is full. */
static int do_step(struct rehearsal *rehearsal,
		   const struct kxm_copy_step *step)
{
	bool is_zero = step->source == SOURCE_NONE;
	u64 at;
	int err = 0;

	for (at = 0; at < step->pages << PAGE_SHIFT && !err; at += PAGE_SIZE) {
		struct scratch *scratch =
			&rehearsal->scratch[rehearsal->count++];

		scratch->dest = step->dest + at;
		scratch->source = is_zero ? SOURCE_NONE : step->source + at;
		if (!is_zero)
			err = check_mapped(rehearsal->image, scratch->source,
					   "source");
		if (!err && rehearsal->count == rehearsal->capacity)
			err = do_slice(rehearsal);
	}
	return err;
}

/* relocate.S reads a list of its own: does its step match the plan? */
static int check_step(const struct kxm_copy_step *step,
		      const struct kx_copy *copy)
{
	u64 source = copy->source == KX_NO_PFN ? SOURCE_NONE
					       : copy->source << PAGE_SHIFT;

	if (step->dest == copy->dest << PAGE_SHIFT && step->source == source &&
	    step->pages == copy->pages)
		return 0;
	pr_err("step to %#llx (%llu pages) instead of %#llx (%llu pages)\n",
	       step->dest, step->pages, copy->dest << PAGE_SHIFT, copy->pages);
	return -EIO;
}

/* All steps of the jump, each compared with the plan. */
static int do_steps(struct rehearsal *rehearsal)
{
	const struct kxm_image *image = rehearsal->image;
	phys_addr_t next = image->copies;
	struct kx_copy copy;
	u64 cursor = 0;
	int err = 0;
	u64 i;

	while (next && !err) {
		const struct kxm_copies *copies = phys_to_virt(next);

		err = check_mapped(image, next, "page of steps");
		for (i = 0; i < copies->count && !err; i++) {
			if (!kx_copylist_next(&image->list, &cursor, &copy)) {
				pr_err("more steps than planned\n");
				return -EIO;
			}
			err = check_step(&copies->steps[i], &copy);
			if (!err)
				err = do_step(rehearsal, &copies->steps[i]);
		}
		next = copies->next;
	}
	if (!err && kx_copylist_next(&image->list, &cursor, &copy)) {
		pr_err("no step to %#llx\n", copy.dest << PAGE_SHIFT);
		err = -EIO;
	}
	/* An image that is in place needs one run without steps. */
	if (!err && (rehearsal->count || !rehearsal->slices))
		err = do_slice(rehearsal);
	return err;
}

static void free_scratch(struct rehearsal *rehearsal)
{
	u32 i;

	for (i = 0; i < rehearsal->capacity; i++)
		__free_page(rehearsal->scratch[i].page);
	kvfree(rehearsal->scratch);
}

static int get_scratch(struct rehearsal *rehearsal)
{
	u32 want = clamp_t(u64, rehearsal->image->list.pages, 1, SLICE_PAGES);
	struct page *page;

	rehearsal->scratch =
		kvcalloc(want, sizeof(*rehearsal->scratch), KXM_GFP);
	if (!rehearsal->scratch)
		return -ENOMEM;
	while (rehearsal->capacity < want) {
		page = kxm_page_alloc(0);
		if (!page)
			return -ENOMEM;
		rehearsal->scratch[rehearsal->capacity++].page = page;
		/* Memory that was added after the load is not mapped. */
		if (!kxm_arch_maps(rehearsal->image, page_to_phys(page)))
			return -ENOMEM;
	}
	return 0;
}

static int rehearse(struct kxm_image *image)
{
	struct rehearsal rehearsal = {
		.image = image,
		.chains = LIST_HEAD_INIT(rehearsal.chains),
	};
	int err;

	err = check_destinations(image);
	if (err)
		return err;
	err = get_scratch(&rehearsal);
	if (!err)
		err = do_steps(&rehearsal);
	free_scratch(&rehearsal);
	if (err)
		return err;
	pr_info("right: %llu pages, of %llu, in %llu slices\n", rehearsal.pages,
		image->list.pages, rehearsal.slices);
	pr_info("interrupts were off for %llu us at most; %llu NMIs\n",
		rehearsal.longest.nanoseconds / NSEC_PER_USEC, rehearsal.nmis);
	return 0;
}

int kxm_rehearse(void)
{
	int err;

	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if (!kxm_trylock())
		return -EBUSY;
	kxm_oom_hold();
	err = kxm.image ? rehearse(kxm.image) : -EINVAL;
	kxm_oom_release();
	kxm_unlock();
	return err;
}
