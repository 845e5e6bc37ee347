/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Where the running kernel sees itself and all memory: virtual addresses. */
#ifndef LIB_MACHINE_LAYOUT_H
#define LIB_MACHINE_LAYOUT_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "core/range.h"

/* What readers of a dump turn pointers into file offsets with. */
struct kxl_layout {
	struct kx_range text; /* physical: the kernel's image; empty: unknown */
	u64 text_va;	      /* virtual address of @text.start */
	u64 page_offset;      /* virtual address of physical address 0 */
};

/**
 * kxl_layout_symbol - address of a symbol
 * @kallsyms: /proc/kallsyms, as much of it as has the symbol
 * @name: "_stext"
 * @address: filled when the answer is true
 *
 * Return: whether it is there with an address that is not hidden (zero).
 */
bool kxl_layout_symbol(struct kx_bytes kallsyms, const char *name,
		       u64 *address);

/* Text and memory of the running kernel, as an ELF file. */
#define KXL_KCORE "/proc/kcore"

/**
 * kxl_kcore_headers - the beginning of /proc/kcore, with its program headers
 * @headers: filled on success; the caller frees it with kxl_text_free()
 *
 * Return: 0, -EBADMSG, or why it can't be read.
 */
KX_MUST_CHECK int kxl_kcore_headers(struct kexec_ctx *ctx,
				    struct kx_bytes *headers);

/**
 * kxl_kcore_table - the program headers in it
 * @table: filled on success: Elf64_Phdr's, borrowed from @headers
 *
 * Return: 0, or -EBADMSG when it is no ELF file of ours.
 */
KX_MUST_CHECK int kxl_kcore_table(struct kx_bytes headers,
				  struct kx_bytes *table);

/**
 * kxl_layout_kcore - the kernel's layout from /proc/kcore's program headers
 * @headers: the file's beginning, program headers included
 * @layout: gets what they tell, and keeps the rest
 *
 * Return: 0, or -EBADMSG when it is no ELF file of ours.
 */
KX_MUST_CHECK int kxl_layout_kcore(struct kx_bytes headers,
				   struct kxl_layout *layout);

/**
 * kxl_layout_read - the kernel's layout below the context's root
 * @iomem: contents of /proc/iomem
 * @is_5level: 5-level paging is on
 * @layout: filled; what could not be found is warned about, and is empty or
 *	    the place that it has without KASLR
 *
 * From /proc/kcore, whose program headers have both. Where there is none, the
 * image lies where /proc/iomem shows "Kernel code" to "Kernel bss", and its
 * virtual address is _text's in /proc/kallsyms. Nothing else shows the base of
 * the direct map when that is random (CONFIG_RANDOMIZE_MEMORY): vmcoreinfo and
 * kallsyms have at most the address of the variable that holds it.
 */
void kxl_layout_read(struct kexec_ctx *ctx, struct kx_bytes iomem,
		     bool is_5level, struct kxl_layout *layout);

#endif
