// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The plan of a kernel that returns, read as that kernel will read it: its
 * memory map must have exactly the pages that come back.
 */
#include "test/unit/core/jump_back_oracle.h"

#include "core/arch/x86_64_purgatory.h"
#include "test/unit/core/read_plan.h"

#define PAGE	 0x1000ULL
#define LOW_END	 0xa0000ULL
#define E820_MAX 4096

struct reader {
	const struct kx_request *request;
	const struct kx_plan *plan;
	const struct kx_segment *data; /* "boot data" */
	const u8 *params;
	struct kx_memory entries[E820_MAX];
	struct kx_memmap e820;
};

static const char *has_memory_map(struct reader *reader)
{
	const struct kx_purgatory_head *head;

	reader->data = read_segment(reader->plan, "boot data");
	if (!reader->data)
		return "a plan lacks its boot data";
	head = reader->data->buf;
	reader->params = read_bytes(reader->data,
				    read_number(head->boot_params, 8), PAGE);
	if (!reader->params)
		return "boot_params are in another segment";
	return read_e820(reader->data, reader->params, &reader->e820);
}

static const char *comes_back(struct reader *reader)
{
	struct kx_memory entries[KX_SEGMENT_MAX + 2];
	struct kx_memmap kept = { entries, 0, KX_SEGMENT_MAX + 2 };
	int err = 0;
	u32 i;

	for (i = 0; i < reader->plan->count; i++)
		err |= kx_memmap_set(&kept,
				     read_range(&reader->plan->segments[i]),
				     KX_MEM_RAM);
	if (err)
		return "the oracle has too few entries";
	for (i = 0; i < reader->e820.count; i++) {
		const struct kx_memory *ram = &reader->e820.entries[i];

		if (ram->type == KX_MEM_SOFT_RESERVED)
			return "what would not come back may become RAM";
		if (ram->type != KX_MEM_RAM)
			continue;
		if ((ram->range.start | ram->range.end) % PAGE)
			return "a part of a page is RAM";
		if (!kx_memmap_covers(&reader->request->machine->usable,
				      ram->range, KX_MEM_RAM))
			return "what is not usable is RAM";
		if (!kx_memmap_covers(&kept, ram->range, KX_MEM_RAM))
			return "RAM would not come back: it is in no segment";
	}
	return NULL;
}

static const char *keeps_nothing_else(struct reader *reader)
{
	u32 i;

	for (i = 0; i < reader->plan->count; i++) {
		const struct kx_segment *segment = &reader->plan->segments[i];

		if (strcmp(kx_part_name(reader->plan->parts[i]), "kept"))
			continue;
		if (segment->bufsz || !segment->memsz)
			return "what is kept has bytes, or no size";
		if (!kx_memmap_covers(&reader->e820, read_range(segment),
				      KX_MEM_RAM))
			return "what is no RAM is kept";
	}
	return NULL;
}

/* Pages of @range that it may use must be in its map. */
static bool has_share(const struct reader *reader, struct kx_range range)
{
	const struct kx_range areas[] = { reader->request->within,
					  { 0, LOW_END } };
	const struct kx_memmap *usable = &reader->request->machine->usable;
	u32 i, j;

	for (i = 0; i < usable->count; i++) {
		for (j = 0; j < ARRAY_SIZE(areas); j++) {
			struct kx_range part = kx_range_intersect(
				range, usable->entries[i].range);

			part = kx_range_intersect(part, areas[j]);
			part.start = (part.start + PAGE - 1) / PAGE * PAGE;
			part.end = part.end / PAGE * PAGE;
			if (usable->entries[i].type == KX_MEM_RAM &&
			    part.start < part.end &&
			    !kx_memmap_covers(&reader->e820, part, KX_MEM_RAM))
				return false;
		}
	}
	return true;
}

/* Whether every byte of @range is its RAM, or ACPI data. */
static bool is_told(struct reader *reader, struct kx_range range)
{
	u32 i;

	for (i = 0; i < reader->e820.count; i++)
		if ((reader->e820.entries[i].type == KX_MEM_RAM ||
		     reader->e820.entries[i].type == KX_MEM_ACPI) &&
		    kx_range_has(reader->e820.entries[i].range, range.start))
			range.start = reader->e820.entries[i].range.end;
	return range.start >= range.end;
}

static const char *shares_memory(struct reader *reader)
{
	const struct kx_memmap *firmware = &reader->request->machine->firmware;
	u32 i;

	for (i = 0; i < firmware->count; i++) {
		if (firmware->entries[i].type != KX_MEM_RAM)
			continue;
		if (!has_share(reader, firmware->entries[i].range))
			return "RAM of the window, or low one, is held back";
		if (!is_told(reader, firmware->entries[i].range))
			return "RAM outside of the window can't be jumped to";
	}
	return NULL;
}

static const char *names_its_caller(struct reader *reader)
{
	const struct kx_purgatory_head *head = reader->data->buf;
	u64 address = 0;

	if (!read_cmdline(reader->data, reader->params,
			  "kexec_jump_back_entry=0x0000000000000000 ",
			  reader->request->cmdline, &address))
		return "the command line does not begin with the way back";
	if (read_number(head->digits, 8) != address + 24)
		return "the digits would go elsewhere";
	return NULL;
}

const char *jump_back_oracle(const struct kx_request *request,
			     const struct kx_plan *plan)
{
	static const char *(*const promises[])(struct reader * reader) = {
		has_memory_map, comes_back,	  keeps_nothing_else,
		shares_memory,	names_its_caller,
	};
	static struct reader reader;
	const char *broken = NULL;
	u32 i;

	reader = (struct reader){ .request = request, .plan = plan };
	reader.e820 = (struct kx_memmap){ reader.entries, 0, E820_MAX };
	for (i = 0; i < ARRAY_SIZE(promises) && !broken; i++)
		broken = promises[i](&reader);
	return broken;
}
