/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The central idea: a request is the input (files, the machine, options), a
 * plan is the output (an entry and segments). A format reads the kernel file,
 * and a boot protocol makes the plan. libkexec and the module carry it out.
 */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/arch.h"
#include "core/arena.h"
#include "core/arm64_machine.h"
#include "core/bytes.h"
#include "core/console.h"
#include "core/crc32.h"
#include "core/entry.h"
#include "core/err.h"
#include "core/kernel.h"
#include "core/memmap.h"
#include "core/part.h"
#include "core/place.h"
#include "core/range.h"
#include "core/segment.h"
#include "core/timeline.h"
#include "core/tree.h"
#include "core/x86_machine.h"
#include "kx_port.h"

/*
 * The running system's EFI, which is passed on. All addresses are physical
 * except in the entries of @memmap, which have the virtual addresses set in the
 * firmware (Linux: SETUP_EFI in asm/setup_data.h). No EFI: @memmap is empty.
 */
struct kx_efi {
	struct kx_bytes memmap; /* efi_memory_desc_t entries; borrowed */
	u32 desc_size;		/* bytes an entry */
	u32 desc_version;
	u64 fw_vendor;
	/*
	 * The runtime services table, which Linux before 5.7 maps; 0: unknown.
	 */
	u64 runtime;
	u64 config_table;
	u64 smbios;
};

/* One may be taken by the next kernel, another one be kept. */
#define KX_QUIET_MAX 4

/* The machine that runs, and will run the next kernel. */
struct kx_machine {
	/* Memory for segments: entries of type KX_MEM_RAM. */
	struct kx_memmap usable;
	/*
	 * The firmware's map, which the next kernel gets. Segments must be in
	 * its RAM, too, unless it is empty or the kernel gets another map, as
	 * crash kernels do on x86.
	 */
	struct kx_memmap firmware;
	/*
	 * Finds memory that the running kernel has reserved since boot.
	 * Segments avoid it if there is room. find() is NULL: unknown.
	 */
	struct kx_keeper keeper;
	bool is_kept_firmly; /* even if there is no other room */
	/*
	 * Where the running kernel will hardly take a page soon, best first. An
	 * initrd lies in one of them if it can.
	 */
	struct kx_range quiet[KX_QUIET_MAX];
	u32 nr_quiet;
	/*
	 * What the running kernel will give out next; empty: unknown. A drawn
	 * kernel lies elsewhere, if that costs few of the places.
	 */
	struct kx_range due;
	struct kx_efi efi;
	u64 acpi_rsdp;		  /* physical; 0: unknown */
	struct kx_bytes rsdp;	  /* the bytes there; empty: unknown */
	struct kx_bytes rng_seed; /* fresh random bytes, or empty */
	struct kx_segment_limits limits;
	/*
	 * Facts about machines of one architecture only, one member each. All
	 * zero: unknown, or the machine has another architecture.
	 */
	struct kx_x86_machine x86;
	struct kx_arm64_machine arm64;
};

/* The largest number of initial ramdisks: each is a segment of its own. */
#define KX_INITRD_MAX 13

/* Modules that are segments of their own; more of them share the last one. */
#define KX_MODULE_SEGMENTS 6

/* A file for a Multiboot kernel. Both members are borrowed. */
struct kx_module {
	struct kx_bytes bytes;
	struct kx_bytes
		string; /* without the final NUL; its name comes first */
};

enum kx_request_flags {
	/* Verify the CRC in the file: -KX_E_CHECKSUM. */
	KX_CHECK_SUM = 1 << 0,
	/*
	 * Only check what Linux's kexec_file_load(2) checks before it reads its
	 * other arguments, but all of that.
	 */
	KX_VET_AS_PROBE = 1 << 1,
	/* Repeat a crash kernel's memory map on its command line. */
	KX_MEMMAP_WORDS = 1 << 2,
	/*
	 * x86: enter the kernel in real mode. The setup code is then loaded as
	 * well, which kx_plan_uses() does not count: no call that judges a
	 * signature can enter it.
	 */
	KX_ENTER_REAL_MODE = 1 << 3,
	/* x86: enter the kernel in 32-bit mode. */
	KX_ENTER_32BIT = 1 << 4,
	/*
	 * Leave a timeline (timeline.h) for the next kernel, if the machine and
	 * the purpose allow it.
	 */
	KX_TIMELINE = 1 << 5,
	/*
	 * Refuse a file with more bytes than the memory that it says it needs,
	 * as Linux's kexec_file_load(2) on arm64; else the rest is ignored.
	 */
	KX_WHOLE_FILE = 1 << 6,
};

