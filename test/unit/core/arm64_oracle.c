// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rules of Linux's Documentation/arch/arm64/booting.rst, each as it is
 * written there. The header of the kernel is found by its magic, whatever the
 * file is.
 */
#include "test/unit/core/arm64_oracle.h"

#include "test/unit/core/read_plan.h"

#define MIB 0x100000ULL
#define GIB 0x40000000ULL

/* What was found in a plan. */
struct view {
	const struct kx_request *request;
	const struct kx_plan *plan;
	const u8 *header; /* of the kernel */
	u64 kernel;	  /* its address, and that of the tree */
	u64 tree;
	struct kx_range image; /* all that the kernel needs */
	struct kx_range initrd;
	struct kx_range tree_at;
};

static const u8 *bytes_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const u8 *found = NULL;
	u32 i;

	for (i = 0; i < plan->count && !found; i++)
		found = read_bytes(&plan->segments[i], address, size);
	return found;
}

/* Six instructions, and two numbers that they load. */
static const char *check_purgatory(struct view *view)
{
	static const u8 code[] = { 0xc4, 0, 0,	  0x58, 0xe0, 0, 0,    0x58,
				   0xe1, 3, 0x1f, 0xaa, 0xe2, 3, 0x1f, 0xaa,
				   0xe3, 3, 0x1f, 0xaa, 0x80, 0, 0x1f, 0xd6 };
	const u8 *at = bytes_at(view->plan, view->plan->entry.address, 40);

	if (!at || memcmp(at, code, sizeof(code)))
		return "there is no purgatory at the entry";
	if (view->plan->entry.address % 8)
		return "the purgatory's numbers are not aligned";
	view->kernel = read_number(at + 24, 8);
	view->tree = read_number(at + 32, 8);
	if (view->kernel != view->plan->kernel.address ||
	    view->tree != view->plan->kernel.arguments[0])
		return "the purgatory enters another kernel, or with another "
		       "tree";
	return NULL;
}

static const char *check_kernel(struct view *view)
{
	const u8 *header = bytes_at(view->plan, view->kernel, 64);
	u64 base;

	if (!header || memcmp(header + 56, "ARM\x64", 4))
		return "no kernel lies where the purgatory jumps to";
	view->header = header;
	base = view->kernel - read_number(header + 8, 8);
	if (base % (2 * MIB))
		return "the kernel is not text_offset bytes from a multiple of "
		       "2 MiB";
	view->image.start = view->kernel;
	view->image.end = view->kernel + read_number(header + 16, 8);
	return NULL;
}

/* image_size bytes are usable RAM, and belong to no other part. */
static const char *check_image(struct view *view)
{
	const struct kx_plan *plan = view->plan;
	u64 page = view->request->machine->limits.page_size;
	u64 end = view->image.start;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		struct kx_range at = read_range(&plan->segments[i]);

		if (plan->parts[i] != KX_PART_KERNEL) {
			if (kx_range_overlaps(at, view->image))
				return "another part lies in the kernel's "
				       "memory";
			continue;
		}
		if (at.start != end)
			return "the kernel has gaps";
		end = at.end;
	}
	return end >= view->image.end && end - view->image.end < page
		       ? NULL
		       : "the kernel has not the memory that it needs";
}

static u64 read_big(const u8 *at)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		value = value << 8 | at[i];
	return value;
}

/* The segments of initrds, one behind the other. */
static const char *find_initrd(struct view *view)
{
	const struct kx_plan *plan = view->plan;
	u64 next = 0;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		const struct kx_segment *segment = &plan->segments[i];

		if (plan->parts[i] != KX_PART_INITRD)
			continue;
		if (!view->initrd.end)
			view->initrd.start = segment->mem;
		else if (segment->mem != next)
			return "initrds have gaps";
		next = segment->mem + segment->memsz;
		view->initrd.end = segment->mem + segment->bufsz;
	}
	return NULL;
}

static bool is_slot(const struct view *view, u64 offset)
{
	const struct kx_tree_slots *slots = &view->request->slots;

	return (slots->initrd_start && offset - slots->initrd_start < 8) ||
	       (slots->initrd_end && offset - slots->initrd_end < 8);
}

static const char *check_tree(struct view *view)
{
	struct kx_bytes wanted = view->request->dtb;
	const u8 *tree = bytes_at(view->plan, view->tree, wanted.size);
	u64 i;

	if (!tree)
		return "the tree lies in no segment";
	view->tree_at =
		(struct kx_range){ view->tree, view->tree + wanted.size };
	if (view->tree % 8)
		return "the tree is not at a multiple of 8";
	if (wanted.size > 2 * MIB)
		return "the tree is too large";
	if (view->tree / (2 * MIB) !=
	    (view->tree + wanted.size - 1) / (2 * MIB))
		return "the tree crosses a multiple of 2 MiB";
	for (i = 0; i < wanted.size; i++)
		if (tree[i] != wanted.data[i] && !is_slot(view, i))
			return "it is another tree";
	if (!view->request->slots.initrd_start)
		return view->initrd.end ? "no slot for the initrd" : NULL;
	if (read_big(tree + view->request->slots.initrd_start) !=
		    view->initrd.start ||
	    read_big(tree + view->request->slots.initrd_end) !=
		    view->initrd.end)
		return "the tree has another initrd";
	return NULL;
}

/* One window of 32 GiB at a multiple of 1 GiB has both. */
static const char *check_window(struct view *view)
{
	u64 start = view->image.start;
	u64 end = view->image.end;

	if (!view->initrd.end)
		return NULL;
	if (view->initrd.start < start)
		start = view->initrd.start;
	if (view->initrd.end > end)
		end = view->initrd.end;
	return end - start / GIB * GIB > 32 * GIB
		       ? "the initrd is too far from the kernel"
		       : NULL;
}

static const char *check_below(struct view *view)
{
	u64 base = view->kernel - read_number(view->header + 8, 8);

	if (view->header[24] & 8)
		return NULL;
	return view->tree < base ||
			       (view->initrd.end && view->initrd.start < base)
		       ? "something lies below a kernel that can't use it"
		       : NULL;
}

const char *arm64_oracle(const struct kx_request *request,
			 const struct kx_plan *plan)
{
	static const char *(*const checks[])(struct view * view) = {
		check_purgatory, check_kernel, check_image, find_initrd,
		check_tree,	 check_window, check_below,
	};
	struct view view = { .request = request, .plan = plan };
	const char *broken = NULL;
	u32 i;

	if (request->purpose != KX_PURPOSE_NORMAL)
		return "a purpose that is missing has a plan";
	if (plan->kernel.mode != &kx_entry_arm64)
		return "the kernel is not entered as arm64's";
	for (i = 0; i < ARRAY_SIZE(checks) && !broken; i++)
		broken = checks[i](&view);
	return broken;
}
