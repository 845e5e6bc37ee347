// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data that firmware passed to this kernel: boot_params, which the kernel
 * exports only in sysfs, and EFI's addresses.
 */
#include "module/arch.h"

#include "core/arch/x86_64_boot_data.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/plan.h"
#include "module/machine.h"
#include "module/page.h"
#include "module/sysfs.h"

#include <linux/efi.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>

/* Of KX_BOOT_PARAMS_SIZE bytes. -ENOMEM, or -ENOENT: sysfs has none. */
static int read_boot_params(struct vfsmount *sysfs, u8 *buffer)
{
	ssize_t got = kxm_sysfs_read(sysfs, "kernel/boot_params/data", buffer,
				     KX_BOOT_PARAMS_SIZE);

	if (got == -ENOMEM)
		return got;
	return got == KX_BOOT_PARAMS_SIZE ? 0 : -ENOENT;
}

static int get_boot_params(struct vfsmount *sysfs, struct kxm_machine *running)
{
	u8 *buffer = kvzalloc(KX_BOOT_PARAMS_SIZE, KXM_GFP);
	int err = buffer ? read_boot_params(sysfs, buffer) : -ENOMEM;

	if (err) {
		kvfree(buffer);
		return err == -ENOMEM ? err : 0;
	}
	running->firmware = buffer;
	running->machine.x86.boot_params =
		kx_bytes(buffer, KX_BOOT_PARAMS_SIZE);
	return 0;
}

/*
 * Corrects what the resources say of the first page of memory. Linux's own
 * kexec hands the page on as the firmware did, too (e820_table_kexec). Without
 * it there would be no timeline (core/timeline.h).
 */
static void correct_first_page(struct kx_machine *machine)
{
	const struct kx_range first = { 0, KX_TIMELINE_PAGE };

	/* A map without room for it stays as it is. */
	if (kx_boot_data_has_first_page(machine->x86.boot_params))
		(void)!kx_memmap_set(&machine->firmware, first, KX_MEM_RAM);
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
	err = kxm_sysfs_number(sysfs, "firmware/efi/config_table",
			       &config_table);
	if (!err)
		err = kxm_sysfs_number(sysfs, "firmware/efi/fw_vendor",
				       &fw_vendor);
	/*
	 * Without the tables, leave EFI out: the next kernel would find an EFI
	 * that has no tables.
	 */
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

int kxm_arch_firmware(struct vfsmount *sysfs, struct kxm_machine *running)
{
	int err = get_boot_params(sysfs, running);

	if (err)
		return err;
	if (running->has_timeline)
		correct_first_page(&running->machine);
	return get_efi(sysfs, &running->machine);
}

/* Offsets of EFI's system table in boot_params: efi_info in asm/bootparam.h. */
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

int kxm_arch_efi_tables(struct vfsmount *sysfs, u64 *system_table,
			u64 *config_table)
{
	u8 *buffer = kvzalloc(KX_BOOT_PARAMS_SIZE, KXM_GFP);
	struct kx_bytes boot_params = kx_bytes(buffer, KX_BOOT_PARAMS_SIZE);
	int err;

	if (!buffer)
		return -ENOMEM;
	err = read_boot_params(sysfs, buffer);
	if (!err)
		err = find_system_table(boot_params, system_table);
	if (!err)
		err = kxm_sysfs_number(sysfs, "firmware/efi/config_table",
				       config_table);
	if (!err && !*config_table)
		err = -ENOENT;
	kvfree(buffer);
	return err;
}
