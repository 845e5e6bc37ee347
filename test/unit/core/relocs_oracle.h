/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Linux's decompressor, said again as plainly as possible: it works in a copy
 * of memory, and reads the relocations from the end of the payload on.
 */
#ifndef TEST_UNIT_CORE_RELOCS_ORACLE_H
#define TEST_UNIT_CORE_RELOCS_ORACLE_H

#include "core/bytes.h"
#include "core/format/bzimage_unpacked.h"

/**
 * relocs_oracle_run - place and relocate a kernel
 * @payload: an ELF file that kx_elf_read() takes, and its relocations
 * @lists: 3 or 2 of them, or 0
 * @distance: to add to virtual addresses
 * @memory: @size zeroes, from the first PT_LOAD's physical address on
 *
 * Return: NULL, or what the decompressor would say.
 */
const char *relocs_oracle_run(struct kx_bytes payload, u32 lists, u64 distance,
			      u8 *memory, u64 size);

/** relocs_oracle_place - the pieces of @unpacked, each at its place */
void relocs_oracle_place(const u8 *payload, const struct kx_unpacked *unpacked,
			 u8 *memory);

#endif
