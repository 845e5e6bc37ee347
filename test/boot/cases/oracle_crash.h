/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the files of oracle_crash share: a region's size, short names for what
 * rows expect, and kernel files for a crash.
 */
#ifndef TEST_BOOT_CASES_ORACLE_CRASH_H
#define TEST_BOOT_CASES_ORACLE_CRASH_H

#include "oracle.h"

#define REGION_BYTES (64 * MIB)
#define NO_INITRD    KEXEC_FILE_NO_INITRAMFS

/* clang-format off */
#define FAILS(e) { -(e), LOSES }
#define LOADED { 0, LOADS }
#define NEW { 0, LOADS, OLD_LINUX, -EINVAL }
/* clang-format on */

/* What is not said: a tiny kernel, its CRC right, no initrd, cmdline "". */
struct crash_file {
	const char *name;
	struct expect expect;
	unsigned int offset; /* a field of the header, or 0 */
	unsigned int width;
	uint64_t value;
	unsigned long flags; /* besides KEXEC_FILE_ON_CRASH */
	unsigned int cmdline_size;
	bool keeps_crc;
	bool has_initrd;
	bool has_no_kernel;
	bool has_no_nul;
};

/* Load a struct crash_file. Return: 0 or -errno. */
long crash_file_load(const void *file);
/* Give @run every row of files. */
void crash_file_rows(void (*run)(const char *name, const struct expect *expect,
				 oracle_call call, const void *row));

#endif
