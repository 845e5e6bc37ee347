/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The one idea: a request is what goes in (bytes, the machine, options), a
 * plan is what comes out (an entry and segments). A format reads the kernel
 * file, a boot protocol makes the plan; libkexec and the module carry the plan
 * out.
 */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/arch.h"
#include "core/arena.h"
#include "core/bytes.h"
#include "core/entry.h"
#include "core/err.h"
#include "core/kernel.h"
#include "core/memmap.h"
#include "core/part.h"
#include "core/place.h"
#include "core/range.h"
#include "core/segment.h"
#include "core/x86_machine.h"
#include "kx_port.h"

/*
 * The running system's EFI, to be handed on. All addresses are physical
 * except in @memmap's entries, which carry the virtual ones that the firmware
 * was told (Linux: SETUP_EFI in asm/setup_data.h). No EFI: @memmap is empty.
 */
struct kx_efi {
	struct kx_bytes memmap; /* efi_memory_desc_t entries; borrowed */
	u32 desc_size;		/* bytes an entry */
	u32 desc_version;
	u64 fw_vendor;
	/* Runtime services' table, which Linux before 5.7 maps; 0: unknown. */
	u64 runtime;
	u64 config_table;
	u64 smbios;
};

/* What core/ knows of the machine that runs, and will run the next kernel. */
struct kx_machine {
	/* Where segments may go: entries of type KX_MEM_RAM. */
	struct kx_memmap usable;
	/*
	 * The firmware's map, handed to the next kernel. Segments lie in its
	 * RAM, too, unless it is empty or the kernel a crash kernel.
	 */
	struct kx_memmap firmware;
	/*
	 * Memory that the running kernel has kept from itself since its boot.
	 * Segments lie elsewhere if there is room; a NULL find(): not known.
	 */
	struct kx_keeper keeper;
	struct kx_efi efi;
	u64 acpi_rsdp;		  /* physical; 0 when not known */
	struct kx_bytes rng_seed; /* fresh random bytes, or empty */
	struct kx_segment_limits limits;
	/*
	 * What only machines of one architecture have, a member each; all zero:
	 * not known, or the machine is of another one.
	 */
	struct kx_x86_machine x86;
};

/* More initial ramdisks than this can't be: each is a segment of its own. */
#define KX_INITRD_MAX 13

enum kx_request_flags {
	/* Hold the file against the CRC that it carries: -KX_E_CHECKSUM. */
	KX_CHECK_SUM = 1 << 0,
	/*
	 * Vet no more than Linux's kexec_file_load(2) does before it looks at
	 * its other arguments, and no less.
	 */
	KX_VET_AS_PROBE = 1 << 1,
};

struct kx_crash;

struct kx_request {
	const struct kx_arch *arch; /* of the machine that it is for */
	enum kx_purpose purpose;
	struct kx_bytes kernel; /* the whole file; borrowed, as all here */
	const struct kx_bytes *initrds;
	u32 nr_initrds;
	struct kx_bytes cmdline; /* without the final NUL */
	/* Bytes below the header's limit to keep free; Linux files: 30. */
	u32 cmdline_reserve;
	u32 flags;		/* enum kx_request_flags */
	struct kx_range within; /* --mem-min, --mem-max: all segments inside */
	const struct kx_machine *machine;
	const struct kx_crash *crash; /* crash.h; only for KX_PURPOSE_CRASH */
	struct kx_arena *arena;	      /* what a loader composes lies here */
};

/* What the purpose of @request changes. */
static inline const struct kx_purpose_row *
kx_request_purpose(const struct kx_request *request)
{
	return &request->arch->purposes[request->purpose];
}

/*
 * The result. Segments borrow from the request's files and its arena and are
 * valid as long as those.
 */
struct kx_plan {
	struct kx_entry entry;	/* where the running kernel jumps to */
	struct kx_entry kernel; /* what comes last: the next kernel */
	u32 count;
	bool is_over_kept; /* nothing was asked of the machine's keeper */
	struct kx_segment segments[KX_SEGMENT_MAX];
	enum kx_part parts[KX_SEGMENT_MAX];
};

static inline struct kx_segments kx_plan_segments(const struct kx_plan *plan)
{
	return (struct kx_segments){ plan->segments, plan->count };
}

/* The bytes of a kernel file that decide what will run; offsets in the file. */
struct kx_uses {
	struct kx_range header; /* read as numbers, or copied to boot data */
	struct kx_range loaded; /* placed in memory */
	/* Of @loaded: what the kernel unpacks; empty: nothing. */
	struct kx_range payload;
};

