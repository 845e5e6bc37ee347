// SPDX-License-Identifier: GPL-2.0-only
/*
 * What core/ wants to know of the running system, for kexec_file_load(2). The
 * kernel keeps its e820 table and its boot_params to itself, so the memory map
 * comes from the resource tree (/proc/iomem shows the same), and boot_params
 * and EFI's numbers from a sysfs mount of our own: the caller's root may be
 * anywhere.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/cred.h>
#include <linux/efi.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/random.h>
#include <linux/sched/task.h>
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

/* Read up to @size bytes of a sysfs file; how many, or -errno. */
static ssize_t read_file(struct vfsmount *sysfs, const char *path, void *buffer,
			 size_t size)
{
	struct path root = { .mnt = sysfs, .dentry = sysfs->mnt_root };
	struct file *file = file_open_root(&root, path, O_RDONLY, 0);
	loff_t position = 0;
	ssize_t got;

	if (IS_ERR(file))
		return PTR_ERR(file);
	got = kernel_read(file, buffer, size, &position);
	fput(file);
	return got;
}

/* What is not there, or is no number, is no error: 0. -ENOMEM is one. */
static int read_number(struct vfsmount *sysfs, const char *path, u64 *number)
{
	char text[32] = "";
	ssize_t got = read_file(sysfs, path, text, sizeof(text) - 1);

	*number = 0;
	if (got > 0 && kstrtou64(strim(text), 0, number))
		*number = 0;
	return got == -ENOMEM ? got : 0;
}

static int get_boot_params(struct vfsmount *sysfs, struct memory *memory,
			   struct kx_machine *machine)
{
	ssize_t got =
		read_file(sysfs, "kernel/boot_params/data", memory->boot_params,
			  sizeof(memory->boot_params));

	if (got == sizeof(memory->boot_params))
		machine->boot_params = kx_bytes(memory->boot_params, got);
	return got == -ENOMEM ? got : 0;
}

static int get_efi(struct vfsmount *sysfs, struct kx_machine *machine)
{
	u64 config_table;
	u64 fw_vendor;
	int err;

	if (!IS_ENABLED(CONFIG_EFI))
		return 0;
	machine->acpi_rsdp = efi.acpi20 != EFI_INVALID_TABLE_ADDR ? efi.acpi20
			     : efi.acpi != EFI_INVALID_TABLE_ADDR ? efi.acpi
								  : 0;
	if (!efi_enabled(EFI_RUNTIME_SERVICES) || !efi.memmap.map)
		return 0;
	err = read_number(sysfs, "firmware/efi/config_table", &config_table);
	if (!err)
		err = read_number(sysfs, "firmware/efi/fw_vendor", &fw_vendor);
	/* Without tables the next kernel would find an EFI that has none. */
	if (err || !config_table)
		return err;
	machine->efi = (struct kx_efi){
		.memmap = kx_bytes(efi.memmap.map,
				   efi.memmap.map_end - efi.memmap.map),
		.desc_size = efi.memmap.desc_size,
		.desc_version = efi.memmap.desc_version,
		.fw_vendor = fw_vendor,
		.config_table = config_table,
		.smbios = efi.smbios == EFI_INVALID_TABLE_ADDR ? 0 : efi.smbios,
	};
	return 0;
}

/* Where boot_params have EFI's system table: efi_info in asm/bootparam.h. */
#define EFI_SYSTEM_TABLE_LOW  0x1c4
#define EFI_SYSTEM_TABLE_HIGH 0x1d8

static int find_system_table(struct kx_bytes boot_params, u64 *system_table)
{
	u32 high;
	u32 low;
	int err = kx_read_le32(boot_params, EFI_SYSTEM_TABLE_LOW, &low);

	if (!err)
		err = kx_read_le32(boot_params, EFI_SYSTEM_TABLE_HIGH, &high);
	if (err)
		return -ENOENT;
	*system_table = (u64)high << 32 | low;
	return *system_table ? 0 : -ENOENT;
}

int kxm_efi_tables(struct vfsmount *sysfs, u64 *system_table, u64 *config_table)
{
	struct kx_machine machine = { 0 };
	struct memory *memory = kvzalloc(sizeof(*memory), GFP_KERNEL);
	int err;

	if (!memory)
		return -ENOMEM;
	err = get_boot_params(sysfs, memory, &machine);
	if (!err)
		err = find_system_table(machine.boot_params, system_table);
	if (!err)
		err = read_number(sysfs, "firmware/efi/config_table",
				  config_table);
	if (!err && !*config_table)
		err = -ENOENT;
	kvfree(memory);
	return err;
}

static int use_sysfs(int (*use)(struct vfsmount *sysfs, void *data), void *data)
{
	struct file_system_type *type = get_fs_type("sysfs");
	struct vfsmount *sysfs;
	int err;

	if (!type)
		return 0;
	sysfs = kern_mount(type);
	module_put(type->owner);
	if (IS_ERR(sysfs))
		return PTR_ERR(sysfs);
	err = use(sysfs, data);
	kern_unmount(sysfs);
	return err;
}

int kxm_with_sysfs(int (*use)(struct vfsmount *sysfs, void *data), void *data)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *caller;
	int err;

	if (!kernel)
		return -ENOMEM;
	caller = override_creds(kernel);
	err = use_sysfs(use, data);
	revert_creds(caller);
	put_cred(kernel);
	return err;
}

static int read_firmware(struct vfsmount *sysfs, void *data)
{
	struct kxm_running *running = data;
	int err = get_boot_params(sysfs, running->memory, &running->machine);

	if (!err)
		err = get_efi(sysfs, &running->machine);
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
