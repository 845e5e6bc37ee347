/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* EFI variables of boot loaders: LoaderInfo and its like. */
#ifndef LIB_ENTRIES_LOADER_VARIABLE_H
#define LIB_ENTRIES_LOADER_VARIABLE_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "lib/entries/pool.h"

/* The folder of variables below the context's root. */
#define KXL_LOADER_VARIABLES "/sys/firmware/efi/efivars"
/* The file of one; @name is a literal. */
#define KXL_LOADER_VARIABLE(name) \
	KXL_LOADER_VARIABLES "/" name "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
/* Attributes before the value: a little-endian number of 32 bits. */
#define KXL_LOADER_ATTRIBUTES 4

/* Bits of LoaderFeatures: what the loader can be told. */
enum kxl_loader_feature {
	KXL_LOADER_ONE_SHOT = 1 << 3, /* LoaderEntryOneShot */
};

/**
 * kxl_loader_variable_text - make UTF-8 of a variable's UTF-16
 * @file: of efivarfs: 4 bytes of attributes, then the value
 *
 * A surrogate without its other half becomes U+FFFD.
 *
 * Return: the text up to its NUL, in @pool; NULL if it has none, if a byte is
 * missing, or if it is empty.
 */
const char *kxl_loader_variable_text(struct kxl_pool *pool,
				     struct kx_bytes file);

/**
 * kxl_loader_variable - read a variable
 * @name: such as "LoaderInfo"; the vendor is that of the Boot Loader Interface
 *
 * @text: filled on success, in @pool; NULL if it is not there, or is no text
 *
 * Return: 0; or a negative errno if it can't be read.
 */
KX_MUST_CHECK int kxl_loader_variable(struct kexec_ctx *ctx,
				      struct kxl_pool *pool, const char *name,
				      const char **text);

/**
 * kxl_loader_features - what the loader says that it can be told
 *
 * Return: enum kxl_loader_feature, or-ed, and bits that are not in it; 0 also
 * if it does not say.
 */
u64 kxl_loader_features(struct kexec_ctx *ctx);

#endif
