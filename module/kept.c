// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the tables of firmware that the running kernel keeps from itself alone,
 * so that no segment of a file that is loaded comes to lie over them.
 * core/kept.h has the tables, here is where they are found and read.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/efi.h>
#include <linux/io.h>
#include <linux/uaccess.h>

#include "kept.h"

/* What is no longer kept may be free, and not even mapped. */
static bool read_physical(void *data, u64 at, void *to, size_t size)
{
	void *mapped = memremap(at, size, MEMREMAP_WB);
	long err;

	if (!mapped)
		return false;
	err = copy_from_kernel_nofault(to, mapped, size);
	memunmap(mapped);
	return !err;
}

int kxm_kept_find(struct vfsmount *sysfs, struct kxm_running *running)
{
	int err;

	if (!efi_enabled(EFI_BOOT))
		return 0;
	err = kxm_efi_tables(sysfs, &running->system_table,
			     &running->config_table);
	return err == -ENOMEM ? err : 0;
}

void kxm_kept_clear(struct kxm_running *running)
{
	struct kx_machine *machine = &running->machine;
	const struct kx_kept kept = {
		.read = read_physical,
		.memory = &machine->firmware,
		.system_table = running->system_table,
		.config_table = running->config_table,
		.is_32bit = !efi_enabled(EFI_64BIT),
		.acpi_rsdp = machine->acpi_rsdp,
	};
	u32 missed = kx_kept_clear(&kept, &machine->usable);

	if (missed)
		pr_warn("segments may lie over firmware's tables (%u)\n",
			missed);
}
