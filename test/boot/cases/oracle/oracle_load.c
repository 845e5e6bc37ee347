// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle: kexec_load(2), row by row. Order and errnos of the checks: Linux
 * kernel/kexec.c and sanity_check_segment_list() in kernel/kexec_core.c.
 */
#include "test/boot/cases/oracle/oracle.h"

#include <errno.h>

#define UPDATE_ELFCOREHDR     4UL
#define CRASH_HOTPLUG_SUPPORT 8UL
/* 64 TiB: what a kernel for a PC with four levels of page tables calls MAXMEM.
 */
#define MAXMEM (1UL << 46)

static const char page[2 * PAGE];

/* Omitted members are 0. Without a list the segments are the row's own. */
struct load_row {
	const char *name;
	struct expect expect;
	unsigned long flags;
	unsigned long entry;
	unsigned long count;
	struct segment segments[3];
	const struct segment *list;
};

/* clang-format off */
#define GOOD { page, PAGE, BASE, PAGE }

static const struct segment sixteen[] = {
	{ page, PAGE, BASE, PAGE },
	{ page, 0, BASE + PAGE, PAGE },
	{ page, 1, BASE + 2 * PAGE, PAGE },
	{ page, PAGE - 1, BASE + 3 * PAGE, PAGE },
	{ page, 2 * PAGE, BASE + 4 * PAGE, 2 * PAGE },
	{ page, PAGE + 1, BASE + 6 * PAGE, 3 * PAGE },
	{ page, PAGE, BASE + 9 * PAGE, PAGE },
	{ page + 1, PAGE, BASE + 10 * PAGE, PAGE },
	{ page, PAGE, BASE - PAGE, PAGE },
	{ page, PAGE, BASE - 3 * PAGE, PAGE },
	{ page, PAGE, BASE + 64 * PAGE, PAGE },
	{ page, PAGE, BASE + 63 * PAGE, PAGE },
	{ page, PAGE, 2 * BASE, PAGE },
	{ page, PAGE, 3 * BASE, 4 * PAGE },
	{ NULL, 0, 4 * BASE, 0 },
	{ page, PAGE, 5 * BASE, PAGE },
};

static const struct segment sixteen_and_overlap[] = {
	{ page, PAGE, BASE, PAGE },
	{ page, PAGE, BASE + PAGE, PAGE },
	{ page, PAGE, BASE + 2 * PAGE, PAGE },
	{ page, PAGE, BASE + 3 * PAGE, PAGE },
	{ page, PAGE, BASE + 4 * PAGE, PAGE },
	{ page, PAGE, BASE + 5 * PAGE, PAGE },
	{ page, PAGE, BASE + 6 * PAGE, PAGE },
	{ page, PAGE, BASE + 7 * PAGE, PAGE },
	{ page, PAGE, BASE + 8 * PAGE, PAGE },
	{ page, PAGE, BASE + 9 * PAGE, PAGE },
	{ page, PAGE, BASE + 10 * PAGE, PAGE },
	{ page, PAGE, BASE + 11 * PAGE, PAGE },
	{ page, PAGE, BASE + 12 * PAGE, PAGE },
	{ page, PAGE, BASE + 13 * PAGE, PAGE },
	{ page, PAGE, BASE + 14 * PAGE, PAGE },
	{ page, PAGE, BASE, PAGE },
};

