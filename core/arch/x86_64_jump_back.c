// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernels that return, on x86_64. Their memory map has only memory that is
 * saved before they run and restored afterwards. Segments cause that memory to
 * be saved, and the command line has the address to return to.
 */
#include "core/arch/x86_64_jump_back.h"

#include "core/arch/x86_64_boot_data.h"

#define AREAS 2 /* the window and low memory */

/*
 * A piece is an intersection of ranges of two maps: at most one less than the
 * ranges of both maps.
 */
static u32 pieces_max(const struct kx_machine *machine)
{
	return AREAS * (machine->firmware.count + machine->usable.count);
}

/* Every piece splits an entry of the firmware's map. */
static u32 entries_max(const struct kx_machine *machine)
{
	return machine->firmware.count + 2 * pieces_max(machine) + 2;
}

u64 kx_jump_back_size(const struct kx_request *request)
{
	return (u64)entries_max(request->machine) * sizeof(struct kx_memory);
}

/* Everything that may be RAM starts as ACPI data; see jump_back.h for why. */
static void hold_back(const struct kx_memmap *firmware, struct kx_memmap *map)
{
	u32 i;

	for (i = 0; i < firmware->count; i++) {
		map->entries[i] = firmware->entries[i];
		if (map->entries[i].type == KX_MEM_RAM ||
		    map->entries[i].type == KX_MEM_SOFT_RESERVED)
			map->entries[i].type = KX_MEM_ACPI;
	}
	map->count = firmware->count;
}

/* Add the usable parts of one firmware range that are in one area. */
static int give_area(const struct kx_request *request, struct kx_range range,
		     struct kx_memmap *map)
{
	const struct kx_memmap *usable = &request->machine->usable;
	u64 page = request->machine->limits.page_size;
	u32 i = kx_memmap_find(usable, range.start);
	int err = 0;

	for (; i < usable->count && !err; i++) {
		const struct kx_memory *memory = &usable->entries[i];

		if (memory->range.start >= range.end)
			break;
		if (memory->type == KX_MEM_RAM)
			err = kx_memmap_set(
				map,
				kx_range_inside(kx_range_intersect(
							range, memory->range),
						page),
				KX_MEM_RAM);
	}
	return err;
}

static int give_range(const struct kx_request *request, struct kx_range range,
		      struct kx_memmap *map)
{
	const struct kx_range areas[AREAS] = { request->within,
					       { 0, KX_LOW_END } };
	int err = 0;
	u32 i;

	for (i = 0; i < AREAS && !err; i++)
		err = give_area(request, kx_range_intersect(range, areas[i]),
				map);
	return err;
}

int kx_jump_back_memory(const struct kx_request *request,
			const struct kx_crash_parts *parts,
			struct kx_memmap *map, struct kx_fault *fault)
{
	const struct kx_memmap *firmware = &request->machine->firmware;
	u64 size = kx_jump_back_size(request);
	struct kx_memmap draft = { .capacity = entries_max(request->machine) };
	int err = 0;
	u32 i;

	(void)parts;
	draft.entries = kx_arena_take(request->arena, size, 16);
	if (!draft.entries)
		return kx_fault_set(fault, KX_E_FULL, "arena", size,
				    request->arena->size);
	hold_back(firmware, &draft);
	for (i = 0; i < firmware->count && !err; i++)
		if (firmware->entries[i].type == KX_MEM_RAM)
			err = give_range(request, firmware->entries[i].range,
					 &draft);
	if (err)
		return kx_fault_set(fault, -err, "e820", draft.count,
				    draft.capacity);
	*map = draft;
	return 0;
}

/* If @rest begins in the segment, move its start to the segment's end. */
static void pass_segment(const struct kx_segment *segment,
			 struct kx_range *rest)
{
	const struct kx_range taken = { segment->mem,
					segment->mem + segment->memsz };

	if (kx_range_has(taken, rest->start))
		rest->start = taken.end < rest->end ? taken.end : rest->end;
}

/* The first part of @range that is in no segment; empty if there is none. */
static struct kx_range first_free(const struct kx_plan *plan,
				  struct kx_range range)
{
	u64 start;
	u32 i;

	do {
		start = range.start;
		for (i = 0; i < plan->count; i++)
			pass_segment(&plan->segments[i], &range);
	} while (range.start != start);
	for (i = 0; i < plan->count; i++)
		if (kx_range_has(range, plan->segments[i].mem))
			range.end = plan->segments[i].mem;
	return range;
}

static int keep_range(struct kx_range range, struct kx_plan *plan,
		      struct kx_fault *fault)
{
	int err = 0;

	while (!err) {
		struct kx_range part = first_free(plan, range);

		if (kx_range_is_empty(part))
			break;
		err = kx_plan_add(plan, KX_PART_KEPT, kx_bytes(NULL, 0), part,
				  fault);
		range.start = part.end;
	}
	return err;
}

int kx_jump_back_keep(const struct kx_memmap *map, struct kx_plan *plan,
		      struct kx_fault *fault)
{
	int err = 0;
	u32 i;

	for (i = 0; i < map->count && !err; i++)
		if (map->entries[i].type == KX_MEM_RAM)
			err = keep_range(map->entries[i].range, plan, fault);
	return err;
}

u32 kx_jump_back_cmdline(const struct kx_crash_parts *parts, char *to)
{
	static const char prefix[] = "kexec_jump_back_entry=0x"
				     "0000000000000000 ";
	u32 i;

	static_assert(sizeof(prefix) - 1 == KX_JUMP_BACK_ROOM, "its room");
	(void)parts;
	for (i = 0; i < KX_JUMP_BACK_ROOM; i++)
		to[i] = prefix[i];
	return KX_JUMP_BACK_ROOM;
}
