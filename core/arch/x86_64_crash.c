// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Crash kernels on x86_64: the ELF core headers, the backup of low memory, and
 * a memory map without the crashed kernel's memory. A PC needs some RAM below
 * 640 KiB to start its other CPUs. The crash kernel gets that RAM, so the
 * purgatory first copies its contents to the backup. Headers and backup are
 * placed at the end of the region, which leaves the rest of it to the kernel in
 * one piece.
 */
#include "core/arch/x86_64_crash.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_memmap.h"

/* ELF core headers, and a memory map, which is copied to e820 and to words. */
u64 kx_crash_size(const struct kx_request *request)
{
	const struct kx_machine *machine = request->machine;
	u64 entries = machine->firmware.count + 2ULL * machine->usable.count;
	u64 words = request->flags & KX_MEMMAP_WORDS ? KX_MEMMAP_WORD_ROOM : 0;

	/* Those of the regions are fewer than the slack of an arena. */
	return kx_elfcore_size(&request->crash->elfcore) +
	       2 * entries * (sizeof(struct kx_memory) + words);
}

/* @range, extended to whole pages. */
static struct kx_range pages_around(struct kx_range range, u64 page)
{
	range.start = kx_align_down(range.start, page);
	/* Does not wrap: it ends below KX_LOW_END. */
	range.end = kx_align_down(range.end + page - 1, page);
	return range;
}

/* From the first to the last byte of low RAM; holes between are included. */
static struct kx_range low_memory(const struct kx_memmap *map, u64 page)
{
	struct kx_range low = { KX_LOW_END, 0 };
	u32 i;

	for (i = 0; i < map->count; i++) {
		struct kx_range part =
			kx_range_intersect(map->entries[i].range,
					   (struct kx_range){ 0, KX_LOW_END });

		if (map->entries[i].type != KX_MEM_RAM ||
		    kx_range_is_empty(part))
			continue;
		if (part.start < low.start)
			low.start = part.start;
		if (part.end > low.end)
			low.end = part.end;
	}
	if (low.start > low.end)
		return (struct kx_range){ 0, 0 };
	return pages_around(low, page);
}

/* Zeroes at first: the purgatory copies low memory here after a crash. */
static int add_backup(const struct kx_request *request, struct kx_plan *plan,
		      struct kx_crash_parts *parts, struct kx_fault *fault)
{
	const struct kx_memmap *memory = request->crash->elfcore.memory;
	u64 page = request->machine->limits.page_size;
	int err;

	parts->backup = low_memory(memory, page);
	if (kx_range_is_empty(parts->backup))
		return 0;
	err = kx_plan_find(request, plan,
			   kx_crash_want(request, KX_PART_BACKUP,
					 kx_range_size(parts->backup)),
			   &parts->backup_to, fault);
	if (err)
		return err;
	return kx_plan_add(plan, KX_PART_BACKUP, kx_bytes(NULL, 0),
			   parts->backup_to, fault);
}

int kx_crash_reserve(const struct kx_request *request, struct kx_plan *plan,
		     struct kx_crash_parts *parts, struct kx_fault *fault)
{
	int err = kx_crash_check_region(request, fault);

	if (err)
		return err;
	err = add_backup(request, plan, parts, fault);
	if (err)
		return err;
	return kx_crash_add_headers(request, plan, parts, fault);
}

/*
 * From the firmware's map: everything except RAM, and the RAM below 640 KiB.
 * Soft-reserved memory may be RAM of the crashed kernel, and Linux adds it by
 * itself when it boots (6.3, drivers/dax/hmem).
 */
static void take_firmware(const struct kx_memmap *firmware,
			  struct kx_memmap *map)
{
	u32 i;

	for (i = 0; i < firmware->count; i++) {
		struct kx_memory entry = firmware->entries[i];

		if (entry.type == KX_MEM_RAM)
			entry.range = kx_range_intersect(
				entry.range,
				(struct kx_range){ 0, KX_LOW_END });
		if (entry.type == KX_MEM_SOFT_RESERVED)
			entry.type = KX_MEM_RESERVED;
		if (!kx_range_is_empty(entry.range))
			map->entries[map->count++] = entry;
	}
}

/* @map has room for all entries; -KX_E_FULL is a rule of kx_memmap. */
static int take_regions(const struct kx_request *request,
			const struct kx_crash_parts *parts,
			struct kx_memmap *map)
{
	const struct kx_memmap *usable = &request->machine->usable;
	const struct kx_crash *crash = request->crash;
	u64 page = request->machine->limits.page_size;
	int err;
	u32 i;

	err = kx_memmap_set(map, kx_range_inside(crash->low, page), KX_MEM_RAM);
	for (i = 0; i < KX_CRASH_CMA_MAX && !err; i++)
		err = kx_memmap_set(map, kx_range_inside(crash->cma[i], page),
				    KX_MEM_RAM);
	for (i = 0; i < usable->count && !err; i++)
		if (usable->entries[i].type == KX_MEM_RAM)
			err = kx_memmap_set(
				map,
				kx_range_inside(usable->entries[i].range, page),
				KX_MEM_RAM);
	if (!err)
		err = kx_memmap_clear(map, parts->elfcorehdr);
	if (!err)
		err = kx_memmap_clear(map, parts->backup_to);
	return err;
}

int kx_crash_memory(const struct kx_request *request,
		    const struct kx_crash_parts *parts, struct kx_memmap *map,
		    struct kx_fault *fault)
{
	const struct kx_machine *machine = request->machine;
	struct kx_memmap draft = {
		/* Each added region splits an entry, and so does each clear. */
		.capacity = machine->firmware.count +
			    2 * (machine->usable.count + 1 + KX_CRASH_CMA_MAX) +
			    4,
	};
	u64 size = (u64)draft.capacity * sizeof(*draft.entries);
	int err;

	draft.entries = kx_arena_take(request->arena, size, 16);
	if (!draft.entries)
		return kx_fault_set(fault, KX_E_FULL, "arena", size,
				    request->arena->size);
	take_firmware(&machine->firmware, &draft);
	err = take_regions(request, parts, &draft);
	if (err)
		return kx_fault_set(fault, -err, "e820", draft.count,
				    draft.capacity);
	*map = draft;
	return 0;
}

u32 kx_crash_cmdline(const struct kx_crash_parts *parts, char *to)
{
	static const char prefix[] = "elfcorehdr=0x";
	u64 address = parts->elfcorehdr.start;
	u32 digits = 1;
	u32 at = sizeof(prefix) - 1;

	memcpy(to, prefix, at);
	while (digits < 16 && address >> (4 * digits))
		digits++;
	while (digits--)
		to[at++] = "0123456789abcdef"[address >> (4 * digits) & 15];
	to[at++] = ' ';
	return at;
}
