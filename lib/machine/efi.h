/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /sys/firmware/efi: what the next kernel needs for EFI at run time. */
#ifndef LIB_MACHINE_EFI_H
#define LIB_MACHINE_EFI_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "core/plan.h"

/* Bytes of an efi_memory_desc_t (UEFI 2.10, 7.2 EFI_MEMORY_DESCRIPTOR). */
#define KXL_EFI_DESC_SIZE 40

/* The five numbers of /sys/firmware/efi/runtime-map/N. */
struct kxl_efi_range {
	u64 type;
	u64 phys_addr;
	u64 virt_addr;
	u64 num_pages;
	u64 attribute;
};

/** kxl_efi_descriptor - write @range as KXL_EFI_DESC_SIZE bytes at @at */
void kxl_efi_descriptor(const struct kxl_efi_range *range, u8 *at);

/**
 * kxl_efi_table - find an address in the text of /sys/firmware/efi/systab
 * @systab: lines like "ACPI20=0x7fb7e014"
 * @name: "ACPI20", "SMBIOS", ...
 *
 * Return: the address, or 0 if there is no such line.
 */
u64 kxl_efi_table(struct kx_bytes systab, const char *name);

/**
 * kxl_efi_physical - get the physical address of a firmware table
 * @memmap: KXL_EFI_DESC_SIZE bytes per entry
 * @address: physical or virtual. The firmware changes the pointers in its
 *	     system table when it gets its virtual addresses, and a kernel that
 *	     was itself started by kexec reads them there (Linux 5.7 and newer,
 *	     arch/x86/platform/efi/efi.c, efi_systab_init()).
 *
 * Return: the physical address, or @address if no entry contains it.
 */
u64 kxl_efi_physical(struct kx_bytes memmap, u64 address);

/**
 * kxl_efi_read - read EFI's facts
 * @efi: filled on success; without EFI, or without a runtime map, its @memmap
 *	 is empty; the caller frees @efi->memmap.data with kxl_text_free()
 * @acpi_rsdp: gets the address of ACPI's root pointer, or 0 if unknown
 *
 * Return: 0, -ENOMEM, or the error of reading a required file.
 */
KX_MUST_CHECK int kxl_efi_read(struct kexec_ctx *ctx, struct kx_efi *efi,
			       u64 *acpi_rsdp);

#endif
