// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The layout of a picture of memory. show.c draws it. */
#include "tool/kexec/picture.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 4096ULL

/* Names in /proc/iomem; others, such as those of devices, are not drawn. */
static const struct {
	const char *name;
	size_t size; /* of the name's beginning; 0: all of it */
	enum picture_kind kind;
} names[] = {
	{ "System RAM", 10, PICTURE_RAM },
	{ "Kernel ", 7, PICTURE_KERNEL },
	{ "Crash kernel", 0, PICTURE_CRASH },
	{ "Reserved", 0, PICTURE_FIRMWARE },
	{ "reserved", 0, PICTURE_FIRMWARE },
	{ "ACPI ", 5, PICTURE_FIRMWARE },
	{ "Persistent Memory", 17, PICTURE_FIRMWARE },
	{ "Soft Reserved", 0, PICTURE_FIRMWARE },
};

static bool is_named(const char *name, size_t row)
{
	size_t size = names[row].size;

	return size ? strncmp(name, names[row].name, size) == 0
		    : strcmp(name, names[row].name) == 0;
}

static bool find_kind(const char *name, enum picture_kind *kind)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!is_named(name, i))
			continue;
		*kind = names[i].kind;
		return true;
	}
	return false;
}

static void add(struct picture *picture, uint64_t start, uint64_t end,
		const char *name)
{
	if (start < end)
		picture->items[picture->nr_items++] = (struct picture_item){
			.start = start,
			.end = end,
			.name = name,
		};
}

static void add_memory(struct picture *picture,
		       const struct kexec_memory *memory,
		       enum picture_kind kind)
{
	const struct kexec_range *range;
	enum picture_kind found;
	unsigned int before;
	unsigned int i;

	for (i = 0; i < memory->nr_ranges; i++) {
		range = &memory->ranges[i];
		before = picture->nr_items;
		if (find_kind(range->name, &found) && found == kind)
			add(picture, range->start, range->end, range->name);
		if (picture->nr_items > before)
			picture->items[before].kind = kind;
	}
}

static void add_plan(struct picture *picture, const struct kexec_plan *plan)
{
	const struct kexec_segment *segment;
	uintptr_t start;
	unsigned int before;
	unsigned int i;

	for (i = 0; plan && i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		start = (uintptr_t)segment->mem;
		before = picture->nr_items;
		add(picture, start, start + segment->memsz, plan->names[i]);
		if (picture->nr_items > before)
			picture->items[before].kind = PICTURE_SEGMENT;
	}
}

/* The first row at or after an address in which anything lies. */
static bool find_row(const struct picture *picture, uint64_t from,
		     uint64_t *row)
{
	uint64_t size = picture_row_bytes(picture);
	bool is_found = false;
	uint64_t start;
	unsigned int i;

	for (i = 0; i < picture->nr_items; i++) {
		if (picture->items[i].end <= from)
			continue;
		start = picture->items[i].start;
		start = start > from ? start - start % size : from;
		if (!is_found || start < *row)
			*row = start;
		is_found = true;
	}
	return is_found;
}

static bool lay_out(struct picture *picture)
{
	uint64_t size = picture_row_bytes(picture);
	uint64_t from = 0;
	uint64_t row = 0;

	picture->nr_rows = 0;
	while (find_row(picture, from, &row)) {
		if (picture->nr_rows == PICTURE_ROWS)
			return false;
		picture->rows[picture->nr_rows++] = row;
		if (row > UINT64_MAX - size)
			break;
		from = row + size;
	}
	return true;
}

bool picture_make(const struct kexec_memory *memory,
		  const struct kexec_plan *plan, struct picture *picture)
{
	unsigned int most = memory->nr_ranges + (plan ? plan->nr_segments : 0);
	enum picture_kind kind;

	*picture = (struct picture){ .cell = PAGE };
	picture->items = calloc(most + 1, sizeof(*picture->items));
	if (!picture->items)
		return false;
	for (kind = PICTURE_RAM; kind < PICTURE_SEGMENT; kind++)
		add_memory(picture, memory, kind);
	add_plan(picture, plan);
	while (!lay_out(picture))
		picture->cell *= 2;
	return true;
}

void picture_free(struct picture *picture)
{
	free(picture->items);
	*picture = (struct picture){ 0 };
}

/* Of two of a kind the smaller one, which would have no other cell. */
static bool is_over(const struct picture_item *item,
		    const struct picture_item *other)
{
	if (!other || item->kind != other->kind)
		return !other || item->kind > other->kind;
	return item->end - item->start < other->end - other->start;
}

const struct picture_item *picture_cell(const struct picture *picture,
					uint64_t address)
{
	const struct picture_item *found = NULL;
	const struct picture_item *item;
	unsigned int i;

	for (i = 0; i < picture->nr_items; i++) {
		item = &picture->items[i];
		if (item->start < address + picture->cell &&
		    address < item->end && is_over(item, found))
			found = item;
	}
	return found;
}

char picture_letter(const struct picture *picture,
		    const struct picture_item *item)
{
	static const char letters[PICTURE_KINDS] = {
		[PICTURE_RAM] = '.',
		[PICTURE_FIRMWARE] = 'r',
		[PICTURE_KERNEL] = 'k',
		[PICTURE_CRASH] = 'c',
	};
	const struct picture_item *first = picture->items;

	if (item->kind != PICTURE_SEGMENT)
		return letters[item->kind];
	while (first->kind != PICTURE_SEGMENT)
		first++;
	return (char)('A' + (item - first));
}
