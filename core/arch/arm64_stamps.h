/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What stamps a timeline on arm64 (purgatory/arch/arm64_stamps.S). It lies
 * right before the purgatory, runs wherever it lies, and goes on to it.
 */
#ifndef CORE_ARCH_ARM64_STAMPS_H
#define CORE_ARCH_ARM64_STAMPS_H

#include "core/timeline.h"
#include "kx_port.h"

/* What is before the code, which is entered right behind it. */
struct kx_arm64_stamps {
	struct kx_timeline timeline;
	u8 copy[8]; /* physical address of the timeline behind the tree */
	u8 unused[32];
};

/* In bytes. It lies at a multiple of KX_TIMELINE_ALIGN. */
#define KX_ARM64_STAMPS_SIZE 256

/**
 * kx_arm64_stamps_write - write a timeline without stamps, and what stamps it
 * @to: KX_ARM64_STAMPS_SIZE bytes
 * @copy: physical address to which the timeline is copied, a multiple of 8
 *
 * Return: the timeline, in @to.
 */
struct kx_timeline *kx_arm64_stamps_write(u8 *to, u64 copy);

#endif
