// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacks what a later load of the same files would unpack, and keeps it. Both
 * parts are kept apart from each other: a new initrd does not cost the kernel's
 * copy.
 */
#include "lib/image/image.h"

#include <errno.h>

#include "lib/image/initrds.h"
#include "lib/image/progress.h"
#include "lib/image/vet.h"
#include "lib/image/vmlinux.h"

static int fail_nothing(struct kexec_image *image, const char *kernel,
			const char *initrds)
{
	const struct kxl_failure failure = {
		.errnum = ENOEXEC,
		.cause = KEXEC_CAUSE_PREPARE_NOTHING,
		.action = KEXEC_ACTION_PREPARE,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"nothing is unpacked when it is loaded: kernel: %s; "
			"initrd: %s",
			kernel, initrds);
}

/*
 * The other part is kept, and that is no failure. Whoever asked for it, or gave
 * no initrd, knows.
 */
static void warn(struct kexec_image *image, const char *kernel,
		 const char *initrds)
{
	if (kernel && !(image->options & KEXEC_OPTION_KEEP_PACKED))
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"the initrd alone is prepared, %s is not: %s",
			image->kernel.name, kernel);
	if (initrds && image->nr_initrds &&
	    !(image->options & KEXEC_OPTION_KEEP_INITRD_PACKED))
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"the kernel alone is prepared, the initrd is not: %s",
			initrds);
}

int kexec_image_prepare(struct kexec_image *image)
{
	const char *initrds = NULL;
	const char *kernel = NULL;
	int err;

	kxl_image_changed(image);
	kxl_progress(image, KEXEC_STAGE_CHECK, 0);
	err = kxl_vet(image, 0);
	if (!err)
		err = kxl_vmlinux_prepare(image, &kernel);
	if (!err)
		err = kxl_initrds_prepare(image, &initrds);
	if (err)
		return err;
	if (kernel && initrds)
		return fail_nothing(image, kernel, initrds);
	warn(image, kernel, initrds);
	return 0;
}
