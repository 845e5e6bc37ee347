// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linux on arm64: kernel, initrds, and one segment with device tree and
 * purgatory, in this order, each as low as it can lie. If there is no room for
 * the others, the kernel moves up, as in Linux's image_load() (arch/arm64/
 * kernel/kexec_image.c). The tree comes from the request, complete but for the
 * addresses of the initrd. With a timeline, it gets one behind it.
 */
#include "core/protocol/linux_arm64.h"

#include "core/arch/arm64_check.h"
#include "core/arch/arm64_crash.h"
#include "core/arch/arm64_purgatory.h"
#include "core/arch/arm64_stamps.h"
#include "core/initrd.h"

#define TWO_MIB	     0x200000ULL
#define ONE_GIB	     0x40000000ULL
#define INITRD_REACH (32 * ONE_GIB)

/* Offsets in that segment. */
struct layout {
	u64 timeline; /* behind the tree; 0: none */
	u64 tree_end;
	u64 stamps;
	u64 purgatory;
	u64 end;
};

struct load {
	const struct kx_request *request;
	const struct kx_kernel *kernel;
	struct kx_plan *plan;
	struct kx_fault *fault;
	struct layout layout;
	struct kx_range at; /* of the kernel, with what is below its image */
	struct kx_range initrd;
	struct kx_crash_parts crash; /* for a crash kernel; else empty */
	u32 reserved;		     /* segments for its purpose: the first */
	u8 *check;		     /* that of a crash kernel; NULL: none */
};

static int fail_tree(const struct load *load, const char *what, u64 value,
		     u64 limit)
{
	return kx_fault_set(load->fault, KX_E_TREE, what, value, limit);
}

static bool has_slot(struct kx_bytes tree, u32 slot)
{
	return slot && kx_bytes_have(tree, slot, 8);
}

static int check_tree(struct load *load)
{
	struct kx_bytes tree = load->request->dtb;

	if (!tree.size)
		return kx_fault_set(load->fault, KX_E_NO_TREE, NULL, 0, 0);
	if (tree.size > KX_TREE_MAX)
		return fail_tree(load, "size", tree.size, KX_TREE_MAX);
	if (!kx_tree_is(tree))
		return fail_tree(load, "header", tree.size, KX_TREE_HEADER);
	if (kx_tree_size(tree) != tree.size)
		return fail_tree(load, "totalsize", kx_tree_size(tree),
				 tree.size);
	return 0;
}

static int place_kernel(struct load *load)
{
	u64 start = 0;
	int err = kx_kernel_place(load->request, load->kernel, load->plan,
				  &start, load->fault);

	if (!err)
		load->at =
			(struct kx_range){ start, start + load->kernel->size };
	return err;
}

/* Where data may begin that the kernel reads. */
static u64 lowest_of(const struct load *load)
{
	return load->kernel->hides_below ? load->at.end : 0;
}

/*
 * Initrd and kernel lie in one window of 32 GiB that begins at a multiple of 1
 * GiB: an initrd that is above the kernel in the last such window that the
 * kernel is in, one that is below it in the first.
 *
 * Linux takes the whole pages of its own size that the initrd is in for memory
 * that it may map, whatever the firmware says of their other bytes
 * (memblock_clear_nomap() in arm64_memblock_init()).
 */
static int place_initrds(struct load *load)
{
	u64 end = load->at.end + ONE_GIB - 1;
	struct kx_want want = {
		.align = load->kernel->page_bytes,
		.order = KX_PLACE_LOWEST,
	};

	end -= end % ONE_GIB;
	want.within.start = end > INITRD_REACH ? end - INITRD_REACH : 0;
	if (want.within.start < lowest_of(load))
		want.within.start = lowest_of(load);
	want.within.end =
		load->at.start - load->at.start % ONE_GIB + INITRD_REACH;
	return kx_initrd_place(load->request, want, load->plan, &load->initrd,
			       load->fault);
}

