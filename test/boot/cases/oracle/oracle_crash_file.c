// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* oracle_crash's files for a PC, which oracle_crash_load.c loads: bzImages. */
#include "test/boot/cases/oracle/oracle_crash.h"
#include "test/boot/cases/oracle/tiny_bzimage.h"

#include <errno.h>

/* The longest command line, with room for elfcorehdr=. */
#define LONGEST (TINY_CMDLINE_SIZE - 30U)

const struct crash_file crash_file_32m = { NULL, { 0 },	   BZ_INIT_SIZE,
					   4,	 32 * MIB, NO_INITRD };

/* clang-format off */
const struct crash_file crash_files[] = {
	{ "file: a tiny kernel", LOADED, .flags = NO_INITRD },
	{ "file: with an initrd", LOADED, .has_initrd = true },
	{ "file: debug", NEW, .flags = NO_INITRD | KEXEC_FILE_DEBUG },
	{ "file: 32 MiB of kernel", LOADED, BZ_INIT_SIZE, 4, 32 * MIB, NO_INITRD },
	{ "file: the longest command line", LOADED, .flags = NO_INITRD, .cmdline_size = LONGEST },
	{ "file: unload", { 0, UNLOADS }, .flags = KEXEC_FILE_UNLOAD },
	{ "file: unload, no kernel", { 0, UNLOADS }, .flags = KEXEC_FILE_UNLOAD, .has_no_kernel = true },
	{ "file: unknown flag", { -EINVAL }, .flags = NO_INITRD | 0x8000 },
	{ "file: no kernel", FAILS(EBADF), .flags = NO_INITRD, .has_no_kernel = true },
	{ "file: no initrd", FAILS(EBADF) },
	{ "file: one byte too long a command line", FAILS(EINVAL), .flags = NO_INITRD, .cmdline_size = LONGEST + 1 },
	{ "file: no NUL", FAILS(EINVAL), .flags = NO_INITRD, .has_no_nul = true },
	{ "file: no magic", FAILS(ENOEXEC), BZ_MAGIC, 4, 0, NO_INITRD },
	{ "file: no 64-bit entry", FAILS(ENOEXEC), BZ_XLOADFLAGS, 2, 0x22, NO_INITRD },
	{ "file: setup_sects 255", FAILS(ENOEXEC), BZ_SETUP_SECTS, 1, 255, NO_INITRD },
	{ "file: CRC wrong", LOADED, BZ_SETUP_SIZE + 1234, 1, 0xff, NO_INITRD, .keeps_crc = true },
	{ "file: syssize 2^32 - 1", { 0, LOADS, DAMAGED, -ENOEXEC }, BZ_SYSSIZE, 4, 0xffffffff, NO_INITRD },
	{ "file: as large as the region", FAILS(EADDRNOTAVAIL), BZ_INIT_SIZE, 4, REGION_BYTES, NO_INITRD },
	{ "file: larger than the region", FAILS(EADDRNOTAVAIL), BZ_INIT_SIZE, 4, 2 * REGION_BYTES, NO_INITRD },
	{ "file: larger than memory", FAILS(EADDRNOTAVAIL), BZ_INIT_SIZE, 4, 1U << 30, NO_INITRD },
	{ "file: larger than memory, no initrd", FAILS(EBADF), BZ_INIT_SIZE, 4, 1U << 30 },
};
/* clang-format on */

void crash_file_make(const struct crash_file *row)
{
	static struct bzimage image;

	tiny_make(&image);
	if (row->width)
		bzimage_put(&image, row->offset, row->width, row->value);
	if (!row->keeps_crc)
		bzimage_seal(&image);
	write_file(CRASH_FILE_PATH,
		   (struct bytes){ image.data, sizeof(image) });
}

const size_t crash_file_count = ARRAY_SIZE(crash_files);
