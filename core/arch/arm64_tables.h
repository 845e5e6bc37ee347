/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Page tables of arm64 that map memory at its physical address, for any of its
 * three page sizes (Arm ARM, D8.3). The builder asks its caller for pages, and
 * never changes an entry that maps something: the first mapping wins.
 */
#ifndef CORE_ARCH_ARM64_TABLES_H
#define CORE_ARCH_ARM64_TABLES_H

#include "core/range.h"
#include "kx_port.h"

/* Bits of an entry, beside its type and its address. */
#define KX_ARM64_READ_ONLY  (1ULL << 7)
#define KX_ARM64_SHAREABLE  (3ULL << 8) /* inner; KX_ARM64_LPA2: not there */
#define KX_ARM64_ACCESSED   (1ULL << 10)
#define KX_ARM64_WRITABLE   (1ULL << 51) /* DBM; PIIndex has it, too */
#define KX_ARM64_NO_KERNEL  (1ULL << 53) /* PXN: nothing to execute */
#define KX_ARM64_NO_USER    (1ULL << 54) /* UXN */
#define KX_ARM64_TYPE_INDEX 2		 /* where MAIR_EL1's index begins */

/* Where the upper bits of an address are in an entry. */
enum kx_arm64_format {
	KX_ARM64_PLAIN, /* 48 bits; with 64 KiB pages also 52 */
	KX_ARM64_LPA2,	/* TCR_EL1.DS is set: bits 50 and 51 in 8 and 9 */
};

/* The caller's memory for tables. */
struct kx_arm64_pages {
	/* A page of zeroes, or NULL: there is none. */
	void *(*take)(void *context);
	u64 (*to_physical)(void *page);
	void *(*to_virtual)(u64 physical);
	void *context; /* for take() */
};

struct kx_arm64_tables {
	u32 page_shift;	  /* 12, 14 or 16 */
	u32 address_bits; /* 48; or 52: with LPA2, or with 64 KiB pages */
	enum kx_arm64_format format;
	const struct kx_arm64_pages *pages;
	void *root; /* a page of zeroes at first; the caller's */
};

/**
 * kx_arm64_tables_map - map whole pages to themselves
 * @tables: filled by the caller
 * @range: in bytes, multiples of the page size; ends at or below
 *	   1 << @tables->address_bits
 * @attributes: KX_ARM64_*, and the index of the memory type
 *
 * What is mapped already stays as it is. Blocks are used where they fit into
 * @range: nothing outside of it is mapped.
 *
 * Return: false: there was no page for a table; a part may be mapped.
 */
KX_MUST_CHECK bool kx_arm64_tables_map(const struct kx_arm64_tables *tables,
				       struct kx_range range, u64 attributes);

/**
 * kx_arm64_tables_find - the entry that maps an address
 *
 * Return: the entry; 0: @address is not mapped, or not to itself.
 */
u64 kx_arm64_tables_find(const struct kx_arm64_tables *tables, u64 address);

/** kx_arm64_tables_ttbr - what TTBR0_EL1 gets for a table at @root */
u64 kx_arm64_tables_ttbr(u64 root);

#endif
