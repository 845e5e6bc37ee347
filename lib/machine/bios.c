// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The BIOS. UEFI leaves none, nor do the virtual machines that start a kernel
 * without firmware. A kernel that was started with noefi has no
 * /sys/firmware/efi, but its boot_params still have EFI's signature. Otherwise
 * the interrupt table at address 0 shows whether there are services: Linux does
 * not use the first page.
 */
#include "lib/machine/bios.h"

#include "lib/machine/file.h"
#include "lib/machine/physical.h"

/* efi_loader_signature (struct efi_info in Linux asm/bootparam.h) */
#define EFI_SIGNATURE 0x1c0

/* A far pointer for each interrupt. */
#define VECTOR_SIZE 4

static bool is_efi(struct kexec_ctx *ctx, const struct kx_machine *machine)
{
	u32 signature = 0;

	return kxl_exists(ctx, "/sys/firmware/efi") ||
	       (!kx_read_le32(machine->x86.boot_params, EFI_SIGNATURE,
			      &signature) &&
		signature);
}

/* Whether a vector that every BIOS has is 0. */
static bool has_no_services(struct kexec_ctx *ctx)
{
	/* Video, system services (the memory map), keyboard. */
	static const u8 interrupts[] = { 0x10, 0x15, 0x16 };
	struct kxl_physical physical;
	u8 vector[VECTOR_SIZE];
	bool is_empty = false;
	size_t i;

	kxl_physical_open(ctx, &physical);
	for (i = 0; i < ARRAY_SIZE(interrupts); i++)
		if (kxl_physical_read(&physical,
				      (u64)interrupts[i] * VECTOR_SIZE, vector,
				      sizeof(vector)) &&
		    !kx_load_le32(vector))
			is_empty = true;
	kxl_physical_close(&physical);
	return is_empty;
}

bool kxl_lacks_bios(struct kexec_ctx *ctx, const struct kx_machine *machine)
{
	return is_efi(ctx, machine) || has_no_services(ctx);
}
