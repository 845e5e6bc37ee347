// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Finds the firmware's tables and removes them from the usable memory with
 * core/kept.h. A load goes on if tables can't be read: segments rarely lie over
 * them.
 */
#include "lib/machine/tables.h"

#include <stdlib.h>

#include "core/kept.h"
#include "lib/machine/file.h"
#include "lib/machine/physical.h"

/* Offsets of EFI's numbers in boot_params: efi_info in asm/bootparam.h. */
#define EFI_SIGNATURE	      0x1c0
#define EFI_SYSTEM_TABLE_LOW  0x1c4
#define EFI_SYSTEM_TABLE_HIGH 0x1d8
/* "EL32", for firmware of 32 bits; otherwise "EL64". */
#define EFI_SIGNATURE_32 0x32334c45

/*
 * Finds nothing without EFI, or if the running kernel was started without it.
 */
static int find_efi(struct kexec_ctx *ctx, const struct kx_machine *facts,
		    struct kx_kept *kept)
{
	u64 config_table = facts->efi.config_table;
	u32 signature = 0;
	u32 high = 0;
	u32 low = 0;
	int err = 0;

	if (kx_read_le32(facts->x86.boot_params, EFI_SIGNATURE, &signature) ||
	    kx_read_le32(facts->x86.boot_params, EFI_SYSTEM_TABLE_LOW, &low) ||
	    kx_read_le32(facts->x86.boot_params, EFI_SYSTEM_TABLE_HIGH, &high))
		return 0;
	/* kxl_efi_read() skips it if there is no runtime map. */
	if (!config_table)
		err = kxl_read_number(ctx, "/sys/firmware/efi/config_table", 16,
				      &config_table);
	kept->system_table = (u64)high << 32 | low;
	kept->config_table = config_table;
	kept->is_32bit = signature == EFI_SIGNATURE_32;
	return err == -ENOMEM ? err : 0;
}

static void log_missed(struct kexec_ctx *ctx, const struct kx_machine *facts,
		       u32 missed)
{
	bool matters = missed && facts->efi.memmap.size;

	kxl_log(ctx, matters ? KEXEC_LOG_WARNING : KEXEC_LOG_DEBUG,
		"firmware's tables that can't be read in /proc/kcore and "
		"/dev/mem: %u%s",
		missed,
		matters ? "; segments may lie over them, and the next kernel "
			  "find them damaged: try --noefi if it does not boot"
			: "");
}

int kxl_tables_keep(struct kexec_ctx *ctx, struct kx_machine *facts)
{
	struct kx_memmap *usable = &facts->usable;
	struct kxl_physical physical;
	struct kx_kept kept = {
		.read = kxl_physical_read,
		.data = &physical,
		.memory = &facts->firmware,
		.acpi_rsdp = facts->acpi_rsdp,
	};
	struct kx_memory *larger;
	int err;

	err = find_efi(ctx, facts, &kept);
	larger = err ? NULL
		     : reallocarray(usable->entries,
				    (size_t)usable->count + KX_KEPT_SPARE,
				    sizeof(*larger));
	if (!larger)
		return kxl_fail_memory(ctx, KEXEC_ACTION_READ);
	usable->entries = larger;
	usable->capacity = usable->count + KX_KEPT_SPARE;
	kxl_physical_open(ctx, &physical);
	log_missed(ctx, facts, kx_kept_clear(&kept, usable));
	kxl_physical_close(&physical);
	return 0;
}
