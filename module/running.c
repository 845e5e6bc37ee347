// SPDX-License-Identifier: GPL-2.0-only
/*
 * What core/ wants to know of the running system, for kexec_file_load(2). The
 * kernel keeps its e820 table and its boot_params to itself, so the memory map
 * comes from the resource tree (/proc/iomem shows the same), and what firmware
 * passed from sysfs.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "arch/x86_64_boot_data.h"
#include "kept.h"
#include "kxm_compat.h"

#define SEED_SIZE 32

/* One allocation backs the bytes that the machine's views point to. */
struct memory {
	u8 boot_params[KX_BOOT_PARAMS_SIZE];
	u8 seed[SEED_SIZE];
};

/* Which resources are which memory: e820_type_to_iores_desc() backwards. */
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

/* Before the rest: a driver may have made RAM of it. */
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

	/* -EINVAL: there is no memory of this kind. */
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

static int get_map(enum kxm_memory_view view, u32 capacity,
		   struct kx_memmap *map)
{
	struct kx_memmap draft = { .capacity = capacity };
	int err;

	draft.entries = kvcalloc(capacity, sizeof(*draft.entries), GFP_KERNEL);
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
	return get_map(view, KXM_MEMORY_RANGES, map);
}

void kxm_memory_put(struct kx_memmap *map)
{
	kvfree(map->entries);
}

static int read_firmware(struct vfsmount *sysfs, void *data)
{
	struct kxm_running *running = data;
	struct memory *memory = running->memory;
	int err = kxm_arch_boot_params(sysfs, memory->boot_params,
				       &running->machine);

	if (!err)
		err = kxm_arch_efi(sysfs, &running->machine);
	return err ? err : kxm_kept_find(sysfs, running);
}

/*
 * What is missing there is left out: the next kernel does without. What could
 * not be read for lack of memory is not: -ENOMEM.
 */
static int get_firmware(struct kxm_running *running)
{
	int err = kxm_with_sysfs(read_firmware, running);

	if (!err && !running->machine.boot_params.size)
		pr_warn("sysfs has no boot_params to hand on\n");
	return err;
}

void kxm_segment_limits(struct kx_segment_limits *limits, enum kxm_kind kind)
{
	*limits = (struct kx_segment_limits){
		.page_size = PAGE_SIZE,
		.address_limit = MAXMEM - 1,
		.ram_pages = totalram_pages(),
		.is_crash = kind == KXM_CRASH,
		.crash = kxm.region,
	};
}

/* A crash kernel goes nowhere but into its region; others keep out of it. */
static int limit_usable(struct kxm_running *running, enum kxm_kind kind)
{
	struct kx_memmap *usable = &running->machine.usable;
	int err = 0;

	if (kind == KXM_CRASH)
		usable->count = 0;
	if (kind == KXM_CRASH && !kx_range_is_empty(kxm.region))
		err = kx_memmap_set(usable, kxm.region, KX_MEM_RAM);
	if (kind == KXM_REBOOT)
		err = kx_memmap_clear(usable, kxm.region);
	return kx_errno(err);
}

int kxm_running_get(struct kxm_running *running, enum kxm_kind kind)
{
	struct kx_machine *machine = &running->machine;
	struct memory *memory = kvzalloc(sizeof(*memory), GFP_KERNEL);
	int err;

	if (!memory)
		return -ENOMEM;
	*running = (struct kxm_running){ .memory = memory };
	err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &machine->firmware);
	if (err) {
		kvfree(memory);
		return err;
	}
	err = get_map(KXM_MEMORY_FIRMWARE, KXM_MEMORY_RANGES + KX_KEPT_SPARE,
		      &machine->usable);
	if (!err)
		err = limit_usable(running, kind);
	if (!err)
		err = get_firmware(running);
	if (err) {
		kxm_running_put(running);
		return err;
	}
	if (kind == KXM_REBOOT)
		kxm_kept_avoid(running);
	if (rng_is_initialized()) {
		get_random_bytes(memory->seed, sizeof(memory->seed));
		machine->rng_seed =
			kx_bytes(memory->seed, sizeof(memory->seed));
	}
	machine->is_5level = kxm_arch_is_5level();
	kxm_segment_limits(&machine->limits, kind);
	return 0;
}

void kxm_running_put(struct kxm_running *running)
{
	kxm_memory_put(&running->machine.usable);
	kxm_memory_put(&running->machine.firmware);
	kvfree(running->memory);
}
