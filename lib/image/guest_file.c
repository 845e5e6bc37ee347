// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The plan of an image for a guest, as a file for QEMU. */
#include "lib/image/image.h"

#include <errno.h>
#include <string.h>

#include "lib/guest/program.h"

static int fail_machine(const struct kexec_image *image)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_SEQUENCE,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"it is planned for this machine, not for a guest");
}

int kexec_image_write_guest(struct kexec_image *image, int fd)
{
	struct kxl_failure failure = {
		.cause = KEXEC_CAUSE_UNKNOWN,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
	};
	const struct kexec_plan *plan;
	int err;

	if (!image->guest)
		return fail_machine(image);
	err = kexec_image_plan(image, &plan);
	if (err)
		return err;
	err = kxl_guest_write(plan, image->guest, fd);
	if (!err)
		return 0;
	failure.errnum = -err;
	return kxl_fail(image->ctx, &failure,
			"the guest's memory can't be written: %s",
			strerror(-err));
}
