/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Virtual addresses of the running kernel's image and of all memory. */
#ifndef LIB_MACHINE_LAYOUT_H
#define LIB_MACHINE_LAYOUT_H

#include "lib/errors/context.h"

#include "core/arch.h"
#include "core/bytes.h"
#include "core/range.h"

/* What readers of a dump need to turn pointers into file offsets. */
struct kxl_layout {
	struct kx_range text; /* physical: the kernel's image; empty: unknown */
	u64 text_va;	      /* virtual address of @text.start */
	u64 page_offset;      /* virtual address of physical address 0 */
};

/**
 * kxl_layout_symbol - find the address of a symbol
 * @kallsyms: /proc/kallsyms, up to the symbol or longer
 * @name: "_stext"
 * @address: filled if the function returns true
 *
 * Return: whether it is listed with an address that is not hidden (zero).
 */
bool kxl_layout_symbol(struct kx_bytes kallsyms, const char *name,
		       u64 *address);

/* The running kernel's text and memory, as an ELF file. */
#define KXL_KCORE "/proc/kcore"

/**
 * kxl_kcore_headers - read /proc/kcore up to the end of its program headers
 * @headers: filled on success; the caller frees it with kxl_text_free()
 *
 * Return: 0, -EBADMSG, or the error of reading it.
 */
KX_MUST_CHECK int kxl_kcore_headers(struct kexec_ctx *ctx,
				    struct kx_bytes *headers);

/**
 * kxl_kcore_table - find the program headers
 * @table: filled on success: Elf64_Phdr's, borrowed from @headers
 *
 * Return: 0, or -EBADMSG if it is not an ELF file of this architecture.
 */
KX_MUST_CHECK int kxl_kcore_table(struct kx_bytes headers,
				  struct kx_bytes *table);

/**
 * kxl_layout_kcore - read the kernel's layout from /proc/kcore's program
 * headers
 * @headers: the beginning of the file, including program headers
 * @arch: decides which addresses are those of memory, and which the image's
 * @layout: members that the headers have are set, others are not changed
 *
 * Return: 0, or -EBADMSG if it is not an ELF file of this architecture.
 */
KX_MUST_CHECK int kxl_layout_kcore(struct kx_bytes headers,
				   const struct kx_arch *arch,
				   struct kxl_layout *layout);

/**
 * kxl_layout_read - read the kernel's layout below the context's root
 * @iomem: contents of /proc/iomem
 * @is_5level: 5-level paging is on
 * @layout: filled. For a member that can't be found a warning is logged; it is
 *	    empty, or has the address for a kernel without KASLR.
 *
 * The program headers of /proc/kcore have both addresses. Without them, the
 * image is at "Kernel code" to "Kernel bss" of /proc/iomem, and its virtual
 * address is that of _text in /proc/kallsyms. No other file has the base of the
 * direct map if it is random (CONFIG_RANDOMIZE_MEMORY): vmcoreinfo and kallsyms
 * have at most the address of the variable with it.
 */
void kxl_layout_read(struct kexec_ctx *ctx, struct kx_bytes iomem,
		     bool is_5level, struct kxl_layout *layout);

#endif
