// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whether an image is loaded, as the running kernel shows it. */
#include "lib/errors/context.h"

#include <errno.h>
#include <string.h>

#include "lib/machine/file.h"

/*
 * Linux moved these files; the old names are links (ABI/testing/sysfs-kernel).
 */
static const char *const status_paths[][2] = {
	[KEXEC_SLOT_NORMAL] = { "/sys/kernel/kexec_loaded",
				"/sys/kernel/kexec/loaded" },
	[KEXEC_SLOT_CRASH] = { "/sys/kernel/kexec_crash_loaded",
			       "/sys/kernel/kexec/crash_loaded" },
};

static int read_status(struct kexec_ctx *ctx, enum kexec_slot slot, u64 *value)
{
	const char *const *paths = status_paths[slot];
	int err;

	err = kxl_read_number(ctx, paths[0], 10, value);
	if (err == -ENOENT)
		err = kxl_read_number(ctx, paths[1], 10, value);
	return err;
}

/*
 * A kernel without CONFIG_CRASH_DUMP has kexec, but no file for crash kernels.
 */
static bool has_kexec(struct kexec_ctx *ctx)
{
	u64 value = 0;

	return !read_status(ctx, KEXEC_SLOT_NORMAL, &value);
}

static int fail_status(struct kexec_ctx *ctx, const char *path, int err)
{
	struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_STATUS,
		.action = KEXEC_ACTION_READ,
		.object = path,
	};

	if (err != -ENOENT)
		return kxl_fail(ctx, &failure, "%s", strerror(-err));
	if (has_kexec(ctx)) {
		failure.errnum = ENOSYS;
		failure.cause = KEXEC_CAUSE_NO_CRASH_KERNELS;
		return kxl_fail(ctx, &failure,
				"this kernel has no crash kernels");
	}
	if (!kxl_exists(ctx, "/sys/kernel")) {
		failure.cause = KEXEC_CAUSE_NO_SYSFS;
		return kxl_fail(ctx, &failure, "there is no sysfs");
	}
	failure.errnum = ENOSYS;
	failure.cause = KEXEC_CAUSE_NO_KEXEC;
	return kxl_fail(ctx, &failure, "this kernel has no kexec");
}

int kexec_status(struct kexec_ctx *ctx, enum kexec_slot slot, bool *loaded)
{
	u64 value = 0;
	int err;

	if ((unsigned int)slot >= ARRAY_SIZE(status_paths))
		return kxl_fail_argument(ctx, KEXEC_ACTION_READ, "slot",
					 (unsigned int)slot);
	err = read_status(ctx, slot, &value);
	if (err)
		return fail_status(ctx, status_paths[slot][0], err);
	*loaded = value != 0;
	return 0;
}
