/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* How much memory a guest gets, and whether this machine has it. */
#ifndef TOOL_KEXEC_TRY_MEMORY_H
#define TOOL_KEXEC_TRY_MEMORY_H

#include <stdint.h>

#include "tool/kexec/options.h"

/** try_memory_find - what --try-memory says, or what fits; bytes */
uint64_t try_memory_find(const struct options *options);

/**
 * try_memory_check - refuse a guest that may take more than there is
 * @guest: its memory in bytes
 * @more: bytes that its disks may take
 *
 * The plan counts as taken: it is made before. Prints on stderr what is
 * missing.
 *
 * Return: EXIT_OK or EXIT_FAILED.
 */
int try_memory_check(uint64_t guest, uint64_t more);

#endif
