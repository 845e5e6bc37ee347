// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rules of Linux's Documentation/arch/arm64/booting.rst, each as it is
 * written there. The header of the kernel is found by its magic, whatever the
 * file is.
 */
#include "test/unit/core/arm64_oracle.h"

#include "core/arch/arm64_check.h"
#include "core/arch/arm64_stamps.h"
#include "core/digest.h"
#include "test/unit/core/read_plan.h"

#include <elf.h>

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
	u64 purgatory; /* address of what enters the kernel */
	u64 copy;      /* of a timeline; 0: there is none */
};

static const u8 *bytes_at(const struct kx_plan *plan, u64 address, u64 size)
{
	const u8 *found = NULL;
	u32 i;

	for (i = 0; i < plan->count && !found; i++)
		found = read_bytes(&plan->segments[i], address, size);
	return found;
}

static bool has_row(const struct kx_arm64_check *check,
		    const struct kx_segment *of)
{
	u64 digest = kx_digest_padded(kx_bytes(of->buf, of->bufsz), of->memsz);
	u64 count = read_number(check->count, 8);
	u64 i;

	for (i = 0; i < count && i < KX_CRASH_ROWS; i++)
		if (read_number(check->rows[i].start, 8) == of->mem &&
		    read_number(check->rows[i].size, 8) == of->memsz &&
		    read_number(check->rows[i].digest, 8) == digest)
			return true;
	return false;
}

/* Its rows have all that it can have, and no more. */
static const char *check_rows(const struct view *view,
			      const struct kx_arm64_check *check)
{
	const struct kx_plan *plan = view->plan;
	u64 rows = 0;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		if (plan->parts[i] == KX_PART_PURGATORY ||
		    (plan->parts[i] == KX_PART_ELFCOREHDR &&
		     view->request->crash->elfcorehdr_room))
			continue;
		if (!has_row(check, &plan->segments[i]))
			return "a segment has no digest, or a wrong one";
		if (!plan->segments[i].memsz || plan->segments[i].memsz % 32)
			return "a digest is not of whole stripes";
		rows++;
	}
	return rows == read_number(check->count, 8)
		       ? NULL
		       : "a digest is of no segment";
}

/* A crash kernel's image begins with what verifies it. */
static const char *check_digests(struct view *view)
{
	const struct kx_plan *plan = view->plan;
	const struct kx_arm64_check *check;
	const u8 *at;
	u64 own = KX_ARM64_CHECK_CODE + offsetof(struct kx_arm64_check, own);

	view->purgatory = plan->entry.address;
	if (view->request->purpose != KX_PURPOSE_CRASH)
		return NULL;
	at = bytes_at(plan, plan->entry.address, KX_ARM64_CHECK_SIZE);
	if (!at || !read_segment(plan, "purgatory") ||
	    plan->entry.address != read_segment(plan, "purgatory")->mem)
		return "a crash plan does not begin in its purgatory";
	check = (const struct kx_arm64_check *)(at + KX_ARM64_CHECK_CODE);
	if (read_number(check->own, 8) != kx_digest(kx_bytes(at, own)))
		return "the purgatory's own digest is wrong";
	view->purgatory = read_number(check->entry, 8);
	return check_rows(view, check);
}

/* What stamps it ends where the purgatory begins. */
static const char *check_stamps(struct view *view)
{
	const struct kx_plan *plan = view->plan;
	const u64 head = sizeof(struct kx_arm64_stamps);
	u8 wanted[KX_ARM64_STAMPS_SIZE];
	const u8 *at;

	if (!plan->timeline)
		return NULL;
	if (!(view->request->flags & KX_TIMELINE) ||
	    view->request->purpose != KX_PURPOSE_NORMAL)
		return "a timeline that nobody wants";
	at = bytes_at(plan, view->purgatory - head, sizeof(wanted));
	if (!at || at != (const u8 *)plan->timeline)
		return "no stamps lie at the entry";
	if (view->purgatory % KX_TIMELINE_ALIGN)
		return "kexec.ko does not find the stamps";
	view->copy = read_number(at + sizeof(struct kx_timeline), 8);
	kx_arm64_stamps_write(wanted, view->copy);
	if (memcmp(at, wanted, sizeof(wanted)) != 0)
		return "they are other stamps";
	view->purgatory += sizeof(wanted) - head;
	return NULL;
}

/* Six instructions, and two numbers that they load. */
static const char *check_purgatory(struct view *view)
{
	static const u8 code[] = { 0xc4, 0, 0,	  0x58, 0xe0, 0, 0,    0x58,
				   0xe1, 3, 0x1f, 0xaa, 0xe2, 3, 0x1f, 0xaa,
				   0xe3, 3, 0x1f, 0xaa, 0x80, 0, 0x1f, 0xd6 };
	const u8 *at = bytes_at(view->plan, view->purgatory, 40);

	if (!at || memcmp(at, code, sizeof(code)))
		return "there is no purgatory at the entry";
	if (view->purgatory % 8)
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

static u64 read_cells(const u8 *at, u32 cells)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < 4 * cells; i++)
		value = value << 8 | at[i];
	return value;
}

