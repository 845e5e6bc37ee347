// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A dump is read anywhere, and a compressed file from its beginning alone, so
 * all of it is unpacked first. Most of memory is zeroes where makedumpfile left
 * pages out: they become holes.
 */
#include "tool/vmcore_dmesg/packed_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/unpack/compression.h"
#include "tool/vmcore_dmesg/failure.h"

enum { BEGINNING = 256, BLOCK = 4096 };

/* 256 GiB: what makedumpfile leaves of a machine with terabytes. */
#define UNPACKED_MAX (1ULL << 38)

/* On disk where there is one; a crash kernel may have memory alone. */
static int open_plain(void)
{
	const char *folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		if (!folders[i])
			continue;
		fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		if (fd >= 0)
			return fd;
	}
	return memfd_create("vmcore", MFD_CLOEXEC);
}

static bool is_zero(struct kx_bytes bytes)
{
	return !bytes.data[0] &&
	       !memcmp(bytes.data, bytes.data + 1, bytes.size - 1);
}

static int write_all(int fd, struct kx_bytes bytes)
{
	ssize_t written;

	while (bytes.size) {
		written = write(fd, bytes.data, bytes.size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes = kxl_unpack_rest(bytes, (u64)written);
	}
	return 0;
}

static int put(struct kxl_sink *sink, struct kx_bytes piece)
{
	struct kx_bytes block;
	int err = 0;

	while (piece.size && !err) {
		block = kx_bytes(piece.data,
				 piece.size < BLOCK ? piece.size : BLOCK);
		if (!is_zero(block))
			err = write_all(sink->fd, block);
		else if (lseek(sink->fd, (off_t)block.size, SEEK_CUR) < 0)
			err = -errno;
		piece = kxl_unpack_rest(piece, block.size);
	}
	return err;
}

static int judge(enum kxl_unpacked unpacked, const struct kxl_sink *sink,
		 const char *data, struct failure *failure)
{
	switch (unpacked) {
	case KXL_UNPACKED:
		return 0;
	case KXL_UNPACK_CUT:
		fprintf(stderr,
			"vmcore-dmesg: its %s ends too early: going on with "
			"the %llu bytes that came out\n",
			data, (unsigned long long)sink->size);
		return 0;
	case KXL_UNPACK_LONG:
		return failure_set(
			failure, STATUS_DATA,
			"its %s unpacks to more than a dump can be (limit "
			"%llu bytes)",
			data, (unsigned long long)sink->limit);
	case KXL_UNPACK_MEMORY_LOW:
		return failure_set(failure, STATUS_MEMORY,
				   "its %s takes too much memory to be "
				   "unpacked (%llu bytes, limit %llu)",
				   data, (unsigned long long)sink->needed,
				   (unsigned long long)sink->allowed);
	case KXL_UNPACK_UNWRITTEN:
		return failure_set(
			failure, STATUS_WRITE,
			"write what its %s unpacks to: %s; set TMPDIR to a "
			"folder with more room",
			data, strerror(-sink->err));
	case KXL_UNPACK_DAMAGED:
	case KXL_UNPACK_FOLLOWED:
	case KXL_UNPACK_UNCHECKED:
	default:
		return failure_set(failure, STATUS_DATA,
				   "its %s is damaged; copy the dump again",
				   data);
	}
}

static int unpack_to(int plain, struct kx_bytes file, const char *data,
		     struct failure *failure)
{
	struct kxl_sink sink = { .limit = UNPACKED_MAX,
				 .put = put,
				 .fd = plain };
	int err = judge(kxl_unpack_file(file, &sink), &sink, data, failure);

	/* The last block may be a hole. */
	if (!err && ftruncate(plain, (off_t)sink.size))
		err = failure_set(failure, STATUS_WRITE,
				  "write what its %s unpacks to: %s", data,
				  strerror(errno));
	return err;
}

static int unpack_file(int fd, const char *data, int *plain,
		       struct failure *failure)
{
	struct stat status;
	void *at;
	int made;
	int err;

	if (fstat(fd, &status))
		return failure_set(failure, STATUS_READ, "%s", strerror(errno));
	at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return failure_set(failure, STATUS_READ, "map it: %s",
				   strerror(errno));
	made = open_plain();
	if (made < 0)
		err = failure_set(failure, STATUS_WRITE,
				  "a file for what its %s unpacks to: %s; set "
				  "TMPDIR",
				  data, strerror(errno));
	else
		err = unpack_to(made, kx_bytes(at, (u64)status.st_size), data,
				failure);
	munmap(at, (size_t)status.st_size);
	if (err && made >= 0)
		close(made);
	if (!err)
		*plain = made;
	return err;
}

int packed_file_open(int fd, int *plain, struct failure *failure)
{
	const struct kxl_compression *row;
	u8 beginning[BEGINNING];
	ssize_t got = pread(fd, beginning, sizeof(beginning), 0);

	*plain = -1;
	/* What can't be read is said where the dump is opened. */
	row = kxl_compression_find(kx_bytes(beginning, got > 0 ? (u64)got : 0));
	if (!row)
		return 0;
	if (!row->unpack)
		return failure_set(failure, STATUS_DATA,
				   "it is %s, which this vmcore-dmesg can't "
				   "unpack; unpack it",
				   row->data);
	return unpack_file(fd, row->data, plain, failure);
}
