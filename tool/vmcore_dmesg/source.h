/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A source of bytes: a file, memory, or a flattened file. */
#ifndef TOOL_VMCORE_DMESG_SOURCE_H
#define TOOL_VMCORE_DMESG_SOURCE_H

#include "core/bytes.h"
#include "kx_port.h"

struct failure;
struct flat_record;

struct source {
	int (*read)(const struct source *source, u64 at, void *to, u64 size);
	int fd;		       /* of a file; borrowed */
	struct kx_bytes bytes; /* of memory; borrowed */
	/* of a flattened file */
	const struct source *below; /* borrowed */
	struct flat_record *records;
	size_t nr_records;
	u64 end; /* the one after the last byte that was written */
};

/** source_of_file - the bytes of an open, seekable file */
struct source source_of_file(int fd);

/** source_of_bytes - bytes in memory */
struct source source_of_bytes(struct kx_bytes bytes);

/**
 * source_read - read all bytes at an offset
 * @at: offset in bytes
 * @to: gets @size bytes; some of them may change on failure
 *
 * Return: 0, -ENODATA if the source ends before, or the -errno of the read.
 */
KX_MUST_CHECK int source_read(const struct source *source, u64 at, void *to,
			      u64 size);

/** source_trouble - a description of source_read()'s return value */
const char *source_trouble(int err);

#endif
