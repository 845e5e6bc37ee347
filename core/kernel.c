// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel's place in memory, for every file format and boot protocol. All
 * pieces are in one hole, at their offsets, and fill it.
 */
#include "core/kernel.h"

#include "core/kaslr.h"
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

/* Where the headers will lie is not known yet: room for any address. */
static u32 cmdline_reserve(const struct kx_request *request)
{
	u32 room = kx_request_purpose(request)->prefix_room;
	u32 reserve = request->cmdline_reserve;

	return reserve < room ? room : reserve;
}

int kx_kernel_vet_cmdline(const struct kx_request *request, u32 max,
			  struct kx_fault *fault)
{
	struct kx_bytes cmdline = request->cmdline;
	/* As Linux kexec-bzimage64.c, which counts the final NUL as well. */
	u64 other = 1ULL + cmdline_reserve(request);
	u64 limit = max > other ? max - other : 0;
	u64 i;

	if (cmdline.size > limit || other > max)
		return kx_fault_set(fault, KX_E_CMDLINE_LONG, "command line",
				    cmdline.size, limit);
	for (i = 0; i < cmdline.size; i++)
		if (!cmdline.data[i])
			return kx_fault_set(fault, KX_E_CMDLINE_NUL,
					    "command line", i, cmdline.size);
	return 0;
}

/* Anywhere in its reach, at @preferred or above it. */
static struct kx_want want_any(const struct kx_kernel *kernel, u64 page)
{
	const struct kx_range above = { kernel->preferred, ~0ULL };

	return (struct kx_want){
		.part = KX_PART_KERNEL,
		.size = kernel->size,
		.align = kernel->align > page ? kernel->align : page,
		.within = kx_range_intersect(kernel->reach, above),
		.order = kernel->order,
	};
}

/*
 * A kernel that is not relocatable has a fixed address. An address below the
 * memory for kernels is ignored: hand-made images have 0, and Linux places them
 * freely.
 */
bool kx_kernel_own(const struct kx_kernel *kernel, u64 page,
		   struct kx_range *own)
{
	u64 size;

	return !kernel->is_relocatable &&
	       kx_align_up(kernel->size, page, &size) &&
	       kx_range_make(kernel->preferred, size, own) &&
	       kx_range_contains(kernel->reach, *own);
}

static bool want_own(const struct kx_kernel *kernel, u64 page,
		     struct kx_want *want)
{
	struct kx_range exactly = { 0 };

	if (!kx_kernel_own(kernel, page, &exactly))
		return false;
	*want = (struct kx_want){
		.part = KX_PART_KERNEL,
		.size = kx_range_size(exactly),
		.align = page,
		.within = exactly,
		.order = kernel->order,
	};
	return true;
}

static int find_hole(const struct kx_request *request,
		     const struct kx_kernel *kernel, const struct kx_plan *plan,
		     struct kx_range *hole, struct kx_fault *fault)
{
	u64 page = request->machine->limits.page_size;
	struct kx_draw draw = { .kaslr = kernel->kaslr };
	struct kx_want own;

	if (draw.kaslr) {
		draw.want = want_any(kernel, page);
		return kx_kaslr_place(request, plan, &draw, hole, fault);
	}
	if (!want_own(kernel, page, &own))
		return kx_plan_find(request, plan, want_any(kernel, page), hole,
				    fault);
	if (!kernel->is_movable)
		return kx_plan_find(request, plan, own, hole, fault);
	if (!kx_plan_find(request, plan, own, hole, NULL))
		return 0;
	return kx_plan_find(request, plan, want_any(kernel, page), hole, fault);
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
	int err;
	u32 i;

	err = find_hole(request, kernel, plan, &hole, fault);
	for (i = 0; i < kernel->nr_pieces && !err; i++)
		err = kx_plan_add(plan, KX_PART_KERNEL, kernel->pieces[i].bytes,
				  find_place(kernel, i, hole), fault);
	if (!err)
		*start = hole.start;
	return err;
}
