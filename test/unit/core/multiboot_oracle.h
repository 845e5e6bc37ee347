/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of the plan of a Multiboot kernel. */
#ifndef TEST_UNIT_CORE_MULTIBOOT_ORACLE_H
#define TEST_UNIT_CORE_MULTIBOOT_ORACLE_H

#include "core/plan.h"

/*
 * NULL, or the promise that is broken: registers, and an information structure
 * that has the command line, each module with its bytes and string, and the
 * machine's memory map.
 */
const char *multiboot_oracle(const struct kx_request *request,
			     const struct kx_plan *plan);

/** multiboot_bytes_at - @size bytes at a physical address, or NULL */
const u8 *multiboot_bytes_at(const struct kx_plan *plan, u64 address, u64 size);

/** multiboot_tag_at - the first tag of a type in version 2's list, or NULL */
const u8 *multiboot_tag_at(const struct kx_plan *plan, u32 type);

#endif
