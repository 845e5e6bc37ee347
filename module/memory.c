// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map. The kernel does not export its e820 table, so the map is
 * built from the resource tree, as /proc/iomem shows it.
 */
#include "module/memory.h"

#include "core/err.h"
#include "core/memmap.h"
#include "core/range.h"
#include "module/compat/kxm_compat.h"
#include "module/page.h"

#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

/*
 * The memory type of each resource: the inverse of e820_type_to_iores_desc().
 */
static const struct {
	unsigned long flags;
	unsigned long desc;
	u32 type;
} kinds[] = {
	{ IORESOURCE_MEM, IORES_DESC_RESERVED, KX_MEM_RESERVED },
	{ IORESOURCE_MEM, IORES_DESC_ACPI_TABLES, KX_MEM_ACPI },
	{ IORESOURCE_MEM, IORES_DESC_ACPI_NV_STORAGE, KX_MEM_NVS },
	{ IORESOURCE_MEM, IORES_DESC_PERSISTENT_MEMORY, KX_MEM_PMEM },
	{ IORESOURCE_MEM, IORES_DESC_PERSISTENT_MEMORY_LEGACY, KX_MEM_PRAM },
	{ IORESOURCE_MEM, IORES_DESC_SOFT_RESERVED, KX_MEM_SOFT_RESERVED },
	{ IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, IORES_DESC_NONE,
	  KX_MEM_RAM },
};

struct walk {
	enum kxm_memory_view view;
	struct kx_memmap *map;
	u32 type;
};

static int add_resource(struct resource *resource, void *data)
{
	struct walk *walk = data;
	struct kx_range range;

	if (walk->view == KXM_MEMORY_FIRMWARE &&
	    resource->flags & IORESOURCE_SYSRAM_DRIVER_MANAGED)
		return 0;
	if (!kx_range_make(resource->start, resource_size(resource), &range))
		return 0;
	return kx_errno(kx_memmap_set(walk->map, range, walk->type));
}

/* Before the rest: a driver may have made RAM of some of it. */
static int add_soft_reserved(enum kxm_memory_view view, struct kx_memmap *map)
{
	struct walk walk = { view, map, KX_MEM_SOFT_RESERVED };

	if (!walk_soft_reserve_res)
		return -EINVAL;
	return walk_soft_reserve_res(0, ULONG_MAX, &walk, add_resource);
}

static int fill_map(enum kxm_memory_view view, struct kx_memmap *map)
{
	int err = add_soft_reserved(view, map);
	unsigned int i;

	/* -EINVAL: there is no memory of this type. */
	if (err && err != -EINVAL)
		return err;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct walk walk = { view, map, kinds[i].type };

		err = walk_iomem_res_desc(kinds[i].desc, kinds[i].flags, 0,
					  ULONG_MAX, &walk, add_resource);
		if (err && err != -EINVAL)
			return err;
	}
	return 0;
}

int kxm_memory_get_up_to(enum kxm_memory_view view, u32 capacity,
			 struct kx_memmap *map)
{
	struct kx_memmap draft = { .capacity = capacity };
	int err;

	draft.entries = kvcalloc(capacity, sizeof(*draft.entries), KXM_GFP);
	if (!draft.entries)
		return -ENOMEM;
	err = fill_map(view, &draft);
	if (err) {
		kvfree(draft.entries);
		return err;
	}
	*map = draft;
	return 0;
}

int kxm_memory_get(enum kxm_memory_view view, struct kx_memmap *map)
{
	return kxm_memory_get_up_to(view, KXM_MEMORY_RANGES, map);
}

void kxm_memory_put(struct kx_memmap *map)
{
	kvfree(map->entries);
}

static int is_size(struct resource *part, void *size)
{
	return resource_size(part) == *(const u64 *)size ? 1 : -ERANGE;
}

/*
 * On arm64 memory that was reserved at boot keeps its line when it is freed
 * later, as that of the initrd. A resource that overlaps a part of such a line
 * can't be inserted.
 */
static bool can_insert(struct kx_range range)
{
	struct resource probe = {
		.name = "kexec",
		.start = range.start,
		.end = range.end - 1,
	};

	return !insert_resource(&iomem_resource, &probe) &&
	       !remove_resource(&probe);
}

/*
 * Hotplugged memory may adjoin other memory, and still has a line of its own in
 * /proc/iomem. A "Crash kernel" can't extend over two lines: a resource is
 * either inside another one or around it (__insert_resource() in Linux
 * kernel/resource.c). Two of them would look like two regions, and kexec-tools
 * load into the last one only.
 */
bool kxm_memory_is_one_line(struct kx_range range)
{
	const unsigned long flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	u64 size = kx_range_size(range);

	/* Of each line the walk passes the part within the range. */
	return walk_iomem_res_desc(IORES_DESC_NONE, flags, range.start,
				   range.end - 1, &size, is_size) == 1 &&
	       can_insert(range);
}
