// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel's place in memory, whatever its file is and whoever enters it. All
 * pieces lie in one hole, as far from each other as they want to be.
 */
#include "kernel.h"

#include "plan.h"

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
 * A kernel that is not relocatable names an address. One where no kernel may
 * lie says nothing: hand-made images have 0, and Linux places them.
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

int kx_kernel_place(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    u64 *start, struct kx_fault *fault)
{
	u64 page = request->machine->limits.page_size;
	struct kx_range hole;
	struct kx_want want;
	int err;
	u32 i;

	find_want(kernel, page, &want);
	err = kx_plan_find(request, plan, want, &hole, fault);
	for (i = 0; i < kernel->nr_pieces && !err; i++) {
		const struct kx_piece *piece = &kernel->pieces[i];
		/* Does not wrap: the hole is as large, and ends at a page. */
		u64 end = hole.start + piece->offset + piece->size;
		struct kx_range at = { hole.start + piece->offset,
				       kx_align_down(end + page - 1, page) };

		err = kx_plan_add(plan, KX_PART_KERNEL, piece->bytes, at,
				  fault);
	}
	if (!err)
		*start = hole.start;
	return err;
}