/* What an ELF file gets when it is entered. */
enum kx_arguments {
	KX_ARGUMENTS_AUTO, /* what it says of itself: Linux, or a PVH note */
	KX_ARGUMENTS_LINUX,
	KX_ARGUMENTS_ELF,  /* ELF boot notes */
	KX_ARGUMENTS_NONE, /* nothing */
};

struct kx_crash;

struct kx_request {
	const struct kx_arch *arch; /* of the machine that the plan is for */
	enum kx_purpose purpose;
	struct kx_bytes kernel; /* the whole file; borrowed, as all members */
	/* What is in it, unpacked, to be placed instead; NULL: nothing else. */
	const struct kx_kernel *unpacked;
	const struct kx_bytes *initrds;
	u32 nr_initrds;
	const struct kx_module *modules;
	u32 nr_modules;
	/* The first word of a Multiboot kernel's command line: its own name. */
	struct kx_bytes name;
	struct kx_bytes cmdline;    /* without the final NUL */
	struct kx_bytes dtb;	    /* a flattened device tree; empty: none */
	struct kx_tree_slots slots; /* in @dtb; x86 has none */
	/* Bytes below the header's limit to keep free: file_line_reserve. */
	u32 cmdline_reserve;
	u32 flags;	    /* enum kx_request_flags */
	kx_crc32_fn *crc32; /* crc32.h; NULL: by tables */
	enum kx_arguments arguments;
	struct kx_range within; /* --mem-min, --mem-max: all segments inside */
	struct kx_console console; /* of the purgatory */
	const struct kx_machine *machine;
	const struct kx_crash *crash; /* crash.h; only for KX_PURPOSE_CRASH */
	struct kx_arena *arena;	      /* for data that a loader composes */
};

/* The row of @request's purpose. */
static inline const struct kx_purpose_row *
kx_request_purpose(const struct kx_request *request)
{
	return &request->arch->purposes[request->purpose];
}

/*
 * The result. Segments borrow from the request's files and its arena, and are
 * valid as long as those are.
 */
struct kx_plan {
	struct kx_entry entry;	/* where the running kernel jumps to */
	struct kx_entry kernel; /* entry of the next kernel */
	u32 count;
	bool is_over_kept; /* the machine's keeper was not asked */
	/* For the shells to add stamps; in the arena. NULL: no timeline. */
	struct kx_timeline *timeline;
	struct kx_segment segments[KX_SEGMENT_MAX];
	enum kx_part parts[KX_SEGMENT_MAX];
};

static inline struct kx_segments kx_plan_segments(const struct kx_plan *plan)
{
	return (struct kx_segments){ plan->segments, plan->count };
}

/* The bytes of a kernel file that decide what runs; offsets in the file. */
struct kx_uses {
	struct kx_range header; /* read as numbers, or copied to boot data */
	struct kx_range loaded; /* placed in memory */
	/* The part of @loaded that the kernel unpacks; empty: none. */
	struct kx_range payload;
	/*
	 * The PE headers are in @loaded as well, and what runs does not read
	 * them: core/sign/cover.c says what follows for signed files.
	 */
	bool loads_pe;
};

/*
 * A file format: it reads a file, and does not depend on a machine. Each has
 * one object and one file; an architecture lists its formats (arch.h).
 */
struct kx_format {
	const char *name; /* as in --type=NAME */
	/* Checks the first bytes only: whether to call vet(). */
	bool (*probe)(struct kx_bytes file);
	/*
	 * All checks without a machine; see kx_plan_vet(), which adds format
	 * and architecture to @kernel.
	 */
	int (*vet)(const struct kx_request *request, struct kx_kernel *kernel,
		   struct kx_fault *fault);
	/* See kx_plan_uses(). */
	int (*uses)(struct kx_bytes file, struct kx_uses *uses);
	bool has_real_mode; /* vet() takes KX_ENTER_REAL_MODE */
	/*
	 * It is Multiboot: its kernels take modules, and bytes of the file may
	 * be copied to the arena.
	 */
	bool takes_modules;
};

