/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Small kernels after signing, with a certificate table at their end: the
 * standard bzImage, and the Image for arm64.
 */
#ifndef TEST_UNIT_CORE_MAKE_SIGNED_H
#define TEST_UNIT_CORE_MAKE_SIGNED_H

#include "core/bytes.h"
#include "core/plan.h"
#include "core/sign/authenticode.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_pe.h"

#define SIGNED_TABLE	  (BZ_SETUP_SIZE + BZ_IMAGE_SIZE) /* its offset */
#define SIGNED_TABLE_SIZE (PE_TABLE_END - PE_TABLE)
#define SIGNED_ROOM	  256 /* bytes that tests may add */

struct signed_file {
	u8 data[ARM64_FILE_SIZE + SIGNED_TABLE_SIZE + SIGNED_ROOM];
	u64 size;
};

void signed_make(struct signed_file *file);

/* The Image; its table is at ARM64_FILE_SIZE. */
void signed_make_arm64(struct signed_file *file);

/* Writes a little-endian number of @width bytes. */
void signed_put(struct signed_file *file, u64 offset, u32 width, u64 value);

/* Moves the table to @to, and updates the directory. */
void signed_move_table(struct signed_file *file, u64 to);

static inline struct kx_bytes signed_bytes(const struct signed_file *file)
{
	return kx_bytes(file->data, file->size);
}

/* The digested bytes, one after the other; free() it. */
struct kx_bytes signed_digested(struct kx_bytes file,
				const struct kx_authenticode *pe);

bool signed_same(struct kx_bytes a, struct kx_bytes b);

/*
 * The bytes that a signer digests, by Windows Authenticode Portable Executable
 * Signature Format; free() it. Empty: a section is outside of the file.
 */
struct kx_bytes signed_authenticode(struct kx_bytes file);

/* A copy without the fields that signing changes; free() it. */
struct kx_bytes signed_clear(struct kx_bytes file,
			     const struct kx_authenticode *pe);

/* Does what the module does with the file of signed_clear(): judges it. */
int signed_judge(const struct kx_arch *arch, struct kx_bytes cleared,
		 const struct kx_authenticode *pe, struct kx_uses *uses,
		 struct kx_fault *fault);

/*
 * The argument at the top of cover.c, carried out: makes the file again from
 * the digested bytes only, and checks that a signer digests the same bytes.
 * Return: NULL, or the used byte that does not follow from them.
 */
const char *cover_oracle(struct kx_bytes file, const struct kx_authenticode *pe,
			 const struct kx_uses *uses);

/*
 * The conclusion: an attacker who has @file, which is accepted, makes another
 * file with its digest. All bytes that an attacker can choose are changed: the
 * checksum, and the certificate table, which grows. The new file must be
 * accepted, and loaded like @file. Return: NULL, or the difference.
 */
const char *twin_oracle(const struct kx_arch *arch, struct kx_bytes file,
			const struct kx_authenticode *pe);

#endif
