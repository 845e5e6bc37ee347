// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImage: kernel, initrds and boot data lie as high as the header allows. The
 * kernel is entered at its 64-bit entry point; field names and rules are those
 * of Linux Documentation/arch/x86/boot.rst.
 */
#include "bzimage_place.h"

#include "../arch/x86_64_boot_data.h"

#define LOWEST_ADDRESS 0x100000ULL /* the first MiB is firmware's */
#define FOUR_GIB       0x100000000ULL
/*
 * Linux's decompressor refuses to lie higher (misc.c, extract_kernel()), and
 * with 4-level paging a kernel sees no more: 5-level machines have more RAM.
 */
#define SIXTY_FOUR_TIB 0x400000000000ULL

struct load {
	const struct kx_request *request;
	struct kx_plan *plan;
	struct kx_fault *fault;
	const struct kx_bzimage_header *header;
	struct kx_boot_data data;
};

/* Where this kernel lets things be that it is told the address of. */
static struct kx_range reachable(const struct load *load)
{
	bool is_high = load->header->xloadflags & KX_XLF_ABOVE_4G;

	return (struct kx_range){ .start = LOWEST_ADDRESS,
				  .end = is_high ? SIXTY_FOUR_TIB : FOUR_GIB };
}

/*
 * What is no power of two aligns nothing: Linux takes a page for 0 and 3
 * (kexec_add_buffer()).
 */
static u64 alignment(const struct kx_bzimage_header *header, u64 page)
{
	u64 align = header->kernel_alignment;

	return kx_is_power_of_two(align) && align > page ? align : page;
}

/*
 * Where the kernel itself may lie. Loaded below pref_address it would move
 * itself up there, over whatever is there by then (boot.rst, init_size); one
 * that can't be relocated must lie exactly there. Where no kernel may lie,
 * pref_address says nothing: hand-made images have 0, and Linux places them.
 */
static void kernel_want(const struct load *load, struct kx_want *want)
{
	const struct kx_bzimage_header *header = load->header;
	u64 page = load->request->machine->limits.page_size;
	const struct kx_range above = { header->pref_address, ~0ULL };
	struct kx_range exactly;

	*want = (struct kx_want){
		.part = KX_PART_KERNEL,
		.size = header->init_size,
		.align = page,
		.within = reachable(load),
		.order = KX_PLACE_HIGHEST,
	};
	if (!header->relocatable &&
	    kx_align_up(want->size, page, &want->size) &&
	    kx_range_make(header->pref_address, want->size, &exactly) &&
	    kx_range_contains(want->within, exactly)) {
		want->within = exactly;
		return;
	}
	want->align = alignment(header, page);
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
	const struct kx_bzimage_header *header = load->header;
	struct kx_want want;
	struct kx_bytes bytes;
	struct kx_range hole;
	int err;

	kernel_want(load, &want);
	err = kx_plan_find(load->request, load->plan, want, &hole, load->fault);
	if (err)
		return err;
	err = kx_bytes_slice(load->request->kernel, header->setup_size,
			     header->image_end - header->setup_size, &bytes);
	if (err)
		return err;
	load->data.entry = hole.start + KX_ENTRY_64;
	return kx_plan_add(load->plan, KX_PART_KERNEL, bytes, hole,
			   load->fault);
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
		.within = reachable(load),
		.order = KX_PLACE_HIGHEST,
	};
	struct kx_range slice;
	struct kx_range all;
	int err;
	u32 i;

	err = initrd_total(load, &want.size);
	if (err || !want.size)
		return err;
	if (!(load->header->xloadflags & KX_XLF_ABOVE_4G))
		want.within.end = (u64)load->header->initrd_addr_max + 1;
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
	const struct kx_request *request = load->request;
	int err;

	err = kx_bytes_slice(request->kernel, KX_SETUP_HEADER,
			     load->header->end - KX_SETUP_HEADER,
			     &load->data.setup_header);
	if (err)
		return err;
	load->data.within = reachable(load);
	/* Without it a kernel warns of an EFI it can't enter a second time. */
	load->data.takes_efi = load->header->xloadflags & KX_XLF_EFI_KEXEC;
	return kx_boot_data_add(request, &load->data, load->plan, load->fault);
}

int kx_bzimage_place(const struct kx_request *request,
		     const struct kx_bzimage_header *header,
		     struct kx_plan *plan, struct kx_fault *fault)
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
		.header = header,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i](&load);

		if (err)
			return err;
	}
	return 0;
}
