/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The digest of crash images: XXH64 with seed 0 (xxHash's xxhash_spec.md). The
 * purgatory is built with the same code.
 *
 * Why XXH64: it needs nothing from a CPU but 64-bit multiplication and
 * rotation. So the same code runs on old and new CPUs, and it needs no SSE,
 * which is not enabled between two kernels. Four independent lanes of a
 * multiplication and a rotation keep up with memory.
 *
 * How strong it is. Nothing is secret, and a collision can be computed. The
 * digest does not protect against attackers, who could change the digest as
 * well. It protects against accidental damage:
 *  - Bytes after the last multiple of 32 are folded in by bijections of the
 *    state, 8, 4 or 1 at a time. Any damage to one such word is always found.
 *  - A word of the 32-byte stripes enters one of four lanes by a bijection of
 *    word and lane. So damage to one aligned word always leaves one lane
 *    different, and damage to one word in each of several lanes leaves each of
 *    these different. The four lanes, 256 bits, are then folded into 64 bits.
 *    That last step is not a bijection: it hides damage with a chance of one
 *    in 2^64.
 *  - Damage to several words of one lane must cancel itself there, or be hidden
 *    by the last step: each has a chance of about 2^-64.
 *
 * At one damaged image per second that is one miss in 10^11 years. xxHash
 * measured it: among 100 Gi digests of 255 bytes that differ in a few bits, 294
 * pairs were equal, where 312 are expected by chance (its
 * tests/collisions/README.md).
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include "core/bytes.h"
#include "kx_port.h"

/** kx_digest - XXH64 of bytes, with seed 0 */
KX_MUST_CHECK u64 kx_digest(struct kx_bytes bytes);

/**
 * kx_digest_padded - XXH64 of bytes and the zeroes after them, with seed 0
 * @bytes: a segment's buffer
 * @size: in bytes: the segment's size in memory, not less than @bytes.size
 */
KX_MUST_CHECK u64 kx_digest_padded(struct kx_bytes bytes, u64 size);

#endif
