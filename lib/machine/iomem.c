// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The parser of /proc/iomem. Two blanks of indentation are one level; ends are
 * inclusive there and nowhere else. A line that can't be parsed is an error,
 * because it may be the one for memory in use.
 */
#include "lib/machine/iomem.h"

#include <stdlib.h>

#include "lib/machine/firmware.h"
#include "lib/text/text.h"

#define CRASH_KERNEL "Crash kernel"

/* Parts of RAM that no segment may use. */
static const char *const taken_names[] = {
	CRASH_KERNEL,
	"GART",
	"Reserved",
	"reserved",
};

bool kxl_iomem_line(struct kx_bytes line, struct kxl_resource *resource)
{
	struct kxl_resource parsed = { 0 };
	unsigned int blanks = 0;
	u64 first = 0;
	u64 last = 0;

	while (kxl_text_after(line, " ", &line))
		blanks++;
	if (!kxl_text_number(&line, 16, &first) ||
	    !kxl_text_after(line, "-", &line) ||
	    !kxl_text_number(&line, 16, &last) ||
	    !kxl_text_after(line, " : ", &line) || last < first)
		return false;
	/* The last address can't be in a half-open range, so drop a byte. */
	if (last == UINT64_MAX)
		last--;
	if (!kx_range_make(first, last - first + 1, &parsed.range))
		return false;
	parsed.depth = blanks / 2;
	parsed.name = line;
	*resource = parsed;
	return true;
}

static bool is_taken(struct kx_bytes name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(taken_names); i++) {
		if (kxl_text_is(name, taken_names[i]))
			return true;
	}
	return false;
}

static int apply_usable(const struct kxl_resource *resource,
			struct kx_memmap *usable)
{
	if (!resource->depth && kxl_text_is(resource->name, "System RAM"))
		return kx_memmap_set(usable, resource->range, KX_MEM_RAM);
	if (resource->depth && is_taken(resource->name))
		return kx_memmap_clear(usable, resource->range);
	return 0;
}

int kxl_iomem_usable(struct kx_bytes text, struct kx_memmap *usable)
{
	struct kxl_resource resource;
	bool has_hidden = false;
	bool has_shown = false;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return -EBADMSG;
		if (kxl_iomem_is_hidden(resource.range)) {
			has_hidden = true;
			continue;
		}
		has_shown = true;
		if (apply_usable(&resource, usable))
			return -ENOMEM;
	}
	if (usable->count)
		return 0;
	return has_hidden && !has_shown ? -EPERM : -ENODATA;
}

/* RAM inside RAM is hot-plugged by a driver, not from the firmware. */
static bool is_firmware(const struct kxl_resource *resource)
{
	u32 type = kxl_memory_type(resource->name);

	return type && (!resource->depth || type != KX_MEM_RAM);
}

int kxl_iomem_firmware(struct kx_bytes text, struct kx_memmap *firmware)
{
	struct kxl_resource resource;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return -EBADMSG;
		if (kxl_iomem_is_hidden(resource.range) ||
		    !is_firmware(&resource))
			continue;
		if (kx_memmap_set(firmware, resource.range,
				  kxl_memory_type(resource.name)))
			return -ENOMEM;
	}
	return 0;
}

static bool is_ram(struct kx_bytes name)
{
	struct kx_bytes driver;

	return kxl_text_is(name, "System RAM") ||
	       kxl_text_after(name, "System RAM (", &driver);
}

static int apply_dumped(const struct kxl_resource *resource,
			struct kx_memmap *dumped)
{
	if (is_ram(resource->name))
		return kx_memmap_set(dumped, resource->range, KX_MEM_RAM);
	if (kxl_text_is(resource->name, CRASH_KERNEL) ||
	    kxl_text_is(resource->name, "GART"))
		return kx_memmap_clear(dumped, resource->range);
	return 0;
}

int kxl_iomem_dumped(struct kx_bytes text, struct kx_memmap *dumped)
{
	struct kxl_resource resource;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return -EBADMSG;
		if (apply_dumped(&resource, dumped))
			return -ENOMEM;
	}
	return 0;
}

/* Addresses ascend: the last one is the highest. */
static void add_region(struct kx_range range, struct kxl_reserved *reserved)
{
	reserved->low = reserved->region;
	reserved->region = range;
}

int kxl_iomem_reserved(struct kx_bytes text, struct kxl_reserved *reserved)
{
	struct kxl_reserved found = { 0 };
	struct kxl_resource resource;
	bool has_hidden = false;
	bool has_shown = false;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return -EBADMSG;
		if (kxl_iomem_is_hidden(resource.range))
			has_hidden = true;
		else
			has_shown = true;
		if (kxl_text_is(resource.name, CRASH_KERNEL))
			add_region(resource.range, &found);
	}
	if (has_hidden && !has_shown)
		return -EPERM;
	*reserved = found;
	return 0;
}

struct kx_range kxl_iomem_kernel(struct kx_bytes text)
{
	const struct kx_range none = { 0, 0 };
	struct kx_range image = none;
	struct kxl_resource resource;
	struct kx_bytes line;

	while (kxl_text_line(&text, &line)) {
		if (!kxl_iomem_line(line, &resource))
			return none;
		if (kxl_text_is(resource.name, "Kernel code"))
			image.start = resource.range.start;
		/* The last of it, which on arm64 has no name of its own. */
		if (kxl_text_is(resource.name, "Kernel data") ||
		    kxl_text_is(resource.name, "Kernel bss"))
			image.end = resource.range.end;
	}
	return image.start && image.start < image.end ? image : none;
}

static u32 count_lines(struct kx_bytes text)
{
	u32 lines = 1;
	u64 i;

	for (i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

int kxl_iomem_map(struct kx_bytes text, kxl_iomem_parser *parse,
		  struct kx_memmap *map)
{
	struct kx_memmap fresh = { 0 };
	int err;

	/* Each line can split a range in two. */
	fresh.capacity = 2 * count_lines(text) + 1;
	fresh.entries = calloc(fresh.capacity, sizeof(*fresh.entries));
	if (!fresh.entries)
		return -ENOMEM;
	err = parse(text, &fresh);
	if (err) {
		free(fresh.entries);
		return err;
	}
	*map = fresh;
	return 0;
}
