/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* An architecture for tests only, with a machine and loaders of its own. */
#ifndef TEST_UNIT_CORE_TOY_ARCH_H
#define TEST_UNIT_CORE_TOY_ARCH_H

#include <string.h>

#include "core/plan.h"

#define PAGE  0x1000ULL
#define COUNT 400 /* pages of RAM */

static bool begins_with_a(struct kx_bytes file)
{
	return file.size && file.data[0] == 'a';
}

static bool begins_at_all(struct kx_bytes file)
{
	return file.size > 0;
}

/* Loads one page of RAM; the entry identifies the loader. */
static int load_one(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    struct kx_fault *fault)
{
	(void)request;
	(void)kernel;
	plan->entry.address = 1;
	return kx_plan_add(plan, KX_PART_KERNEL, kx_bytes(NULL, 0),
			   (struct kx_range){ PAGE, 2 * PAGE }, fault);
}

static int load_overlapping(const struct kx_request *request,
			    const struct kx_kernel *kernel,
			    struct kx_plan *plan, struct kx_fault *fault)
{
	int err = load_one(request, kernel, plan, fault);

	return err ? err : load_one(request, kernel, plan, fault);
}

static int load_nothing(const struct kx_request *request,
			const struct kx_kernel *kernel, struct kx_plan *plan,
			struct kx_fault *fault)
{
	(void)kernel;
	plan->entry.address = 0xdead;
	plan->count = 3;
	return kx_fault_set(fault, KX_E_CHECKSUM, "fake", request->kernel.size,
			    0);
}

static const struct kx_protocol one = { .name = "one", .plan = load_one };
static const struct kx_protocol overlapping = { .name = "two",
						.plan = load_overlapping };
static const struct kx_protocol nothing = { .name = "three",
					    .plan = load_nothing };

/* Does not use the machine. */
static int vet_length(const struct kx_request *request,
		      const struct kx_protocol *protocol,
		      struct kx_kernel *kernel, struct kx_fault *fault)
{
	if (request->kernel.size > 10)
		return kx_fault_set(fault, KX_E_HEADER, "length",
				    request->kernel.size, 10);
	if (kernel)
		*kernel = (struct kx_kernel){ .protocol = protocol };
	return 0;
}

static int vet_first(const struct kx_request *request, struct kx_kernel *kernel,
		     struct kx_fault *fault)
{
	return vet_length(request, &one, kernel, fault);
}

static int vet_second(const struct kx_request *request,
		      struct kx_kernel *kernel, struct kx_fault *fault)
{
	return vet_length(request, &overlapping, kernel, fault);
}

static int vet_third(const struct kx_request *request, struct kx_kernel *kernel,
		     struct kx_fault *fault)
{
	return vet_length(request, &nothing, kernel, fault);
}

static int uses_all(struct kx_bytes file, struct kx_uses *uses)
{
	if (file.size > 10)
		return -KX_E_SHORT;
	*uses = (struct kx_uses){ .loaded = { 0, file.size } };
	return 0;
}

static const struct kx_format first = { .name = "first",
					.probe = begins_with_a,
					.vet = vet_first,
					.uses = uses_all };
static const struct kx_format second = { .name = "second",
					 .probe = begins_at_all,
					 .vet = vet_second,
					 .uses = uses_all };
static const struct kx_format third = { .name = "third",
					.probe = begins_at_all,
					.vet = vet_third,
					.uses = uses_all };
static const struct kx_format *const formats[] = { &first, &second, &third,
						   NULL };

static u64 take_mibs(const struct kx_request *request)
{
	return request->purpose == KX_PURPOSE_CRASH ? 2 << 20 : 1 << 20;
}

static const struct kx_purpose_row purposes[KX_PURPOSES] = {
	[KX_PURPOSE_NORMAL] = { .arena_size = take_mibs },
	[KX_PURPOSE_CRASH] = { .arena_size = take_mibs,
			       .is_in_region = true,
			       .has_own_map = true },
	[KX_PURPOSE_RETURNING] = { .arena_size = take_mibs },
};
static const struct kx_arch arch = { .name = "toy",
				     .formats = formats,
				     .purposes = purposes };

static struct kx_memory ram = { { PAGE, (1 + COUNT) * PAGE }, KX_MEM_RAM };
static const struct kx_machine machine = {
	.usable = { &ram, 1, 1 },
	.limits = { .page_size = PAGE,
		    .address_limit = 1ULL << 46,
		    .ram_pages = COUNT },
};

static inline struct kx_request request_for(const char *kernel)
{
	static u8 bytes[4096] __attribute__((aligned(16)));
	static struct kx_arena arena;

	arena = (struct kx_arena){ bytes, sizeof(bytes), 0 };
	return (struct kx_request){
		.arch = &arch,
		.kernel = kx_bytes(kernel, strlen(kernel)),
		.within = { 0, ~0ULL },
		.machine = &machine,
		.arena = &arena,
	};
}

#endif
