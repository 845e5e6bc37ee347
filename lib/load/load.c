// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Loads and unloads through whichever of the two system calls the kernel has.
 * The order of the calls is that of kexec-tools, on which scripts rely.
 */
#include "lib/image/image.h"

#include <errno.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/image/acpi.h"
#include "lib/image/forewarn.h"
#include "lib/image/guest.h"
#include "lib/image/planner.h"
#include "lib/image/progress.h"
#include "lib/image/room.h"
#include "lib/image/vet.h"
#include "lib/load/choose.h"
#include "lib/load/diagnose.h"
#include "lib/load/hand_over.h"
#include "lib/load/note.h"
#include "lib/load/prefer.h"
#include "lib/load/syscall.h"
#include "lib/machine/arch.h"
#include "lib/machine/judges.h"
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
	for (i = 0; i < image->nr_modules; i++)
		total += image->modules[i].file.bytes.size;
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
		err = kxl_plan_to_load(image, &plan);
	call.bytes = total_size(image);
	if (!err)
		err = kxl_room_for_plan(image, KXL_ROOM_POSSIBLE);
	if (err)
		return err;
	call.needed = kxl_room_plan(image);
	kxl_progress(image, KEXEC_STAGE_CALL, 0);
	kxl_note_load(image);
	err = kxl_sys_load((unsigned long)plan->entry, plan->nr_segments,
			   plan->segments, plan->flags);
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"kexec_load: entry %#llx, flags %#lx, command line \"%s\": %s",
		(unsigned long long)plan->entry, plan->flags,
		kxl_image_line(image), err ? strerror(-err) : "loaded");
	if (err)
		return kxl_diagnose(image->ctx, &call, err);
	image->loaded_by = KEXEC_METHOD_LOAD;
	return 0;
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
	u32 reserve = kxl_arch(image->ctx)->file_line_reserve;
	int err = kxl_acpi_say_unplanned(image);

	if (!err && image->told)
		err = kxl_vet_line(image, reserve);
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

/* @method: KEXEC_METHOD_AUTO: there is another call */
static int load_file(struct kexec_image *image, enum kexec_method method)
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
		err = kxl_vet_files(image, method);
	call.bytes = total_size(image);
	if (!err)
		err = find_line(image, &args);
	if (!err)
		err = check_reserved(image);
	if (!err && method == KEXEC_METHOD_AUTO)
		err = kxl_room_for_files(image, KXL_ROOM_LIKELY);
	if (!err)
		err = find_initrd(image, &args);
	/* After joining them: pages of the joined file can be swapped out. */
	if (!err)
		err = kxl_room_for_files(image, KXL_ROOM_POSSIBLE);
	if (err)
		return err;
	call.needed = kxl_room_files(image);
	kxl_progress(image, KEXEC_STAGE_CALL, 0);
	err = kxl_hand_over(image, &args, &call);
	if (err)
		return err;
	image->loaded_by = KEXEC_METHOD_FILE_LOAD;
	kxl_prefer_warn(image);
	kxl_choose_warn(image);
	return 0;
}

/* Sets is_load_worth after the kernel has refused kexec_file_load(2). */
static void weigh_load(struct kexec_image *image, int err)
{
	struct kexec_ctx *ctx = image->ctx;
	const struct kexec_plan *plan;
	unsigned int options = image->options;
	struct kxl_last last;
	bool is_worth;

	if (ctx->last.error.failed != KEXEC_ACTION_CALL_FILE_LOAD)
		return;
	last = ctx->last;
	/* Nothing will be loaded, so the initrds are not unpacked. */
	image->options |= KEXEC_OPTION_KEEP_INITRD_PACKED;
	is_worth = kexec_file_load_fallback(-err) != KEXEC_FALLBACK_NONE &&
		   kxl_prefer_allowed(image) &&
		   !kexec_image_plan(image, &plan) &&
		   !kxl_room_for_plan(image, KXL_ROOM_LIKELY);
	image->options = options;
	ctx->last = last;
	ctx->last.error.is_load_worth = is_worth;
}

/*
 * Whether the kernel refused, and not a check of this library. Of those checks,
 * only that of the command line's length does not apply to the other call,
 * which reserves no bytes of it. If kernel files are judged, kexec_load(2)
 * would load what nothing has judged: the user decides that. ENOSYS is no
 * verdict on the file; the kernel itself says whether the other call is
 * allowed.
 */
