/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Boot data of x86_64: what a Linux kernel finds when it is entered at its
 * 64-bit entry point (Linux Documentation/arch/x86/boot.rst and zero-page.rst).
 */
#ifndef CORE_ARCH_X86_64_BOOT_DATA_H
#define CORE_ARCH_X86_64_BOOT_DATA_H

#include "core/arch/x86_64_crash.h"
#include "core/plan.h"
#include "kx_port.h"

/* Offsets in boot_params, alias the zero page (zero-page.rst). */
#define KX_BOOT_PARAMS_SIZE 4096
#define KX_SETUP_HEADER	    0x1f1
/* No setup header reaches further (start of edd_mbr_sig_buffer). */
#define KX_SETUP_HEADER_END 0x290

/* 640 KiB: the end of a PC's low memory. */
#define KX_LOW_END 0xa0000ULL

/* What the loader knows and boot_params must say. */
struct kx_boot_data {
	struct kx_bytes setup_header; /* of the file, from KX_SETUP_HEADER */
	u64 entry;		      /* physical: 64-bit entry point */
	struct kx_range initrd;	      /* empty: none */
	bool takes_efi;		      /* else EFI is not handed on */
	struct kx_range within;	      /* where the data may lie */
	struct kx_crash_parts crash;  /* of a crash kernel; else empty */
};

/**
 * kx_boot_data_add - compose purgatory, boot_params, command line and
 * setup_data, and add them to the plan as its last segment; a crash kernel's
 * purgatory is a segment of its own after it
 * @request: command line and machine
 * @data: the loader's part
 * @plan: gets the segment and the entry point
 * @fault: may be NULL
 *
 * The e820 map goes on in setup_data when the firmware's map has more than
 * 128 entries; EFI, EDD, screen_info, EDID and the ACPI RSDP are those of the
 * running kernel; the RNG seed is @request->machine's.
 *
 * A crash kernel gets another memory map and a longer command line: see
 * kx_crash_memory() and kx_crash_cmdline(). So does one that returns:
 * x86_64_jump_back.h, which adds segments as well.
 *
 * Return: 0, -KX_E_FULL when the arena is too small, or kx_plan_find()'s and
 * kx_plan_add()'s errors.
 */
KX_MUST_CHECK int kx_boot_data_add(const struct kx_request *request,
				   const struct kx_boot_data *data,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

#endif
