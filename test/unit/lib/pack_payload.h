/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Payloads of any contents, by the compressors themselves. */
#ifndef TEST_UNIT_LIB_PACK_PAYLOAD_H
#define TEST_UNIT_LIB_PACK_PAYLOAD_H

#include "lib/image/payload.h"
#include "lib/unpack/unpackers.h"

/* One way to compress: the library, and its options. */
struct packing {
	const char *name;
	const char *compression; /* as in messages */
	bool has_library;	 /* libkexec was built with it */
	bool is_checked;
	bool has_size; /* the format's last bytes are the size */
	int option;    /* the library's: kind of check, level */
	u64 (*pack)(struct kx_bytes contents, int option, u8 *to, u64 room);
	u64 (*unpack)(struct kx_bytes packed, u8 *to, u64 room);
	kxl_unpacker *unpacker; /* libkexec's; NULL without the library */
};

#define PACKINGS 10

extern const struct packing packings[PACKINGS];

/* Limit of a compressed stream's size beyond that of its contents. */
#define PACK_ROOM 2048

/* Finds the format whose magic these bytes begin with, or NULL. */
const struct packing *pack_find(const char *compression);

/**
 * pack_payload - compress as Linux's build does
 * @contents: the bytes to pack; may be empty
 * @size_word: value of the last 4 bytes, if the format does not have it itself
 * @to: room for @contents and PACK_ROOM
 *
 * Return: bytes.
 */
u64 pack_payload(const struct packing *packing, struct kx_bytes contents,
		 u32 size_word, u8 *to);

/**
 * pack_unpack - unpack in one call, by other functions than libkexec uses
 * @payload: with the size word
 * @to: @room bytes
 *
 * Return: unpacked bytes; ~0 if @payload is damaged, or @room too small.
 */
u64 pack_unpack(const struct packing *packing, struct kx_bytes payload, u8 *to,
		u64 room);

#endif
