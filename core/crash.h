/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a plan for a crash kernel needs on top of a normal one's. In such a
 * request machine->usable is the crash kernel's own memory alone, and
 * machine->limits.is_crash and .crash are set.
 */
#ifndef CORE_CRASH_H
#define CORE_CRASH_H

#include "core/elfcore.h"
#include "core/range.h"
#include "kx_port.h"

/* What purgatory does when the crash image is damaged, after saying so. */
enum kx_on_damage {
	KX_DAMAGE_REBOOT,
	KX_DAMAGE_HALT,
	KX_DAMAGE_START, /* start it all the same */
};

/* Linux include/linux/crash_reserve.h. */
#define KX_CRASH_CMA_MAX 4

struct kx_crash {
	/* The crash kernel's second region, below 4 GiB; RAM to it, no more. */
	struct kx_range low; /* empty: none */
	/*
	 * "crashkernel=SIZE,cma": RAM to it as well. Until then it is user
	 * memory, for the most part, which the dump goes without.
	 */
	struct kx_range cma[KX_CRASH_CMA_MAX]; /* empty: none */
	/* What the dump has. Its backup is the plan's business: leave it empty
	 */
	struct kx_elfcore elfcore;
	/*
	 * The running kernel rewrites the headers when CPUs or memory come and
	 * go (KEXEC_UPDATE_ELFCOREHDR): keep so many bytes for them, and leave
	 * them out of the digest. 0: it does not. What it writes is 64-bit and
	 * leaves the first MiB out (Linux arch/x86/kernel/crash.c): the backup
	 * is of no use from then on, and does no harm.
	 */
	u64 elfcorehdr_room;
	enum kx_on_damage on_damage;
};

/*
 * A request with one of these (plan.h) gives a plan that has, on top of
 * "kernel", "initrd" and "boot data":
 *  - "backup": the low RAM ([0, 640 KiB), whole pages, from its first to its
 *    last byte) that elfcore.memory has, copied here by the purgatory before
 *    the crash kernel starts. Not filled before that, and without a digest.
 *    elfcore's PT_LOADs of that range have their p_offset here. No such RAM:
 *    no such segment.
 *  - "elfcorehdr": the headers, at the page that the command line names: it
 *    begins with "elfcorehdr=0x... ", as Linux's kexec_file_load(2) has it,
 *    for behind a "--" it would be an argument of init's. Its 30 bytes count
 *    against the kernel's limit, unless cmdline_reserve has counted them.
 *  - "purgatory", the last one and the plan's entry, as a segment of its own.
 *    It knows the digest of every other segment with all bytes up to memsz,
 *    and of itself. Left out: backup, and elfcorehdr with @elfcorehdr_room.
 * Backup and elfcorehdr lie at the top end of the region, so that what is left
 * to the crash kernel is in one piece. Up to 11 initrds have a segment left.
 *
 * machine->firmware is what the running kernel knows, whatever said so, and not
 * only what the firmware did. The e820 map of the crash kernel: the firmware's
 * RAM below 640 KiB, whole pages of machine->usable, @low and @cma without
 * elfcorehdr and backup, and the firmware's map with its RAM left out, and what
 * is soft-reserved called reserved.
 *
 * Errors: -KX_E_NO_CRASH_REGION when machine->limits.crash is empty; what
 * kx_elfcore_write() says; and a normal plan's. -KX_E_NO_HOLE's fault says
 * what did not fit, its size, and where in the region it was to go.
 */

#endif
