// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Draws the kernel's physical address. A place is drawn from all aligned ones
 * in RAM, and drawn again until nothing else is there. So no list of the free
 * places is needed, and all of them are equally likely.
 */
#include "core/kaslr.h"

#include "core/plan.h"

/* The aligned places in one stretch of RAM. */
static u64 count_slots(struct kx_range ram, const struct kx_want *want,
		       u64 *first)
{
	u64 start = 0;

	if (!kx_align_up(ram.start, want->align, &start) || start > ram.end ||
	    ram.end - start < want->size)
		return 0;
	*first = start;
	return (ram.end - start - want->size) / want->align + 1;
}

/* A map that is only read. */
struct ranges {
	const struct kx_memory *entries;
	u32 count;
};

/*
 * The map that the next kernel gets: segments lie in its RAM, too
 * (kx_plan_find()). Unknown, or a map of its own: everything.
 */
static struct ranges outer_of(const struct kx_request *request)
{
	static const struct kx_memory everywhere = { { 0, ~0ULL }, KX_MEM_RAM };
	const struct kx_memmap *firmware = &request->machine->firmware;

	if (firmware->count && !kx_request_purpose(request)->has_own_map)
		return (struct ranges){ firmware->entries, firmware->count };
	return (struct ranges){ &everywhere, 1 };
}

/* The address of slot @number goes to @found. Return: the count of all. */
static u64 walk(const struct kx_request *request, const struct kx_want *want,
		u64 number, u64 *found)
{
	const struct kx_memmap *map = &request->machine->usable;
	const struct ranges outer = outer_of(request);
	u64 first = 0;
	u64 sum = 0;
	u64 i;

	for (i = 0; i < (u64)map->count * outer.count; i++) {
		const struct kx_memory *a = &map->entries[i / outer.count];
		const struct kx_memory *b = &outer.entries[i % outer.count];
		struct kx_range ram = kx_range_intersect(a->range, b->range);
		u64 count;

		if (a->type != KX_MEM_RAM || b->type != KX_MEM_RAM)
			continue;
		count = count_slots(kx_range_intersect(ram, want->within), want,
				    &first);
		if (number >= sum && number - sum < count)
			*found = first + (number - sum) * want->align;
		sum += count;
	}
	return sum;
}

static bool is_avoided(const struct kx_kaslr *kaslr, struct kx_range place)
{
	u32 i;

	for (i = 0; i < kaslr->nr_avoid; i++)
		if (kx_range_overlaps(kaslr->avoid[i], place))
			return true;
	return false;
}

/* The places that overlap @range. */
static u64 count_over(const struct kx_request *request,
		      const struct kx_want *want, struct kx_range range)
{
	u64 more = want->size - 1;
	struct kx_want near = *want;
	u64 start = 0;

	range.start -= range.start < more ? range.start : more;
	range.end += ~0ULL - range.end < more ? ~0ULL - range.end : more;
	near.within = kx_range_intersect(want->within, range);
	return walk(request, &near, ~0ULL, &start);
}

/*
 * Memory that the running kernel gives out next makes a load slow. It is left
 * out if three quarters of the places that the command line allows are left,
 * which costs 0.42 bits at most.
 */
static bool is_due(const struct kx_request *request, const struct kx_draw *draw,
		   struct kx_range due, u64 slots, struct kx_range place)
{
	const struct kx_kaslr *kaslr = draw->kaslr;
	u64 avoided = 0;
	u32 i;

	if (!kx_range_overlaps(due, place))
		return false;
	for (i = 0; i < kaslr->nr_avoid; i++)
		avoided += count_over(request, &draw->want, kaslr->avoid[i]);
	return avoided <= slots &&
	       count_over(request, &draw->want, due) <= (slots - avoided) / 4;
}

static bool try(const struct kx_request *request, const struct kx_plan *plan,
		const struct kx_draw *draw, struct kx_range due,
		struct kx_range *hole)
{
	struct kx_want want = draw->want;
	u64 number = 0;
	u64 start = 0;
	u64 slots = walk(request, &want, ~0ULL, &start);

	if (!slots || !kx_random_below(&draw->kaslr->random, slots, &number))
		return false;
	(void)walk(request, &want, number, &start);
	want.within = (struct kx_range){ start, start + want.size };
	return !is_avoided(draw->kaslr, want.within) &&
	       !is_due(request, draw, due, slots, want.within) &&
	       !kx_plan_find(request, plan, want, hole, NULL);
}

static int fail_place(const struct kx_want *want, struct kx_fault *fault)
{
	(void)kx_fault_set(fault, KX_E_NO_HOLE, "kernel", want->size,
			   want->within.end);
	if (fault) {
		fault->part = KX_PART_KERNEL;
		fault->start = want->within.start;
	}
	return -KX_E_NO_HOLE;
}

int kx_kaslr_place(const struct kx_request *request, const struct kx_plan *plan,
		   const struct kx_draw *draw, struct kx_range *hole,
		   struct kx_fault *fault)
{
	const struct kx_range below = { 0, draw->kaslr->limit };
	const struct kx_range nothing = { 0, 0 };
	u64 page = request->machine->limits.page_size;
	struct kx_draw limited = *draw;
	struct kx_want *want = &limited.want;
	u32 i;

	if (!kx_align_up(want->size, page, &want->size))
		return kx_fault_set(fault, KX_E_HEADER, "kernel", want->size,
				    0);
	want->within = kx_range_intersect(
		kx_range_intersect(want->within, below), request->within);
	/* The second time with what is due: slow is better than no place. */
	for (i = 0; i < 2 * KX_KASLR_TRIES; i++)
		if (try(request, plan, &limited,
			i < KX_KASLR_TRIES ? request->machine->due : nothing,
			hole))
			return 0;
	return fail_place(want, fault);
}
