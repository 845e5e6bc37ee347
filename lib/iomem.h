/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /proc/iomem: what the running kernel uses physical memory for. */
#ifndef LIB_IOMEM_H
#define LIB_IOMEM_H

#include "bytes.h"
#include "memmap.h"

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

#endif
