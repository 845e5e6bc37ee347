/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a kernel file says of the kernel in it: all that placing and entering it
 * takes, whatever the format. Vetting has checked the numbers (plan.h).
 */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#include "core/bytes.h"
#include "core/entry.h"
#include "core/range.h"
#include "kx_port.h"

struct kx_arch;
struct kx_fault;
struct kx_format;
struct kx_plan;
struct kx_protocol;
struct kx_request;

#define KX_PIECES_MAX 8
#define KX_WAYS_MAX   2

/*
 * Bytes of a file that lie next to each other in memory. Zeroes follow them, up
 * to the next piece or the end of the kernel.
 */
struct kx_piece {
	struct kx_bytes bytes; /* borrowed from the file */
	u64 offset;	       /* from where the kernel begins; whole pages */
};

/* A way into a kernel. */
struct kx_way {
	const struct kx_entry_mode *mode;
	u64 offset; /* from where the kernel begins in memory */
};

struct kx_kernel {
	const struct kx_arch *arch;
	const struct kx_format *format;
	const struct kx_protocol *protocol; /* by which it is booted */
	/* As the file spells it, without NUL; borrowed. Empty: not known. */
	struct kx_bytes version;
	/* In the order of their offsets; the first one has 0. */
	struct kx_piece pieces[KX_PIECES_MAX];
	u32 nr_pieces;
	/* Bytes from its beginning that it uses before it knows of memory. */
	u64 size;
	u64 align; /* bytes, a power of two; 1: it lies anywhere */
	/* Memory that the kernel, and what it gets the address of, lies in. */
	struct kx_range reach;
	/*
	 * It begins here, or above if it is relocatable: loaded below, it moves
	 * itself here.
	 */
	u64 preferred;
	bool is_relocatable;
	u64 initrd_end;	      /* initrds end at or below this address */
	u32 cmdline_max;      /* bytes, without NUL */
	bool takes_5level;    /* it may be entered with 5-level paging on */
	bool takes_efi;	      /* it goes on with an EFI that has been set up */
	bool takes_acpi_rsdp; /* its boot data say where ACPI's tables are */
	struct kx_way ways[KX_WAYS_MAX];
	u32 nr_ways;
	/*
	 * What its boot protocol copies to the boot data: of Linux on x86, the
	 * setup header; borrowed.
	 */
	struct kx_bytes header;
};

/**
 * kx_kernel_way - the way into a kernel in a mode
 *
 * Return: one of its ways; NULL: it can't be entered so.
 */
const struct kx_way *kx_kernel_way(const struct kx_kernel *kernel,
				   const struct kx_entry_mode *mode);

/**
 * kx_kernel_place - add a segment for each piece of a kernel
 * @request: for the machine and its free memory
 * @kernel: its pieces, size, alignment and reach
 * @plan: gets the segments
 * @start: filled on success: the physical address where the kernel begins
 * @fault: may be NULL
 *
 * Return: 0, or kx_plan_find()'s and kx_plan_add()'s errors.
 */
KX_MUST_CHECK int kx_kernel_place(const struct kx_request *request,
				  const struct kx_kernel *kernel,
				  struct kx_plan *plan, u64 *start,
				  struct kx_fault *fault);

#endif
