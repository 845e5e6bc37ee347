/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Virtual addresses of the crashed kernel. */
#ifndef TOOL_VMCORE_DMESG_ADDRESS_H
#define TOOL_VMCORE_DMESG_ADDRESS_H

#include "kx_port.h"

struct dump;
struct failure;

/**
 * address_read - read bytes at a virtual address of the crashed kernel
 * @va: address in bytes
 * @to: gets @size bytes; some of them may change on failure
 *
 * An address is looked up in an ELF core's loads, in the kernel's own image (at
 * phys_base) and in the kernel's page tables; the last two on x86_64 only. On
 * arm64 it is looked up in the image and in the linear map, by vmcoreinfo.
 *
 * Return: 0, STATUS_ADDRESS if it is in none of them, or the status of
 * dump_read_physical(). Source: Documentation/arch/x86/x86_64/mm.rst and
 * Documentation/arch/arm64/memory.rst in Linux; Intel's manual, volume 3, 4.5
 * for the tables.
 */
KX_MUST_CHECK int address_read(struct dump *dump, u64 va, void *to, u64 size,
			       struct failure *failure);

#endif
