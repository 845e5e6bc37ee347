// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * EFI after boot. SetVirtualAddressMap() works only once, so the next kernel
 * must get the virtual addresses that the first kernel chose: they are in
 * /sys/firmware/efi/runtime-map (Linux drivers/firmware/efi/runtime-map.c).
 */
#include "lib/machine/efi.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/machine/file.h"
#include "lib/machine/firmware.h"
#include "lib/text/text.h"

#define EFI_DIR	 "/sys/firmware/efi"
#define EFI_PAGE 4096ULL

void kxl_efi_descriptor(const struct kxl_efi_range *range, u8 *at)
{
	kx_write_le32(at, (u32)range->type);
	kx_write_le32(at + 4, 0); /* padding */
	kx_write_le64(at + 8, range->phys_addr);
	kx_write_le64(at + 16, range->virt_addr);
	kx_write_le64(at + 24, range->num_pages);
	kx_write_le64(at + 32, range->attribute);
}

u64 kxl_efi_table(struct kx_bytes systab, const char *name)
{
	struct kx_bytes line;
	u64 address = 0;

	while (kxl_text_line(&systab, &line)) {
		if (kxl_text_after(line, name, &line) &&
		    kxl_text_after(line, "=", &line) &&
		    kxl_text_number(&line, 16, &address))
			return address;
	}
	return 0;
}

static int read_range(struct kexec_ctx *ctx, u64 number,
		      struct kxl_efi_range *range)
{
	const struct {
		const char *name;
		u64 *value;
	} files[] = {
		{ "type", &range->type },
		{ "phys_addr", &range->phys_addr },
		{ "virt_addr", &range->virt_addr },
		{ "num_pages", &range->num_pages },
		{ "attribute", &range->attribute },
	};
	char path[96];
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), EFI_DIR "/runtime-map/%llu/%s",
			 (unsigned long long)number, files[i].name);
		err = kxl_read_number(ctx, path, 16, files[i].value);
		if (err)
			return err;
	}
	return 0;
}

static int fill(struct kexec_ctx *ctx, const struct kxl_numbers *numbers,
		u8 *memmap)
{
	struct kxl_efi_range range = { 0 };
	u32 i;
	int err;

	for (i = 0; i < numbers->count; i++) {
		err = read_range(ctx, numbers->values[i], &range);
		if (err)
			return err;
		kxl_efi_descriptor(&range, memmap + (u64)i * KXL_EFI_DESC_SIZE);
	}
	return 0;
}

static int read_memmap(struct kexec_ctx *ctx, struct kx_bytes *memmap)
{
	struct kxl_numbers numbers = { NULL, 0 };
	u8 *fresh = NULL;
	int err;

	err = kxl_list_numbers(ctx, EFI_DIR "/runtime-map", &numbers);
	if (err)
		return err;
	fresh = calloc(numbers.count + 1, KXL_EFI_DESC_SIZE);
	err = fresh ? fill(ctx, &numbers, fresh) : -ENOMEM;
	free(numbers.values);
	if (err) {
		free(fresh);
		return err;
	}
	*memmap = kx_bytes(fresh, (u64)numbers.count * KXL_EFI_DESC_SIZE);
	return 0;
}

/* Descriptor @number of a complete memory map. */
static struct kxl_efi_range range_at(struct kx_bytes memmap, u64 number)
{
	struct kxl_efi_range range = { 0 };
	u64 at = number * KXL_EFI_DESC_SIZE;
	int err = 0;

	err |= kx_read_le64(memmap, at + 8, &range.phys_addr);
	err |= kx_read_le64(memmap, at + 16, &range.virt_addr);
	err |= kx_read_le64(memmap, at + 24, &range.num_pages);
	return err ? (struct kxl_efi_range){ 0 } : range;
}

u64 kxl_efi_physical(struct kx_bytes memmap, u64 address)
{
	u64 i;

	for (i = 0; i < memmap.size / KXL_EFI_DESC_SIZE; i++) {
		struct kxl_efi_range range = range_at(memmap, i);

		if (address - range.virt_addr < range.num_pages * EFI_PAGE)
			return address - range.virt_addr + range.phys_addr;
	}
	return address;
}

/* Linux has the file since 3.14. Without it the address stays 0. */
static int read_runtime(struct kexec_ctx *ctx, struct kx_efi *efi)
{
	u64 runtime = 0;
	int err = kxl_read_number(ctx, EFI_DIR "/runtime", 16, &runtime);

	if (!err)
		efi->runtime = kxl_efi_physical(efi->memmap, runtime);
	return err == -ENOMEM ? err : 0;
}

static int read_systab(struct kexec_ctx *ctx, u64 *smbios, u64 *acpi_rsdp)
{
	struct kx_bytes text;
	int err = kxl_read(ctx, EFI_DIR "/systab", &text);

	if (err)
		return err == -ENOMEM ? err : 0;
	*smbios = kxl_efi_table(text, "SMBIOS");
	*acpi_rsdp = kxl_efi_table(text, "ACPI20");
	if (!*acpi_rsdp)
		*acpi_rsdp = kxl_efi_table(text, "ACPI");
	kxl_text_free(text);
	return 0;
}

/* A kernel without CONFIG_EFI_RUNTIME_MAP: the next one boots without EFI. */
static int no_runtime(struct kexec_ctx *ctx, int err)
{
	if (err == -ENOMEM)
		return err;
	kxl_log(ctx, KEXEC_LOG_WARNING,
		"%s can't be read (%s): the next kernel boots without EFI",
		EFI_DIR, strerror(-err));
	return 0;
}

int kxl_efi_read(struct kexec_ctx *ctx, struct kx_efi *efi, u64 *acpi_rsdp)
{
	struct kx_efi fresh = {
		.desc_size = KXL_EFI_DESC_SIZE,
		.desc_version = 1,
	};
	u64 rsdp = 0;
	u64 inode;
	int err;

	/* A machine without EFI is not one whose memory is short. */
	err = kxl_inode(ctx, EFI_DIR, &inode);
	if (err == -ENOMEM)
		return err;
	if (err)
		goto done;
	err = read_systab(ctx, &fresh.smbios, &rsdp);
	if (!err)
		err = kxl_read_number(ctx, EFI_DIR "/fw_vendor", 16,
				      &fresh.fw_vendor);
	if (!err)
		err = kxl_read_number(ctx, EFI_DIR "/config_table", 16,
				      &fresh.config_table);
	if (!err)
		err = read_memmap(ctx, &fresh.memmap);
	if (err)
		err = no_runtime(ctx, err);
	else
		err = read_runtime(ctx, &fresh);
	if (err) {
		kxl_text_free(fresh.memmap);
		return err;
	}
done:
	*efi = fresh;
	*acpi_rsdp = rsdp;
	return 0;
}
