/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The machine that a guest is: QEMU's q35 with a PC's BIOS. */
#ifndef LIB_GUEST_MACHINE_H
#define LIB_GUEST_MACHINE_H

#include "lib/machine/machine.h"

#define KXL_MIB (1ULL << 20)

/* Bytes of memory. */
#define KXL_GUEST_LEAST (64 * KXL_MIB)
#define KXL_GUEST_MOST	(65536 * KXL_MIB)
/* Memory beyond this many bytes lies above 4 GiB: QEMU's max-ram-below-4g. */
#define KXL_GUEST_LOW (2048 * KXL_MIB)

/**
 * kxl_guest_machine - describe a guest, instead of reading a machine
 * @memory: bytes, whole MiB
 * @machine: filled on success; kxl_machine_free() undoes
 *
 * Return: 0 or -ENOMEM.
 */
KX_MUST_CHECK int kxl_guest_machine(u64 memory, struct kxl_machine *machine);

/**
 * kxl_guest_place - where a guest's first code and page tables lie
 * @memory: bytes
 *
 * In RAM, but no segment is planned there.
 */
u64 kxl_guest_place(u64 memory);

/** kxl_guest_end - the first address above all RAM and all devices */
u64 kxl_guest_end(u64 memory);

#endif
