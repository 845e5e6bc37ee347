// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The rules of kexec_load(2), in Linux's order: each rule is checked for all
 * segments before the next rule. So a list with several errors gives the same
 * errno here as in Linux.
 */
#include "core/segment.h"

struct checker {
	struct kx_segments list;
	const struct kx_segment_limits *limits;
	struct kx_fault *fault;
};

static int segment_fault(const struct checker *check, int code, u32 segment,
			 u64 value, u64 limit)
{
	kx_fault_set(check->fault, code, NULL, value, limit);
	if (check->fault)
		check->fault->segment = segment;
	return -code;
}

static struct kx_range destination(const struct kx_segment *segment)
{
	/* Does not wrap: check_address() comes before every use. */
	return (struct kx_range){ .start = segment->mem,
				  .end = segment->mem + segment->memsz };
}

static int check_address(const struct checker *check, u32 i)
{
	const struct kx_segment *segment = &check->list.segments[i];
	const struct kx_segment_limits *limits = check->limits;
	struct kx_range range;

	if (!kx_range_make(segment->mem, segment->memsz, &range))
		return segment_fault(check, KX_E_WRAPS, i, segment->memsz, 0);
	if ((range.start | range.end) & (limits->page_size - 1))
		return segment_fault(check, KX_E_UNALIGNED, i, segment->mem,
				     limits->page_size);
	if (range.end >= limits->address_limit)
		return segment_fault(check, KX_E_BEYOND_LIMIT, i, range.end,
				     limits->address_limit);
	return 0;
}

static int check_overlap(const struct checker *check, u32 i)
{
	struct kx_range range = destination(&check->list.segments[i]);
	u32 j;

	for (j = 0; j < i; j++) {
		struct kx_range other = destination(&check->list.segments[j]);

		if (!kx_range_overlaps(range, other))
			continue;
		segment_fault(check, KX_E_OVERLAP, i, range.start, other.start);
		if (check->fault)
			check->fault->other = j;
		return -KX_E_OVERLAP;
	}
	return 0;
}

static int check_buffer(const struct checker *check, u32 i)
{
	const struct kx_segment *segment = &check->list.segments[i];

	if (segment->bufsz > segment->memsz)
		return segment_fault(check, KX_E_BUFFER_LARGER, i,
				     segment->bufsz, segment->memsz);
	return 0;
}

/* Pages of a segment; Linux PAGE_COUNT() of an aligned size. */
static u64 page_count(const struct checker *check, u32 i)
{
	return check->list.segments[i].memsz / check->limits->page_size;
}

static int check_size(const struct checker *check, u32 i)
{
	u64 half = check->limits->ram_pages / 2;

	if (page_count(check, i) > half)
		return segment_fault(check, KX_E_SEGMENT_TOO_LARGE, i,
				     check->list.segments[i].memsz,
				     half * check->limits->page_size);
	return 0;
}

static int check_sum(const struct checker *check)
{
	u64 half = check->limits->ram_pages / 2;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < check->list.count; i++)
		sum += page_count(check, i);
	if (sum > half)
		return segment_fault(check, KX_E_SUM_TOO_LARGE, KX_NO_SEGMENT,
				     sum * check->limits->page_size,
				     half * check->limits->page_size);
	return 0;
}

static int check_crash(const struct checker *check, u32 i)
{
	struct kx_range range = destination(&check->list.segments[i]);

	if (kx_range_is_empty(check->limits->crash) ||
	    !kx_range_contains(check->limits->crash, range))
		return segment_fault(check, KX_E_SEGMENT_OUTSIDE, i,
				     range.start, check->limits->crash.start);
	return 0;
}

static int check_each(const struct checker *check,
		      int (*rule)(const struct checker *check, u32 i))
{
	u32 i;

	for (i = 0; i < check->list.count; i++) {
		int err = rule(check, i);

		if (err)
			return err;
	}
	return 0;
}

int kx_segments_check(struct kx_segments list,
		      const struct kx_segment_limits *limits,
		      struct kx_fault *fault)
{
	static int (*const rules[])(const struct checker *check, u32 i) = {
		check_address,
		check_overlap,
		check_buffer,
		check_size,
	};
	const struct checker check = { list, limits, fault };
	u32 i;
	int err;

	if (list.count > KX_SEGMENT_MAX)
		return kx_fault_set(fault, KX_E_SEGMENT_COUNT, NULL, list.count,
				    KX_SEGMENT_MAX);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		err = check_each(&check, rules[i]);
		if (err)
			return err;
	}
	err = check_sum(&check);
	if (err || !limits->is_crash)
		return err;
	return check_each(&check, check_crash);
}

int kx_flags_check(u64 flags, u64 nr_segments, u64 known, u64 arch,
		   struct kx_fault *fault)
{
	/* A crash kernel can't return. */
	const u64 never_together = KX_ON_CRASH | KX_PRESERVE_CONTEXT;
	u64 low = flags & 0xffff;
	u64 wanted = flags & KX_ARCH_MASK;

	if (low & ~known || (low & never_together) == never_together)
		return kx_fault_set(fault, KX_E_FLAGS, "flags", low, known);
	if (nr_segments > KX_SEGMENT_MAX)
		return kx_fault_set(fault, KX_E_SEGMENT_COUNT, NULL,
				    nr_segments, KX_SEGMENT_MAX);
	if (wanted && wanted != arch)
		return kx_fault_set(fault, KX_E_ARCH, "architecture",
				    wanted >> 16, arch >> 16);
	return 0;
}

int kx_entry_check(u64 entry, const struct kx_segment_limits *limits,
		   struct kx_fault *fault)
{
	struct kx_range crash = limits->crash;
	u64 last = kx_range_is_empty(crash) ? 0 : crash.end - 1;

	if (entry < crash.start || entry > last)
		return kx_fault_set(fault, KX_E_ENTRY_OUTSIDE, "entry", entry,
				    crash.start);
	return 0;
}
