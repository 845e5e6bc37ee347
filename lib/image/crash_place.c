// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A crash kernel lies in memory that is reserved, and not every kernel can lie
 * there: some know no addresses above 4 GiB, and the vmlinux of a 32-bit Linux
 * has one place alone. That more memory would help is what core's fault would
 * suggest.
 */
#include "lib/image/crash_place.h"

#include <errno.h>
#include <unistd.h>

#include "lib/errors/cause.h"

typedef unsigned long long number;

static struct kxl_failure failure_of(const struct kexec_image *image,
				     const struct kx_fault *fault)
{
	return (struct kxl_failure){
		.errnum = EADDRNOTAVAIL,
		.cause = KEXEC_CAUSE_CRASH_REGION_ADDRESS,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
		.fault = fault,
	};
}

/* Its build decided where it lies; false: it lies anywhere. */
static bool find_fixed(const struct kx_kernel *facts, struct kx_range *place)
{
	return !facts->is_movable &&
	       kx_kernel_own(facts, (u64)sysconf(_SC_PAGESIZE), place);
}

static int fail_fixed(struct kexec_image *image, const struct kx_fault *fault,
		      struct kx_range place, struct kx_range region)
{
	struct kxl_failure failure = failure_of(image, fault);

	failure.advice = "reserve that place (crashkernel=SIZE@ADDRESS), or "
			 "give a kernel that can lie elsewhere: a bzImage";
	return kxl_fail(image->ctx, &failure,
			"kernel was built to lie in [%#llx, %#llx) "
			"(CONFIG_PHYSICAL_START), and the crash kernel's "
			"memory is [%#llx, %#llx)",
			(number)place.start, (number)place.end,
			(number)region.start, (number)region.end);
}

static int fail_bound(struct kexec_image *image, const struct kx_fault *fault,
		      struct kx_range region)
{
	const struct kxl_failure failure = failure_of(image, fault);
	bool is_low = region.end <= fault->start;
	u64 bound = is_low ? fault->start : fault->limit;

	return kxl_fail(image->ctx, &failure,
			"%s has to lie %s %#llx, and the crash kernel's memory "
			"is [%#llx, %#llx)",
			fault->what, is_low ? "at or above" : "below",
			(number)bound, (number)region.start,
			(number)region.end);
}

int kxl_crash_place_judge(struct kexec_image *image,
			  const struct kx_fault *fault, struct kx_range region)
{
	bool has_window =
		image->within.start || image->within.end != UINT64_MAX;
	struct kx_range place;

	if (image->slot != KEXEC_SLOT_CRASH || has_window ||
	    fault->code != KX_E_NO_HOLE)
		return 0;
	if (fault->part == KX_PART_KERNEL &&
	    find_fixed(&image->facts, &place) &&
	    !kx_range_contains(region, place))
		return fail_fixed(image, fault, place, region);
	return fault->start >= fault->limit ? fail_bound(image, fault, region)
					    : 0;
}
