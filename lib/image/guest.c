// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An image for a guest: planner.c plans it for that one's memory, and
 * guest_file.c writes it. Such a plan means nothing to this machine, so no load
 * takes it.
 */
#include "lib/image/guest.h"

#include <errno.h>

#include "core/arch.h"
#include "lib/guest/machine.h"
#include "lib/guest/program.h"
#include "lib/machine/arch.h"

/* The guest is a PC, which is entered by code that only x86_64 builds have. */
static bool has_guests(const struct kexec_image *image)
{
	return kxl_arch(image->ctx) == &kx_arch_x86_64 &&
	       &kxl_guest_entry[0] != &kxl_guest_entry_end[0];
}

static int fail_guest(struct kexec_image *image)
{
	const struct kxl_failure failure = {
		.errnum = EOPNOTSUPP,
		.cause = KEXEC_CAUSE_PURPOSE,
		.action = KEXEC_ACTION_SET_OPTIONS,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"a guest is a PC, for kernels of x86_64 alone");
}

int kexec_image_set_guest(struct kexec_image *image, uint64_t memory)
{
	if (memory && !has_guests(image))
		return fail_guest(image);
	if (memory && (memory < KXL_GUEST_LEAST || memory > KXL_GUEST_MOST))
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_SET_OPTIONS,
					 "MiB of memory",
					 (unsigned int)(memory / KXL_MIB));
	image->guest = memory & ~(KXL_MIB - 1);
	kxl_image_changed(image);
	return 0;
}

int kxl_guest_refuse(const struct kexec_image *image, enum kexec_action action)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_SEQUENCE,
		.action = action,
		.object = image->kernel.name,
	};

	if (!image->guest)
		return 0;
	return kxl_fail(image->ctx, &failure, "it is planned for a guest");
}
