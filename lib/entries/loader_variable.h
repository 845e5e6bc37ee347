/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* EFI variables of boot loaders: LoaderInfo and its like. */
#ifndef LIB_ENTRIES_LOADER_VARIABLE_H
#define LIB_ENTRIES_LOADER_VARIABLE_H

#include "lib/errors/context.h"

#include "core/bytes.h"
#include "lib/entries/pool.h"

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

#endif