/* A tree of nearly the most bytes that Linux takes has no room for it. */
static bool has_timeline(const struct kx_request *request, u64 tree_room)
{
	return request->flags & KX_TIMELINE &&
	       kx_request_purpose(request)->has_timeline &&
	       tree_room + sizeof(struct kx_timeline) <= KX_TREE_MAX;
}

static struct layout lay_out(const struct kx_request *request)
{
	u64 room = kx_align_down(request->dtb.size + 7, 8);
	struct layout layout = {
		.tree_end = request->dtb.size,
		.purgatory = room,
	};

	if (has_timeline(request, room)) {
		layout.timeline = room;
		layout.tree_end = room + sizeof(struct kx_timeline);
		layout.stamps =
			kx_align_down(layout.tree_end + KX_TIMELINE_ALIGN - 1,
				      KX_TIMELINE_ALIGN);
		layout.purgatory = layout.stamps + KX_ARM64_STAMPS_SIZE;
	}
	layout.end = layout.purgatory + KX_ARM64_PURGATORY_SIZE;
	return layout;
}

/*
 * Linux maps the 2 MiB that the tree is in: best is if all of them are RAM that
 * nobody else has. If there are none, the tree lies at least inside of 2 MiB.
 */
static int find_data(const struct load *load, struct kx_range *hole)
{
	u64 size = load->layout.end;
	struct kx_want want = {
		.part = KX_PART_BOOT_DATA,
		.size = size > TWO_MIB ? size : TWO_MIB,
		.align = TWO_MIB,
		.within = { lowest_of(load), load->kernel->reach.end },
		.order = KX_PLACE_LOWEST,
	};

	if (!kx_plan_find(load->request, load->plan, want, hole, NULL))
		return 0;
	want.size = size;
	want.align = load->request->machine->limits.page_size;
	while (want.align < load->layout.tree_end)
		want.align <<= 1;
	return kx_plan_find(load->request, load->plan, want, hole, load->fault);
}

/* Linux finds the headers by the tree alone: it must have their place. */
static int write_headers(const struct load *load, u8 *tree)
{
	const struct kx_tree_slots *slots = &load->request->slots;
	struct kx_bytes bytes = load->request->dtb;
	int err;

	if (kx_range_is_empty(load->crash.elfcorehdr))
		return 0;
	/* A root of too few cells is why there is no slot (core/chosen.c). */
	err = kx_arm64_crash_check_cells(
		slots, load->request->machine->limits.crash, load->fault);
	if (err)
		return err;
	if (!slots->elfcorehdr ||
	    !kx_bytes_have(bytes, slots->elfcorehdr,
			   4ULL * slots->address_cells +
				   4ULL * slots->size_cells))
		return fail_tree(load, "headers", slots->elfcorehdr,
				 bytes.size);
	return kx_arm64_crash_tell(slots, load->crash.elfcorehdr, tree,
				   load->fault);
}

static int write_initrd(const struct load *load, u8 *tree)
{
	const struct kx_tree_slots *slots = &load->request->slots;
	struct kx_bytes bytes = load->request->dtb;
	bool has_slots = has_slot(bytes, slots->initrd_start) &&
			 has_slot(bytes, slots->initrd_end);

	if (has_slots) {
		kx_write_be64(tree + slots->initrd_start, load->initrd.start);
		kx_write_be64(tree + slots->initrd_end, load->initrd.end);
		return 0;
	}
	if (kx_range_is_empty(load->initrd))
		return 0;
	return fail_tree(load, "initrd", slots->initrd_end, bytes.size);
}

/* The tree ends behind it, and the entry is what stamps it. */
static void add_timeline(const struct load *load, struct kx_range at, u8 *data)
{
	const struct layout *layout = &load->layout;
	struct kx_plan *plan = load->plan;

	if (!layout->timeline)
		return;
	kx_tree_set_size(data, (u32)layout->tree_end);
	plan->timeline = kx_arm64_stamps_write(data + layout->stamps,
					       at.start + layout->timeline);
	plan->entry.address =
		at.start + layout->stamps + sizeof(struct kx_arm64_stamps);
}

