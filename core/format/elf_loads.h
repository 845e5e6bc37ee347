/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ELF executables: what of a file goes where in memory, and the entry. */
#ifndef CORE_FORMAT_ELF_LOADS_H
#define CORE_FORMAT_ELF_LOADS_H

#include "core/bytes.h"
#include "core/elf_class.h"
#include "core/err.h"
#include "core/kernel.h"
#include "core/range.h"

/* A PT_LOAD. */
struct kx_elf_load {
	struct kx_range at; /* physical; zeroes follow the file's bytes */
	u64 virtual;	    /* address of its first byte */
	u64 offset;	    /* in the file; 0 if @size is */
	u64 size;	    /* bytes in the file */
};

struct kx_elf {
	u64 entry;	 /* e_entry, as it is */
	u64 headers_end; /* in the file: of all headers that were read */
	/*
	 * ET_DYN: the file may lie at other multiples of this; a power of two.
	 * 0: it may not.
	 */
	u64 move_align;
	struct kx_range bytes; /* of the file: all PT_LOADs, and between them */
	/* By physical address; one at least. */
	struct kx_elf_load loads[KX_PIECES_MAX];
	u32 nr_loads;
};

/**
 * kx_elf_read - read the headers of a little-endian ELF executable
 * @file: the whole file
 * @class: of the file: an element of kx_elf_classes
 * @machine: EM_*
 * @elf: filled on success, untouched otherwise
 * @fault: may be NULL; what was wrong
 *
 * PT_LOADs lie in the file, and do not overlap in memory. One without a byte in
 * memory is left out.
 *
 * Return: 0, -KX_E_FORMAT (not an ELF executable of this class and machine),
 * -KX_E_SHORT, -KX_E_TRUNCATED, -KX_E_HEADER.
 */
KX_MUST_CHECK int kx_elf_read(struct kx_bytes file,
			      const struct kx_elf_class *class, u16 machine,
			      struct kx_elf *elf, struct kx_fault *fault);

/**
 * kx_elf_find - the PT_LOAD that has an address among its file's bytes
 * @elf: what was read
 * @address: of a byte
 * @is_virtual: whether it is a virtual or a physical address
 *
 * Return: borrowed from @elf; NULL: none has.
 */
const struct kx_elf_load *kx_elf_find(const struct kx_elf *elf, u64 address,
				      bool is_virtual);

/**
 * kx_elf_describe - fill the pieces, the size and the own address of a kernel
 * @elf: what was read
 * @file: the file that it was read from
 * @kernel: gets a piece for each PT_LOAD
 */
void kx_elf_describe(const struct kx_elf *elf, struct kx_bytes file,
		     struct kx_kernel *kernel);

/**
 * kx_elf_describe_move - let a position-independent kernel lie elsewhere
 * @kernel: is described; unchanged if the file is fixed
 *
 * If its own place is not free, it gets the lowest one above, as from
 * kexec-tools, which looks for that at once.
 */
void kx_elf_describe_move(const struct kx_elf *elf, struct kx_kernel *kernel);

#endif
