// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The memory that is reserved for crash kernels, and its size. A crash kernel
 * is loaded into it while the running kernel uses all other memory.
 */
#include "lib/machine/reserved.h"

#include <errno.h>

#include "lib/errors/advice.h"
#include "lib/machine/file.h"
#include "lib/text/cmdline.h"
#include "lib/text/text.h"

#define FOUR_GIB 0x100000000ULL

/* Linux 6.19 moved the file; the old name is a link. */
static const char *const size_paths[] = {
	"/sys/kernel/kexec_crash_size",
	"/sys/kernel/kexec/crash_size",
};

/* Whether crashkernel= was given at boot, but failed. */
static bool is_asked_for(struct kexec_ctx *ctx)
{
	struct kx_bytes text;
	struct kx_bytes rest;
	struct kx_bytes word;
	struct kx_bytes value;
	bool found = false;

	if (kxl_read(ctx, "/proc/cmdline", &text))
		return false;
	rest = text;
	while (!found && kx_cmdline_next(&rest, &word))
		found = kxl_text_after(word, "crashkernel=", &value);
	kxl_text_free(text);
	return found;
}

/* Memory that is set aside at boot would not help. */
static bool lacks_crash(struct kexec_ctx *ctx)
{
	struct kxl_last last = ctx->last;
	enum kexec_cause cause;
	bool loaded = false;

	if (!kexec_status(ctx, KEXEC_SLOT_CRASH, &loaded))
		return false;
	cause = ctx->last.error.cause;
	ctx->last = last;
	return cause == KEXEC_CAUSE_NO_CRASH_KERNELS;
}

static unsigned int facts_of(struct kexec_ctx *ctx)
{
	if (kxl_exists(ctx, "/sys/module/kexec"))
		return KXL_HAS_MODULE;
	if (lacks_crash(ctx))
		return KXL_LACKS_CRASH;
	return is_asked_for(ctx) ? KXL_WAS_RESERVED : 0;
}

static int fail_none(struct kexec_ctx *ctx)
{
	const struct kxl_failure failure = {
		.errnum = EADDRNOTAVAIL,
		.cause = KEXEC_CAUSE_NO_CRASH_REGION,
		.action = KEXEC_ACTION_PLAN,
		.facts = facts_of(ctx),
	};

	return kxl_fail(ctx, &failure,
			"no memory is set aside for a crash kernel");
}

static int read_regions(struct kexec_ctx *ctx, struct kxl_reserved *reserved)
{
	struct kx_bytes iomem;
	int err;

	err = kxl_read(ctx, "/proc/iomem", &iomem);
	if (err)
		return err;
	err = kxl_iomem_reserved(iomem, reserved);
	kxl_text_free(iomem);
	return err;
}

int kxl_reserved_find(struct kexec_ctx *ctx, struct kx_bytes iomem,
		      struct kxl_reserved *reserved)
{
	struct kxl_reserved found = { 0 };
	int err = kxl_iomem_reserved(iomem, &found);

	if (err)
		return kxl_fail_iomem(ctx, err);
	if (kx_range_is_empty(found.region))
		return fail_none(ctx);
	*reserved = found;
	return 0;
}

int kxl_reserved_read(struct kexec_ctx *ctx, struct kxl_reserved *reserved)
{
	struct kx_bytes iomem;
	int err;

	err = kxl_read(ctx, "/proc/iomem", &iomem);
	if (err)
		return kxl_fail_iomem(ctx, err);
	err = kxl_reserved_find(ctx, iomem, reserved);
	kxl_text_free(iomem);
	return err;
}

static int fail_region(struct kexec_ctx *ctx, enum kexec_cause cause,
		       struct kx_range region, const char *why)
{
	const struct kxl_failure failure = {
		.errnum = EADDRNOTAVAIL,
		.cause = cause,
		.action = KEXEC_ACTION_PLAN,
		.facts = KXL_OF_PLACE,
	};

