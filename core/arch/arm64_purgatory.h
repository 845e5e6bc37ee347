/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The purgatory on arm64 (purgatory/arch/arm64.S), which sets the registers
 * that a kernel is entered with. It runs wherever it lies.
 */
#ifndef CORE_ARCH_ARM64_PURGATORY_H
#define CORE_ARCH_ARM64_PURGATORY_H

#include "core/entry.h"
#include "kx_port.h"

/* In bytes. It lies at a multiple of 8. */
#define KX_ARM64_PURGATORY_SIZE 40

/**
 * kx_arm64_purgatory_write - write the purgatory
 * @to: KX_ARM64_PURGATORY_SIZE bytes
 * @kernel: entered with its argument in x0
 */
void kx_arm64_purgatory_write(u8 *to, const struct kx_entry *kernel);

#endif
