/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A kernel, as described by its file: everything needed to place and enter it,
 * whatever the format. Vetting has checked the numbers (plan.h).
 */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#include "core/bytes.h"
#include "core/entry.h"
#include "core/place.h"
#include "core/range.h"
#include "kx_port.h"

struct kx_arch;
struct kx_fault;
struct kx_format;
struct kx_kaslr;
struct kx_plan;
struct kx_protocol;
struct kx_request;

#define KX_PIECES_MAX 8
#define KX_WAYS_MAX   2

/*
 * Bytes of a file that are contiguous in memory. Zeroes follow them, up to the
 * next piece or the end of the kernel.
 */
struct kx_piece {
	struct kx_bytes bytes; /* borrowed from the file */
	/*
	 * From the kernel's start. Whole pages; those of a Multiboot kernel
	 * become whole pages when it is planned. Memory below the first piece
	 * is another segment's, if it needs it.
	 */
	u64 offset;
};

/* A way into a kernel. */
struct kx_way {
	const struct kx_entry_mode *mode;
	u64 offset; /* from the kernel's start in memory */
};

struct kx_kernel {
	const struct kx_arch *arch;
	const struct kx_format *format;
	const struct kx_protocol *protocol; /* boots this kernel */
	/* As spelled in the file, without NUL; borrowed. Empty: unknown. */
	struct kx_bytes version;
	/* Sorted by offset; the first offset is 0, but on arm64. */
	struct kx_piece pieces[KX_PIECES_MAX];
	u32 nr_pieces;
	/* Bytes from its start that it uses before it reads its memory map. */
	u64 size;
	u64 align; /* bytes, a power of two; 1: any address */
	/* Limits for the kernel and for the data that it gets addresses of. */
	struct kx_range reach;
	/*
	 * It begins here, or above if it is relocatable: a relocatable kernel
	 * that is loaded below moves itself here.
	 */
	u64 preferred;
	bool is_relocatable;
	/*
	 * If @preferred is not free, it may lie at any multiple of @align above
	 * it. Such a kernel does not move itself, so its own place is the first
	 * choice.
	 */
	bool is_movable;
	/* Its place is drawn, as its decompressor would; NULL: by @order. */
	const struct kx_kaslr *kaslr;
	enum kx_place_order order; /* of the search for its place */
	u64 initrd_end;		   /* initrds end at or below this address */
	/* It can't use memory below its start: nothing that it reads is there.
	 */
	bool hides_below;
	u32 cmdline_max;      /* bytes, without NUL */
	u32 page_bytes;	      /* that it was built for; 0: the file is silent */
	bool takes_5level;    /* it may be entered with 5-level paging on */
	bool keeps_5level;    /* bzImage: and goes on with it */
	bool takes_efi;	      /* it can use an EFI that is already set up */
	bool takes_acpi_rsdp; /* its command line need not say where ACPI is */
	struct kx_way ways[KX_WAYS_MAX];
	u32 nr_ways;
	/*
	 * Bytes that its boot protocol copies to the boot data. For Linux on
	 * x86, the setup header; borrowed.
	 */
	struct kx_bytes header;
	/*
	 * x86: the code that is entered in real mode, which has its way at
	 * offset 0 but lies elsewhere; borrowed. Empty: another entry is used.
	 */
	struct kx_bytes setup;
};

/**
 * kx_kernel_way - find the way into a kernel that has a given mode
 *
 * Return: one of its ways, or NULL if it can't be entered in that mode.
 */
const struct kx_way *kx_kernel_way(const struct kx_kernel *kernel,
				   const struct kx_entry_mode *mode);

/**
 * kx_kernel_vet_cmdline - does a kernel take the command line?
 * @request: command line, the bytes to keep free, and those that its purpose
 *	     adds
 * @max: bytes that the kernel takes, without NUL
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_CMDLINE_LONG, -KX_E_CMDLINE_NUL.
 */
KX_MUST_CHECK int kx_kernel_vet_cmdline(const struct kx_request *request,
					u32 max, struct kx_fault *fault);

/**
 * kx_kernel_own - find the place that a kernel was built for
 * @page: bytes, a power of two
 * @own: its whole pages; filled if true, of no use otherwise
 *
 * Return: whether there is one in its reach. A kernel that is_movable can lie
 * elsewhere as well, another one can't.
 */
bool kx_kernel_own(const struct kx_kernel *kernel, u64 page,
		   struct kx_range *own);

/**
 * kx_kernel_place - add a segment for each piece of a kernel
 * @request: for the machine and its free memory
 * @kernel: its pieces, size, alignment and reach
 * @plan: gets the segments
 * @start: filled on success: the kernel's physical start address
 * @fault: may be NULL
 *
 * Return: 0, or kx_plan_find()'s and kx_plan_add()'s errors.
 */
KX_MUST_CHECK int kx_kernel_place(const struct kx_request *request,
				  const struct kx_kernel *kernel,
				  struct kx_plan *plan, u64 *start,
				  struct kx_fault *fault);

#endif