static const struct load_row rows[] = {
	{ "one segment", { 0, LOADS }, .count = 1, .segments = { GOOD } },
	{ "any entry", { 0, LOADS }, .entry = -1UL, .count = 1,
	  .segments = { GOOD } },
	{ "16 segments", { 0, LOADS }, .count = 16, .list = sixteen },
	{ "the 16th overlaps the first", { -EINVAL }, .count = 16,
	  .list = sixteen_and_overlap },
	{ "all zero: an unload", { 0, UNLOADS } },
	{ "unload: entry and segments don't matter", { 0, UNLOADS },
	  .entry = -1UL, .list = NOWHERE },
	{ "unload a crash kernel that is not there", { 0 }, .flags = KEXEC_ON_CRASH },
	{ "unload a crash kernel, any entry", { 0 }, .flags = KEXEC_ON_CRASH,
	  .entry = -1UL },

	/* Flags. */
	{ "native architecture", { 0, LOADS }, .flags = KEXEC_ARCH_NATIVE,
	  .count = 1, .segments = { GOOD } },
	{ "jump back", { 0, LOADS, NO_RETURN, -EINVAL },
	  .flags = KEXEC_PRESERVE_CONTEXT, .count = 1, .segments = { GOOD } },
	{ "jump back, all of it zeroes", { 0, LOADS, NO_RETURN, -EINVAL },
	  .flags = KEXEC_PRESERVE_CONTEXT, .count = 1,
	  .segments = { { NULL, 0, BASE, MIB } } },
	{ "unload with jump back", { 0, UNLOADS, NO_RETURN, -EINVAL },
	  .flags = KEXEC_PRESERVE_CONTEXT },
	{ "jump back, unreadable", { -EFAULT, KEEPS, NO_RETURN, -EINVAL },
	  .flags = KEXEC_PRESERVE_CONTEXT, .count = 1,
	  .segments = { { NOWHERE, PAGE, BASE, PAGE } } },
	{ "jump back from a crash", { -EINVAL },
	  .flags = KEXEC_PRESERVE_CONTEXT | KEXEC_ON_CRASH, .count = 1,
	  .segments = { GOOD } },
	{ "update elfcorehdr", { 0, LOADS, OLD_LINUX, -EINVAL },
	  .flags = UPDATE_ELFCOREHDR, .count = 1, .segments = { GOOD } },
	{ "crash hotplug", { 0, LOADS, OLD_LINUX, -EINVAL },
	  .flags = CRASH_HOTPLUG_SUPPORT, .count = 1, .segments = { GOOD } },
	{ "both of these", { 0, LOADS, OLD_LINUX, -EINVAL },
	  .flags = UPDATE_ELFCOREHDR | CRASH_HOTPLUG_SUPPORT, .count = 1,
	  .segments = { GOOD } },
	{ "unload with update elfcorehdr", { 0, UNLOADS, OLD_LINUX, -EINVAL },
	  .flags = UPDATE_ELFCOREHDR },
	{ "crash: update elfcorehdr", { -EADDRNOTAVAIL, KEEPS, OLD_LINUX, -EINVAL },
	  .flags = KEXEC_ON_CRASH | UPDATE_ELFCOREHDR, .count = 1,
	  .segments = { GOOD } },
	{ "crash: hotplug", { -EADDRNOTAVAIL, KEEPS, OLD_LINUX, -EINVAL },
	  .flags = KEXEC_ON_CRASH | CRASH_HOTPLUG_SUPPORT, .count = 1,
	  .segments = { GOOD } },
	{ "unknown flag before 17 segments", { -EINVAL }, .flags = 0x8000,
	  .count = 17 },
	{ "unknown flag with nothing to load", { -EINVAL }, .flags = 0x8000 },
	{ "17 segments before architecture", { -EINVAL },
	  .flags = KEXEC_ARCH_OTHER, .count = 17 },
	{ "architecture before unreadable segments", { -EINVAL },
	  .flags = KEXEC_ARCH_OTHER, .count = 1, .list = NOWHERE },
	{ "architecture of an unload", { -EINVAL }, .flags = KEXEC_ARCH_OTHER },
	{ "crash unload for another architecture", { -EINVAL },
	  .flags = KEXEC_ARCH_OTHER | KEXEC_ON_CRASH },

	/* Segments that cannot be read. */
	{ "segments at nowhere", { -EFAULT }, .count = 1, .list = NOWHERE },
	{ "segments in the kernel", { -EFAULT }, .count = 1,
	  .list = (void *)KERNEL_ADDRESS },
	{ "segments at the last address", { -EFAULT }, .count = 1,
	  .list = (void *)-1UL },
	{ "segments at no canonical address", { -EFAULT }, .count = 1,
	  .list = (void *)(1UL << 63) },
	{ "segments' end is missing", { -EFAULT }, .count = 2,
	  .list = (void *)(TORN_1 + PAGE - 48) },
	{ "crash segments at nowhere", { -EFAULT }, .flags = KEXEC_ON_CRASH,
	  .count = 1, .list = NOWHERE },
	{ "unreadable segments before a wrong entry", { -EFAULT },
	  .flags = KEXEC_ON_CRASH, .entry = 1, .count = 1, .list = NOWHERE },

	/* Crash kernels; no memory is reserved for them. */
	{ "crash: no region", { -EADDRNOTAVAIL }, .flags = KEXEC_ON_CRASH,
	  .entry = BASE, .count = 1, .segments = { GOOD } },
	{ "crash: entry 0 passes, the segment does not", { -EADDRNOTAVAIL },
	  .flags = KEXEC_ON_CRASH, .count = 1, .segments = { GOOD } },
	{ "crash: segment at 0", { -EADDRNOTAVAIL }, .flags = KEXEC_ON_CRASH,
	  .count = 1, .segments = { { page, PAGE, 0, PAGE } } },
	{ "crash: nothing at 0", { -EADDRNOTAVAIL }, .flags = KEXEC_ON_CRASH,
	  .count = 1, .segments = { { page, 0, 0, 0 } } },
	{ "crash: nothing at a page", { -EADDRNOTAVAIL },
	  .flags = KEXEC_ON_CRASH, .count = 1,
	  .segments = { { page, 0, PAGE, 0 } } },
	{ "crash: entry before overlap", { -EADDRNOTAVAIL },
	  .flags = KEXEC_ON_CRASH, .entry = 1, .count = 2,
	  .segments = { GOOD, GOOD } },
	{ "crash: overlap before region", { -EINVAL }, .flags = KEXEC_ON_CRASH,
	  .count = 2, .segments = { GOOD, GOOD } },
	{ "crash: larger buffer before region", { -EINVAL },
	  .flags = KEXEC_ON_CRASH, .count = 1,
	  .segments = { { page, PAGE + 1, BASE, PAGE } } },
	{ "crash: too large before region", { -EINVAL }, .flags = KEXEC_ON_CRASH,
	  .count = 1, .segments = { { page, PAGE, BASE, 400 * MIB } } },
	{ "crash: region before unreadable buffer", { -EADDRNOTAVAIL },
	  .flags = KEXEC_ON_CRASH, .count = 1,
	  .segments = { { NOWHERE, PAGE, BASE, PAGE } } },

	/* Addresses. */
	{ "segment at 0", { 0, LOADS }, .count = 1,
	  .segments = { { page, PAGE, 0, PAGE } } },
	{ "where no memory is", { 0, LOADS }, .count = 1,
	  .segments = { { page, PAGE, 1UL << 40, PAGE } } },
	{ "ends at MAXMEM but for a page", { 0, LOADS, NARROW, -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, MAXMEM - 2 * PAGE, PAGE } } },
	{ "ends at MAXMEM", { -EADDRNOTAVAIL, LOADS, WIDE, 0 }, .count = 1,
	  .segments = { { page, PAGE, MAXMEM - PAGE, PAGE } } },
	{ "begins at MAXMEM", { -EADDRNOTAVAIL, LOADS, WIDE, 0 }, .count = 1,
	  .segments = { { page, PAGE, MAXMEM, PAGE } } },
	{ "nothing at MAXMEM", { -EADDRNOTAVAIL, LOADS, WIDE, 0 }, .count = 1,
	  .segments = { { page, 0, MAXMEM, 0 } } },
	{ "wraps", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, -PAGE, 2 * PAGE } } },
	{ "ends at 2^64", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, -PAGE, PAGE } } },
	{ "wraps with the largest size", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, BASE, -PAGE } } },
	{ "wraps to itself", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, BASE + 1, -1UL } } },
	{ "half of all addresses, twice", { -EADDRNOTAVAIL }, .count = 2,
	  .segments = { { page, PAGE, 0, 1UL << 63 }, { page, PAGE, 1UL << 63, 1UL << 63 } } },
	{ "begins inside a page", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, BASE + 512, PAGE } } },
	{ "ends inside a page", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, BASE, PAGE + 1 } } },
	{ "begins and ends inside a page", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, 512, BASE + 512, PAGE - 512 } } },
	{ "one byte off", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, PAGE, BASE + 1, PAGE } } },
	{ "one byte", { -EADDRNOTAVAIL }, .count = 1,
	  .segments = { { page, 1, BASE, 1 } } },

	/* Overlap. */
	{ "the same twice", { -EINVAL }, .count = 2, .segments = { GOOD, GOOD } },
	{ "tail over head", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE, 2 * PAGE }, { page, PAGE, BASE + PAGE, PAGE } } },
	{ "head over tail", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE + PAGE, PAGE }, { page, PAGE, BASE, 2 * PAGE } } },
	{ "inside", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE, 4 * PAGE }, { page, PAGE, BASE + PAGE, PAGE } } },
	{ "around", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE + PAGE, PAGE }, { page, PAGE, BASE, 4 * PAGE } } },
	{ "third over first", { -EINVAL }, .count = 3, .segments = {
		GOOD, { page, PAGE, BASE + PAGE, PAGE }, GOOD } },
	{ "touching", { 0, LOADS }, .count = 2, .segments = {
		GOOD, { page, PAGE, BASE + PAGE, PAGE } } },
	{ "touching, backwards", { 0, LOADS }, .count = 2, .segments = {
		{ page, PAGE, BASE + PAGE, PAGE }, GOOD } },
	{ "nothing inside another", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE, 2 * PAGE }, { page, 0, BASE + PAGE, 0 } } },
	{ "nothing at another's begin", { 0, LOADS }, .count = 2, .segments = {
		GOOD, { page, 0, BASE, 0 } } },
	{ "nothing at another's end", { 0, LOADS }, .count = 2, .segments = {
		GOOD, { page, 0, BASE + PAGE, 0 } } },
	{ "nothing twice", { 0, LOADS }, .count = 2, .segments = {
		{ page, 0, BASE, 0 }, { page, 0, BASE, 0 } } },

	/* Sizes. */
	{ "nothing at all", { 0, LOADS, EMPTY_AT_0, -ENOMEM }, .count = 1,
	  .segments = { { NULL, 0, 0, 0 } } },
	{ "nothing, a page up", { 0, LOADS }, .count = 1,
	  .segments = { { NULL, 0, PAGE, 0 } } },
	{ "no bytes, a page of zeroes", { 0, LOADS }, .count = 1,
	  .segments = { { NULL, 0, BASE, PAGE } } },
	{ "a buffer that nobody reads", { 0, LOADS }, .count = 1,
	  .segments = { { NOWHERE, 0, BASE, PAGE } } },
	{ "1 MiB of zeroes", { 0, LOADS }, .count = 1,
	  .segments = { { page, 1, BASE, MIB } } },
	{ "buffer a byte too large", { -EINVAL }, .count = 1,
	  .segments = { { page, PAGE + 1, BASE, PAGE } } },
	{ "buffer without memory", { -EINVAL }, .count = 1,
	  .segments = { { page, 1, BASE, 0 } } },
	{ "the largest buffer", { -EINVAL }, .count = 1,
	  .segments = { { page, -1UL, BASE, PAGE } } },
	{ "larger than half of memory", { -EINVAL }, .count = 1,
	  .segments = { { page, PAGE, BASE, 300 * MIB } } },
	{ "much larger than memory", { -EINVAL }, .count = 1,
	  .segments = { { page, PAGE, BASE, 1UL << 40 } } },
	{ "two, together larger than half", { -EINVAL }, .count = 2, .segments = {
		{ page, PAGE, BASE, 150 * MIB }, { page, PAGE, 11 * BASE, 150 * MIB } } },

	/* Buffers that cannot be read. */
	{ "buffer at nowhere", { -EFAULT }, .count = 1,
	  .segments = { { NOWHERE, PAGE, BASE, PAGE } } },
	{ "buffer at NULL", { -EFAULT }, .count = 1,
	  .segments = { { NULL, 1, BASE, PAGE } } },
	{ "buffer in the kernel", { -EFAULT }, .count = 1,
	  .segments = { { (void *)KERNEL_ADDRESS, PAGE, BASE, PAGE } } },
	{ "buffer that wraps", { -EFAULT }, .count = 1,
	  .segments = { { (void *)-PAGE, 2 * PAGE, BASE, 2 * PAGE } } },
	{ "buffer with a hole behind it", { 0, LOADS }, .count = 1,
	  .segments = { { (void *)TORN_1, PAGE, BASE, 2 * PAGE } } },
	{ "buffer that ends in a hole", { -EFAULT }, .count = 1,
	  .segments = { { (void *)TORN_1, PAGE + 1, BASE, 2 * PAGE } } },
	{ "buffer that begins in a hole", { -EFAULT }, .count = 1,
	  .segments = { { (void *)(TORN_1 + PAGE), 2 * PAGE, BASE, 2 * PAGE } } },
	{ "buffer with a hole in the middle", { -EFAULT }, .count = 1,
	  .segments = { { (void *)TORN_1, 3 * PAGE, BASE, 3 * PAGE } } },
	{ "hole in the middle of a page of the segment", { -EFAULT }, .count = 1,
	  .segments = { { (void *)(TORN_1 + 100), PAGE, BASE, PAGE } } },
	{ "the second buffer at nowhere", { -EFAULT }, .count = 2, .segments = {
		GOOD, { NOWHERE, PAGE, BASE + PAGE, PAGE } } },

	/* Two rules broken: which check comes first? */
	{ "wrap before overlap", { -EADDRNOTAVAIL }, .count = 3, .segments = {
		GOOD, GOOD, { page, PAGE, -PAGE, 2 * PAGE } } },
	{ "alignment before overlap", { -EADDRNOTAVAIL }, .count = 3,
	  .segments = { GOOD, GOOD, { page, 1, BASE + 1, PAGE } } },
	{ "MAXMEM before overlap", { -EADDRNOTAVAIL, KEEPS, NO_MAXMEM, -EINVAL }, .count = 3,
	  .segments = { GOOD, GOOD, { page, 1, MAXMEM, PAGE } } },
	{ "alignment before larger buffer", { -EADDRNOTAVAIL }, .count = 2,
	  .segments = { { page, PAGE + 1, BASE, PAGE }, { page, 1, 1, PAGE } } },
	{ "alignment before too large", { -EADDRNOTAVAIL }, .count = 2,
	  .segments = { { page, PAGE, BASE, 300 * MIB }, { page, 1, 1, PAGE } } },
	{ "MAXMEM before larger buffer", { -EADDRNOTAVAIL, KEEPS, NO_MAXMEM, -EINVAL }, .count = 1,
	  .segments = { { page, -1UL, MAXMEM, PAGE } } },
	{ "larger buffer before unreadable", { -EINVAL }, .count = 1,
	  .segments = { { NOWHERE, PAGE + 1, BASE, PAGE } } },
	{ "too large before unreadable", { -EINVAL }, .count = 2, .segments = {
		{ NOWHERE, PAGE, BASE, PAGE }, { page, PAGE, 2 * BASE, 300 * MIB } } },
	{ "alignment before unreadable", { -EADDRNOTAVAIL }, .count = 2,
	  .segments = { { NOWHERE, PAGE, BASE, PAGE }, { page, 1, 1, PAGE } } },
};
/* clang-format on */

static long load(const void *of)
{
	const struct load_row *row = of;

	return call_kexec_load(row->entry, row->count,
			       row->list ? row->list : row->segments,
			       row->flags);
}

void oracle_load_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		oracle_row(rows[i].name, &rows[i].expect, load, &rows[i]);
}
