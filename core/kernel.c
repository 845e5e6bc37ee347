// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel's place in memory, for every file format and boot protocol. All
 * pieces are in one hole, at their offsets, and fill it.
 */
#include "core/kernel.h"

#include "core/plan.h"

const struct kx_way *kx_kernel_way(const struct kx_kernel *kernel,
				   const struct kx_entry_mode *mode)
{
	u32 i;

	for (i = 0; i < kernel->nr_ways; i++)
		if (kernel->ways[i].mode == mode)
			return &kernel->ways[i];
	return NULL;
}

/*
 * A kernel that is not relocatable has a fixed address. An address below the
 * memory for kernels is ignored: hand-made images have 0, and Linux places them
 * freely.
 */
static void find_want(const struct kx_kernel *kernel, u64 page,
		      struct kx_want *want)
{
	const struct kx_range above = { kernel->preferred, ~0ULL };
	struct kx_range exactly;

	*want = (struct kx_want){
		.part = KX_PART_KERNEL,
		.size = kernel->size,
		.align = page,
		.within = kernel->reach,
		.order = KX_PLACE_HIGHEST,
	};
	if (!kernel->is_relocatable &&
	    kx_align_up(want->size, page, &want->size) &&
	    kx_range_make(kernel->preferred, want->size, &exactly) &&
	    kx_range_contains(want->within, exactly)) {
		want->within = exactly;
		return;
	}
	if (kernel->align > page)
		want->align = kernel->align;
	want->within = kx_range_intersect(want->within, above);
}

/*
 * A piece extends to the next piece, or to the end of the hole: nothing else
 * may be in memory that a kernel uses before it reads its memory map.
 */
static struct kx_range find_place(const struct kx_kernel *kernel, u32 number,
				  struct kx_range hole)
{
	struct kx_range at = hole;

	at.start += kernel->pieces[number].offset;
	if (number + 1 < kernel->nr_pieces)
		at.end = hole.start + kernel->pieces[number + 1].offset;
	return at;
}

int kx_kernel_place(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    u64 *start, struct kx_fault *fault)
{
	struct kx_range hole;
	struct kx_want want;
	int err;
	u32 i;

	find_want(kernel, request->machine->limits.page_size, &want);
	err = kx_plan_find(request, plan, want, &hole, fault);
	for (i = 0; i < kernel->nr_pieces && !err; i++)
		err = kx_plan_add(plan, KX_PART_KERNEL, kernel->pieces[i].bytes,
				  find_place(kernel, i, hole), fault);
	if (!err)
		*start = hole.start;
	return err;
}
