// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * oracle_crash: kexec_file_load(2) of crash kernels, valid and damaged ones.
 * Linux: kernel/kexec_file.c, which frees the old crash image before it reads
 * the files. The files are an architecture's: oracle_crash_file.c and
 * oracle_crash_file_arm64.c.
 */
#include "test/boot/cases/oracle/oracle_crash.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* More than the longest command line of any. */
#define CMDLINE_SIZE 4096

long crash_file_load(const void *of)
{
	static char cmdline[CMDLINE_SIZE];
	const struct crash_file *row = of;
	unsigned int size = row->cmdline_size ? row->cmdline_size : 1;
	long result;
	int fd;

	if (size > sizeof(cmdline))
		fail("%s: a command line of %u bytes", row->name, size);
	crash_file_make(row);
	memset(cmdline, 'x', sizeof(cmdline));
	if (!row->has_no_nul)
		cmdline[size - 1] = '\0';
	fd = open(CRASH_FILE_PATH, O_RDONLY | O_CLOEXEC);
	result = call_kexec_file_load(row->has_no_kernel ? -1 : fd,
				      row->has_initrd ? fd : -1, size, cmdline,
				      KEXEC_FILE_ON_CRASH | row->flags);
	close(fd);
	unlink(CRASH_FILE_PATH);
	return result;
}

void crash_file_rows(void (*run)(const char *name, const struct expect *expect,
				 oracle_call call, const void *row))
{
	for (size_t i = 0; i < crash_file_count; i++)
		run(crash_files[i].name, &crash_files[i].expect,
		    crash_file_load, &crash_files[i]);
}
