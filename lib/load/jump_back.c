// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Returns to the kernel that called this one. Its address is on the command
 * line. The image consists of that entry point and one empty segment: with no
 * segment at all, the call would unload.
 */
#include "lib/errors/context.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/load/diagnose.h"
#include "lib/load/syscall.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"

#define CMDLINE	  "/proc/cmdline"
#define PARAMETER "kexec_jump_back_entry="

static int fail_entry(struct kexec_ctx *ctx, int err, const char *reason)
{
	const struct kxl_failure failure = {
		.errnum = -err,
		.cause = KEXEC_CAUSE_JUMP_BACK_ENTRY,
		.action = KEXEC_ACTION_READ,
		.object = CMDLINE,
	};

	return kxl_fail(ctx, &failure, "%s", reason);
}

/* The last value on the line; false if there is none. */
static bool find_value(struct kx_bytes cmdline, struct kx_bytes *value)
{
	struct kx_bytes word;
	bool found = false;

	while (kx_cmdline_next(&cmdline, &word))
		found |= kxl_text_after(word, PARAMETER, value);
	return found;
}

static int parse_entry(struct kexec_ctx *ctx, struct kx_bytes cmdline,
		       uint64_t *entry)
{
	struct kx_bytes value;
	u64 address = 0;

	if (!find_value(cmdline, &value))
		return fail_entry(ctx, -ENOENT, "it has no " PARAMETER);
	if (!kxl_text_number(&value, 16, &address) || value.size)
		return fail_entry(ctx, -EBADMSG, PARAMETER " has no address");
	if (!address)
		return fail_entry(ctx, -ENOENT,
				  PARAMETER "0: it was started, not called");
	*entry = address;
	return 0;
}

int kexec_jump_back_entry(struct kexec_ctx *ctx, uint64_t *entry)
{
	struct kx_bytes cmdline;
	int err;

	err = kxl_read(ctx, CMDLINE, &cmdline);
	if (err)
		return kxl_fail_read(ctx, CMDLINE, err);
	err = parse_entry(ctx, cmdline, entry);
	kxl_text_free(cmdline);
	return err;
}

/* The load would replace an image that is loaded already. */
static int check_empty(struct kexec_ctx *ctx)
{
	const struct kxl_failure failure = {
		.errnum = EEXIST,
		.cause = KEXEC_CAUSE_LOADED,
		.action = KEXEC_ACTION_JUMP_BACK,
	};
	bool loaded = false;
	int err = kexec_status(ctx, KEXEC_SLOT_NORMAL, &loaded);

	if (err || !loaded)
		return err;
	return kxl_fail(ctx, &failure, "an image is loaded already");
}

static int fail_zero(struct kexec_ctx *ctx)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_JUMP_BACK_ENTRY,
		.action = KEXEC_ACTION_JUMP_BACK,
	};

	return kxl_fail(ctx, &failure, "0 is no address to return to");
}

int kexec_jump_back_load(struct kexec_ctx *ctx, uint64_t entry)
{
	/*
	 * Not at 0: since 6.8 Linux takes that for all of memory
	 * (kimage_is_destination_range()).
	 */
	static const struct kexec_segment nothing = { .mem = (void *)4096 };
	const struct kxl_call call = { .kind = KXL_CALL_JUMP_BACK };
	int err;

	if (!entry)
		return fail_zero(ctx);
	err = check_empty(ctx);
	if (err)
		return err;
	err = kxl_sys_load((unsigned long)entry, 1, &nothing,
			   KEXEC_PRESERVE_CONTEXT | kxl_arch_flags(ctx));
	kxl_log(ctx, KEXEC_LOG_DEBUG, "kexec_load: entry %#" PRIx64 ": %s",
		entry, err ? strerror(-err) : "loaded");
	return err ? kxl_diagnose(ctx, &call, err) : 0;
}
