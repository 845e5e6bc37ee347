// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux on x86, at its 64-bit or 32-bit entry point. The kernel, its initrds
 * and its boot data are placed in this order. The boot data lie as high as the
 * kernel's reach allows; a kernel may want to lie low, and so do initrds. The
 * format of the kernel file does not matter.
 */
#include "core/protocol/linux_x86.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/initrd.h"

/* ISA's devices reach so far: Linux's ZONE_DMA. */
#define ZONE_DMA_END 0x1000000

struct load {
	const struct kx_request *request;
	const struct kx_kernel *kernel;
	struct kx_plan *plan;
	struct kx_fault *fault;
	struct kx_boot_data data;
};

static int reserve(struct load *load)
{
	return kx_request_purpose(load->request)
		->reserve(load->request, load->plan, &load->data.crash,
			  load->fault);
}

/* The format names the 32-bit one if there is no other on this machine. */
static const struct kx_way *find_way(const struct kx_kernel *kernel)
{
	const struct kx_way *way = kx_kernel_way(kernel, &kx_entry_x86_64);

	return way ? way : kx_kernel_way(kernel, &kx_entry_x86_32);
}

static int place_kernel(struct load *load)
{
	const struct kx_way *way = find_way(load->kernel);
	u64 start = 0;
	int err;

	if (!way)
		return kx_fault_set(load->fault, KX_E_NOT_64BIT, "entry", 0, 0);
	err = kx_kernel_place(load->request, load->kernel, load->plan, &start,
			      load->fault);
	load->data.entry = start + way->offset;
	load->data.mode = way->mode;
	return err;
}

static int place_initrds_in(struct load *load, struct kx_want want,
			    struct kx_range within)
{
	want.within = kx_range_intersect(want.within, within);
	want.order = KX_PLACE_LOWEST;
	return kx_initrd_place(load->request, want, load->plan,
			       &load->data.initrd, NULL);
}

/*
 * kexec_load(2) walks a list for each page that it gets where a segment will
 * lie (kimage_alloc_page() in Linux kernel/kexec_core.c). So an initrd lies
 * where no page is free, or else low, as Linux allocates from the top of
 * memory; but it leaves ZONE_DMA to the next kernel, which allocates there
 * before it frees the initrd. Kernels without a 64-bit entry may have page
 * tables of their own behind them, and say no size with those in it: Linux's
 * boot protocol wants their initrd high. A crash kernel's region has no
 * allocator.
 */
static int place_initrds_aside(struct load *load, struct kx_want want)
{
	const struct kx_machine *machine = load->request->machine;
	int err = -KX_E_NO_HOLE;
	u32 i;

	if (load->data.mode != &kx_entry_x86_64 ||
	    kx_request_purpose(load->request)->is_in_region)
		return err;
	for (i = 0; i < machine->nr_quiet && err; i++)
		err = place_initrds_in(load, want, machine->quiet[i]);
	return err ? place_initrds_in(load, want,
				      (struct kx_range){ ZONE_DMA_END, ~0ULL })
		   : 0;
}

static int place_initrds(struct load *load)
{
	const struct kx_want want = {
		.within = { load->kernel->reach.start,
			    load->kernel->initrd_end },
		.order = KX_PLACE_HIGHEST,
	};

	if (place_initrds_aside(load, want) == 0)
		return 0;
	return kx_initrd_place(load->request, want, load->plan,
			       &load->data.initrd, load->fault);
}

static int add_boot_data(struct load *load)
{
	load->data.setup_header = load->kernel->header;
	load->data.within = load->kernel->reach;
	load->data.cmdline_max = load->kernel->cmdline_max;
	/* Without it a kernel warns about an EFI that it can't enter again. */
	load->data.takes_efi = load->kernel->takes_efi;
	return kx_boot_data_add(load->request, &load->data, load->plan,
				load->fault);
}

static int plan_linux(const struct kx_request *request,
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
		.kernel = kernel,
		.plan = plan,
		.fault = fault,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&load);
	return err;
}

const struct kx_protocol kx_protocol_linux_x86 = {
	.name = "Linux on x86",
	.is_for_crash = true,
	.takes_dtb = true,
	.plan = plan_linux,
};
