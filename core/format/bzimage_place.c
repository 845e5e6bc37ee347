// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImage: kernel, initrds and boot data lie as high as the header allows. The
 * kernel is entered at its 64-bit entry point; field names and rules are those
 * of Linux Documentation/arch/x86/boot.rst.
 */
#include "bzimage_place.h"

#include "../arch/x86_64_boot_data.h"

struct load {
	const struct kx_request *request;
	struct kx_plan *plan;
	struct kx_fault *fault;
	const struct kx_kernel *kernel;
	struct kx_boot_data data;
};

/*
 * Where the kernel may lie. A kernel that is not relocatable names an address;
 * one where no kernel may lie says nothing: hand-made images have 0, and Linux
 * places them.
 */
static void kernel_want(const struct load *load, struct kx_want *want)
{
	const struct kx_kernel *kernel = load->kernel;
	u64 page = load->request->machine->limits.page_size;
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

static int reserve(struct load *load)
{
	return kx_request_purpose(load->request)
		->reserve(load->request, load->plan, &load->data.crash,
			  load->fault);
}

static int place_kernel(struct load *load)
{
	struct kx_want want;
	struct kx_range hole;
	int err;

	kernel_want(load, &want);
	err = kx_plan_find(load->request, load->plan, want, &hole, load->fault);
	if (err)
		return err;
	load->data.entry = hole.start + load->kernel->ways[0].offset;
	return kx_plan_add(load->plan, KX_PART_KERNEL,
			   load->kernel->pieces[0].bytes, hole, load->fault);
}

/* Initrds lie one after the other, each padded with zeroes to a page. */
static int initrd_total(const struct load *load, u64 *total)
{
	u64 page = load->request->machine->limits.page_size;
	u64 size;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < load->request->nr_initrds; i++)
		if (!kx_align_up(load->request->initrds[i].size, page, &size) ||
		    __builtin_add_overflow(sum, size, &sum))
			return kx_fault_set(load->fault, KX_E_INITRD, "initrd",
					    load->request->initrds[i].size, 0);
	*total = sum;
	return 0;
}

static int place_initrds(struct load *load)
{
	const struct kx_request *request = load->request;
	struct kx_want want = {
		.part = KX_PART_INITRD,
		.align = request->machine->limits.page_size,
		.within = load->kernel->reach,
		.order = KX_PLACE_HIGHEST,
	};
	struct kx_range slice;
	struct kx_range all;
	int err;
	u32 i;

	err = initrd_total(load, &want.size);
	if (err || !want.size)
		return err;
	want.within.end = load->kernel->initrd_end;
	err = kx_plan_find(request, load->plan, want, &all, load->fault);
	if (err)
		return err;
	slice = (struct kx_range){ all.start, all.start };
	for (i = 0; i < request->nr_initrds; i++) {
		struct kx_bytes initrd = request->initrds[i];

		if (!initrd.size)
			continue;
		slice.start = slice.end;
		slice.end +=
			kx_align_down(initrd.size + want.align - 1, want.align);
		err = kx_plan_add(load->plan, KX_PART_INITRD, initrd, slice,
				  load->fault);
		if (err)
			return err;
		load->data.initrd.end = slice.start + initrd.size;
	}
	load->data.initrd.start = all.start;
	return 0;
}

static int add_boot_data(struct load *load)
{
	load->data.setup_header = load->kernel->header;
	load->data.within = load->kernel->reach;
	/* Without it a kernel warns of an EFI it can't enter a second time. */
	load->data.takes_efi = load->kernel->takes_efi;
	return kx_boot_data_add(load->request, &load->data, load->plan,
				load->fault);
}

int kx_bzimage_place(const struct kx_request *request,
		     const struct kx_kernel *kernel, struct kx_plan *plan,
		     struct kx_fault *fault)
{
	static int (*const steps[])(struct load * load) = {
		reserve,
		place_kernel,
		place_initrds,
		add_boot_data,
	};
	struct load load = {
		.request = request,
		.plan = plan,
		.fault = fault,
		.kernel = kernel,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i](&load);

		if (err)
			return err;
	}
	return 0;
}
