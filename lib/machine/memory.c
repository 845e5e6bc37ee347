// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory that a load can get. Linux's own estimate (MemAvailable) keeps a
 * reserve, and counts memory that the kernel can't use for its own pages. The
 * possible memory is a sum of all that Linux would reclaim before it starts the
 * OOM killer. If that sum is too large, a load may kill a process; if it is too
 * small, a load is refused.
 */
#include "lib/machine/memory.h"

#include <stddef.h>

#include "lib/text/proc.h"
#include "lib/text/text.h"

/* Limit of page counts from a file, so that a sum of all lines never wraps. */
#define PAGES_MAX (1ULL << 40)

/* Sums over zones, in pages. */
struct zones {
	u64 movable; /* free or cached in ZONE_MOVABLE */
	/* In all other zones: */
	u64 listed; /* in per-CPU lists, not part of MemFree */
	u64 least;  /* below the min watermark: no load gets it */
	u64 boost;  /* temporary part of @least */
};

/* clang-format off */
static const struct {
	const char *name;
	bool is_movable;
	size_t offset; /* of a u64 in struct zones */
} zone_lines[] = {
	{ "nr_free_pages ", true, offsetof(struct zones, movable) },
	{ "nr_zone_inactive_file ", true, offsetof(struct zones, movable) },
	{ "nr_zone_active_file ", true, offsetof(struct zones, movable) },
	{ "count: ", false, offsetof(struct zones, listed) },
	{ "min ", false, offsetof(struct zones, least) },
	{ "boost ", false, offsetof(struct zones, boost) },
};
/* clang-format on */

/* Parses a number after its name and blanks. */
static bool read_number(struct kx_bytes line, const char *name, u64 *value)
{
	struct kx_bytes rest;

	if (!kxl_text_after(line, name, &rest))
		return false;
	rest = kxl_text_trim(rest);
	return kxl_text_number(&rest, 10, value);
}

/* The lines of a zone follow its "Node 0, zone Normal". */
static void sum_zones(struct kx_bytes zoneinfo, struct zones *zones)
{
	bool is_movable = false;
	struct kx_bytes line;
	u64 pages = 0;
	u64 *sum;
	size_t i;

	while (kxl_text_line(&zoneinfo, &line)) {
		line = kxl_text_trim(line);
		if (kxl_text_after(line, "Node ", &line)) {
			is_movable = kxl_text_has_word(line, "Movable");
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(zone_lines); i++) {
			sum = (void *)((char *)zones + zone_lines[i].offset);
			if (zone_lines[i].is_movable == is_movable &&
			    read_number(line, zone_lines[i].name, &pages) &&
			    pages < PAGES_MAX && *sum < PAGES_MAX)
				*sum += pages;
		}
	}
}

/*
 * The size of ZFS' cache, which ZFS frees on demand and no line of meminfo
 * counts: "size 4 BYTES".
 */
static u64 find_arc(struct kx_bytes arcstats)
{
	struct kx_bytes line;
	u64 bytes = 0;

	while (kxl_text_line(&arcstats, &line)) {
		if (kxl_text_after(line, "size ", &line) &&
		    read_number(kxl_text_trim(line), "4 ", &bytes))
			return bytes;
	}
	return 0;
}

/* Memory of programs and tmpfs, as far as it fits in free swap. */
static u64 find_swappable(struct kx_bytes meminfo)
{
	u64 free = 0;
	u64 active = 0;
	u64 inactive = 0;
	u64 used;

	if (!kxl_mem_line(meminfo, "SwapFree", &free) ||
	    !kxl_mem_line(meminfo, "Active(anon)", &active) ||
	    !kxl_mem_line(meminfo, "Inactive(anon)", &inactive) ||
	    __builtin_add_overflow(active, inactive, &used))
		return 0;
	return used < free ? used : free;
}

static u64 find_reclaimable(struct kx_bytes meminfo)
{
	u64 bytes = 0;

	/* KReclaimable (Linux 4.20) includes SReclaimable. */
	if (!kxl_mem_line(meminfo, "KReclaimable", &bytes))
		(void)kxl_mem_line(meminfo, "SReclaimable", &bytes);
	return bytes;
}

/* Saturating addition. */
static u64 plus(u64 a, u64 b)
{
	u64 sum;

	return __builtin_add_overflow(a, b, &sum) ? ~0ULL : sum;
}

static u64 minus(u64 a, u64 b)
{
	return b < a ? a - b : 0;
}

static u64 sum_possible(const struct kxl_memory_texts *texts,
			const struct zones *zones, u64 total, u64 free)
{
	u64 page = texts->page_bytes;
	u64 least = minus(zones->least, zones->boost) * page;
	u64 active = 0;
	u64 inactive = 0;
	u64 balloon = 0;
	u64 sum;

	(void)kxl_mem_line(texts->meminfo, "Active(file)", &active);
	(void)kxl_mem_line(texts->meminfo, "Inactive(file)", &inactive);
	/* A balloon may deflate before the OOM killer starts (Linux 6.16). */
	(void)kxl_mem_line(texts->meminfo, "Balloon", &balloon);
	sum = plus(plus(plus(free, active), inactive), balloon);
	sum = plus(sum, find_reclaimable(texts->meminfo));
	sum = minus(sum, zones->movable * page);
	sum = minus(sum, least);
	sum = plus(sum, zones->listed * page);
	sum = plus(sum, find_swappable(texts->meminfo));
	sum = plus(sum, find_arc(texts->arcstats));
	/* Memory that drivers can free is not in any file. */
	return plus(sum, total / 32);
}

/*
 * CMA is free memory that the kernel can't use for its own pages, but segments
 * can since Linux 6.17.
 */
bool kxl_memory_find(const struct kxl_memory_texts *texts,
		     struct kxl_memory *memory)
{
	struct zones zones = { 0 };
	u64 available = 0;
	u64 possible;
	u64 total = 0;
	u64 free = 0;
	u64 cma = 0;

	if (!kxl_mem_line(texts->meminfo, "MemAvailable", &available) ||
	    !kxl_mem_line(texts->meminfo, "MemFree", &free) ||
	    !kxl_mem_total(texts->meminfo, &total))
		return false;
	(void)kxl_mem_line(texts->meminfo, "CmaFree", &cma);
	sum_zones(texts->zoneinfo, &zones);
	available =
		minus(minus(available, zones.movable * texts->page_bytes), cma);
	available = plus(available, find_swappable(texts->meminfo));
	possible = sum_possible(texts, &zones, total, free);
	*memory = (struct kxl_memory){
		.available = available,
		.possible = possible > available ? possible : available,
	};
	return true;
}
