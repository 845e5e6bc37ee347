/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The standard bzImage as a signer leaves it: a certificate table at its end.
 */
#ifndef TEST_UNIT_CORE_MAKE_SIGNED_H
#define TEST_UNIT_CORE_MAKE_SIGNED_H

#include "core/bytes.h"
#include "core/plan.h"
#include "core/sign/authenticode.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_pe.h"

#define SIGNED_TABLE	  (BZ_SETUP_SIZE + BZ_IMAGE_SIZE) /* its offset */
#define SIGNED_TABLE_SIZE (PE_TABLE_END - PE_TABLE)
#define SIGNED_ROOM	  256 /* bytes for tests to add */

struct signed_file {
	u8 data[SIGNED_TABLE + SIGNED_TABLE_SIZE + SIGNED_ROOM];
	u64 size;
};

void signed_make(struct signed_file *file);

/* Write a little-endian number of @width bytes. */
void signed_put(struct signed_file *file, u64 offset, u32 width, u64 value);

/* Take the table out, insert it at @to, and write that into the directory. */
void signed_move_table(struct signed_file *file, u64 to);

static inline struct kx_bytes signed_bytes(const struct signed_file *file)
{
	return kx_bytes(file->data, file->size);
}

/* The bytes that the digest is of, one after the other; free() it. */
struct kx_bytes signed_digested(struct kx_bytes file,
				const struct kx_authenticode *pe);

bool signed_same(struct kx_bytes a, struct kx_bytes b);

/*
 * What a signer digests, as Windows Authenticode Portable Executable Signature
 * Format has it; free() it. Empty: there is a section outside of the file.
 */
struct kx_bytes signed_authenticode(struct kx_bytes file);

/*
 * The argument at the top of cover.c, carried out: the file is made again out
 * of the digested bytes alone, and they are those that a signer digests.
 * Return: NULL, or which byte that a loader uses does not come out of them.
 */
const char *cover_oracle(struct kx_bytes file, const struct kx_authenticode *pe,
			 const struct kx_uses *uses);

/*
 * What it comes to: somebody who has @file, which is accepted, makes another
 * one with its digest. All that they can choose is changed: the checksum, and
 * the certificate table, which grows. It is to be accepted, and loaded like
 * @file. Return: NULL, or in what they differ.
 */
const char *twin_oracle(struct kx_bytes file, const struct kx_authenticode *pe);

#endif
