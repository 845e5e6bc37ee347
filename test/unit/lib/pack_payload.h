/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Payloads of any contents, by the compressors themselves. */
#ifndef TEST_UNIT_LIB_PACK_PAYLOAD_H
#define TEST_UNIT_LIB_PACK_PAYLOAD_H

#include "lib/image/payload.h"
#include "lib/unpack/unpackers.h"

/* One way to compress: the library, and what is asked of it. */
struct packing {
	const char *name;
	const char *compression; /* as messages have it */
	bool has_library;	 /* libkexec was built with it */
	bool is_checked;
	bool has_size; /* the format ends in it */
	int option;    /* the library's: kind of check, level */
	u64 (*pack)(struct kx_bytes contents, int option, u8 *to, u64 room);
	u64 (*unpack)(struct kx_bytes packed, u8 *to, u64 room);
	kxl_unpacker *unpacker; /* libkexec's; NULL without the library */
};

#define PACKINGS 10

extern const struct packing packings[PACKINGS];

/* In any of them, a stream has no more bytes beyond its contents than that. */
#define PACK_ROOM 2048

/* Whose magic number these bytes begin with; NULL: no row's. */
const struct packing *pack_find(const char *compression);

/**
 * pack_payload - compress as Linux's build does
 * @contents: what comes out when it is unpacked; maybe empty
 * @size_word: what the last 4 bytes say; the format says it, where it does
 * @to: room for @contents and PACK_ROOM
 *
 * Return: bytes.
 */
u64 pack_payload(const struct packing *packing, struct kx_bytes contents,
		 u32 size_word, u8 *to);

/**
 * pack_unpack - unpack all at once, by other functions than libkexec calls
 * @payload: with the size word
 * @to: @room bytes
 *
 * Return: bytes that came out; ~0 if @payload is damaged, or @room too small.
 */
u64 pack_unpack(const struct packing *packing, struct kx_bytes payload, u8 *to,
		u64 room);

#endif
