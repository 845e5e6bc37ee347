/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The digest of crash images: XXH64 with seed 0 (xxHash's xxhash_spec.md). The
 * purgatory is built with the same code.
 *
 * Why this one: it asks nothing of a CPU but 64-bit multiplication and
 * rotation, so what runs on old CPUs is what runs on all, and without SSE,
 * which nobody has enabled between two kernels. Four independent lanes of a
 * multiplication and a rotation keep up with memory.
 *
 * How strong it is. Nothing is secret, and a collision can be computed: it is
 * no guard against attackers, who could change the digest as well. Against
 * accidents:
 *  - Bytes behind the last multiple of 32 are folded in by bijections of the
 *    state, 8, 4 or 1 at a time. Damage to one such word, whatever it does to
 *    it, is always found.
 *  - A word of the 32-byte stripes enters one of four lanes by a bijection of
 *    word and lane, so damage to one aligned word always leaves one lane
 *    different, and damage to a word in each of several lanes leaves each of
 *    these different. The four lanes, 256 bits, are then folded into 64.
 *    That last step is no bijection: damage gets past it as if by chance, one
 *    time in 2^64.
 *  - Damage to several words of one lane must undo itself there, or pass the
 *    last step: each has a chance of about 2^-64.
 * At one damaged image a second that is a miss in 10^11 years. xxHash measured
 * it: among 100 Gi digests of 255 bytes that differ in a few bits, 294 pairs
 * were alike, where chance alone makes 312 (its tests/collisions/README.md).
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include "core/bytes.h"
#include "kx_port.h"

/** kx_digest - XXH64 of bytes, with seed 0 */
KX_MUST_CHECK u64 kx_digest(struct kx_bytes bytes);

/**
 * kx_digest_padded - XXH64 of bytes and the zeroes after them, with seed 0
 * @bytes: as a segment's buffer
 * @size: in bytes, as a segment's memory; not less than @bytes.size
 */
KX_MUST_CHECK u64 kx_digest_padded(struct kx_bytes bytes, u64 size);

#endif
