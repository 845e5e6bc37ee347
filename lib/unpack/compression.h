/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The compression formats of kernels, initrds and dumps. */
#ifndef LIB_UNPACK_COMPRESSION_H
#define LIB_UNPACK_COMPRESSION_H

#include "lib/unpack/unpackers.h"

struct kxl_compression {
	const char *name;   /* "gzip" */
	const char *data;   /* of a file, for messages: "gzip data" */
	const char *advice; /* for a file that is not a kernel */
	const char *magic;
	u64 magic_size;
	/* The condition besides the magic; NULL: none. */
	bool (*holds)(struct kx_bytes file);
	bool is_payload;      /* Linux's build can use it for kernels */
	bool is_checked;      /* has a checksum of its own */
	bool has_size;	      /* gzip's size is Linux's size word as well */
	bool is_initrd;	      /* Linux unpacks it (lib/decompress.c) */
	kxl_unpacker *unpack; /* NULL: not in this build, or not supported */
};

/**
 * kxl_compression_find - find the compression format of a file
 * @file: any bytes
 *
 * Skippable frames of zstd and LZ4 may precede it.
 *
 * Return: a row, or NULL.
 */
const struct kxl_compression *kxl_compression_find(struct kx_bytes file);

/**
 * kxl_compression_of_payload - the same for a bzImage's payload
 *
 * Compares only the magic, as Linux does.
 */
const struct kxl_compression *
kxl_compression_of_payload(struct kx_bytes payload);

/** kxl_compression_decoders - which rows this build can unpack: a bit each */
u32 kxl_compression_decoders(void);

/**
 * kxl_unpack_file - decompress all streams of a file, one after another
 * @file: of a format that kxl_compression_find() found, with an unpacker
 * @sink: gets the unpacked bytes
 *
 * Like the commands: streams may follow each other, and zeroes may follow the
 * last one.
 */
enum kxl_unpacked kxl_unpack_file(struct kx_bytes file, struct kxl_sink *sink);

#endif