static bool is_kernels_verdict(struct kexec_ctx *ctx)
{
	const struct kexec_error *error = &ctx->last.error;

	if (error->errnum != ENOSYS && kxl_judge_find(ctx))
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
	int err = load_file(image, KEXEC_METHOD_FILE_LOAD);

	if (err && is_left_out(&image->ctx->last.error))
		kxl_advise(image->ctx, KXL_IS_LAST);
	return err;
}

/*
 * If kernel files are judged, no other call may be made instead of the one that
 * was left out.
 */
static int load_first(struct kexec_image *image)
{
	struct kexec_ctx *ctx = image->ctx;
	struct kxl_last before = ctx->last;
	int err = load_file(image, KEXEC_METHOD_AUTO);

	if (!err || !is_left_out(&ctx->last.error) ||
	    ctx->last.error.failed != KEXEC_ACTION_CALL_FILE_LOAD ||
	    !kxl_judge_find(ctx))
		return err;
	err = load_left_out(image);
	if (!err)
		ctx->last = before;
	return err;
}

static int load_files_first(struct kexec_image *image)
{
	struct kexec_ctx *ctx = image->ctx;
	struct kxl_last before = ctx->last;
	struct kxl_last first;
	int first_err;
	int err;

	first_err = load_first(image);
	if (!first_err || !is_worth_load(first_err) ||
	    !is_kernels_verdict(ctx)) {
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

/* If kexec_load(2) fails, it is as if it had not come first. */
static int load_auto(struct kexec_image *image)
{
	struct kexec_ctx *ctx = image->ctx;
	struct kxl_last before = ctx->last;
	bool segments = false;
	int err = kxl_prefer_segments(image, &segments);

	if (err)
		return err;
	if (segments && !load_segments(image))
		return 0;
	if (segments)
		kxl_log(ctx, KEXEC_LOG_DEBUG,
			"%s; going on with kexec_file_load",
			ctx->last.error.text);
	ctx->last = before;
	if (image->is_planned)
		kxl_image_changed(image);
	return load_files_first(image);
}

static int load_by(struct kexec_image *image, enum kexec_method method)
{
	const struct kxl_choose_option *option = kxl_choose_option(image);
	int err;

	/* Load the file and the machine as they are now. */
	kxl_image_changed(image);
	/* kexec_load(2) would load what nothing has judged. */
	if (option && method == KEXEC_METHOD_AUTO)
		method = kxl_judge_find(image->ctx) ? KEXEC_METHOD_FILE_LOAD
						    : KEXEC_METHOD_LOAD;
	if (option && method == KEXEC_METHOD_FILE_LOAD)
		return kxl_choose_refuse(image, option);
	switch (method) {
	case KEXEC_METHOD_LOAD:
		return load_segments(image);
	case KEXEC_METHOD_FILE_LOAD:
		err = load_file(image, method);
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
	int err = kxl_guest_refuse(image, KEXEC_ACTION_LOAD);

	if (err)
		return err;
	image->loaded_by = KEXEC_METHOD_AUTO;
	kxl_note_begin(image);
	kxl_progress(image, KEXEC_STAGE_CHECK, 0);
	err = load_by(image, method);

	if (!err)
		kxl_forewarn(image);
	if (!err)
		kxl_note_miss(image);
	return err;
}

enum kexec_method kexec_image_loaded_by(const struct kexec_image *image)
{
	return image->loaded_by;
}

bool kexec_image_has_timeline(const struct kexec_image *image)
{
	return image->loaded_by == KEXEC_METHOD_LOAD && image->timeline;
}

static int unload_segments(struct kexec_ctx *ctx, enum kexec_slot slot)
{
	const struct kxl_call call = { .kind = KXL_CALL_UNLOAD, .slot = slot };
	unsigned long flags = slot == KEXEC_SLOT_CRASH ? KEXEC_ON_CRASH : 0;
	int err = check_slot(ctx, slot, KEXEC_ACTION_UNLOAD, NULL);

	if (err)
		return err;
	err = kxl_sys_load(0, 0, NULL, flags | kxl_arch_flags(ctx));
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
