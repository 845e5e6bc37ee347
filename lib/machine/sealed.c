// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Files in memory for what is made here and loaded: a kernel out of what it was
 * packed in, an initrd out of several. Nothing can change them while they are
 * loaded.
 */
#include "lib/machine/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096U
/* Linux 6.3; before, it is an unknown flag. */
#define NOEXEC_SEAL 0x8U

/* For where there is no memfd_create(2), or it is forbidden. */
static int open_unnamed(void)
{
	const char *folder = secure_getenv("TMPDIR");
	int fd = open(folder ? folder : "/tmp",
		      O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd;
}

int kxl_sealed_open(const char *name)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create(name, flags | NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, flags);
	if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EACCES))
		return open_unnamed();
	return fd < 0 ? -errno : fd;
}

int kxl_sealed_write(int fd, struct kx_bytes bytes)
{
	ssize_t written;

	while (bytes.size) {
		written = write(fd, bytes.data, bytes.size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes = kx_bytes(bytes.data + written,
				 bytes.size - (u64)written);
	}
	return 0;
}

static bool is_zero(struct kx_bytes bytes)
{
	return !bytes.data[0] &&
	       !memcmp(bytes.data, bytes.data + 1, bytes.size - 1);
}

/* The first bytes that are all to be written, or all to be left out. */
static struct kx_bytes take_run(struct kx_bytes bytes, u64 at, bool *is_hole)
{
	u64 size = 0;

	do {
		u64 part = PAGE - (at + size) % PAGE;
		bool is_page = part == PAGE && part <= bytes.size - size;
		bool is_free =
			is_page && is_zero(kx_bytes(bytes.data + size, part));

		if (!size)
			*is_hole = is_free;
		else if (*is_hole != is_free)
			break;
		size += part < bytes.size - size ? part : bytes.size - size;
	} while (size < bytes.size);
	return kx_bytes(bytes.data, size);
}

static int write_run(int fd, struct kx_bytes bytes, u64 at)
{
	ssize_t written;

	while (bytes.size) {
		written = pwrite(fd, bytes.data, bytes.size, (off_t)at);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		at += (u64)written;
		bytes = kx_bytes(bytes.data + written,
				 bytes.size - (u64)written);
	}
	return 0;
}

int kxl_sealed_write_at(int fd, struct kx_bytes bytes, u64 at)
{
	struct kx_bytes run;
	bool is_hole = false;
	int err = 0;

	while (bytes.size && !err) {
		run = take_run(bytes, at, &is_hole);
		if (!is_hole)
			err = write_run(fd, run, at);
		at += run.size;
		bytes = kx_bytes(bytes.data + run.size, bytes.size - run.size);
	}
	return err;
}

/*
 * kexec_file_load(2) takes no file that is open for writing: one on a disk is
 * opened again, and a file in memory is sealed.
 */
int kxl_sealed_finish(int *fd)
{
	char path[64];
	int fresh;

	if (!fcntl(*fd, F_ADD_SEALS,
		   F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
		return 0;
	/* No file with seals, or one of tmpfs's, which take none. */
	if (errno != EINVAL && errno != EPERM)
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", *fd);
	fresh = open(path, O_RDONLY | O_CLOEXEC);
	if (fresh < 0)
		return -errno;
	close(*fd);
	*fd = fresh;
	return 0;
}
