// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writes the initrd of the next kernel: a cpio archive in the "newc" format
 * (Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#include "test/boot/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAYLOAD_NAME "payload"

static void put(struct cpio *cpio, const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t done = write(cpio->fd, p, size);

		if (done <= 0)
			fail("cannot write an initrd: %s", strerror(errno));
		p += done;
		size -= (size_t)done;
	}
}

/* Header and name, and file contents, each end on a multiple of 4. */
static void pad(struct cpio *cpio, size_t size)
{
	put(cpio, "\0\0\0", -size & 3);
}

static void put_header(struct cpio *cpio, const char *name, unsigned int mode,
		       size_t size)
{
	char header[112];
	size_t name_size = strlen(name) + 1;
	int header_size;

	header_size = snprintf(header, sizeof(header),
			       "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x"
			       "%08x%08x%08zx%08x",
			       ++cpio->files, mode, 0, 0, 1, 0, size, 0, 0, 0,
			       0, name_size, 0);
	put(cpio, header, (size_t)header_size);
	put(cpio, name, name_size);
	pad(cpio, (size_t)header_size + name_size);
}

void cpio_create(struct cpio *cpio, const char *path)
{
	cpio->files = 0;
	cpio->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (cpio->fd < 0)
		fail("cannot create %s: %s", path, strerror(errno));
}

void cpio_add_file(struct cpio *cpio, const char *name, const char *path)
{
	struct bytes file = map_file(path);

	put_header(cpio, name, S_IFREG | 0755, file.size);
	put(cpio, file.data, file.size);
	pad(cpio, file.size);
}

void cpio_add_directory(struct cpio *cpio, const char *name)
{
	put_header(cpio, name, S_IFDIR | 0755, 0);
}

/* nftw() has no argument for its caller. */
static struct cpio *walked;
static size_t root_length; /* of the part before the names in the archive */
static const char *skipped;

static int add_entry(const char *path, const struct stat *st, int type,
		     struct FTW *where)
{
	const char *name = path + root_length;

	if (!where->level || same_text(path, skipped) ||
	    same_text(path, "/" PAYLOAD_NAME))
		return 0;
	if (type == FTW_D)
		cpio_add_directory(walked, name);
	else if (type == FTW_F && S_ISREG(st->st_mode))
		cpio_add_file(walked, name, path);
	return 0;
}

static void add_below(struct cpio *cpio, const char *root, const char *skip)
{
	walked = cpio;
	root_length = same_text(root, "/") ? 1 : strlen(root) + 1;
	skipped = skip;
	/* FTW_MOUNT: stay out of /proc, /sys and /dev. */
	if (nftw(root, add_entry, 16, FTW_MOUNT | FTW_PHYS))
		fail("cannot walk through the files below %s", root);
}

void cpio_add_running_system(struct cpio *cpio, const char *skip)
{
	add_below(cpio, "/", skip);
}

void cpio_add_below(struct cpio *cpio, const char *root)
{
	add_below(cpio, root, "");
}

/* Marsaglia's xorshift64: fast, and incompressible. */
static uint64_t xorshift(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

void cpio_add_payload(struct cpio *cpio, size_t size, uint64_t seed,
		      char hex[SHA256_HEX_SIZE])
{
	static uint64_t block[8192];
	uint64_t state = seed ? seed : 1;
	SHA2_CTX sha;

	put_header(cpio, PAYLOAD_NAME, S_IFREG | 0644, size);
	SHA256Init(&sha);
	for (size_t left = size; left;) {
		size_t part = left < sizeof(block) ? left : sizeof(block);

		for (size_t i = 0; i < ARRAY_SIZE(block); i++)
			block[i] = xorshift(&state);
		SHA256Update(&sha, (const uint8_t *)block, part);
		put(cpio, block, part);
		left -= part;
	}
	SHA256End(&sha, hex);
	pad(cpio, size);
}

static void end_archive(struct cpio *cpio)
{
	put_header(cpio, "TRAILER!!!", 0, 0);
}

void cpio_add_gap(struct cpio *cpio, size_t size)
{
	end_archive(cpio);
	if (lseek(cpio->fd, (off_t)(size & ~(size_t)3), SEEK_CUR) < 0)
		fail("cannot leave a gap: %s", strerror(errno));
}

void cpio_close(struct cpio *cpio)
{
	end_archive(cpio);
	close(cpio->fd);
}
