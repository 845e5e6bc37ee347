// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a load takes of the running system's memory, held against what is
 * available. Linux allocates an image page by page, and where memory ends it
 * starts the OOM killer, which kills the loader or another process. So a load
 * that cannot fit is refused here, before the call.
 */
#include "room.h"

#include <errno.h>

#include "file.h"
#include "proc.h"

#define MEMINFO "/proc/meminfo"
#define MODULE	"/sys/module/kexec"
#define MIB	(1ULL << 20)
#define TENTHS	10

/* What an image costs: one of the two calls, or the joined initrds. */
struct cost {
	const char *action;
	const char *advice;
	u64 bytes;
};

/*
 * Page lists, page tables, boot data. Measured with Linux 6.1: a load that
 * needs 179 MiB by its sizes does not fit where MemAvailable is 182 MiB.
 */
static u64 with_margin(u64 bytes)
{
	return bytes + bytes / 32 + MIB;
}

static u64 in_tenths(u64 bytes)
{
	return bytes / MIB * TENTHS + bytes % MIB * TENTHS / MIB;
}

static int fail_room(struct kexec_image *image, const struct cost *cost,
		     u64 needed, u64 available)
{
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.name = "memory-short",
		.action = cost->action,
		.object = image->kernel.name,
		.advice = cost->advice,
	};
	/* Up: nothing must be missing when so much more is available. */
	u64 missing = in_tenths(needed - available) + 1;
	u64 need = in_tenths(needed);
	u64 have = in_tenths(available);

	return kxl_fail(image->ctx, &failure,
			"this needs about %llu.%llu MiB of memory, and "
			"%llu.%llu MiB are available: %llu.%llu MiB are "
			"missing",
			(unsigned long long)need / TENTHS,
			(unsigned long long)need % TENTHS,
			(unsigned long long)have / TENTHS,
			(unsigned long long)have % TENTHS,
			(unsigned long long)missing / TENTHS,
			(unsigned long long)missing % TENTHS);
}

/* Without a number (Linux before 3.14, no /proc) the kernel is the judge. */
static int check(struct kexec_image *image, const struct cost *cost)
{
	u64 needed = with_margin(cost->bytes);
	struct kx_bytes text;
	u64 available = 0;
	bool is_known;

	if (!cost->bytes || kxl_read(image->ctx, MEMINFO, &text))
		return 0;
	is_known = kxl_mem_available(text, &available);
	kxl_text_free(text);
	if (!is_known)
		return 0;
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"%s: about %#llx bytes of memory are needed, %#llx available",
		cost->action, (unsigned long long)needed,
		(unsigned long long)available);
	if (needed <= available)
		return 0;
	return fail_room(image, cost, needed, available);
}

static bool is_module(struct kexec_image *image)
{
	return kxl_exists(image->ctx, MODULE);
}

/*
 * A crash kernel goes to memory that is set aside. kexec.ko keeps the one that
 * is loaded until the new one is complete, which it collects elsewhere.
 */
static bool is_in_place(struct kexec_image *image)
{
	struct kxl_last last = image->ctx->last;
	bool loaded = false;

	if (image->slot != KEXEC_SLOT_CRASH)
		return false;
	if (is_module(image) &&
	    kexec_status(image->ctx, KEXEC_SLOT_CRASH, &loaded))
		loaded = false;
	image->ctx->last = last;
	return !loaded;
}

static u64 initrds_size(const struct kexec_image *image)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++)
		bytes += image->initrds[i].bytes.size;
	return bytes;
}

/*
 * The kernel reads the files into memory of its own, and makes the segments of
 * that before it lets go of it. Linux allocates a segment up to its end in
 * memory, which for a kernel has room to unpack itself; kexec.ko allocates what
 * the file has (kimage_load_normal_segment() in kernel/kexec_core.c, fill() in
 * module/image.c).
 */
int kxl_room_for_files(struct kexec_image *image)
{
	u64 kernel = image->kernel.bytes.size;
	u64 initrds = initrds_size(image);
	struct cost cost = {
		.action = "kexec_file_load",
		.advice = "free some memory, or use kexec_load(2) (-c), which "
			  "needs less",
		.bytes = kernel + initrds,
	};

	if (!is_in_place(image))
		cost.bytes +=
			initrds +
			(is_module(image) ? kernel : kxl_image_memory(image));
	if (image->nr_initrds > 1 && !image->joined.name)
		cost.bytes += initrds;
	return check(image, &cost);
}

/* The segments' bytes are in mapped files, whose pages can be dropped. */
int kxl_room_for_plan(struct kexec_image *image)
{
	const struct kexec_plan *plan = &image->plan;
	bool is_whole = !is_module(image) ||
			image->options & KEXEC_OPTION_PRESERVE_CONTEXT;
	struct cost cost = {
		.action = "kexec_load",
		.advice = "free some memory, or use a smaller initrd",
	};
	unsigned int i;

	if (is_in_place(image))
		return 0;
	if (image->options & KEXEC_OPTION_PRESERVE_CONTEXT)
		cost.advice =
			"free some memory, or end the window at a lower address";
	for (i = 0; i < plan->nr_segments; i++)
		cost.bytes += is_whole ? plan->segments[i].memsz
				       : plan->segments[i].bufsz;
	return check(image, &cost);
}

int kxl_room_for_join(struct kexec_image *image)
{
	const struct cost cost = {
		.action = "join initrds",
		.advice = "free some memory, or use a smaller initrd",
		.bytes = initrds_size(image),
	};

	return check(image, &cost);
}
