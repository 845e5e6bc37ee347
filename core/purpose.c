// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a purpose does that changes nothing, on any architecture. */
#include "core/purpose.h"

#include "core/plan.h"

u64 kx_purpose_takes_no_arena(const struct kx_request *request)
{
	(void)request;
	return 0;
}

int kx_purpose_reserves_nothing(const struct kx_request *request,
				struct kx_plan *plan,
				struct kx_crash_parts *parts,
				struct kx_fault *fault)
{
	(void)request;
	(void)plan;
	(void)parts;
	(void)fault;
	return 0;
}

int kx_purpose_hands_memory_on(const struct kx_request *request,
			       const struct kx_crash_parts *parts,
			       struct kx_memmap *map, struct kx_fault *fault)
{
	(void)parts;
	(void)fault;
	*map = request->machine->firmware;
	return 0;
}

int kx_purpose_adds_nothing(const struct kx_memmap *map, struct kx_plan *plan,
			    struct kx_fault *fault)
{
	(void)map;
	(void)plan;
	(void)fault;
	return 0;
}
