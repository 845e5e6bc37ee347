/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * ELF core headers: what a crash kernel finds at elfcorehdr= and shows as
 * /proc/vmcore (Linux fs/proc/vmcore.c, Documentation/admin-guide/kdump).
 * A PT_NOTE for each CPU's registers, one for vmcoreinfo, a PT_LOAD for the
 * kernel's text and one for each range of memory; p_offset is the physical
 * address at which the crash kernel finds the bytes.
 *
 * What vmcore.c (6.1 and 7.3 are alike) demands:
 *  - PT_NOTEs come first and there is at least one: the first N program
 *    headers are replaced by a single one, N being the number of PT_NOTEs,
 *    and for N = 0 it writes past its buffer.
 *  - A PT_NOTE has room for a note's header: it is read whole, before any
 *    size is compared. Notes in it follow each other in 4-byte steps up to
 *    one with n_namesz 0, and lie in one stretch of physical memory.
 *  - PT_LOADs need no alignment: whole pages around them are mapped, and
 *    p_offset is moved by as much.
 *  - e_machine is x86-64's in both classes (vmcore_elf32_check_arch() of a
 *    64-bit kernel is elf_check_arch()), e_phnum no escape value.
 */
#ifndef CORE_ELFCORE_H
#define CORE_ELFCORE_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/memmap.h"
#include "core/range.h"
#include "kx_port.h"

struct kx_elfcore {
	bool is_32bit; /* ELFCLASS32: all memory must lie below 4 GiB */
	/* Physical: where each possible CPU's note lies (crash_notes). */
	const struct kx_range *notes; /* borrowed; empty ones are left out */
	u32 nr_notes;
	struct kx_range vmcoreinfo; /* physical; empty: the kernel has none */
	struct kx_range text;	    /* physical; empty: not known */
	u64 text_va;		    /* virtual address of @text.start */
	u64 page_offset;	    /* virtual address of physical address 0 */
	/* What is dumped: its entries of type KX_MEM_RAM; borrowed. */
	const struct kx_memmap *memory;
	/*
	 * Physical: this part of @memory is found at @backup_at instead, since
	 * the crash kernel uses it itself. Empty: none.
	 */
	struct kx_range backup;
	u64 backup_at;
};

/** kx_elfcore_size - bytes that kx_elfcore_write() needs (page aligned: no) */
KX_MUST_CHECK u64 kx_elfcore_size(const struct kx_elfcore *core);

/**
 * kx_elfcore_write - write the headers
 * @core: what to describe
 * @to: at least kx_elfcore_size() bytes
 * @size: how many there are; those behind the headers are left alone
 * @fault: may be NULL
 *
 * Virtual addresses in 32-bit headers are cut to 32 bits.
 *
 * Return: 0, or with @to untouched: -KX_E_FULL when @size is too small;
 * -KX_E_ELFCORE_COUNT for more program headers than e_phnum counts (65534;
 * elf.h's PN_XNUM is an escape that vmcore.c does not know);
 * -KX_E_ELFCORE_NOTES when there is no note at all, or one that is smaller
 * than a note's header (12 bytes); -KX_E_ELF32 when something lies above 4 GiB
 * in 32-bit headers.
 */
KX_MUST_CHECK int kx_elfcore_write(const struct kx_elfcore *core, void *to,
				   u64 size, struct kx_fault *fault);

/**
 * kx_elfcore_read - what headers say that only they know (elfcore_read.c)
 * @headers: anybody's, of either class; there may be bytes behind them
 * @core: is_32bit, backup and backup_at are set on success, the rest stays;
 *        the backup is whatever memory is found elsewhere (p_offset is not
 *        p_paddr), or empty
 *
 * Return: 0, or with @core untouched: -KX_E_FORMAT for what are no core
 * headers, or have pieces of memory moved by different distances;
 * -KX_E_SHORT for a program header that is not there; -KX_E_WRAPS for one
 * that runs past the last address.
 */
KX_MUST_CHECK int kx_elfcore_read(struct kx_bytes headers,
				  struct kx_elfcore *core);

#endif
