/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Parts of a crash kernel's request that a normal one doesn't have. In such a
 * request machine->usable has only the crash kernel's own memory, and
 * machine->limits.is_crash and .crash are set.
 */
#ifndef CORE_CRASH_H
#define CORE_CRASH_H

#include "core/elfcore.h"
#include "core/range.h"
#include "kx_port.h"

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
 * A request with one of these (plan.h) gives a plan that has these segments in
 * addition to "kernel", "initrd" and "boot data":
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
 * Errors: -KX_E_NO_CRASH_REGION if machine->limits.crash is empty; those of
 * kx_elfcore_write(); and those of a normal plan. The fault of -KX_E_NO_HOLE
 * has the part that did not fit, its size, and the searched range of the
 * region.
 */

#endif
