/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Shared by the files of oracle_crash: the size of a region, short names for
 * expected results, and kernel files for crash loads.
 */
#ifndef TEST_BOOT_CASES_ORACLE_ORACLE_CRASH_H
#define TEST_BOOT_CASES_ORACLE_ORACLE_CRASH_H

#include "test/boot/cases/oracle/oracle.h"

#define REGION_BYTES (64 * MIB)
#define NO_INITRD    KEXEC_FILE_NO_INITRAMFS

/* clang-format off */
#define FAILS(e) { -(e), LOSES }
#define LOADED { 0, LOADS }
#define NEW { 0, LOADS, OLD_LINUX, -EINVAL }
/* clang-format on */

/* Defaults: a tiny kernel, its CRC right, no initrd, cmdline "". */
struct crash_file {
	const char *name;
	struct expect expect;
	unsigned int offset; /* a field of the header, or 0 */
	unsigned int width;
	uint64_t value;
	unsigned long flags; /* in addition to KEXEC_FILE_ON_CRASH */
	unsigned int cmdline_size;
	bool keeps_crc;
	bool has_initrd;
	bool has_no_kernel;
	bool has_no_nul;
};

/* The rows of an architecture, and write the file of one to CRASH_FILE_PATH. */
extern const struct crash_file crash_files[];
extern const size_t crash_file_count;
void crash_file_make(const struct crash_file *row);
#define CRASH_FILE_PATH "/image"

/* A kernel that needs 32 MiB. */
extern const struct crash_file crash_file_32m;
/* Load a struct crash_file. Return: 0 or -errno. */
long crash_file_load(const void *file);
/* Call @run with each row of files. */
void crash_file_rows(void (*run)(const char *name, const struct expect *expect,
				 oracle_call call, const void *row));

#endif
