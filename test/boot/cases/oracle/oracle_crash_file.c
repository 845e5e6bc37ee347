// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle_crash: kexec_file_load(2) of crash kernels, valid and damaged ones.
 * Linux: kernel/kexec_file.c, which frees the old crash image before it reads
 * the files.
 */
#include "test/boot/cases/oracle/oracle_crash.h"
#include "test/boot/cases/oracle/tiny_bzimage.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FILE_PATH "/image"
/* The longest command line, with room for elfcorehdr=. */
#define LONGEST (TINY_CMDLINE_SIZE - 30U)

const struct crash_file crash_file_32m = { NULL, { 0 },	   BZ_INIT_SIZE,
					   4,	 32 * MIB, NO_INITRD };

/* clang-format off */
static const struct crash_file files[] = {
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

static void make_file(const struct crash_file *row)
{
	static struct bzimage image;

	tiny_make(&image);
	if (row->width)
		bzimage_put(&image, row->offset, row->width, row->value);
	if (!row->keeps_crc)
		bzimage_seal(&image);
	write_file(FILE_PATH, (struct bytes){ image.data, sizeof(image) });
}

long crash_file_load(const void *of)
{
	static char cmdline[TINY_CMDLINE_SIZE];
	const struct crash_file *row = of;
	unsigned int size = row->cmdline_size ? row->cmdline_size : 1;
	long result;
	int fd;

	make_file(row);
	memset(cmdline, 'x', sizeof(cmdline));
	if (!row->has_no_nul)
		cmdline[size - 1] = '\0';
	fd = open(FILE_PATH, O_RDONLY | O_CLOEXEC);
	result = call_kexec_file_load(row->has_no_kernel ? -1 : fd,
				      row->has_initrd ? fd : -1, size, cmdline,
				      KEXEC_FILE_ON_CRASH | row->flags);
	close(fd);
	unlink(FILE_PATH);
	return result;
}

void crash_file_rows(void (*run)(const char *name, const struct expect *expect,
				 oracle_call call, const void *row))
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		run(files[i].name, &files[i].expect, crash_file_load,
		    &files[i]);
}
