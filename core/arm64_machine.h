/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Facts about a machine that exist on arm64 only. What else a plan for arm64
 * needs of struct kx_machine (plan.h):
 *  - usable: System RAM of /proc/iomem without any "reserved" range, be it a
 *    child or not: carve-outs of firmware, EFI's runtime services, tables that
 *    EFI passes (MEMRESERVE has the pages of GICv3's redistributors), CMA;
 *  - firmware: empty. A device tree's own memory map is read when the tree is
 *    built (lib/image/tree.h); with UEFI the map is EFI's, and what /proc/iomem
 *    has is from there;
 *  - limits: page_size is the running kernel's (4, 16 or 64 KiB), address_limit
 *    is ~0 (KEXEC_DESTINATION_MEMORY_LIMIT in asm/kexec.h);
 *  - rng_seed: fresh random bytes for rng-seed, as on other machines.
 * efi, acpi_rsdp and rsdp stay empty: Linux on arm64 finds both by its tree.
 */
#ifndef CORE_ARM64_MACHINE_H
#define CORE_ARM64_MACHINE_H

#include "core/bytes.h"
#include "core/range.h"
#include "kx_port.h"

/* Sizes of pages (translation granules), or-ed. */
enum kx_granules {
	KX_GRANULE_4K = 1 << 0,
	KX_GRANULE_16K = 1 << 1,
	KX_GRANULE_64K = 1 << 2,
};

/* How the firmware is called (PSCI). */
enum kx_psci {
	KX_PSCI_NONE, /* or unknown */
	KX_PSCI_HVC,
	KX_PSCI_SMC,
};

struct kx_arm64_machine {
	/*
	 * The device tree that the running kernel was booted with, as it is in
	 * /sys/firmware/fdt, or flattened again from /proc/device-tree.
	 * Borrowed. Empty: unknown. On machines with UEFI and ACPI it has no
	 * more than /chosen, which says where EFI's system table is.
	 */
	struct kx_bytes fdt;
	/*
	 * The pages that this CPU can be used with (ID_AA64MMFR0_EL1.TGran*);
	 * 0: unknown, then every kernel's are taken.
	 */
	u32 granules; /* enum kx_granules */
	/*
	 * Tables that the interrupt controller goes on writing. No segment may
	 * lie there, and the next kernel's tree must reserve them. Borrowed.
	 */
	const struct kx_range *lpi_tables;
	u32 nr_lpi_tables;
	/* For what a damaged crash image has to say, and to do. */
	u64 uart; /* physical: registers of a PL011 with a console; 0: none */
	enum kx_psci psci;
};

#endif
