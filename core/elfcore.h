/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * ELF core headers: a crash kernel reads them at elfcorehdr= and shows them as
 * /proc/vmcore (Linux fs/proc/vmcore.c, Documentation/admin-guide/kdump). There
 * is a PT_NOTE for each CPU's registers, one for vmcoreinfo, a PT_LOAD for the
 * kernel's text and one for each range of memory. p_offset is the physical
 * address at which the crash kernel finds the bytes.
 *
 * What vmcore.c requires (the same in 6.1 and 7.3):
 *  - PT_NOTEs come first and there is at least one: vmcore.c replaces the first
 *    N program headers by a single one, where N is the number of PT_NOTEs. For
 *    N = 0 it writes past its buffer.
 *  - A PT_NOTE has room for a note's header, which vmcore.c reads before it
 *    compares any size. Notes in it follow each other in 4-byte steps up to
 *    one with n_namesz 0, and are contiguous in physical memory.
 *  - PT_LOADs need no alignment: vmcore.c maps whole pages around them, and
 *    moves p_offset accordingly.
 *  - e_machine is the crash kernel's in both classes (vmcore_elf32_check_arch()
 *    of a 64-bit kernel is elf_check_arch()), and e_phnum is not an escape
 *    value.
 */
#ifndef CORE_ELFCORE_H
#define CORE_ELFCORE_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/memmap.h"
#include "core/range.h"
#include "kx_port.h"

struct kx_elfcore {
	u16 machine;   /* EM_* */
	bool is_32bit; /* ELFCLASS32: all memory must lie below 4 GiB */
	/* Physical: address of each possible CPU's note (crash_notes). */
	const struct kx_range *notes; /* borrowed; empty ones are left out */
	u32 nr_notes;
	struct kx_range vmcoreinfo; /* physical; empty: the kernel has none */
	struct kx_range text;	    /* physical; empty: unknown */
	u64 text_va;		    /* virtual address of @text.start */
	u64 page_offset;	    /* virtual address of physical address 0 */
	/* Memory in the dump: the entries of type KX_MEM_RAM; borrowed. */
	const struct kx_memmap *memory;
	/*
	 * Physical: this part of @memory is found at @backup_at instead,
	 * because the crash kernel uses it itself. Empty: none.
	 */
	struct kx_range backup;
	u64 backup_at;
};

/** kx_elfcore_size - bytes that kx_elfcore_write() needs, not page-aligned */
KX_MUST_CHECK u64 kx_elfcore_size(const struct kx_elfcore *core);

/**
 * kx_elfcore_write - write the headers
 * @core: what to describe
 * @to: at least kx_elfcore_size() bytes
 * @size: size of @to; bytes after the headers are not touched
 * @fault: may be NULL
 *
 * Virtual addresses in 32-bit headers are truncated to 32 bits.
 *
 * Return: 0, or with @to untouched: -KX_E_FULL if @size is too small;
 * -KX_E_ELFCORE_COUNT for more program headers than e_phnum counts (65534;
 * elf.h's PN_XNUM is an escape that vmcore.c does not know);
 * -KX_E_ELFCORE_NOTES if there is no note at all, or one is smaller than a
 * note's header (12 bytes); -KX_E_ELF32 if something lies above 4 GiB in 32-bit
 * headers.
 */
KX_MUST_CHECK int kx_elfcore_write(const struct kx_elfcore *core, void *to,
				   u64 size, struct kx_fault *fault);

/**
 * kx_elfcore_read - read what only existing headers record
 * @headers: from any source, of either class; more bytes may follow them
 * @core: machine, is_32bit, backup and backup_at are set on success, other
 *	  members are not touched. The backup is the memory whose p_offset
 *	  is not its p_paddr, or empty.
 *
 * Return: 0, or with @core untouched: -KX_E_FORMAT if these are not core
 * headers, or pieces of memory are moved by different distances; -KX_E_SHORT if
 * a program header is missing; -KX_E_WRAPS if one extends past the last
 * address.
 */
KX_MUST_CHECK int kx_elfcore_read(struct kx_bytes headers,
				  struct kx_elfcore *core);

#endif
