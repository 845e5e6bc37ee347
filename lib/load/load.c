// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads and unloads through whichever of the two system calls the kernel has.
 * The order of the calls is that of kexec-tools, on which scripts rely.
 */
#include "lib/image/image.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/image/acpi.h"
#include "lib/image/forewarn.h"
#include "lib/image/planner.h"
#include "lib/image/room.h"
#include "lib/load/diagnose.h"
#include "lib/load/hand_over.h"
#include "lib/load/syscall.h"
#include "lib/machine/reserved.h"

/* KEXEC_METHOD_AUTO always tries the other call after these errors. */
static bool is_worth_load(int err)
{
	enum kexec_fallback fallback = kexec_file_load_fallback(-err);

	return fallback == KEXEC_FALLBACK_CANNOT ||
	       fallback == KEXEC_FALLBACK_MEMORY;
}

static u64 total_size(const struct kexec_image *image)
{
	u64 total = kxl_image_kernel(image).size;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++)
		total += image->initrds[i].bytes.size;
	return total;
}

/*
 * Without CONFIG_CRASH_DUMP, Linux 6.9 and newer apply a request for the crash
 * kernel to the normal one, so the call is not made. The action is not a system
 * call, because none was made and the other one would not help.
 */
static int check_slot(struct kexec_ctx *ctx, enum kexec_slot slot,
		      enum kexec_action action, const char *object)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_NO_CRASH_KERNELS,
		.action = action,
		.object = object,
	};
	struct kxl_last last = ctx->last;
	bool loaded = false;
	bool lacks;

	if (slot != KEXEC_SLOT_CRASH)
		return 0;
	lacks = kexec_status(ctx, KEXEC_SLOT_CRASH, &loaded) == -ENOSYS &&
		!kexec_status(ctx, KEXEC_SLOT_NORMAL, &loaded);
	ctx->last = last;
	return lacks ? kxl_fail(ctx, &failure,
				"this kernel has no crash kernels")
		     : 0;
}

static int load_segments(struct kexec_image *image)
{
	struct kxl_call call = {
		.kind = KXL_CALL_LOAD,
		.slot = image->slot,
		.object = image->kernel.name,
		.returns = image->options & KEXEC_OPTION_PRESERVE_CONTEXT,
	};
	const struct kexec_plan *plan;
	int err;

	err = check_slot(image->ctx, image->slot, KEXEC_ACTION_LOAD,
			 call.object);
	if (!err)
		err = kexec_image_plan(image, &plan);
	call.bytes = total_size(image);
	if (!err)
		err = kxl_room_for_plan(image, KXL_ROOM_POSSIBLE);
	if (err)
		return err;
	call.needed = kxl_room_plan(image);
	err = kxl_sys_load((unsigned long)plan->entry, plan->nr_segments,
			   plan->segments, plan->flags);
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"kexec_load: entry %#llx, flags %#lx, command line \"%s\": %s",
		(unsigned long long)plan->entry, plan->flags,
		kxl_image_line(image), err ? strerror(-err) : "loaded");
	return err ? kxl_diagnose(image->ctx, &call, err) : 0;
}

/* One file for all initrds. */
static int find_initrd(struct kexec_image *image, struct kxl_file_load *args)
{
	int err;

	switch (image->nr_initrds) {
	case 0:
		args->flags |= KEXEC_FILE_NO_INITRAMFS;
		return 0;
	case 1:
		args->initrd_fd = image->initrds[0].fd;
		return 0;
	default:
		err = kxl_image_join(image);
		if (err)
			return err;
		args->initrd_fd = image->joined.fd;
		return 0;
	}
}

/* The command line, including the parameters that are added here. */
static int find_line(struct kexec_image *image, struct kxl_file_load *args)
{
	int err = kxl_acpi_say_unplanned(image);

	if (!err && image->told)
		err = kxl_plan_vet_line(image, KXL_FILE_LOAD_RESERVE);
	if (err)
		return err;
	args->cmdline = kxl_image_line(image);
	/* Never empty: Linux writes a NUL before the first byte. */
	args->cmdline_len = strlen(args->cmdline) + 1;
	return 0;
}

/*
 * The kernel gives the same errno for a region that is missing and for one that
 * is too small. If the region can't be read here (no permission, no /proc), the
 * kernel decides.
 */
static int check_reserved(struct kexec_image *image)
{
	struct kxl_reserved reserved;
	struct kxl_last last = image->ctx->last;
	int err;

	if (image->slot != KEXEC_SLOT_CRASH)
		return 0;
	err = kxl_reserved_read(image->ctx, &reserved);
	if (!err || err == -EADDRNOTAVAIL)
		return err;
	image->ctx->last = last;
	return 0;
}

