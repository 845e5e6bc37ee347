// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The one rule for KEXEC_METHOD_AUTO. kexec_file_load(2) comes first, as in
 * kexec-tools, unless kexec_load(2) starts the next kernel sooner, because it
 * is unpacked by then. In this order:
 *
 * - What is forbidden. Files that anything judges, measures or hands a log over
 *   about go to kexec_file_load(2) alone. Not every policy can be read here, so
 *   the running kernel is asked about the files as well.
 * - What fits in memory.
 * - What keeps an interrupt controller's tables.
 * - What takes less time after the jump.
 *
 * For a crash kernel kexec_file_load(2) comes first: after it Linux itself
 * keeps the list of memory up to date, except on arm64.
 */
#include "lib/load/prefer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/image/room.h"
#include "lib/image/vet.h"
#include "lib/image/vmlinux.h"
#include "lib/load/hand_over.h"
#include "lib/load/syscall.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/machine/gic.h"
#include "lib/machine/judges.h"

/* Linux's answer to a call with too many segments; -EAGAIN: not asked. */
static int ask_load(struct kexec_image *image)
{
	bool is_crash = image->slot == KEXEC_SLOT_CRASH;
	const char *limit =
		is_crash ? "/proc/sys/kernel/kexec_load_limit_panic"
			 : "/proc/sys/kernel/kexec_load_limit_reboot";
	u64 left = 0;

	/* Without a limit the file has -1, which is not read as a number. */
	if (!kxl_read_number(image->ctx, limit, 10, &left))
		return -EAGAIN;
	return kxl_sys_load(0, ULONG_MAX, NULL,
			    kxl_arch_flags(image->ctx) |
				    (is_crash ? KEXEC_ON_CRASH : 0));
}

bool kxl_prefer_allowed(struct kexec_image *image)
{
	return ask_load(image) == -EINVAL;
}

/* Cheap first: the plan unpacks the kernel. */
static bool may_be_unpacked(struct kexec_image *image)
{
	return image->slot == KEXEC_SLOT_NORMAL &&
	       !kxl_vet(image, kxl_arch(image->ctx)->file_line_reserve) &&
	       kxl_vmlinux_is_likely(image);
}

/*
 * Others may change what is not root's, or the caller's, after the running
 * kernel has judged it and before it is unpacked. kexec_file_load(2) loads the
 * same bytes that it has judged.
 */
static bool may_change(const struct kxl_file *file)
{
	struct stat status;
	int seals = fcntl(file->fd, F_GET_SEALS);

	if (seals >= 0 && seals & F_SEAL_WRITE)
		return false;
	return fstat(file->fd, &status) ||
	       (status.st_uid && status.st_uid != geteuid()) ||
	       status.st_mode & (S_IWGRP | S_IWOTH);
}

/* The first such file, or NULL. */
static const struct kxl_file *find_changing(const struct kexec_image *image)
{
	unsigned int i;

	if (may_change(&image->kernel))
		return &image->kernel;
	for (i = 0; i < image->nr_initrds; i++)
		if (may_change(&image->initrds[i]))
			return &image->initrds[i];
	return NULL;
}

static const char judged[] = "a policy judges or records the files";

/* What files are judged by, or whoever may still change them, or NULL. */
static const char *find_ban(struct kexec_image *image)
{
	const char *judge = kxl_judge_find(image->ctx);
	const struct kxl_file *changing = find_changing(image);

	if (!judge)
		judge = kxl_judge_record(image->ctx);
	if (judge) {
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"kexec_file_load first: %s wants to see the file",
			judge);
		return judged;
	}
	if (changing) {
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"kexec_file_load first: others may write to %s",
			changing->name);
		return "others than its owner may write to a file";
	}
	return NULL;
}

/*
 * Another user than root learns what root's load would do, so that user's lack
 * of permission does not count.
 */
static bool is_open(struct kexec_image *image, enum kxl_prefer_asks asks)
{
	int answer;

	if (asks == KXL_PREFER_ASKS_NOTHING)
		return true;
	answer = ask_load(image);
	return answer == -EINVAL ||
	       (asks == KXL_PREFER_FORESEES && answer == -EPERM && geteuid());
}

