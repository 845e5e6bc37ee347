// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Warnings about a start that will fail, although files and command line are
 * valid and the running system booted on this machine. Each row has a check. It
 * is true only if /proc and /sys show so: if a file can't be read, there is no
 * warning.
 */
#include "lib/image/forewarn.h"

#include "core/plan.h"
#include "lib/image/image.h"
#include "lib/image/kind.h"
#include "lib/image/losses.h"
#include "lib/image/room.h"
#include "lib/image/vet.h"
#include "lib/machine/arch.h"
#include "lib/machine/file.h"
#include "lib/machine/granules.h"
#include "lib/machine/root_device.h"
#include "lib/text/text.h"

#define MIB (1ULL << 20)
/* Linux rounds crashkernel= up to this; the result is easy to remember. */
#define STEP_MIB 16

/* struct boot_params (Documentation/arch/x86/zero-page.rst and boot.rst). */
#define EXT_RAMDISK_IMAGE 0xc0
#define EXT_RAMDISK_SIZE  0xc4
#define TYPE_OF_LOADER	  0x210
#define RAMDISK_IMAGE	  0x218
#define RAMDISK_SIZE	  0x21c

typedef unsigned long long number;

static bool has_either(struct kx_bytes params, u64 low, u64 high)
{
	u32 value = 0;
	u32 extension = 0;

	return !kx_read_le32(params, low, &value) &&
	       !kx_read_le32(params, high, &extension) && (value || extension);
}

/*
 * Linux preserves these fields from the boot loader, the EFI stub or kexec.
 * There was an initrd if all three are set (reserve_initrd() in
 * arch/x86/kernel/setup.c).
 */
static bool came_up_with_initrd(struct kexec_ctx *ctx)
{
	struct kx_bytes params;
	u8 loader = 0;
	bool has;

	if (kxl_read(ctx, "/sys/kernel/boot_params/data", &params))
		return false;
	has = !kx_read_le8(params, TYPE_OF_LOADER, &loader) && loader &&
	      has_either(params, RAMDISK_IMAGE, EXT_RAMDISK_IMAGE) &&
	      has_either(params, RAMDISK_SIZE, EXT_RAMDISK_SIZE);
	kxl_text_free(params);
	return has;
}

static bool lacks_initrd(struct kexec_image *image)
{
	if (image->nr_initrds || !came_up_with_initrd(image->ctx))
		return false;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s has no initrd, and the running system came up with one: "
		"this kernel may find no root file system; give it one "
		"(--initrd)",
		image->kernel.name);
	return true;
}

static struct kx_bytes cmdline_of(const struct kexec_image *image)
{
	return kx_bytes(image->cmdline, strlen(image->cmdline));
}

/* What an option has added is none. */
static bool lacks_cmdline(struct kexec_image *image)
{
	const char *line = image->bare ? image->bare : image->cmdline;

	if (kxl_text_trim(kx_bytes(line, strlen(line))).size)
		return false;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"%s has no command line: no root= and no console=; give one "
		"(--append), or the running kernel's (--reuse-cmdline)",
		image->kernel.name);
	return true;
}

static bool lacks_root(struct kexec_image *image)
{
	struct kx_bytes root = { 0 };

	switch (kxl_root_device(image->ctx, cmdline_of(image),
				image->nr_initrds, &root)) {
	case KXL_ROOT_MISSING:
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"root=%.*s: this system has no such device; unless an "
			"initrd makes it (LVM, RAID, LUKS), the next kernel "
			"looks for it in vain; compare with blkid(8)",
			(int)root.size, (const char *)root.data);
		return true;
	case KXL_ROOT_NEEDS_INITRD:
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"root=%.*s: without an initrd Linux finds no device by "
			"this; give an initrd (--initrd), or root=PARTUUID=",
			(int)root.size, (const char *)root.data);
		return true;
	case KXL_ROOT_UNKNOWN:
	case KXL_ROOT_PRESENT:
	default:
		return false;
	}
}

/* A file of unknown kind may be an initrd in an unknown format. */
static bool has_no_initrd_in(struct kexec_image *image)
{
	struct kxl_kind kind;
	bool has = false;
	unsigned int i;

	for (i = 0; i < image->nr_initrds; i++) {
		if (!kxl_kind_find(image->initrds[i].bytes, &kind) ||
		    kind.is_initrd)
			continue;
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"%s was given as an initrd, and is %s: Linux can't "
			"unpack it; give the initrd of the kernel",
			image->initrds[i].name, kind.name);
		has = true;
	}
	return has;
}

/*
 * Where the CPUs' pages are known, the plan is refused, and Linux's
 * kexec_file_load(2) knows them always.
 */