static int load_file(struct kexec_image *image, enum kxl_room_rule rule)
{
	struct kxl_call call = {
		.kind = KXL_CALL_FILE_LOAD,
		.slot = image->slot,
		.object = image->kernel.name,
	};
	struct kxl_file_load args = {
		.kernel_fd = image->kernel.fd,
		.initrd_fd = -1,
	};
	int err;

	if (image->slot == KEXEC_SLOT_CRASH)
		args.flags |= KEXEC_FILE_ON_CRASH;
	err = check_slot(image->ctx, image->slot, KEXEC_ACTION_LOAD,
			 call.object);
	if (!err)
		err = kxl_plan_vet(image, KXL_FILE_LOAD_RESERVE);
	call.bytes = total_size(image);
	if (!err)
		err = find_line(image, &args);
	if (!err)
		err = check_reserved(image);
	if (!err && rule == KXL_ROOM_LIKELY)
		err = kxl_room_for_files(image, KXL_ROOM_LIKELY);
	if (!err)
		err = find_initrd(image, &args);
	/*
	 * After joining them: the pages of the joined file can be swapped out.
	 */
	if (!err)
		err = kxl_room_for_files(image, KXL_ROOM_POSSIBLE);
	if (err)
		return err;
	call.needed = kxl_room_files(image);
	return kxl_hand_over(image, &args, &call);
}

/*
 * Whether kexec_load(2) may be called. Linux checks permissions first and then
 * refuses too many segments with EINVAL, so this call loads nothing. If the
 * sysctl counts loads, the call would use one up, so it is not made.
 */
static bool may_load(struct kexec_image *image)
{
	bool is_crash = image->slot == KEXEC_SLOT_CRASH;
	const char *limit =
		is_crash ? "/proc/sys/kernel/kexec_load_limit_panic"
			 : "/proc/sys/kernel/kexec_load_limit_reboot";
	u64 left = 0;

	/* Without a limit the file has -1, which is not read as a number. */
	if (!kxl_read_number(image->ctx, limit, 10, &left))
		return false;
	return kxl_sys_load(0, ULONG_MAX, NULL,
			    KXL_ARCH_FLAGS | (is_crash ? KEXEC_ON_CRASH : 0)) ==
	       -EINVAL;
}

/* Sets is_load_worth after the kernel has refused kexec_file_load(2). */
static void weigh_load(struct kexec_image *image, int err)
{
	struct kexec_ctx *ctx = image->ctx;
	const struct kexec_plan *plan;
	struct kxl_last last;
	bool is_worth;

	if (ctx->last.error.failed != KEXEC_ACTION_CALL_FILE_LOAD)
		return;
	last = ctx->last;
	is_worth = kexec_file_load_fallback(-err) != KEXEC_FALLBACK_NONE &&
		   may_load(image) && !kexec_image_plan(image, &plan) &&
		   !kxl_room_for_plan(image, KXL_ROOM_LIKELY);
	ctx->last = last;
	ctx->last.error.is_load_worth = is_worth;
}

/*
 * Whether the kernel refused, and not a check of this library. Of those checks,
 * only that of the command line's length does not apply to the other call,
 * which reserves no bytes of it. If kernel files are judged, kexec_load(2)
 * would load what nothing has judged: the user decides that.
 */
static bool is_kernels_verdict(const struct kexec_error *error)
{
	if (error->cause == KEXEC_CAUSE_PACKED_JUDGED)
		return false;
	return error->failed == KEXEC_ACTION_CALL_FILE_LOAD ||
	       error->cause == KEXEC_CAUSE_CMDLINE_LONG;
}

/*
 * The kernel has neither call. If it has kexec nevertheless, something hides
 * the calls.
 */
static int fail_both(struct kexec_ctx *ctx)
{
	if (ctx->last.error.cause == KEXEC_CAUSE_NO_KEXEC_LOAD)
		kxl_advise(ctx, KXL_IS_ALONE);
	return -ENOSYS;
}

/*
 * A system call that does not exist explains nothing, so the other one's error
 * is reported. The same applies to a call that is forbidden, if the first one
 * only lacked memory.
 */
static bool is_silent(int first_err, int err)
{
	return err == -ENOSYS || (err == -EPERM && first_err == -ENOMEM);
}

/* The first call's advice was to try the second one, which did not help. */
static int fail_silently(struct kexec_image *image,
			 const struct kxl_last *first)
{
	struct kexec_ctx *ctx = image->ctx;

	if (first->error.errnum == ENOSYS)
		return fail_both(ctx);
	ctx->last = *first;
	kxl_advise(ctx, KXL_IS_LAST);
	return -first->error.errnum;
}

/* Whether the call was not made because the estimated memory was too small. */
static bool is_left_out(const struct kexec_error *error)
{
	return error->cause == KEXEC_CAUSE_MEMORY_SHORT;
}

