// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Which lines of kexec.ko have run: a kernel with CONFIG_GCOV_KERNEL shows the
 * counters of a module built for it as files. With kx.coverage=1 they are
 * copied to the first disk as an archive for the host. The name of a file there
 * is the path of its object on the host, with # for /.
 */
#include "test/boot/guest.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNTERS "/sys/kernel/debug/gcov"
#define DISK	 "/dev/vda"
#define SCRATCH	 "/counters"
#define MAX_SIZE (1UL << 20)

static struct cpio archive;

/* The size of these files is unknown: read them to the end. */
static void copy_out(const char *path)
{
	static uint8_t bytes[MAX_SIZE];
	struct bytes content = { bytes, 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		fail("cannot open %s", path);
	do {
		got = read(fd, bytes + content.size, MAX_SIZE - content.size);
		if (got < 0)
			fail("cannot read %s", path);
		content.size += (size_t)got;
	} while (got);
	close(fd);
	write_file(SCRATCH, content);
}

/* nftw() calls it with each file. */
static int add_counters(const char *path, const struct stat *st, int type,
			struct FTW *where)
{
	char *name;

	(void)st;
	(void)where;
	if (type != FTW_F || !strstr(path, ".gcda"))
		return 0;
	copy_out(path);
	name = strdup(path + strlen(COUNTERS));
	for (char *p = name; *p; p++) {
		if (*p == '/')
			*p = '#';
	}
	cpio_add_file(&archive, name, SCRATCH);
	free(name);
	return 0;
}

void coverage_save(void)
{
	if (!word_number("coverage", 0))
		return;
	cpio_create(&archive, DISK);
	if (nftw(COUNTERS, add_counters, 16, FTW_PHYS))
		fail("cannot walk through %s", COUNTERS);
	cpio_close(&archive);
	unlink(SCRATCH);
}
