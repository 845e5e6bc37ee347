/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /proc/iomem: how the running kernel uses physical memory. */
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
 * kxl_iomem_line - parse one line
 * @resource: filled if the function returns true
 *
 * Return: whether the line is valid.
 */
bool kxl_iomem_line(struct kx_bytes line, struct kxl_resource *resource);

/* As all are shown to readers without CAP_SYS_ADMIN. */
static inline bool kxl_iomem_is_hidden(struct kx_range range)
{
	return range.start == 0 && range.end == 1;
}

/**
 * kxl_iomem_usable - find memory that a new kernel can use
 * @text: /proc/iomem
 * @usable: gets the top-level "System RAM" without the memory in use in it
 *
 * Return: 0; -EPERM if all addresses are zero, which readers without
 * CAP_SYS_ADMIN get; -ENODATA if there is no RAM; -EBADMSG for an invalid line;
 * -ENOMEM if @usable is full.
 */
KX_MUST_CHECK int kxl_iomem_usable(struct kx_bytes text,
				   struct kx_memmap *usable);

/**
 * kxl_iomem_firmware - get the part of the firmware's map in /proc/iomem
 * @text: /proc/iomem
 * @firmware: gets every range with the name of a firmware type
 *
 * Return: 0, -EBADMSG or -ENOMEM as above.
 */
KX_MUST_CHECK int kxl_iomem_firmware(struct kx_bytes text,
				     struct kx_memmap *firmware);

/**
 * kxl_iomem_dumped - find the memory that a dump of the running kernel has
 * @text: /proc/iomem
 * @dumped: gets "System RAM" at any depth, including that of drivers ("System
 *	    RAM (kmem)"), without "Crash kernel" and "GART" in it
 *
 * Return: 0, -EBADMSG or -ENOMEM as above.
 */
KX_MUST_CHECK int kxl_iomem_dumped(struct kx_bytes text,
				   struct kx_memmap *dumped);

/* The memory that is reserved for a crash kernel. */
struct kxl_reserved {
	struct kx_range region; /* for its segments; empty: none */
	struct kx_range low;	/* below 4 GiB, for its DMA; empty: none */
};

/**
 * kxl_iomem_reserved - find the regions called "Crash kernel"
 * @text: /proc/iomem
 * @reserved: filled on success: the highest region is for segments, as in Linux
 *	      on x86, the next lower one is @low
 *
 * Return: 0; -EPERM if all addresses are zero; -EBADMSG.
 */
KX_MUST_CHECK int kxl_iomem_reserved(struct kx_bytes text,
				     struct kxl_reserved *reserved);

/**
 * kxl_iomem_kernel - find the running kernel's image
 * @text: /proc/iomem
 *
 * Return: the range from the start of "Kernel code" to the end of "Kernel bss"
 * (memory between them belongs to the kernel, too); empty if they are missing.
 */
struct kx_range kxl_iomem_kernel(struct kx_bytes text);

/* One of the parsers above that fill a map. */
typedef int kxl_iomem_parser(struct kx_bytes text, struct kx_memmap *map);

/** kxl_iomem_map - make a map as large as a parser needs, and fill it */
KX_MUST_CHECK int kxl_iomem_map(struct kx_bytes text, kxl_iomem_parser *parse,
				struct kx_memmap *map);

#endif
