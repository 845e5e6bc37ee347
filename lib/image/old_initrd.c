// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The initrd that the running system came up with. Linux keeps it if its
 * command line has retain_initrd, and shows it since 6.6
 * (Documentation/ABI/testing/sysfs-firmware-initrd). A file of sysfs can't be
 * mapped, and kexec_file_load(2) does not read one, so it is copied.
 */
#include "lib/image/image.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/machine/pipe.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"

#define RETAINED "/sys/firmware/initrd"

/* Why there is no such file. */
static const char *find_reason(struct kexec_ctx *ctx)
{
	struct kx_bytes line;
	bool is_kept;

	if (kxl_read(ctx, "/proc/cmdline", &line))
		return strerror(ENOENT);
	is_kept = kxl_cmdline_has(line, "retain_initrd") ||
		  kxl_cmdline_has(line, "keepinitrd");
	kxl_text_free(line);
	if (!is_kept)
		return "the running kernel did not keep its initrd: "
		       "retain_initrd is not on its command line";
	return "the running kernel has no initrd, or does not show it (before "
	       "Linux 6.6)";
}

static int fail_retained(struct kexec_ctx *ctx, int err)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = err == -ENOMEM ? KEXEC_CAUSE_MEMORY
					: KEXEC_CAUSE_FILE_ACCESS,
		.action = KEXEC_ACTION_OPEN_INITRD,
		.object = RETAINED,
		.advice = "give the file again (--initrd)",
	};

	return kxl_fail(ctx, &failure, "%s",
			err == -ENOENT ? find_reason(ctx) : strerror(-err));
}

int kexec_image_reuse_initrd(struct kexec_image *image)
{
	struct kxl_file copy = { .fd = -1 };
	int from = -1;
	int err;

	err = kxl_open(image->ctx, RETAINED, &from);
	if (err)
		return fail_retained(image->ctx, err);
	err = kxl_pipe_read(image->ctx, KEXEC_ACTION_OPEN_INITRD, from,
			    RETAINED, &copy);
	close(from);
	if (err)
		return err;
	err = kexec_image_add_initrd_fd(image, copy.fd, RETAINED);
	kxl_file_close(&copy);
	return err;
}
