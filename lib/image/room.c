// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compares the memory that a load needs with the memory of the running system.
 * Linux allocates an image page by page, and when memory runs out it starts the
 * OOM killer, which kills the loader or another process. Only Linux knows how
 * much it could free. So this is an estimate: it chooses between two calls, and
 * refuses what can't possibly fit. kexec.ko starts no OOM killer, so it decides
 * itself.
 */
#include "lib/image/room.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/machine/available.h"
#include "lib/machine/file.h"
#include "lib/text/size.h"

#define MODULE "/sys/module/kexec"
#define MIB    (1ULL << 20)

/* The memory that an action needs. */
struct cost {
	enum kexec_action action;
	u64 bytes;
};

/*
 * Page lists, page tables, boot data. Measured with Linux 6.1: a load whose
 * sizes sum up to 179 MiB does not fit if MemAvailable is 182 MiB.
 */
static u64 with_margin(u64 bytes)
{
	return bytes + bytes / 32 + MIB;
}

/* Whole MiB, so that the printed numbers add up. */
static void print_room(u64 needed, u64 available, char *text, size_t size)
{
	char need[KXL_SIZE_MAX];
	char have[KXL_SIZE_MAX];
	char missing[KXL_SIZE_MAX];
	int length;

	needed = (needed + MIB - 1) / MIB * MIB;
	available = available / MIB * MIB;
	kxl_size_print(need, needed, KXL_ROUND_UP);
	kxl_size_print(have, available, KXL_ROUND_DOWN);
	length = snprintf(text, size,
			  "about %s of memory are needed, and %s are available",
			  need, have);
	if (needed <= available || length < 0 || (size_t)length >= size)
		return;
	kxl_size_print(missing, needed - available, KXL_ROUND_UP);
	snprintf(text + length, size - (size_t)length, ": %s are missing",
		 missing);
}

bool kxl_room_print(struct kexec_ctx *ctx, u64 needed, char *text, size_t size)
{
	struct kxl_memory memory;

	if (!kxl_available_read(ctx, &memory))
		return false;
	print_room(needed, memory.available, text, size);
	return true;
}

static int fail_room(struct kexec_image *image, const struct cost *cost,
		     u64 needed, u64 available)
{
	const struct kxl_failure failure = {
		.errnum = ENOMEM,
		.cause = KEXEC_CAUSE_MEMORY_SHORT,
		.action = cost->action,
		.object = image->kernel.name,
		.facts = image->options & KEXEC_OPTION_PRESERVE_CONTEXT
				 ? KXL_RETURNS
				 : 0,
	};
	char text[KXL_REASON_SIZE];

	print_room(needed, available, text, sizeof(text));
	return kxl_fail(image->ctx, &failure, "%s", text);
}

/*
 * If the number is missing (Linux before 3.14, no /proc), the kernel decides.
 */
static int check(struct kexec_image *image, const struct cost *cost,
		 enum kxl_room_rule rule)
{
	struct kxl_memory memory;
	u64 needed = cost->bytes;
	u64 limit;

	if (!needed || !kxl_available_read(image->ctx, &memory))
		return 0;
	limit = memory.possible;
	if (rule == KXL_ROOM_LIKELY) {
		needed = with_margin(needed);
		limit = memory.available;
	}
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"%s: about %#llx bytes of memory are needed, %#llx available, "
		"never more than %#llx",
		kxl_action_name(cost->action), (unsigned long long)needed,
		(unsigned long long)memory.available,
		(unsigned long long)memory.possible);
	if (needed <= limit)
		return 0;
	return fail_room(image, cost, needed, memory.available);
}

static bool is_module(struct kexec_image *image)
{
	return kxl_exists(image->ctx, MODULE);
}

/* kexec.ko returns ENOMEM itself, and knows better what can be freed. */
static int check_call(struct kexec_image *image, const struct cost *cost,
		      enum kxl_room_rule rule)
{
	if (rule == KXL_ROOM_POSSIBLE && is_module(image))
		return 0;
	return check(image, cost, rule);
}

/*
 * A crash kernel goes to reserved memory. While one is loaded already, kexec.ko
 * keeps it until the new one is complete, and that needs other memory.
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
 * Linux allocates a segment up to its end in memory; a kernel's segment
 * includes room to unpack itself. kexec.ko needs pages only for a segment's
 * bytes. But it keeps each page of the rest that the allocator returns, and if
 * memory is short those are all (kimage_load_normal_segment() in
 * kernel/kexec_core.c, source_page() in module/image.c). The allocator has no
 * pages of a crash kernel's memory.
 */
static bool is_whole(const struct kexec_image *image)
{
	return image->slot != KEXEC_SLOT_CRASH;
}

/*
 * The kernel reads the files into its own memory, and makes the segments from
 * that before it frees it.
 */
u64 kxl_room_files(struct kexec_image *image)
{
	u64 kernel = kxl_image_kernel(image).size;
	u64 initrds = initrds_size(image);
	u64 bytes = kernel + initrds;

	if (!is_in_place(image))
		bytes += initrds +
			 (is_whole(image) ? image->facts.size : kernel);
	if (image->nr_initrds > 1 && !image->joined.name)
		bytes += initrds;
	return bytes;
}

int kxl_room_for_files(struct kexec_image *image, enum kxl_room_rule rule)
{
	const struct cost cost = {
		.action = KEXEC_ACTION_CALL_FILE_LOAD,
		.bytes = kxl_room_files(image),
	};

	return check_call(image, &cost, rule);
}

/* The segments' bytes are in mapped files, whose pages can be dropped. */
u64 kxl_room_plan(struct kexec_image *image)
{
	const struct kexec_plan *plan = &image->plan;
	u64 bytes = 0;
	unsigned int i;

	if (is_in_place(image))
		return 0;
	for (i = 0; i < plan->nr_segments; i++)
		bytes += is_whole(image) ? plan->segments[i].memsz
					 : plan->segments[i].bufsz;
	return bytes;
}

int kxl_room_for_plan(struct kexec_image *image, enum kxl_room_rule rule)
{
	const struct cost cost = {
		.action = KEXEC_ACTION_CALL_LOAD,
		.bytes = kxl_room_plan(image),
	};

	return check_call(image, &cost, rule);
}

/*
 * Memory that a file's holes get while the kernel copies the mapping. A file
 * system on a disk has pages for them, too, but drops them.
 */
static u64 count_holes(const struct kxl_file *file)
{
	struct statfs system;
	struct stat status;
	u64 there;

	if (file->fd < 0 || fstatfs(file->fd, &system) ||
	    system.f_type != TMPFS_MAGIC || fstat(file->fd, &status))
		return 0;
	there = (u64)status.st_blocks * 512;
	return there < file->bytes.size ? file->bytes.size - there : 0;
}

int kxl_room_for_unpacked(struct kexec_image *image)
{
	struct cost cost = {
		.action = KEXEC_ACTION_CALL_LOAD,
		.bytes = kxl_room_plan(image),
	};
	unsigned int i;

	/* Unpacking has read them. */
	for (i = 0; i < image->nr_initrds && !image->unpacked.size; i++)
		cost.bytes += count_holes(&image->initrds[i]);
	return check_call(image, &cost, KXL_ROOM_LIKELY);
}

int kxl_room_for_join(struct kexec_image *image)
{
	const struct cost cost = {
		.action = KEXEC_ACTION_JOIN_INITRDS,
		.bytes = initrds_size(image),
	};

	return check(image, &cost, KXL_ROOM_POSSIBLE);
}
