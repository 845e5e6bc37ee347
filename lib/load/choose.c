// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Foresees the system call of a load, for dry runs. The rules are those of
 * load.c and prefer.c; no image is loaded here.
 */
#include "lib/load/choose.h"

#include <errno.h>

#include "lib/image/dtb.h"
#include "lib/image/guest.h"
#include "lib/image/planner.h"
#include "lib/image/room.h"
#include "lib/image/vet.h"
#include "lib/load/diagnose.h"
#include "lib/machine/arch.h"
#include "lib/machine/judges.h"
#include "lib/machine/reserved.h"

static const struct kxl_choose_option segments_options[] = {
	{ KEXEC_OPTION_PRESERVE_CONTEXT, KEXEC_CAUSE_NO_JUMP_BACK_FILE,
	  "kexec_file_load(2) can't preserve the context" },
	{ KEXEC_OPTION_REAL_MODE, KEXEC_CAUSE_NO_REAL_MODE_FILE,
	  "kexec_file_load(2) enters no kernel in real mode" },
	{ KEXEC_OPTION_ENTRY_32BIT, KEXEC_CAUSE_NO_ENTRY_FILE,
	  "kexec_file_load(2) enters a kernel at its 64-bit entry, by Linux's "
	  "boot protocol" },
};

static const struct kxl_choose_option tree_option = {
	0, KEXEC_CAUSE_NO_DTB_FILE,
	"kexec_file_load(2) passes on no device tree but the running system's"
};

/*
 * Where the kernel learns all of its machine from it, another one is a mistake.
 */
static bool has_tree(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	bool has;

	if (!kxl_arch(image->ctx)->needs_tree)
		return false;
	has = !kxl_image_unpack(image) && kxl_dtb_given(image).size;
	image->ctx->last = before;
	return has;
}

/*
 * Nobody asked for the tree of a UKI, and it is mostly the running system's,
 * too. Where files are judged, there is no other call that could pass it on.
 */
static bool is_tree_needed(struct kexec_image *image)
{
	return has_tree(image) &&
	       (image->dtb.size || !kxl_judge_find(image->ctx));
}

void kxl_choose_warn(struct kexec_image *image)
{
	if (has_tree(image))
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"kexec_file_load(2) passes on the running system's "
			"device tree, and not that of the unified kernel "
			"image");
}

/* Arguments count as the last one. */
const struct kxl_choose_option *kxl_choose_option(struct kexec_image *image)
{
	unsigned int options = image->options;
	size_t i;

	if (image->arguments > KEXEC_ARGUMENTS_LINUX)
		options |= KEXEC_OPTION_ENTRY_32BIT;
	for (i = 0; i < ARRAY_SIZE(segments_options); i++)
		if (options & segments_options[i].option)
			return &segments_options[i];
	return is_tree_needed(image) ? &tree_option : NULL;
}

int kxl_choose_refuse(struct kexec_image *image,
		      const struct kxl_choose_option *option)
{
	const struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = option->cause,
		.action = KEXEC_ACTION_LOAD,
		.object = image->kernel.name,
	};

	return kxl_fail(image->ctx, &failure, "%s", option->reason);
}

/* Without enough memory for the files, and without a judge, it is left out. */
static bool is_left_out(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	bool is_short = kxl_room_for_files(image, KXL_ROOM_LIKELY);

	image->ctx->last = before;
	return is_short && !kxl_judge_find(image->ctx);
}

/* Of a file that only kexec_load(2) takes, the other call fails at once. */
static bool is_only_load(struct kexec_image *image)
{
	const struct kexec_facts *facts;
	struct kxl_last before = image->ctx->last;
	bool only = !kexec_image_facts(image, &facts) && !facts->is_file_load;

	image->ctx->last = before;
	return only && !kxl_judge_find(image->ctx);
}

/* What a load checks of the files and the command line before its call. */
static int check_files(struct kexec_image *image, enum kexec_method method)
{
	int err;

	if (method == KEXEC_METHOD_LOAD)
		return kxl_vet(image, 0);
	err = kxl_vet_files(image, method);
	/* The files may have been vetted for the other call. */
	return err ? err
		   : kxl_vet_line(image,
				  kxl_arch(image->ctx)->file_line_reserve);
}

/* kexec_load(2) reserves no bytes of the command line. */
static bool is_line_long(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	bool is_long = check_files(image, KEXEC_METHOD_AUTO) &&
		       image->ctx->last.error.cause == KEXEC_CAUSE_CMDLINE_LONG;

	image->ctx->last = before;
	return is_long && !kxl_judge_find(image->ctx);
}

