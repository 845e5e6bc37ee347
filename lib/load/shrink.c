// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Frees some of the memory that is reserved for crash kernels. */
#include "lib/errors/context.h"

#include <errno.h>

#include "lib/load/diagnose.h"
#include "lib/machine/file.h"
#include "lib/machine/reserved.h"

int kexec_crash_set_size(struct kexec_ctx *ctx, uint64_t bytes)
{
	const char *path = kxl_reserved_size_path(ctx);
	const struct kxl_call call = {
		.kind = KXL_CALL_SHRINK,
		.slot = KEXEC_SLOT_CRASH,
		.object = path,
	};
	int err = -ENOSYS;

	/* ENOENT from an existing file means that a kernel is loaded. */
	if (kxl_exists(ctx, path))
		err = kxl_write_number(ctx, path, bytes);
	return err ? kxl_diagnose(ctx, &call, err) : 0;
}
