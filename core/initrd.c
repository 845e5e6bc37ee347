// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Initrds are placed next to each other, because a kernel gets one address and
 * one size. Linux skips the zeroes between archives (init/initramfs.c). Each
 * initrd is a segment of its own, so none has to be copied before the load.
 */
#include "core/initrd.h"

static u64 page_of(const struct kx_request *request)
{
	return request->machine->limits.page_size;
}

/*
 * The initrd at @i of a request: its size in memory, with zeroes up to a page.
 * False if that wraps.
 */
static bool find_size(const struct kx_request *request, u32 i, u64 *size)
{
	u64 bytes = request->initrds[i].size;

	if (bytes && i + 1 < request->nr_initrds &&
	    __builtin_add_overflow(bytes, KX_INITRD_GAP, &bytes))
		return false;
	return kx_align_up(bytes, page_of(request), size);
}

static int fail_size(struct kx_fault *fault, u64 size)
{
	return kx_fault_set(fault, KX_E_INITRD, "initrd", size, 0);
}

/* The size in memory of all initrds, a multiple of @align. */
static int find_total(const struct kx_request *request, u64 align, u64 *total,
		      struct kx_fault *fault)
{
	u64 size;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < request->nr_initrds; i++)
		if (!find_size(request, i, &size) ||
		    __builtin_add_overflow(sum, size, &sum))
			return fail_size(fault, request->initrds[i].size);
	return kx_align_up(sum, align, total) ? 0 : fail_size(fault, sum);
}

/* @all has the size from find_total(), so nothing wraps. */
static int add_each(const struct kx_request *request, struct kx_range all,
		    struct kx_plan *plan, struct kx_range *initrd,
		    struct kx_fault *fault)
{
	struct kx_range slice = { all.start, all.start };
	struct kx_range found = { all.start, all.start };
	int err = 0;
	u64 size;
	u32 i;

	for (i = 0; i < request->nr_initrds && !err; i++) {
		struct kx_bytes bytes = request->initrds[i];

		if (!bytes.size || !find_size(request, i, &size))
			continue;
		slice.start = slice.end;
		slice.end += size;
		err = kx_plan_add(plan, KX_PART_INITRD, bytes, slice, fault);
		found.end = slice.start + bytes.size;
	}
	if (!err)
		*initrd = found;
	return err;
}

int kx_initrd_place(const struct kx_request *request, struct kx_want want,
		    struct kx_plan *plan, struct kx_range *initrd,
		    struct kx_fault *fault)
{
	struct kx_range all;
	int err;

	want.part = KX_PART_INITRD;
	if (want.align < page_of(request))
		want.align = page_of(request);
	err = find_total(request, want.align, &want.size, fault);
	if (err)
		return err;
	if (!want.size) {
		*initrd = (struct kx_range){ 0, 0 };
		return 0;
	}
	err = kx_plan_find(request, plan, want, &all, fault);
	if (err)
		return err;
	return add_each(request, all, plan, initrd, fault);
}
