// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plain sources. A read returns all requested bytes or fails; callers need not
 * handle short reads, signals or negative offsets.
 */
#include "tool/vmcore_dmesg/source.h"

#include <limits.h>
#include <unistd.h>

/* pread() may return less near the end, and of /proc/vmcore at any time. */
static int read_file(const struct source *source, u64 at, void *to, u64 size)
{
	u8 *next = to;
	ssize_t got;

	if (at > LLONG_MAX || size > LLONG_MAX - at)
		return -ENODATA;
	while (size) {
		got = pread(source->fd, next, size, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			return -ENODATA;
		next += got;
		at += (u64)got;
		size -= (u64)got;
	}
	return 0;
}

static int read_bytes(const struct source *source, u64 at, void *to, u64 size)
{
	if (!kx_bytes_have(source->bytes, at, size))
		return -ENODATA;
	if (size)
		memcpy(to, source->bytes.data + at, size);
	return 0;
}

struct source source_of_file(int fd)
{
	return (struct source){ .read = read_file, .fd = fd };
}

struct source source_of_bytes(struct kx_bytes bytes)
{
	return (struct source){ .read = read_bytes, .bytes = bytes };
}

int source_read(const struct source *source, u64 at, void *to, u64 size)
{
	return source->read(source, at, to, size);
}

const char *source_trouble(int err)
{
	return err == -ENODATA ? "the file ends before that" : strerror(-err);
}
