// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The jump and its rehearsal. Steps before the jump (sync, shut down services,
 * take the network down) are policy, and left to the caller.
 */
#include "lib/errors/context.h"

#include "lib/load/diagnose.h"
#include "lib/load/note.h"
#include "lib/load/syscall.h"
#include "lib/machine/clock.h"

static int tell(struct kexec_ctx *ctx, int err)
{
	const struct kxl_call call = { .kind = KXL_CALL_EXECUTE };

	return err ? kxl_diagnose(ctx, &call, err) : 0;
}

int kexec_execute(struct kexec_ctx *ctx)
{
	return tell(ctx, kxl_sys_execute());
}

int kexec_execute_timeline(struct kexec_ctx *ctx)
{
	int err;

	kxl_note_call(ctx);
	err = tell(ctx, kxl_sys_execute_noted(kxl_ticks()));
	kxl_note_clear(ctx);
	return err;
}

int kexec_rehearse(struct kexec_ctx *ctx)
{
	const struct kxl_call call = { .kind = KXL_CALL_REHEARSE };
	int err = kxl_sys_rehearse();

	return err ? kxl_diagnose(ctx, &call, err) : 0;
}