static bool may_lack_pages(struct kexec_image *image)
{
	struct kexec_ctx *ctx = image->ctx;
	struct kxl_last before = ctx->last;
	struct kx_kernel kernel = { 0 };

	if (!kxl_arch(ctx)->needs_tree)
		return false;
	if (kxl_vet_look(image, &kernel))
		ctx->last = before;
	if (!kernel.page_bytes || kernel.page_bytes == ctx->page_bytes ||
	    image->loaded_by == KEXEC_METHOD_FILE_LOAD ||
	    kxl_granules_read(ctx))
		return false;
	kxl_log(ctx, KEXEC_LOG_WARNING,
		"%s was built for pages of %u KiB, and the running kernel has "
		"%llu KiB: on a CPU without such pages it stops at once, and "
		"shows nothing; nothing here says which pages this CPU has",
		image->kernel.name, kernel.page_bytes / 1024,
		(number)ctx->page_bytes / 1024);
	return true;
}

static const struct {
	unsigned int bit;
	bool (*holds)(struct kexec_image *image);
} rows[] = {
	{ KEXEC_FOREWARN_NO_INITRD, lacks_initrd },
	{ KEXEC_FOREWARN_NO_CMDLINE, lacks_cmdline },
	{ KEXEC_FOREWARN_ROOT, lacks_root },
	{ KEXEC_FOREWARN_INITRD_KIND, has_no_initrd_in },
	{ KEXEC_FOREWARN_PAGE_SIZE, may_lack_pages },
};

/* The rows are about Linux: its initrd and its command line. */
static bool is_other(const struct kexec_image *image)
{
	return image->arguments > KEXEC_ARGUMENTS_LINUX ||
	       (image->is_vetted && image->facts.format->takes_modules);
}

static number round_up(u64 bytes)
{
	return (bytes + MIB - 1) / MIB;
}

/* If no memory is reserved, the plan fails. */
static bool is_short(struct kexec_ctx *ctx,
		     const struct kexec_crash_estimate *sum)
{
	number needed = sum->needed / MIB;
	number kernel = round_up(sum->kernel);
	number initrds = round_up(sum->initrds);
	number unpacked = round_up(sum->unpacked);
	number known = kernel + initrds + unpacked;

	if (!sum->reserved || sum->reserved >= sum->needed)
		return false;
	kxl_log(ctx, KEXEC_LOG_WARNING,
		"%llu MiB are set aside for a crash kernel, and this one needs "
		"about %llu MiB (kernel %llu, initrd %llu, unpacked %llu, all "
		"else %llu); set more aside (crashkernel=%lluM), or use a "
		"smaller initrd",
		(number)(sum->reserved / MIB), needed, kernel, initrds,
		unpacked, needed - known,
		(needed + STEP_MIB - 1) / STEP_MIB * STEP_MIB);
	return true;
}

static int forewarn(struct kexec_image *image, enum kxl_losses how,
		    unsigned int *warnings)
{
	struct kexec_crash_estimate sum = { 0 };
	unsigned int found = 0;
	size_t i;
	int err = kxl_image_unpack(image);

	if (err)
		return err;
	if (image->slot == KEXEC_SLOT_CRASH) {
		err = kexec_crash_estimate(image, &sum);
		if (err)
			return err;
		if (is_short(image->ctx, &sum))
			found |= KEXEC_FOREWARN_CRASH_MEMORY;
	}
	for (i = 0; i < ARRAY_SIZE(rows) && !is_other(image); i++)
		if (rows[i].holds(image))
			found |= rows[i].bit;
	if (kxl_losses_warn(image, how))
		found |= KEXEC_FOREWARN_INITRD_LOST;
	*warnings = found;
	return 0;
}

int kexec_image_forewarn(struct kexec_image *image, unsigned int *warnings)
{
	return forewarn(image, KXL_LOSSES_UNPACK, warnings);
}

void kxl_forewarn(struct kexec_image *image)
{
	struct kxl_last before = image->ctx->last;
	unsigned int warnings = 0;

	if (forewarn(image, KXL_LOSSES_BY_HEADERS, &warnings))
		kxl_log(image->ctx, KEXEC_LOG_DEBUG, "nothing foreseen: %s",
			image->ctx->last.error.text);
	image->ctx->last = before;
}

static int check_room(struct kexec_image *image, enum kexec_method method,
		      enum kxl_room_rule rule)
{
	switch (method) {
	case KEXEC_METHOD_FILE_LOAD:
		return kxl_room_for_files(image, rule);
	case KEXEC_METHOD_LOAD:
	case KEXEC_METHOD_AUTO:
		return kxl_room_for_plan(image, rule);
	default:
		return kxl_fail_argument(image->ctx, KEXEC_ACTION_CHECK_MEMORY,
					 "method", (unsigned int)method);
	}
}

int kexec_image_check_memory(struct kexec_image *image,
			     enum kexec_method method)
{
	struct kexec_ctx *ctx = image->ctx;
	const struct kexec_plan *plan;
	struct kxl_last last;
	int err;

	err = kexec_image_plan(image, &plan);
	if (!err)
		err = check_room(image, method, KXL_ROOM_POSSIBLE);
	if (err)
		return err;
	last = ctx->last;
	if (check_room(image, method, KXL_ROOM_LIKELY))
		kxl_log(ctx, KEXEC_LOG_WARNING,
			"%s: %s, so a load may fail; %s", image->kernel.name,
			ctx->last.error.reason, ctx->last.error.advice);
	ctx->last = last;
	return 0;
}