/*
 * A boot protocol: places a kernel, and the data that it needs to start, in
 * memory, and knows how to enter it. Each has one object and one file; a format
 * names the protocol that boots its kernels.
 */
struct kx_protocol {
	const char *name; /* for people */
	/* Its kernels find the memory to dump: they can be crash kernels. */
	bool is_for_crash;
	bool takes_dtb; /* the request's device tree is passed on */
	/* @kernel was filled by vet(); @plan has no segments yet. */
	int (*plan)(const struct kx_request *request,
		    const struct kx_kernel *kernel, struct kx_plan *plan,
		    struct kx_fault *fault);
};

/**
 * kx_plan_make - turn a request into a plan
 * @request: files, machine, options; borrowed by @plan
 * @type: name of the format, or NULL to probe
 * @plan: filled on success, untouched otherwise
 * @fault: may be NULL; details of the error
 *
 * The resulting plan passes kx_segments_check() with the machine's limits.
 *
 * Return: 0, -KX_E_FORMAT (no format recognizes the file), -KX_E_TYPE (no
 * format has that name), -KX_E_NO_PURGATORY (the architecture's code was not
 * built), or an error of the format or protocol. In a fault
 * about a segment, what is its name.
 */
KX_MUST_CHECK int kx_plan_make(const struct kx_request *request,
			       const char *type, struct kx_plan *plan,
			       struct kx_fault *fault);

/**
 * kx_plan_vet - check kernel file and command line, without placing anything
 * @request: its window is ignored, and of its initrds and modules all but their
 *	     number. The machine may be NULL; only its x86.is_5level and
 *	     x86.lacks_bios are used.
 * @type: as for kx_plan_make()
 * @kernel: may be NULL, and must be with KX_VET_AS_PROBE; filled on success and
 *	    with -KX_E_CHECKSUM, untouched otherwise; borrows from the file
 * @fault: may be NULL; details of the error
 *
 * For loads in which the running kernel places the segments, and for use before
 * the machine is read. kx_plan_make() makes the same checks first.
 *
 * Return: 0, or what kx_plan_make() would return on any machine.
 * -KX_E_CHECKSUM: the file is damaged, but all other checks succeeded.
 */
KX_MUST_CHECK int kx_plan_vet(const struct kx_request *request,
			      const char *type, struct kx_kernel *kernel,
			      struct kx_fault *fault);

/**
 * kx_plan_uses - find the bytes of a kernel file that its loader uses
 * @arch: its loaders are searched
 * @file: the whole file
 * @uses: filled on success, untouched otherwise; may extend past the end of a
 *	  file that kx_plan_make() refuses as truncated
 *
 * No other byte of the file changes the plan: it can only make kx_plan_make()
 * refuse the file.
 *
 * Return: 0, -KX_E_FORMAT if no loader recognizes the file, -KX_E_SHORT, or the
 * fault of headers that say where the bytes are.
 */
KX_MUST_CHECK int kx_plan_uses(const struct kx_arch *arch, struct kx_bytes file,
			       struct kx_uses *uses);

/**
 * kx_plan_arena_size - an arena size that is always enough
 * @request: complete except for its arena; without a machine, for kx_plan_vet()
 *
 * Return: bytes.
 */
KX_MUST_CHECK u64 kx_plan_arena_size(const struct kx_request *request);

/**
 * kx_plan_find - find a hole that no segment of a plan uses
 * @request: for the maps, the window and the page size
 * @plan: its segments are taken
 * @want: its size is rounded up to pages; its limits are intersected with the
 *	  window
 * @hole: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE (@fault has the searched range: from the higher
 * start to the lower end), -KX_E_HEADER if the size wraps, -KX_E_ALIGN. For a
 * crash kernel the window is inside its region.
 */
KX_MUST_CHECK int kx_plan_find(const struct kx_request *request,
			       const struct kx_plan *plan, struct kx_want want,
			       struct kx_range *hole, struct kx_fault *fault);

/**
 * kx_plan_add - add a segment
 * @plan: gets one more segment
 * @part: kind of the segment
 * @bytes: borrowed for the plan's life
 * @at: destination, at least as large as @bytes
 * @fault: may be NULL
 *
 * Return: 0 or -KX_E_SEGMENT_COUNT.
 */
KX_MUST_CHECK int kx_plan_add(struct kx_plan *plan, enum kx_part part,
			      struct kx_bytes bytes, struct kx_range at,
			      struct kx_fault *fault);

#endif