static u64 read_big(const u8 *at)
{
	return read_cells(at, 2);
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

/* Linux maps the whole pages, of its own size, that the initrd is in. */
static const char *check_initrd_pages(struct view *view)
{
	u32 size = read_number(view->header + 24, 8) >> 1 & 3;
	u64 page = 0x400ULL << 2 * size;
	struct kx_range pages = view->initrd;

	if (!pages.end || !size)
		return NULL;
	pages.start -= pages.start % page;
	pages.end += (page - pages.end % page) % page;
	return kx_memmap_covers(&view->request->machine->usable, pages,
				KX_MEM_RAM)
		       ? NULL
		       : "the initrd shares a page of the kernel's with what "
			 "is no usable RAM";
}

static bool is_slot(const struct view *view, u64 offset)
{
	const struct kx_tree_slots *slots = &view->request->slots;

	u64 pair = 4 * (u64)(slots->address_cells + slots->size_cells);

	/* totalsize */
	if (view->copy && offset - 4 < 4)
		return true;
	return (slots->initrd_start && offset - slots->initrd_start < 8) ||
	       (slots->initrd_end && offset - slots->initrd_end < 8) ||
	       (slots->elfcorehdr && offset - slots->elfcorehdr < pair);
}

/* The copy is right behind the tree, and the last bytes that it has. */
static const char *find_tree(struct view *view)
{
	u64 size = view->request->dtb.size;
	const u8 *tree;

	if (view->copy)
		size = view->copy + sizeof(struct kx_timeline) - view->tree;
	tree = bytes_at(view->plan, view->tree, size);
	if (!tree)
		return "the tree lies in no segment";
	view->tree_at = (struct kx_range){ view->tree, view->tree + size };
	if (!view->copy)
		return NULL;
	if (view->copy % 8)
		return "the copy is not aligned";
	if (view->copy < view->tree + view->request->dtb.size ||
	    view->copy - view->tree - view->request->dtb.size >= 8)
		return "the copy is not behind the tree";
	return read_cells(tree + 4, 1) == size ? NULL
					       : "the tree has another end";
}

static const char *check_tree(struct view *view)
{
	struct kx_bytes wanted = view->request->dtb;
	const u8 *tree = bytes_at(view->plan, view->tree, wanted.size);
	u64 i;

	if (view->tree % 8)
		return "the tree is not at a multiple of 8";
	if (view->tree_at.end - view->tree > 2 * MIB)
		return "the tree is too large";
	if (view->tree / (2 * MIB) != (view->tree_at.end - 1) / (2 * MIB))
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

/* In the region alone, with the tree leading to the headers at its end. */
static const char *check_crash(struct view *view)
{
	const struct kx_segment *headers =
		read_segment(view->plan, "elfcorehdr");
	const struct kx_tree_slots *slots = &view->request->slots;
	struct kx_range region = view->request->machine->limits.crash;
	struct kx_range at = { 0, 0 };
	const u8 *named;
	u32 i;

	if (view->request->purpose != KX_PURPOSE_CRASH)
		return headers ? "a normal kernel has headers of a dump" : NULL;
	if (!headers)
		return "a crash plan lacks its headers";
	if (headers->bufsz < sizeof(Elf32_Ehdr) ||
	    memcmp(headers->buf, ELFMAG, SELFMAG) != 0 ||
	    read_number((const u8 *)headers->buf + 16, 2) != ET_CORE ||
	    read_number((const u8 *)headers->buf + 18, 2) != EM_AARCH64)
		return "the headers are no core's of arm64";
	if (headers->memsz < view->request->crash->elfcorehdr_room)
		return "the headers have not the room that was asked for";
	named = bytes_at(view->plan, view->tree, view->request->dtb.size);
	if (!named || !slots->elfcorehdr)
		return "the tree has no place for the headers";
	named += slots->elfcorehdr;
	at.start = read_cells(named, slots->address_cells);
	at.end = at.start + read_cells(named + 4 * slots->address_cells,
				       slots->size_cells);
	if (at.start != headers->mem || at.end != headers->mem + headers->memsz)
		return "the tree does not name the headers";
	for (i = 0; i < view->plan->count; i++)
		if (!kx_range_contains(region,
				       read_range(&view->plan->segments[i])))
			return "a segment lies in memory of the old kernel";
	return NULL;
}

const char *arm64_oracle(const struct kx_request *request,
			 const struct kx_plan *plan)
{
	static const char *(*const checks[])(struct view * view) = {
		check_digests, check_stamps, check_purgatory,	 check_kernel,
		check_image,   find_initrd,  check_initrd_pages, find_tree,
		check_tree,    check_window, check_below,	 check_crash,
	};
	struct view view = { .request = request, .plan = plan };
	const char *broken = NULL;
	u32 i;

	if (request->purpose == KX_PURPOSE_RETURNING)
		return "a purpose that is missing has a plan";
	if (plan->kernel.mode != &kx_entry_arm64)
		return "the kernel is not entered as arm64's";
	for (i = 0; i < ARRAY_SIZE(checks) && !broken; i++)
		broken = checks[i](&view);
	return broken;
}
