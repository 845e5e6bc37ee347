/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Parts of a crash kernel's request that a normal one doesn't have. In such a
 * request machine->usable has only the crash kernel's own memory, and
 * machine->limits.is_crash and .crash are set.
 */
#ifndef CORE_CRASH_H
#define CORE_CRASH_H

#include "core/elfcore.h"
#include "core/part.h"
#include "core/place.h"
#include "core/range.h"
#include "kx_port.h"

struct kx_crash_parts;
struct kx_plan;
struct kx_request;

/* What the purgatory does if the crash image is damaged, after a message. */
enum kx_on_damage {
	KX_DAMAGE_REBOOT,
	KX_DAMAGE_HALT,
	KX_DAMAGE_START, /* start it nevertheless */
};

/* Linux include/linux/crash_reserve.h. */
#define KX_CRASH_CMA_MAX 4

struct kx_crash {
	/*
	 * The crash kernel's second region, below 4 GiB. It is only used as
	 * RAM.
	 */
	struct kx_range low; /* empty: none */
	/*
	 * "crashkernel=SIZE,cma": RAM for the crash kernel as well. Before the
	 * crash it is mostly user memory, which the dump leaves out.
	 */
	struct kx_range cma[KX_CRASH_CMA_MAX]; /* empty: none */
	/* Contents of the dump. Leave its backup empty: the plan fills it in */
	struct kx_elfcore elfcore;
	/*
	 * The running kernel rewrites the headers when CPUs or memory are
	 * plugged or unplugged (KEXEC_UPDATE_ELFCOREHDR): keep this many bytes
	 * for them, and leave them out of the digest. 0: it does not rewrite
	 * them. The rewritten headers are 64-bit and leave the first MiB out
	 * (Linux arch/x86/kernel/crash.c): the backup is not used from then on,
	 * which does no harm.
	 */
	u64 elfcorehdr_room;
	enum kx_on_damage on_damage;
};

/*
 * On x86_64 a request with one of these (plan.h) gives a plan that has these
 * segments in addition to "kernel", "initrd" and "boot data":
 *  - "backup": the low RAM in elfcore.memory: [0, 640 KiB), whole pages, from
 *    its first to its last byte. The purgatory copies it here before the crash
 *    kernel starts. Until then the segment has no data, and it has no digest.
 *    elfcore's PT_LOADs of that range have their p_offset here. Without such
 *    RAM there is no such segment.
 *  - "elfcorehdr": the ELF core headers, at the page that the command line
 *    names. The command line begins with "elfcorehdr=0x... ", as it does with
 *    Linux's kexec_file_load(2): after a "--" the kernel would pass it to init.
 *    Its 30 bytes count against the kernel's limit, unless cmdline_reserve has
 *    counted them.
 *  - "purgatory": the last segment and the plan's entry. It has the digest of
 *    every other segment, with all bytes up to memsz, and of itself. Exceptions
 *    are backup, and elfcorehdr if @elfcorehdr_room is set.
 *
 * Backup and elfcorehdr are at the top end of the region, which leaves the rest
 * of it to the crash kernel in one piece. There are segments for up to 11
 * initrds.
 *
 * machine->firmware is all that the running kernel knows of memory, whatever
 * the source, not only what the firmware reported. The e820 map of the crash
 * kernel has: the firmware's RAM below 640 KiB; whole pages of machine->usable,
 * @low and @cma without elfcorehdr and backup; and the firmware's map without
 * its RAM, with soft-reserved memory as reserved.
 *
 * On arm64 these are "elfcorehdr" and "purgatory", at the top end as well. No
 * memory has a backup, and the device tree names the headers (linux,elfcorehdr)
 * and the region (linux,usable-memory-range).
 *
 * Errors: -KX_E_NO_CRASH_REGION if machine->limits.crash is empty; those of
 * kx_elfcore_write(); and those of a normal plan. The fault of -KX_E_NO_HOLE
 * has the part that did not fit, its size, and the searched range of the
 * region.
 */

/* All segments of a crash plan except the purgatory's own. */
#define KX_CRASH_ROWS	   15
#define KX_CRASH_NAME_SIZE 24

/* Memory that is verified before a crash kernel is entered; little-endian. */
struct kx_crash_row {
	u8 start[8];
	u8 size[8];   /* in bytes, with the zeroes after a buffer */
	u8 digest[8]; /* kx_digest_padded() */
	char name[KX_CRASH_NAME_SIZE];
};

/**
 * kx_crash_write_rows - take the digests of a plan
 * @request: says whether the headers change
 * @plan: complete; its bytes are read
 * @rows: KX_CRASH_ROWS of them, of which the first are filled
 *
 * Parts that change between the load and the crash have no digest, nor has the
 * purgatory.
 *
 * Return: how many rows were filled.
 */
u32 kx_crash_write_rows(const struct kx_request *request,
			const struct kx_plan *plan, struct kx_crash_row *rows);

/**
 * kx_crash_write_name - name a part for the message that it is damaged
 * @to: KX_CRASH_NAME_SIZE bytes: gets "NUMBER (NAME)", truncated to fit
 * @number: of the segment
 */
void kx_crash_write_name(char *to, u32 number, enum kx_part part);

/** kx_crash_want - whole pages at the top end of the region */
struct kx_want kx_crash_want(const struct kx_request *request,
			     enum kx_part part, u64 size);

/** kx_crash_check_region - 0 if there is a region, or -KX_E_NO_CRASH_REGION */
KX_MUST_CHECK int kx_crash_check_region(const struct kx_request *request,
					struct kx_fault *fault);

/**
 * kx_crash_add_headers - add the segment "elfcorehdr" to a plan
 * @request: for a crash kernel; its architecture is that of the headers
 * @plan: the headers are placed at the top end of what is left of the region
 * @parts: has the backup; elfcorehdr is filled on success
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_NO_HOLE, -KX_E_FULL (the arena), -KX_E_SEGMENT_COUNT, or
 * kx_elfcore_write()'s errors.
 */
KX_MUST_CHECK int kx_crash_add_headers(const struct kx_request *request,
				       struct kx_plan *plan,
				       struct kx_crash_parts *parts,
				       struct kx_fault *fault);

#endif
