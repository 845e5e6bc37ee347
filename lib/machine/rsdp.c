// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Copies ACPI's root pointer from memory. Layout: ACPI 6.5, 5.2.5.3. Revision 0
 * has 20 bytes, later ones have 36; each has a checksum.
 */
#include "lib/machine/rsdp.h"

#include "core/format/multiboot.h"
#include "lib/machine/physical.h"

#define OLD_SIZE 20
#define REVISION 15

static bool is_sum_zero(const u8 *bytes, size_t size)
{
	u8 sum = 0;
	size_t i;

	for (i = 0; i < size; i++)
		sum = (u8)(sum + bytes[i]);
	return !sum;
}

/* Return: its size, or 0 if there is none. */
static size_t read_pointer(struct kxl_physical *physical, u64 at, u8 *bytes)
{
	if (!kxl_physical_read(physical, at, bytes, OLD_SIZE) ||
	    memcmp(bytes, "RSD PTR ", 8) != 0 || !is_sum_zero(bytes, OLD_SIZE))
		return 0;
	if (bytes[REVISION] < 2)
		return OLD_SIZE;
	return kxl_physical_read(physical, at, bytes, KXL_RSDP_SIZE) &&
			       is_sum_zero(bytes, KXL_RSDP_SIZE)
		       ? KXL_RSDP_SIZE
		       : OLD_SIZE;
}

/* Where a kernel finds it by itself (ACPI 6.5, 5.2.5.1). */
static const struct kx_range searched = { 0xe0000, 0x100000 };

static void warn(struct kexec_ctx *ctx, u64 at, const char *why)
{
	kxl_log(ctx,
		kx_range_has(searched, at) ? KEXEC_LOG_DEBUG
					   : KEXEC_LOG_WARNING,
		"ACPI's root pointer at %#llx %s: the kernel gets no copy of "
		"it, and may find no ACPI",
		(unsigned long long)at, why);
}

void kxl_rsdp_read(struct kexec_ctx *ctx, const struct kx_format *format,
		   struct kx_machine *facts, u8 *bytes)
{
	struct kxl_physical physical;
	size_t size;

	if (!facts->acpi_rsdp || !format->takes_modules)
		return;
	if (format == &kx_format_multiboot) {
		warn(ctx, facts->acpi_rsdp, "can't be told by Multiboot 1");
		return;
	}
	kxl_physical_open(ctx, &physical);
	size = read_pointer(&physical, facts->acpi_rsdp, bytes);
	kxl_physical_close(&physical);
	if (size)
		facts->rsdp = kx_bytes(bytes, size);
	else
		warn(ctx, facts->acpi_rsdp,
		     "can't be read in /proc/kcore and /dev/mem");
}
