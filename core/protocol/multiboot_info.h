/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The information structure that a Multiboot kernel gets. */
#ifndef CORE_PROTOCOL_MULTIBOOT_INFO_H
#define CORE_PROTOCOL_MULTIBOOT_INFO_H

#include "core/plan.h"

/* What it says; all members are borrowed. */
struct kx_multiboot_facts {
	const struct kx_request *request;
	const struct kx_memmap *memory;
	const struct kx_range *modules; /* in memory, one for each */
	u64 load_base;			/* physical: first byte of the kernel */
	bool is_relocatable;		/* the kernel is told its @load_base */
};

/** kx_multiboot_info_room - bytes that are enough in either version */
KX_MUST_CHECK u64
kx_multiboot_info_room(const struct kx_multiboot_facts *facts);

/**
 * kx_multiboot_info_write - write the information structure of Multiboot 1
 * @facts: what it says
 * @to: zeroed, kx_multiboot_info_room() bytes; offsets are those in memory
 * @at: physical address of @to; a multiple of 8, and all below 4 GiB
 *
 * There is a memory map with sizes, a command line, the loader's name, the
 * modules, and the framebuffer that the running kernel was started with, if it
 * had one.
 */
void kx_multiboot_info_write(const struct kx_multiboot_facts *facts, u8 *to,
			     u64 at);

/**
 * kx_multiboot2_info_write - the same for Multiboot 2
 *
 * There are ACPI's root pointer and the load address of a relocatable kernel as
 * well.
 */
void kx_multiboot2_info_write(const struct kx_multiboot_facts *facts, u8 *to,
			      u64 at);

#endif
