// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* oracle_crash's files for arm64, which oracle_crash_load.c loads: Images. */
#include "test/boot/cases/oracle/oracle_crash.h"
#include "test/boot/cases/oracle/tiny_image.h"

#include <errno.h>

/* COMMAND_LINE_SIZE: Linux takes longer ones, and cuts them off. */
#define LONGEST 2048U

const struct crash_file crash_file_32m = { NULL, { 0 },	   IMAGE_SIZE,
					   8,	 32 * MIB, NO_INITRD };

/* clang-format off */
const struct crash_file crash_files[] = {
	{ "file: a tiny kernel", LOADED, .flags = NO_INITRD },
	{ "file: with an initrd", LOADED, .has_initrd = true },
	{ "file: debug", NEW, .flags = NO_INITRD | KEXEC_FILE_DEBUG },
	{ "file: 32 MiB of kernel", LOADED, IMAGE_SIZE, 8, 32 * MIB, NO_INITRD },
	{ "file: the longest command line", LOADED, .flags = NO_INITRD, .cmdline_size = LONGEST },
	{ "file: unload", { 0, UNLOADS }, .flags = KEXEC_FILE_UNLOAD },
	{ "file: unload, no kernel", { 0, UNLOADS }, .flags = KEXEC_FILE_UNLOAD, .has_no_kernel = true },
	{ "file: unknown flag", { -EINVAL }, .flags = NO_INITRD | 0x8000 },
	{ "file: no kernel", FAILS(EBADF), .flags = NO_INITRD, .has_no_kernel = true },
	{ "file: no initrd", FAILS(EBADF) },
	{ "file: no NUL", FAILS(EINVAL), .flags = NO_INITRD, .has_no_nul = true },
	{ "file: no magic", FAILS(EINVAL), IMAGE_MAGIC, 4, 0, NO_INITRD },
	{ "file: image_size 0", FAILS(EINVAL), IMAGE_SIZE, 8, 0, NO_INITRD },
	{ "file: as large as the region", FAILS(EADDRNOTAVAIL), IMAGE_SIZE, 8, REGION_BYTES, NO_INITRD },
	{ "file: larger than the region", FAILS(EADDRNOTAVAIL), IMAGE_SIZE, 8, 2 * REGION_BYTES, NO_INITRD },
	{ "file: larger than memory", FAILS(EADDRNOTAVAIL), IMAGE_SIZE, 8, 1U << 30, NO_INITRD },
	{ "file: larger than memory, no initrd", FAILS(EBADF), IMAGE_SIZE, 8, 1U << 30 },
};
/* clang-format on */

void crash_file_make(const struct crash_file *row)
{
	struct bytes kernel = tiny_kernel();
	static uint8_t copy[IMAGE_FILE_SIZE];
	const struct tiny_field field = { row->offset, row->width };

	memcpy(copy, kernel.data, sizeof(copy));
	if (row->width)
		tiny_put(copy, &field, row->value);
	write_file(CRASH_FILE_PATH, (struct bytes){ copy, sizeof(copy) });
}

const size_t crash_file_count = ARRAY_SIZE(crash_files);
