// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a crash kernel, reserved on the running system: one contiguous
 * region from the page allocator, "Crash kernel" in /proc/iomem. It is below 4
 * GiB if possible, since the crash kernel's drivers need such memory for DMA.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/region.h"

#include "core/copylist.h"
#include "core/memmap.h"
#include "core/range.h"
#include "core/segment.h"
#include "module/compat/kxm_compat.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/memory.h"
#include "module/page.h"
#include "module/region_find.h"

#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#define LOW_END SZ_4G

module_param_named(crashkernel, kxm.crashkernel, charp, 0444);
MODULE_PARM_DESC(crashkernel, "SIZE[@ADDRESS]: memory for a crash kernel");

static struct resource resource = {
	.name = "Crash kernel",
	.flags = IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM,
	.desc = IORES_DESC_CRASH_KERNEL,
};

static int refuse(int err, const char *why)
{
	pr_err("not loaded: crashkernel=%s: %s\n", kxm.crashkernel, why);
	return err;
}

/* More than half of memory would leave the running system unusable. */
static bool is_modest(u64 size)
{
	return size <= (totalram_pages() << PAGE_SHIFT) / 2;
}

static int read_params(struct kxm_region_params *params)
{
	char *end;
	u64 address;
	bool is_good;

	*params = (struct kxm_region_params){ .size = memparse(kxm.crashkernel,
							       &end) };
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

/* Clear the marks of kxm_region_page(). */
static void unmark(struct kx_range range)
{
	u64 pfn;

	for (pfn = pfn_of(range.start); pfn < pfn_of(range.end); pfn++)
		set_page_private(pfn_to_page(pfn), 0);
}

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
	struct kxm_region_params params;
	const char *why;
	int err;

	if (!kxm.crashkernel)
		return 0;
	err = read_params(&params);
	if (err)
		return err;
	err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &memory);
	if (err)
		return err;
	err = kxm_region_find(&params, &memory, &range, &why);
	kxm_memory_put(&memory);
	if (err)
		return refuse(err, why);
	err = show(range);
	if (err) {
		kxm_region_give_back(range);
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
	/* Without a resource the region is of no use: free all of it. */
	if (err || !size)
		kept = (struct kx_range){ old.start, old.start };
	kxm.region = kx_range_is_empty(kept) ? (struct kx_range){ 0 } : kept;
	kxm_region_give_back((struct kx_range){ kept.end, old.end });
	return err;
}

void kxm_region_release(void)
{
	/* No image is loaded any more, so this can't fail. */
	if (kxm_region_shrink(0))
		pr_err("the crash kernel's memory is lost\n");
	/*
	 * Memory that stayed read-only left the region, but not its resource.
	 */
	if (resource.parent)
		remove_resource(&resource);
}

/*
 * Control pages of crash images are in the region, where stray writes of other
 * code are least likely. page_private() marks the pages in use, by either
 * image.
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

/* Control pages map the same memory for every image, so their number stays. */
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
