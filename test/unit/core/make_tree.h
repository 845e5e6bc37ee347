/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A device tree as that of QEMU's virt machine, after a boot loader, a kexec
 * and a crash: with everything in it that must not reach the next kernel.
 */
#ifndef TEST_UNIT_CORE_MAKE_TREE_H
#define TEST_UNIT_CORE_MAKE_TREE_H

#include "core/bytes.h"

#define TREE_MEMORY	0x40000000ULL
#define TREE_MEMORY_END 0x80000000ULL
#define TREE_OLD_INITRD 0x44000000ULL
#define TREE_OLD_END	0x44100000ULL
/* In the memory-reservation block, and in /reserved-memory. */
#define TREE_BLOCK	0x50001800ULL
#define TREE_BLOCK_END	0x50002800ULL
#define TREE_CARVED	0x60000000ULL
#define TREE_CARVED_END 0x60200000ULL
/* A node that is disabled. */
#define TREE_DISABLED 0x68000000ULL

struct tree_file {
	u8 data[4096];
};

/** tree_make - make the tree, of as many bytes as its header says */
void tree_make(struct tree_file *file);

/** tree_make_efi - the same of a machine with EFI and ACPI: /chosen alone */
void tree_make_efi(struct tree_file *file);

/** tree_bytes - as many as its header says */
struct kx_bytes tree_bytes(const struct tree_file *file);

#endif
