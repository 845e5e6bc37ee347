/* SPDX-License-Identifier: GPL-2.0-only */
/* The decoders of the running kernel. */
#ifndef MODULE_DECODER_H
#define MODULE_DECODER_H

#include "core/bytes.h"

#include <linux/compiler.h>
#include <linux/sizes.h>
#include <linux/types.h>

/* Where the unpacked bytes go, and how many they must be. */
struct kxm_unpacking {
	u8 *to;
	u64 size;
	u64 spare; /* bytes that a decoder may allocate besides */
};

/* How a bzImage's payload may be compressed. */
struct kxm_decoder {
	const char *name;
	const char *magic;
	u32 magic_size;	 /* it may end in a NUL */
	bool has_size;	 /* Linux's size word is a part of the format */
	bool is_checked; /* has a checksum of its own, which decode() compares
			  */
	bool (*is_there)(void); /* in this kernel; NULL: in none */
	/*
	 * Unpack one stream, which is all of @packed, to exactly so many bytes.
	 * Sleeps. Return: 0; -EBADMSG: the stream is damaged, or its size is
	 * not the one that was said; -EOPNOTSUPP: this decoder can't read it;
	 * -ENOMEM; -EINTR: the loader was killed, or memory ran out.
	 */
	int (*decode)(struct kx_bytes packed, const struct kxm_unpacking *job);
};

/* By its first bytes, as Linux does. NULL: unknown. */
const struct kxm_decoder *kxm_decoder_find(struct kx_bytes payload);

/* decoder_gzip.c */
int kxm_decode_gzip(struct kx_bytes packed, const struct kxm_unpacking *job);

/*
 * Between two pieces of work: let others run. -EINTR if there is no use in
 * going on.
 */
int __must_check kxm_decoder_pause(void);

/* The most that is unpacked without a pause. */
#define KXM_DECODER_PIECE SZ_1M

#endif