	return kxl_fail(ctx, &failure,
			"the crash kernel's memory [%#llx, %#llx) %s",
			(unsigned long long)region.start,
			(unsigned long long)region.end, why);
}

/* Linux aligns the region; a region from another source may not be aligned. */
static bool take_pages(struct kexec_ctx *ctx, struct kx_range *region,
		       u64 page_size)
{
	struct kx_range pages = { 0 };

	pages.end = kx_align_down(region->end, page_size);
	if (!kx_align_up(region->start, page_size, &pages.start) ||
	    pages.start >= pages.end)
		return false;
	if (kx_range_size(pages) != kx_range_size(*region))
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"the crash kernel's memory [%#llx, %#llx) does not "
			"begin and end on a page: only whole ones are used",
			(unsigned long long)region->start,
			(unsigned long long)region->end);
	*region = pages;
	return true;
}

static bool has_low(const struct kx_memmap *memory)
{
	u32 i;

	for (i = 0; i < memory->count; i++)
		if (memory->entries[i].range.start < FOUR_GIB)
			return true;
	return false;
}

/*
 * The region that crashkernel=128M,low would give. Linux adds one by itself,
 * except on a machine of arm64 whose memory, and its devices' too, begins
 * above.
 */
static void check_low(struct kexec_ctx *ctx,
		      const struct kxl_reserved *reserved,
		      const struct kx_memmap *memory)
{
	if (reserved->region.start < FOUR_GIB ||
	    !kx_range_is_empty(reserved->low) || !has_low(memory))
		return;
	kxl_log(ctx, KEXEC_LOG_WARNING,
		"the crash kernel's memory [%#llx, %#llx) lies above 4 GiB, and "
		"none below is set aside: devices that reach no higher won't "
		"work there",
		(unsigned long long)reserved->region.start,
		(unsigned long long)reserved->region.end);
}

int kxl_reserved_apply(struct kexec_ctx *ctx,
		       const struct kxl_reserved *reserved,
		       struct kxl_machine *machine)
{
	struct kx_segment_limits *limits = &machine->facts.limits;
	struct kx_memmap *usable = &machine->facts.usable;
	struct kx_range region = reserved->region;

	if (region.start >= limits->address_limit)
		return fail_region(ctx, KEXEC_CAUSE_CRASH_REGION_HIGH, region,
				   "lies above what kernels here can reach");
	if (!take_pages(ctx, &region, limits->page_size))
		return fail_region(ctx, KEXEC_CAUSE_CRASH_REGION_SMALL, region,
				   "has no whole page");
	check_low(ctx, reserved, usable);
	limits->is_crash = true;
	limits->crash = reserved->region;
	/* There is an entry, because kxl_machine_read() fails without RAM. */
	usable->entries[0] =
		(struct kx_memory){ .range = region, .type = KX_MEM_RAM };
	usable->count = 1;
	return 0;
}

const char *kxl_reserved_size_path(struct kexec_ctx *ctx)
{
	return size_paths[!kxl_exists(ctx, size_paths[0])];
}

/*
 * Users see this number, but no addresses. A sysfs without the file means that
 * the kernel has no crash kernels and no memory for them.
 */
static int read_size(struct kexec_ctx *ctx, uint64_t *bytes)
{
	u64 size = 0;
	int err = kxl_read_number(ctx, kxl_reserved_size_path(ctx), 10, &size);

	if (err == -ENOENT && kxl_exists(ctx, "/sys/kernel"))
		err = 0;
	if (!err)
		*bytes = size;
	return err;
}

/* As in kexec-tools: the region for the segments, without the low one. */
int kexec_crash_size(struct kexec_ctx *ctx, uint64_t *bytes)
{
	struct kxl_reserved reserved = { 0 };
	int err = read_regions(ctx, &reserved);

	if (!err) {
		*bytes = kx_range_size(reserved.region);
		return 0;
	}
	return read_size(ctx, bytes) ? kxl_fail_iomem(ctx, err) : 0;
}
