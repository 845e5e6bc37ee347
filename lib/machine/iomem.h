/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /proc/iomem: what the running kernel uses physical memory for. */
#ifndef LIB_MACHINE_IOMEM_H
#define LIB_MACHINE_IOMEM_H

#include "core/bytes.h"
#include "core/memmap.h"

/* One line: "  00100000-3fffffff : System RAM". */
struct kxl_resource {
	unsigned int depth; /* 0: top level */
	struct kx_range range;
	struct kx_bytes name; /* borrowed from the line */
};

/**
 * kxl_iomem_line - read one line
 * @resource: filled when the answer is true
 *
 * Return: whether it is one.
 */
bool kxl_iomem_line(struct kx_bytes line, struct kxl_resource *resource);

/**
 * kxl_iomem_usable - memory where a new kernel may be put
 * @text: /proc/iomem
 * @usable: gets the top-level "System RAM" without what is reserved in it
 *
 * Return: 0; -EPERM when all addresses read zero, which they do for readers
 * without CAP_SYS_ADMIN; -ENODATA when there is no RAM; -EBADMSG at a line
 * that is none; -ENOMEM when @usable is full.
 */
KX_MUST_CHECK int kxl_iomem_usable(struct kx_bytes text,
				   struct kx_memmap *usable);

/**
 * kxl_iomem_firmware - the firmware's map, as far as /proc/iomem shows it
 * @text: /proc/iomem
 * @firmware: gets every range whose name is one of firmware's
 *
 * Return: 0, -EBADMSG or -ENOMEM as above.
 */
KX_MUST_CHECK int kxl_iomem_firmware(struct kx_bytes text,
				     struct kx_memmap *firmware);

/**
 * kxl_iomem_dumped - memory that a dump of the running kernel has
 * @text: /proc/iomem
 * @dumped: gets "System RAM" at any depth, that of drivers included ("System
 *	    RAM (kmem)"), without "Crash kernel" and "GART" in it
 *
 * Return: 0, -EBADMSG or -ENOMEM as above.
 */
KX_MUST_CHECK int kxl_iomem_dumped(struct kx_bytes text,
				   struct kx_memmap *dumped);

/* The memory that is set aside for a crash kernel. */
struct kxl_reserved {
	struct kx_range region; /* for its segments; empty: none */
	struct kx_range low;	/* below 4 GiB, for its DMA; empty: none */
};

/**
 * kxl_iomem_reserved - the regions called "Crash kernel"
 * @text: /proc/iomem
 * @reserved: filled when the answer is 0: the highest one is for segments, as
 *	      it is for Linux on x86, the next lower one is @low
 *
 * Return: 0; -EPERM when all addresses read zero; -EBADMSG.
 */
KX_MUST_CHECK int kxl_iomem_reserved(struct kx_bytes text,
				     struct kxl_reserved *reserved);

/**
 * kxl_iomem_kernel - where the running kernel's image lies
 * @text: /proc/iomem
 *
 * Return: from where "Kernel code" begins to where "Kernel bss" ends (what
 * lies between them is the kernel's, too); empty when they are not shown.
 */
struct kx_range kxl_iomem_kernel(struct kx_bytes text);

/* One of the parsers above that fill a map. */
typedef int kxl_iomem_parser(struct kx_bytes text, struct kx_memmap *map);

/**
 * kxl_iomem_map - a map as large as a parser needs
 * @text: /proc/iomem
 * @map: filled on success; the caller frees its entries
 *
 * Return: 0, -ENOMEM, or the parser's errors.
 */
KX_MUST_CHECK int kxl_iomem_map(struct kx_bytes text, kxl_iomem_parser *parse,
				struct kx_memmap *map);

#endif