static bool is_accepted(struct kexec_image *image, enum kxl_prefer_asks asks)
{
	if (asks == KXL_PREFER_ASKS_NOTHING ||
	    (asks == KXL_PREFER_FORESEES && geteuid()))
		return true;
	return kxl_hand_over_accepts(image);
}

/* Why kexec_file_load(2) comes first, or NULL; the same order as above. */
static const char *find_bar(struct kexec_image *image,
			    enum kxl_prefer_asks asks)
{
	const char *ban = find_ban(image);

	if (ban)
		return ban;
	if (!is_open(image, asks))
		return "kexec_load(2) is not there, or not permitted";
	if (kxl_room_for_files(image, KXL_ROOM_LIKELY))
		return "memory may be short";
	if (!is_accepted(image, asks))
		return "the running kernel does not accept the files";
	return NULL;
}

static bool is_damaged(const struct kexec_image *image)
{
	return image->ctx->last.error.cause == KEXEC_CAUSE_PAYLOAD_DAMAGED;
}

/*
 * Linux's kexec_file_load(2) knows them only if UEFI keeps them
 * (gic_reserve_range() in drivers/irqchip/irq-gic-v3-its.c): it may load over
 * them, and its device tree does not have them. That of kexec.ko asks the
 * controller.
 */
static bool find_tables(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	struct kxl_gic gic = { 0 };
	bool has;

	if (!kxl_arch(image->ctx)->needs_tree ||
	    image->slot != KEXEC_SLOT_NORMAL ||
	    kxl_exists(image->ctx, "/sys/module/kexec"))
		return false;
	has = !kxl_gic_read(image->ctx, &gic) && gic.count;
	kxl_gic_warn(image->ctx, &gic);
	kxl_gic_free(&gic);
	image->ctx->last = before;
	return has;
}

/* Silent: whoever makes the load, or plans it, says what is found. */
bool kxl_prefer_tables(struct kexec_image *image)
{
	kexec_log_fn *log = image->ctx->log;
	bool has;

	image->ctx->log = NULL;
	has = find_tables(image);
	image->ctx->log = log;
	return has;
}

void kxl_prefer_warn(struct kexec_image *image)
{
	if (find_tables(image))
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"kexec_file_load(2) does not keep this interrupt "
			"controller's tables: the next kernel may be damaged; "
			"use kexec_load(2) (-c)");
}

int kxl_prefer_why(struct kexec_image *image, enum kxl_prefer_asks asks,
		   bool *segments, const char **why)
{
	struct kxl_last before = image->ctx->last;
	const struct kexec_plan *plan;
	const char *reason = "the kernel is not unpacked at load time";
	bool has_tables = kxl_prefer_tables(image);
	bool is_preferred = false;
	int err = 0;

	if (image->slot == KEXEC_SLOT_CRASH)
		reason = kxl_arch(image->ctx)->needs_tree
				 ? "it comes first for a crash kernel"
				 : "Linux keeps the crash kernel's list of "
				   "memory up to date";
	else if (kxl_judge_find(image->ctx))
		reason = judged;
	if (has_tables || may_be_unpacked(image)) {
		const char *bar = find_bar(image, asks);

		reason = bar ? bar : reason;
		err = bar ? 0 : kexec_image_plan(image, &plan);
		if (err && is_damaged(image))
			return err;
		is_preferred = !bar && !err && (has_tables || image->vmlinux) &&
			       !kxl_room_for_plan(image, KXL_ROOM_LIKELY);
	}
	image->ctx->last = before;
	*segments = is_preferred;
	*why = !is_preferred ? reason
	       : has_tables  ? "it keeps the interrupt controller's tables"
			     : "the next kernel starts sooner: it is unpacked "
			       "at load time";
	return 0;
}

int kxl_prefer_segments(struct kexec_image *image, bool *segments)
{
	const char *why;

	return kxl_prefer_why(image, KXL_PREFER_ASKS, segments, &why);
}
