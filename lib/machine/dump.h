/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Facts for a dump of the running kernel, which the crash kernel needs. */
#ifndef LIB_MACHINE_DUMP_H
#define LIB_MACHINE_DUMP_H

#include "lib/errors/context.h"

#include "core/crash.h"
#include "lib/machine/iomem.h"
#include "lib/machine/machine.h"

/* What the caller asked for. */
struct kxl_dump_wish {
	bool is_32bit;	 /* 32-bit core headers */
	bool is_hotplug; /* the kernel must update the headers */
	enum kx_on_damage on_damage;
};

/* @facts borrows from the other members, so the struct must not be moved. */
struct kxl_dump {
	struct kx_crash facts;
	struct kx_memmap memory; /* its entries are owned */
	struct kx_range *notes;	 /* owned */
	u32 nr_notes;
};

/**
 * kxl_dump_read - read what a dump needs below the context's root
 * @wish: what the caller asked for
 * @machine: filled by kxl_machine_read()
 * @reserved: the memory reserved for the crash kernel
 * @dump: filled on success; kxl_dump_free() undoes
 *
 * Logs a warning if something is missing that a dump can do without: the
 * registers of CPUs, vmcoreinfo, the kernel's addresses, or updates after
 * hot-plugging.
 *
 * Return: 0; or, with the error set, -EBADMSG for an invalid file, -ENOMEM, or
 * the errno of a file that can't be read.
 */
KX_MUST_CHECK int kxl_dump_read(struct kexec_ctx *ctx,
				const struct kxl_dump_wish *wish,
				const struct kxl_machine *machine,
				const struct kxl_reserved *reserved,
				struct kxl_dump *dump);

/** kxl_dump_free - free what @dump owns; does nothing to a zeroed one */
void kxl_dump_free(struct kxl_dump *dump);

/**
 * kxl_cpu_list - remove the first range from a list like "0-3,8"
 * @rest: shrinks by the range
 * @first: filled if the function returns true
 * @last: the same; not below @first
 *
 * Return: whether there was a range.
 */
bool kxl_cpu_list(struct kx_bytes *rest, u64 *first, u64 *last);

#endif