/* The other call has failed, so make this one: the estimate may be wrong. */
static int load_left_out(struct kexec_image *image)
{
	int err = load_file(image, KXL_ROOM_POSSIBLE);

	if (err && is_left_out(&image->ctx->last.error))
		kxl_advise(image->ctx, KXL_IS_LAST);
	return err;
}

static int load_auto(struct kexec_image *image)
{
	struct kexec_ctx *ctx = image->ctx;
	struct kxl_last before = ctx->last;
	struct kxl_last first;
	int first_err;
	int err;

	first_err = load_file(image, KXL_ROOM_LIKELY);
	if (!first_err || !is_worth_load(first_err) ||
	    !is_kernels_verdict(&ctx->last.error)) {
		weigh_load(image, first_err);
		return first_err;
	}
	kxl_log(ctx, KEXEC_LOG_DEBUG, "%s; going on with kexec_load",
		ctx->last.error.text);
	first = ctx->last;
	err = load_segments(image);
	if (err && err != -ENOMEM && is_left_out(&first.error))
		err = load_left_out(image);
	else if (is_silent(first_err, err))
		err = fail_silently(image, &first);
	if (!err)
		ctx->last = before;
	return err;
}

static int fail_returning(struct kexec_image *image)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_NO_JUMP_BACK_FILE,
		.action = KEXEC_ACTION_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure,
			"kexec_file_load(2) can't preserve the context");
}

static int load_by(struct kexec_image *image, enum kexec_method method)
{
	bool returns = image->options & KEXEC_OPTION_PRESERVE_CONTEXT;
	int err;

	/* Load the file and the machine as they are now. */
	kxl_image_changed(image);
	if (returns && method == KEXEC_METHOD_FILE_LOAD)
		return fail_returning(image);
	if (returns && method == KEXEC_METHOD_AUTO)
		method = KEXEC_METHOD_LOAD;
	switch (method) {
	case KEXEC_METHOD_LOAD:
		return load_segments(image);
	case KEXEC_METHOD_FILE_LOAD:
		err = load_file(image, KXL_ROOM_POSSIBLE);
		weigh_load(image, err);
		return err;
	case KEXEC_METHOD_AUTO:
		return load_auto(image);
	default:
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_LOAD,
					 "method", (unsigned int)method);
	}
}

int kexec_image_load(struct kexec_image *image, enum kexec_method method)
{
	int err = load_by(image, method);

	if (!err)
		kxl_forewarn(image);
	return err;
}

static int unload_segments(struct kexec_ctx *ctx, enum kexec_slot slot)
{
	const struct kxl_call call = { .kind = KXL_CALL_UNLOAD, .slot = slot };
	unsigned long flags = slot == KEXEC_SLOT_CRASH ? KEXEC_ON_CRASH : 0;
	int err = check_slot(ctx, slot, KEXEC_ACTION_UNLOAD, NULL);

	if (err)
		return err;
	err = kxl_sys_load(0, 0, NULL, flags | KXL_ARCH_FLAGS);
	return err ? kxl_diagnose(ctx, &call, err) : 0;
}

static int unload_file(struct kexec_ctx *ctx, enum kexec_slot slot)
{
	const struct kxl_call call = { .kind = KXL_CALL_FILE_UNLOAD,
				       .slot = slot };
	struct kxl_file_load args = {
		.kernel_fd = -1,
		.initrd_fd = -1,
		.flags = KEXEC_FILE_UNLOAD,
	};
	int err = check_slot(ctx, slot, KEXEC_ACTION_UNLOAD, NULL);

	if (err)
		return err;
	if (slot == KEXEC_SLOT_CRASH)
		args.flags |= KEXEC_FILE_ON_CRASH;
	err = kxl_sys_file_load(&args);
	return err ? kxl_diagnose(ctx, &call, err) : 0;
}

static int unload_auto(struct kexec_ctx *ctx, enum kexec_slot slot)
{
	struct kxl_last before = ctx->last;
	int err = unload_file(ctx, slot);

	if (err != -ENOSYS)
		return err;
	err = unload_segments(ctx, slot);
	if (!err)
		ctx->last = before;
	return err == -ENOSYS ? fail_both(ctx) : err;
}

int kexec_unload(struct kexec_ctx *ctx, enum kexec_method method,
		 enum kexec_slot slot)
{
	if (slot != KEXEC_SLOT_NORMAL && slot != KEXEC_SLOT_CRASH)
		return kxl_fail_argument(ctx, KEXEC_ACTION_UNLOAD, "slot",
					 (unsigned int)slot);
	switch (method) {
	case KEXEC_METHOD_LOAD:
		return unload_segments(ctx, slot);
	case KEXEC_METHOD_FILE_LOAD:
		return unload_file(ctx, slot);
	case KEXEC_METHOD_AUTO:
		return unload_auto(ctx, slot);
	default:
		return kxl_fail_argument(ctx, KEXEC_ACTION_UNLOAD, "method",
					 (unsigned int)method);
	}
}
