/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the command line tells x86's decompressor about the kernel's place, and
 * the kernel's own virtual memory. Source: Linux
 * arch/x86/boot/compressed/kaslr.c.
 */
#ifndef CORE_ARCH_X86_64_KASLR_H
#define CORE_ARCH_X86_64_KASLR_H

#include "core/bytes.h"
#include "core/kaslr.h"

/*
 * The kernel's own virtual memory with KASLR (KERNEL_IMAGE_SIZE in
 * arch/x86/include/asm/page_64_types.h).
 */
#define KX_KERNEL_IMAGE_SIZE (1ULL << 30)

enum kx_kaslr_kind {
	KX_KASLR_ON,
	KX_KASLR_OFF, /* nokaslr */
	/* A parameter that only the decompressor itself can obey. */
	KX_KASLR_UNKNOWN,
};

struct kx_kaslr_line {
	enum kx_kaslr_kind kind;
	struct kx_bytes word;  /* KX_KASLR_UNKNOWN: which; borrowed */
	bool is_4level;	       /* no5lvl */
	struct kx_kaslr kaslr; /* the rules for its place */
};

/**
 * kx_kaslr_read - read what a command line says about the kernel's place
 * @cmdline: the next kernel's
 * @line: filled, except for its source of random numbers
 */
void kx_kaslr_read(struct kx_bytes cmdline, struct kx_kaslr_line *line);

/**
 * kx_kaslr_distance - draw the virtual address
 * @kaslr: source of random numbers
 * @start: the address that the kernel was linked for, from START_KERNEL_map on
 * @room: bytes that it needs there
 * @align: of the address, a power of two
 * @distance: filled on success: bytes from @start
 *
 * Return: false if it does not fit, or there are no random numbers.
 */
KX_MUST_CHECK bool kx_kaslr_distance(const struct kx_kaslr *kaslr, u64 start,
				     u64 room, u64 align, u64 *distance);

#endif