static int choose_auto(struct kexec_image *image, enum kxl_prefer_asks asks,
		       struct kexec_choice *choice)
{
	bool segments = false;
	int err = kxl_prefer_why(image, asks, &segments, &choice->why);

	if (err)
		return err;
	choice->method = segments ? KEXEC_METHOD_LOAD : KEXEC_METHOD_FILE_LOAD;
	if (segments)
		return 0;
	if (is_only_load(image)) {
		choice->method = KEXEC_METHOD_LOAD;
		choice->why = "kexec_file_load(2) takes no such kernel";
	} else if (is_line_long(image)) {
		choice->method = KEXEC_METHOD_LOAD;
		choice->why = "the command line is too long for "
			      "kexec_file_load(2)";
	} else if (is_left_out(image)) {
		choice->method = KEXEC_METHOD_LOAD;
		choice->why = "memory may be short for kexec_file_load(2)";
	}
	return 0;
}

/* What is visible already: the kernel refuses any load. */
static int check_kernel(struct kexec_image *image, enum kexec_method method)
{
	struct kxl_last before = image->ctx->last;
	struct kxl_call call = {
		.kind = method == KEXEC_METHOD_LOAD ? KXL_CALL_LOAD
						    : KXL_CALL_FILE_LOAD,
		.slot = image->slot,
		.object = image->kernel.name,
	};
	bool loaded = false;
	u64 disabled = 0;
	int err = kexec_status(image->ctx, KEXEC_SLOT_NORMAL, &loaded);

	if (err == -ENOSYS)
		return kxl_diagnose(image->ctx, &call, err);
	image->ctx->last = before;
	if (!kxl_read_number(image->ctx, "/proc/sys/kernel/kexec_load_disabled",
			     10, &disabled) &&
	    disabled)
		return kxl_diagnose(image->ctx, &call, -EPERM);
	return 0;
}

/* If the region can't be read here, the kernel decides. */
static int check_region(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	struct kxl_reserved reserved;
	int err;

	if (image->slot != KEXEC_SLOT_CRASH)
		return 0;
	err = kxl_reserved_read(image->ctx, &reserved);
	if (err == -EADDRNOTAVAIL)
		return err;
	image->ctx->last = before;
	return 0;
}

/*
 * Where memory is short the load keeps the kernel packed, and so does the plan
 * that is made here. Why there is none, the plan itself says.
 */
static void plan_ahead(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	const struct kexec_plan *plan;

	if (kxl_plan_to_load(image, &plan))
		image->ctx->last = before;
}

int kxl_choose(struct kexec_image *image, enum kexec_method method,
	       enum kxl_prefer_asks asks, struct kexec_choice *choice)
{
	const struct kxl_choose_option *option = kxl_choose_option(image);
	struct kexec_choice chosen = { method, "it was asked for" };
	int err = kxl_guest_refuse(image, KEXEC_ACTION_LOAD);

	if (err)
		return err;
	if ((unsigned int)method > KEXEC_METHOD_FILE_LOAD)
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_LOAD,
					 "method", (unsigned int)method);
	if (option && method == KEXEC_METHOD_FILE_LOAD)
		return kxl_choose_refuse(image, option);
	if (option && method == KEXEC_METHOD_AUTO) {
		if (kxl_judge_find(image->ctx))
			return kxl_choose_refuse(image, option);
		chosen = (struct kexec_choice){ KEXEC_METHOD_LOAD,
						option->reason };
	} else if (method == KEXEC_METHOD_AUTO) {
		err = choose_auto(image, asks, &chosen);
	}
	if (!err)
		err = check_files(image, chosen.method == KEXEC_METHOD_LOAD
						 ? chosen.method
						 : method);
	if (!err)
		err = check_kernel(image, chosen.method);
	if (!err)
		err = check_region(image);
	if (err)
		return err;
	if (chosen.method == KEXEC_METHOD_LOAD)
		plan_ahead(image);
	*choice = chosen;
	return 0;
}

int kexec_image_choose(struct kexec_image *image, enum kexec_method method,
		       struct kexec_choice *choice)
{
	return kxl_choose(image, method,
			  *image->ctx->root ? KXL_PREFER_ASKS_NOTHING
					    : KXL_PREFER_FORESEES,
			  choice);
}
