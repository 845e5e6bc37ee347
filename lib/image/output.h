/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The file in memory that a kernel file is unpacked to. */
#ifndef LIB_IMAGE_OUTPUT_H
#define LIB_IMAGE_OUTPUT_H

#include "lib/unpack/unpackers.h"

struct kxl_output {
	struct kxl_sink sink;	/* first: its functions find the rest by it */
	struct kx_bytes packed; /* a mapping that nothing has written to */
	u64 released;		/* sink.size when pages of @packed were */
	struct kx_bytes lent;	/* the start of the file, mapped; or empty */
};

/**
 * kxl_output_make - an output that is unpacked to a file
 * @packed: what is unpacked: part of a private mapping of a file, or all of it
 * @limit: as that of struct kxl_sink
 * @fd: empty, of kxl_sealed_open(); stays the caller's
 *
 * Takes little more memory than the file: pages of @packed are released once
 * they have been read, pages of zeroes are not written, and an unpacker that
 * can write to the file itself is lent the file.
 */
struct kxl_output kxl_output_make(struct kx_bytes packed, u64 limit, int fd);

/**
 * kxl_output_finish - give the file its size; nothing more can be unpacked
 *
 * Also after an unpacker has failed: what was lent is mapped no more.
 *
 * Return: 0 or a negative errno.
 */
KX_MUST_CHECK int kxl_output_finish(struct kxl_output *output);

#endif
