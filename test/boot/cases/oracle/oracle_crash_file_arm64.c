// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The same as oracle_crash_file.c, for an arm64 machine: Images. */
#include "test/boot/cases/oracle/oracle_crash.h"
#include "test/boot/cases/oracle/tiny_image.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FILE_PATH "/image"
/* COMMAND_LINE_SIZE: Linux takes longer ones, and cuts them off. */
#define LONGEST 2048U

const struct crash_file crash_file_32m = { NULL, { 0 },	   IMAGE_SIZE,
					   8,	 32 * MIB, NO_INITRD };

/* clang-format off */
static const struct crash_file files[] = {
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

static void make_file(const struct crash_file *row)
{
	struct bytes kernel = tiny_kernel();
	static uint8_t copy[IMAGE_FILE_SIZE];
	const struct tiny_field field = { row->offset, row->width };

	memcpy(copy, kernel.data, sizeof(copy));
	if (row->width)
		tiny_put(copy, &field, row->value);
	write_file(FILE_PATH, (struct bytes){ copy, sizeof(copy) });
}

long crash_file_load(const void *of)
{
	static char cmdline[LONGEST];
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
