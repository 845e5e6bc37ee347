// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kexec_load(2) takes free pages for the bytes of segments. A page that lies
 * where a segment will be copied to goes to a list, and Linux walks that list
 * for each further page (kimage_alloc_page() in kernel/kexec_core.c). With an
 * initrd of 134 MB over memory that had just become free, that took 9 of the
 * 10.5 G instructions of a load. So an initrd lies where Linux takes no page:
 *
 *  - over pages that are in use, which nobody needs any more after the jump;
 *  - or in the middle of the longest free stretch. Linux takes last what it has
 *    never given out, and that from one end. The kernel may have been drawn to
 *    the middle: then a quarter of the stretch away from an end.
 */
#include "lib/machine/quiet.h"

#include <unistd.h>

#include "core/bytes.h"

#define MIB	   0x100000ULL
#define PAGE_BYTES 4096
#define FLAGS_SIZE 8
/* Linux include/uapi/linux/kernel-page-flags.h; 32 is of its private one. */
#define BUDDY	 (1ULL << 10)
#define NO_PAGE	 (1ULL << 20)
#define RESERVED (1ULL << 32)

/* In MiB. ISA's devices' memory lies below; what is below 4 GiB is enough. */
#define FIRST 16
#define END   4096

#define SIZE_MIN (4 * MIB)

enum use { GIVEN, FREE, BARRED };

struct map {
	u32 end;      /* in MiB */
	u8 uses[END]; /* enum use */
};

/* In MiB, without the end. */
struct window {
	u32 start;
	u32 end;
};

/* An unreadable page is one that there is none of. */
static enum use use_of(int fd, u64 page)
{
	u8 bytes[FLAGS_SIZE];
	u64 flags;

	if (pread(fd, bytes, sizeof(bytes), (off_t)(page * FLAGS_SIZE)) !=
	    sizeof(bytes))
		return BARRED;
	flags = kx_load_le64(bytes);
	if (flags & (NO_PAGE | RESERVED))
		return BARRED;
	return flags & BUDDY ? FREE : GIVEN;
}

static void read_map(int fd, const struct kx_machine *facts, struct map *map)
{
	const struct kx_memmap *ram = &facts->usable;
	u64 end = ram->count ? ram->entries[ram->count - 1].range.end : 0;
	u32 i;

	map->end = end / MIB < END ? (u32)(end / MIB) : END;
	/* The middle of each: blocks begin and end at the bounds. */
	for (i = FIRST; i < map->end; i++)
		map->uses[i] = kx_range_has(facts->due, i * MIB)
				       ? BARRED
				       : (u8)use_of(fd, (i * MIB + MIB / 2) /
								PAGE_BYTES);
}

static struct kx_range range_of(struct window window)
{
	return (struct kx_range){ window.start * MIB, window.end * MIB };
}

static void add(struct kx_machine *facts, struct window window)
{
	u32 i;

	if (facts->nr_quiet == KX_QUIET_MAX)
		return;
	for (i = 0; i < facts->nr_quiet; i++)
		if (kx_range_overlaps(facts->quiet[i], range_of(window)))
			return;
	facts->quiet[facts->nr_quiet++] = range_of(window);
}

/* Where nothing is free; one in each stretch that is long enough. */
static void add_given(const struct map *map, u32 width,
		      struct kx_machine *facts)
{
	u32 start = FIRST;
	u32 i;

	for (i = FIRST; i < map->end; i++) {
		if (map->uses[i] != GIVEN)
			start = i + 1;
		else if (i + 1 - start == width)
			add(facts, (struct window){ start, i + 1 });
	}
}

static void add_free(const struct map *map, u32 width, struct kx_machine *facts)
{
	static const u8 quarters[] = { 2, 1, 3 };
	struct window longest = { FIRST, FIRST };
	u32 start = FIRST;
	u32 spare;
	u32 i;

	for (i = FIRST; i < map->end; i++) {
		if (map->uses[i] != FREE)
			start = i + 1;
		else if (i + 1 - start > longest.end - longest.start)
			longest = (struct window){ start, i + 1 };
	}
	if (longest.end - longest.start < width)
		return;
	spare = longest.end - longest.start - width;
	for (i = 0; i < sizeof(quarters); i++) {
		u32 at = longest.start + spare * quarters[i] / 4;

		add(facts, (struct window){ at, at + width });
	}
}

void kxl_quiet_find(int fd, u64 size, struct kx_machine *facts)
{
	struct map map;
	u32 width;

	facts->nr_quiet = 0;
	if (fd < 0 || size < SIZE_MIN || size > (END - FIRST) * MIB)
		return;
	width = (u32)((size + MIB - 1) / MIB);
	read_map(fd, facts, &map);
	add_given(&map, width, facts);
	add_free(&map, width, facts);
}