static int write_data(struct load *load, struct kx_range at, u8 *data)
{
	u64 purgatory = load->layout.purgatory;
	struct kx_plan *plan = load->plan;
	int err;

	memcpy(data, load->request->dtb.data, load->request->dtb.size);
	plan->kernel = (struct kx_entry){
		.mode = load->kernel->ways[0].mode,
		.address = load->at.start + load->kernel->ways[0].offset,
		.arguments = { at.start },
	};
	plan->entry = (struct kx_entry){
		.mode = &kx_entry_arm64,
		.address = at.start + purgatory,
	};
	kx_arm64_purgatory_write(data + purgatory, &plan->kernel);
	add_timeline(load, at, data);
	err = write_headers(load, data);
	return err ? err : write_initrd(load, data);
}

static int add_data(struct load *load)
{
	u64 page = load->request->machine->limits.page_size;
	u64 size = load->layout.end;
	struct kx_range at;
	u8 *data;
	int err = find_data(load, &at);

	if (err)
		return err;
	data = kx_arena_take(load->request->arena, size, 16);
	if (!data)
		return kx_fault_set(load->fault, KX_E_FULL, "arena", size,
				    load->request->arena->size);
	err = write_data(load, at, data);
	if (err)
		return err;
	/* The hole may be larger than what is in it, which is small. */
	at.end = at.start + kx_align_down(size + page - 1, page);
	return kx_plan_add(load->plan, KX_PART_BOOT_DATA, kx_bytes(data, size),
			   at, load->fault);
}

/* Headers of a crash kernel, at the end of its region: they stay there. */
static int reserve(struct load *load)
{
	const struct kx_request *request = load->request;
	const struct kx_purpose_row *purpose = kx_request_purpose(request);
	int err = purpose->reserve(request, load->plan, &load->crash,
				   load->fault);

	if (!err && purpose->is_in_region)
		err = kx_arm64_check_reserve(request, load->plan, &load->check,
					     load->fault);
	load->reserved = load->plan->count;
	return err;
}

/* The plan begins anew each time. */
static int place_all(struct load *load)
{
	int err;

	load->plan->count = load->reserved;
	err = place_kernel(load);
	if (!err)
		err = place_initrds(load);
	return err ? err : add_data(load);
}

/*
 * A kernel that is not in the way of the others helps them only in another
 * window, which its next GiB has.
 */
static u64 next_start(struct load *load)
{
	u64 gib = load->at.start - load->at.start % ONE_GIB + ONE_GIB;
	bool is_far;

	load->plan->count = load->reserved;
	is_far = place_initrds(load) == -KX_E_NO_HOLE;
	return is_far && gib > load->at.end ? gib : load->at.end;
}

/* The first failure has the most memory to choose from: it is the one told. */
static int plan_linux(const struct kx_request *request,
		      const struct kx_kernel *kernel, struct kx_plan *plan,
		      struct kx_fault *fault)
{
	struct kx_kernel moved = *kernel;
	struct load load = {
		.request = request,
		.kernel = &moved,
		.plan = plan,
		.fault = fault,
	};
	int err = check_tree(&load);
	int first;

	load.layout = lay_out(request);
	if (!err)
		err = reserve(&load);
	if (!err)
		err = place_all(&load);
	first = err;
	load.fault = NULL;
	while (err == -KX_E_NO_HOLE && !kx_range_is_empty(load.at)) {
		moved.preferred = next_start(&load);
		load.at = (struct kx_range){ 0, 0 };
		err = place_all(&load);
	}
	if (err)
		return first;
	if (load.check)
		kx_arm64_check_write(request, plan, load.check);
	return 0;
}

const struct kx_protocol kx_protocol_linux_arm64 = {
	.name = "Linux on arm64",
	.is_for_crash = true,
	.takes_dtb = true,
	.plan = plan_linux,
};