/*
 * A file format: it reads a file, and knows of no machine. One object and one
 * file each; an architecture lists its own (arch.h).
 */
struct kx_format {
	const char *name; /* as --type= spells it */
	/* From the first bytes alone: is it worth calling vet()? */
	bool (*probe)(struct kx_bytes file);
	/*
	 * All that needs no machine; see kx_plan_vet(), which adds format and
	 * architecture to @kernel.
	 */
	int (*vet)(const struct kx_request *request, struct kx_kernel *kernel,
		   struct kx_fault *fault);
	/* See kx_plan_uses(). */
	int (*uses)(struct kx_bytes file, struct kx_uses *uses);
};

/*
 * A boot protocol: where a kernel, and what it needs to start, lie in memory,
 * and how it is entered. One object and one file each; a format says by which
 * its kernels are booted.
 */
struct kx_protocol {
	const char *name; /* for people */
	/* @kernel is what vet() has filled; @plan has no segment yet. */
	int (*plan)(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    struct kx_fault *fault);
};

/**
 * kx_plan_make - turn a request into a plan
 * @request: files, machine, options; borrowed by @plan
 * @type: name of the format, or NULL to probe
 * @plan: filled on success, untouched otherwise
 * @fault: may be NULL; what was wrong
 *
 * The plan that comes out keeps kx_segments_check() with the machine's
 * limits.
 *
 * Return: 0, -KX_E_FORMAT (no probe knows the file), -KX_E_TYPE (no format has
 * that name), or the format's or protocol's error. A fault about a segment has
 * its name in
 * @what.
 */
KX_MUST_CHECK int kx_plan_make(const struct kx_request *request,
			       const char *type, struct kx_plan *plan,
			       struct kx_fault *fault);

/**
 * kx_plan_vet - are kernel file and command line fit to be loaded at all?
 * @request: its initrds and window are not looked at; the machine may be NULL,
 *	     and nothing but its x86.is_5level matters
 * @type: as for kx_plan_make()
 * @kernel: may be NULL, and must be with KX_VET_AS_PROBE; filled on success
 *	    and with -KX_E_CHECKSUM, untouched otherwise; borrows from the file
 * @fault: may be NULL; what was wrong
 *
 * For when the running kernel places the segments, or before the machine is
 * read. kx_plan_make() checks the same things first.
 *
 * Return: 0, or what kx_plan_make() would say on any machine. -KX_E_CHECKSUM:
 * bytes of the file were changed, and nothing else is wrong.
 */
KX_MUST_CHECK int kx_plan_vet(const struct kx_request *request,
			      const char *type, struct kx_kernel *kernel,
			      struct kx_fault *fault);

/**
 * kx_plan_uses - which bytes of a kernel file does its loader use?
 * @arch: whose loaders are asked
 * @file: the whole file
 * @uses: filled on success, untouched otherwise; may end past a file that
 *	  kx_plan_make() refuses as truncated
 *
 * Every other byte of the file leaves the plan as it is: it can make
 * kx_plan_make() refuse the file, and nothing else.
 *
 * Return: 0, -KX_E_FORMAT if no loader knows the file, -KX_E_SHORT.
 */
KX_MUST_CHECK int kx_plan_uses(const struct kx_arch *arch, struct kx_bytes file,
			       struct kx_uses *uses);

/**
 * kx_plan_arena_size - how large an arena is always large enough
 * @request: all set but its arena; without a machine, for kx_plan_vet()
 *
 * Return: bytes.
 */
KX_MUST_CHECK u64 kx_plan_arena_size(const struct kx_request *request);

/**
 * kx_plan_find - find room beside what a plan has already
 * @request: for the maps, the window and the page size
 * @plan: its segments are taken
 * @want: its size is rounded up to pages, its limits meet the window's
 * @hole: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE (@fault has where it searched: from the higher of
 * both starts up to the lower of both ends), -KX_E_HEADER when the size wraps,
 * -KX_E_ALIGN. For a crash kernel the window is inside its region.
 */
KX_MUST_CHECK int kx_plan_find(const struct kx_request *request,
			       const struct kx_plan *plan, struct kx_want want,
			       struct kx_range *hole, struct kx_fault *fault);

/**
 * kx_plan_add - add a segment
 * @plan: grows by one
 * @part: what it is
 * @bytes: borrowed for the plan's life
 * @at: where it goes, at least as large as @bytes
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_plan_add(struct kx_plan *plan, enum kx_part part,
			      struct kx_bytes bytes, struct kx_range at,
			      struct kx_fault *fault);

#endif
