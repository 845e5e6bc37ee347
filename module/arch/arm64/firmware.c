// SPDX-License-Identifier: GPL-2.0-only
/*
 * What firmware passed to this kernel: a device tree, which the kernel shows in
 * sysfs if it is still what it was at boot (of_fdt_raw_init() in Linux
 * drivers/of/fdt.c compares its CRC). With EFI it has no more than /chosen,
 * where EFI's stub has written the address of the system table.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "core/chosen.h"
#include "core/err.h"
#include "core/fdt.h"
#include "core/fdt_memory.h"
#include "core/memmap.h"
#include "core/range.h"
#include "core/tree.h"
#include "module/arch/arm64/gic.h"
#include "module/arch/arm64/jump.h"
#include "module/machine.h"
#include "module/page.h"
#include "module/sysfs.h"

#include <linux/efi.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>

/* What backs the views in struct kx_arm64_machine. */
struct firmware {
	u8 tree[KX_TREE_MAX];
	struct kx_range tables[]; /* kxm_gic_tables_max() */
};

/* Return: 0, -ENOMEM, or -ENOENT: sysfs has none, or it is damaged. */
static int read_tree(struct vfsmount *sysfs, struct firmware **out,
		     struct kx_fdt *fdt)
{
	u32 tables = kxm_gic_tables_max();
	struct firmware *firmware;
	struct kx_fault fault;
	ssize_t got;

	firmware = kvzalloc(struct_size(firmware, tables, tables), KXM_GFP);
	if (!firmware)
		return -ENOMEM;
	got = kxm_sysfs_read(sysfs, "firmware/fdt", firmware->tree,
			     sizeof(firmware->tree));
	if (got > 0 &&
	    !kx_fdt_open(kx_bytes(firmware->tree, got), fdt, &fault)) {
		*out = firmware;
		return 0;
	}
	kvfree(firmware);
	return got == -ENOMEM ? got : -ENOENT;
}

/* Carve-outs that memory's resources don't show, such as those of CMA. */
static int heed_reserved(const struct kx_fdt *fdt, struct kx_machine *machine)
{
	struct kx_fault fault;
	int err = kx_fdt_reserved(fdt, PAGE_SIZE, &machine->usable, &fault);
	u32 i;

	if (err)
		pr_err("device tree: reserved memory at %#llx: %s\n",
		       fault.value, kx_error(-err)->text);
	for (i = 0; i < machine->arm64.nr_lpi_tables && !err; i++)
		err = kx_memmap_clear(&machine->usable,
				      machine->arm64.lpi_tables[i]);
	return kx_errno(err);
}

/*
 * The firmware's own memory, which Linux does not map: tables lie there that
 * lead to others (core/kept.h). Resources don't show that it is memory.
 */
static bool is_firmwares(const efi_memory_desc_t *area)
{
	return area->type == EFI_RUNTIME_SERVICES_CODE ||
	       area->type == EFI_RUNTIME_SERVICES_DATA ||
	       area->type == EFI_ACPI_MEMORY_NVS ||
	       area->type == EFI_RESERVED_TYPE;
}

static int add_efi(struct kx_memmap *memory)
{
	const efi_memory_desc_t *area;
	struct kx_range range;
	int err = 0;

	if (!efi_enabled(EFI_MEMMAP))
		return 0;
	for_each_efi_memory_desc(area) {
		if (!err && is_firmwares(area) &&
		    kx_range_make(area->phys_addr,
				  area->num_pages << EFI_PAGE_SHIFT, &range))
			err = kx_memmap_set(memory, range, KX_MEM_RESERVED);
	}
	return kx_errno(err);
}

/* For a crash image that is damaged. */
static enum kx_psci find_psci(void)
{
	static const enum kx_psci rows[] = {
		[SMCCC_CONDUIT_NONE] = KX_PSCI_NONE,
		[SMCCC_CONDUIT_SMC] = KX_PSCI_SMC,
		[SMCCC_CONDUIT_HVC] = KX_PSCI_HVC,
	};

	return rows[kxm_psci_conduit()];
}

int kxm_arch_firmware(struct vfsmount *sysfs, struct kxm_machine *running)
{
	struct kx_machine *machine = &running->machine;
	int err = add_efi(&machine->firmware);
	struct firmware *firmware;
	struct kx_bytes header;
	struct kx_fdt fdt;

	if (err)
		return err;
	machine->arm64.psci = find_psci();
	err = read_tree(sysfs, &firmware, &fdt);
	if (err)
		return err == -ENOMEM ? err : 0;
	running->firmware = firmware;
	header = kx_bytes(firmware->tree, KX_TREE_HEADER);
	machine->arm64.fdt = kx_bytes(firmware->tree, kx_tree_size(header));
	machine->arm64.lpi_tables = firmware->tables;
	err = kxm_gic_tables(firmware->tables, &machine->arm64.nr_lpi_tables);
	if (err || running->kind == KXM_CRASH)
		return err;
	return heed_reserved(&fdt, machine);
}

static int find_system_table(struct vfsmount *sysfs, u64 *system_table)
{
	struct firmware *firmware;
	struct kx_bytes value;
	struct kx_fdt fdt;
	int err = read_tree(sysfs, &firmware, &fdt);

	if (err)
		return err;
	*system_table = 0;
	if (kx_chosen_find(&fdt, "linux,uefi-system-table", &value))
		*system_table = kx_fdt_number(value);
	kvfree(firmware);
	return *system_table ? 0 : -ENOENT;
}

/*
 * Firmware that runs at virtual addresses has changed the system table's
 * pointers. Linux does the same before it reads the tables (efi_to_phys() in
 * drivers/firmware/efi/efi-init.c).
 */
static u64 physical(u64 address)
{
	const efi_memory_desc_t *area;

	if (!efi_enabled(EFI_MEMMAP))
		return address;
	for_each_efi_memory_desc(area) {
		u64 size = area->num_pages << EFI_PAGE_SHIFT;

		if (area->attribute & EFI_MEMORY_RUNTIME && area->virt_addr &&
		    address >= area->virt_addr &&
		    address - area->virt_addr < size)
			return area->phys_addr + (address - area->virt_addr);
	}
	return address;
}

static int read_system_table(u64 system_table, u64 *config_table)
{
	const efi_system_table_64_t *table;
	int err = 0;

	table = memremap(system_table, sizeof(*table), MEMREMAP_WB);
	if (!table)
		return -ENOMEM;
	if (table->hdr.signature == EFI_SYSTEM_TABLE_SIGNATURE)
		*config_table = physical(table->tables);
	else
		err = -ENOENT;
	memunmap((void *)table);
	return err;
}

int kxm_arch_efi_tables(struct vfsmount *sysfs, u64 *system_table,
			u64 *config_table)
{
	int err = find_system_table(sysfs, system_table);

	if (!err)
		err = read_system_table(*system_table, config_table);
	if (err == -ENOENT)
		pr_warn("EFI's tables were not found by the device tree\n");
	return err;
}
