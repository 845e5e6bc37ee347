/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Boot data of x86_64: what a Linux kernel needs in memory when it is entered
 * (Linux Documentation/arch/x86/boot.rst and zero-page.rst).
 */
#ifndef CORE_ARCH_X86_64_BOOT_DATA_H
#define CORE_ARCH_X86_64_BOOT_DATA_H

#include "core/arch/x86_64_crash.h"
#include "core/plan.h"
#include "kx_port.h"

/* Offsets in boot_params, also called the zero page (zero-page.rst). */
#define KX_BOOT_PARAMS_SIZE 4096
#define KX_SETUP_HEADER	    0x1f1
/* No setup header ends above this offset (start of edd_mbr_sig_buffer). */
#define KX_SETUP_HEADER_END 0x290

/* 640 KiB: the end of a PC's low memory. */
#define KX_LOW_END 0xa0000ULL

/* The loader's part of what boot_params must contain. */
struct kx_boot_data {
	struct kx_bytes setup_header; /* of the file, from KX_SETUP_HEADER */
	u64 entry;		      /* physical: entry point */
	/* Of the entry; kx_entry_x86_32 needs @within below 4 GiB. */
	const struct kx_entry_mode *mode;
	struct kx_range initrd;	     /* empty: none */
	bool takes_efi;		     /* otherwise EFI is not passed on */
	struct kx_range within;	     /* limits for the data */
	u32 cmdline_max;	     /* bytes, without NUL */
	struct kx_crash_parts crash; /* for a crash kernel; else empty */
};

/**
 * kx_boot_data_has_first_page - whether the running kernel got page 0 as RAM
 * @params: its boot_params, or empty
 *
 * Linux itself calls that page reserved (trim_bios_range() in
 * arch/x86/kernel/e820.c), so its resources do not tell.
 */
bool kx_boot_data_has_first_page(struct kx_bytes params);

/**
 * kx_boot_data_add - compose purgatory, boot_params, command line and
 * setup_data, and add them to the plan as its last segment; a crash kernel's
 * purgatory is a segment of its own after it
 * @request: command line and machine
 * @data: the loader's part
 * @plan: gets the segment and the entry point
 * @fault: may be NULL
 *
 * If the firmware's map has more than 128 entries, setup_data holds the rest of
 * the e820 map. EFI, EDD, screen_info, EDID and the ACPI RSDP are those of the
 * running kernel. The RNG seed is @request->machine's, the device tree
 * @request's.
 *
 * If the kernel is entered at a 32-bit entry point, the segment also contains
 * the code that leads there (kx_enter_32_write()).
 *
 * A crash kernel gets a different memory map and a longer command line: see
 * kx_crash_memory(), kx_crash_cmdline() and, with KX_MEMMAP_WORDS,
 * kx_memmap_words(). So does a kernel that returns,
 * whose plan gets more segments as well: see x86_64_jump_back.h.
 *
 * Return: 0, -KX_E_FULL if the arena is too small, -KX_E_CMDLINE_LONG if
 * kx_memmap_words() do not fit, or kx_plan_find()'s and kx_plan_add()'s errors.
 */
KX_MUST_CHECK int kx_boot_data_add(const struct kx_request *request,
				   const struct kx_boot_data *data,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
