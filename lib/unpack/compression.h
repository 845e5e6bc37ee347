/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The compressions that kernels, initrds and dumps come in. */
#ifndef LIB_UNPACK_COMPRESSION_H
#define LIB_UNPACK_COMPRESSION_H

#include "lib/unpack/unpackers.h"

struct kxl_compression {
	const char *name;   /* "gzip" */
	const char *data;   /* of a file, for messages: "gzip data" */
	const char *advice; /* when such a file is no kernel */
	const char *magic;
	u64 magic_size;
	/* What else a file must have; NULL: nothing. The magic is there. */
	bool (*holds)(struct kx_bytes file);
	bool is_payload;      /* Linux's build packs kernels with it, */
	bool is_checked;      /* by a sum of its own */
	bool has_size;	      /* gzip ends in Linux's size word anyway */
	bool is_initrd;	      /* Linux unpacks it (lib/decompress.c) */
	kxl_unpacker *unpack; /* NULL: built without it, or there is none */
};

/**
 * kxl_compression_find - what a file is compressed with
 * @file: any bytes
 *
 * Frames that decoders skip, of zstd and LZ4, may stand before it.
 *
 * Return: a row, or NULL.
 */
const struct kxl_compression *kxl_compression_find(struct kx_bytes file);

/**
 * kxl_compression_of_payload - the same of a bzImage's payload
 *
 * There Linux's magic is all that is looked at.
 */
const struct kxl_compression *
kxl_compression_of_payload(struct kx_bytes payload);

/**
 * kxl_unpack_file - decompress all streams of a file, one after another
 * @file: kxl_compression_find() says what it is; a row with an unpacker
 * @sink: gets what comes out
 *
 * As the commands do: streams follow each other, and zeroes may follow the
 * last one.
 */
enum kxl_unpacked kxl_unpack_file(struct kx_bytes file, struct kxl_sink *sink);

#endif
