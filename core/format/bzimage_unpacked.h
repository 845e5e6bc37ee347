/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The unpacked payload of a bzImage: a 64-bit vmlinux, and the addresses of
 * what must change if the kernel runs at another virtual address than the one
 * it was linked for.
 */
#ifndef CORE_FORMAT_BZIMAGE_UNPACKED_H
#define CORE_FORMAT_BZIMAGE_UNPACKED_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/format/elf_loads.h"
#include "core/kernel.h"

/* Bytes of a setup header; its size is one byte after a jump (boot.rst). */
#define KX_UNPACKED_HEADER_MAX 256

/* How to change a number. */
enum kx_reloc_kind {
	KX_RELOC_64,	  /* 8 bytes: add the distance */
	KX_RELOC_INVERSE, /* 4 bytes: subtract it */
	KX_RELOC_32,	  /* 4 bytes: add it */
	KX_RELOC_KINDS,
};

/* A list of relocations: 32-bit numbers, the low half of virtual addresses. */
struct kx_relocs {
	u64 offset; /* of the first, in the payload */
	u64 count;
};

struct kx_unpacked {
	struct kx_elf elf;
	u64 end;  /* of the ELF file, in the payload; the relocations follow */
	u64 room; /* bytes of memory in which the decompressor unpacks it */
	/* Without CONFIG_RANDOMIZE_BASE there are no lists at all. */
	bool has_relocs;
	struct kx_relocs relocs[KX_RELOC_KINDS];
};

/**
 * kx_unpacked_read - read and check the whole payload
 * @payload: as its compression returns it
 * @unpacked: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * Every relocation changes bytes of one PT_LOAD that are in the file. Sources:
 * emit_relocs() in Linux arch/x86/tools/relocs.c, which makes the lists, and
 * handle_relocations() in arch/x86/boot/compressed/misc.c, which reads them.
 *
 * Return: 0, kx_elf_read()'s errors, -KX_E_HEADER (the kernel can't lie where
 * it says), -KX_E_TRUNCATED, -KX_E_PAYLOAD (other lists than Linux makes).
 */
KX_MUST_CHECK int kx_unpacked_read(struct kx_bytes payload,
				   struct kx_unpacked *unpacked,
				   struct kx_fault *fault);

/**
 * kx_unpacked_relocate - let the kernel run at another virtual address
 * @payload: the bytes that kx_unpacked_read() has checked
 * @unpacked: what it has filled
 * @distance: from the address that it was linked for, modulo 2^64
 *
 * The physical address is no matter: the kernel finds that out when it starts.
 */
void kx_unpacked_relocate(u8 *payload, const struct kx_unpacked *unpacked,
			  u64 distance);

/**
 * kx_unpacked_wipe - make it impossible to tell the distance
 * @payload: relocated
 * @unpacked: as for kx_unpacked_relocate()
 *
 * Clears every relocated word, and nothing else: the other bytes are the
 * file's. So pages that are still the file's own need no copy to be wiped.
 */
void kx_unpacked_wipe(u8 *payload, const struct kx_unpacked *unpacked);

/**
 * kx_unpacked_describe - describe the kernel, instead of its bzImage
 * @packed: what vetting found about the bzImage
 * @payload: borrowed by @kernel
 * @unpacked: its description
 * @kernel: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * The kernel lies where the bzImage could, and is entered at its own 64-bit
 * entry.
 *
 * Return: 0, -KX_E_NOT_64BIT (the bzImage is entered in another mode),
 * -KX_E_HEADER (both files say different things).
 */
KX_MUST_CHECK int kx_unpacked_describe(const struct kx_kernel *packed,
				       struct kx_bytes payload,
				       const struct kx_unpacked *unpacked,
				       struct kx_kernel *kernel,
				       struct kx_fault *fault);

/**
 * kx_unpacked_mark - note in a setup header that KASLR is on
 * @header: the bzImage's
 * @copy: of KX_UNPACKED_HEADER_MAX bytes, filled on success
 *
 * As the decompressor does (choose_random_location() in its kaslr.c): without
 * KASLR_FLAG the kernel does not randomize the direct map, vmalloc and vmemmap
 * (kernel_randomize_memory()).
 *
 * Return: 0 or -KX_E_SHORT.
 */
KX_MUST_CHECK int kx_unpacked_mark(struct kx_bytes header, u8 *copy);

#endif
