/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A command line with which Linux does not test its cryptographic code. */
#ifndef LIB_IMAGE_CRYPTO_TESTS_H
#define LIB_IMAGE_CRYPTO_TESTS_H

#include "lib/errors/context.h"

/**
 * kxl_crypto_tests_skip - add cryptomgr.notests to a command line
 * @object: the kernel's name, for the error
 * @line: the whole command line
 * @longer: set on success: owned by the caller, or NULL if @line has the
 * parameter
 *
 * It goes to the end or, if there is a lone "--", before that.
 *
 * Return: 0; -ENOMEM; or -EINVAL, with the cause "fips", if this system is in
 * FIPS mode or @line puts the next one in it.
 */
KX_MUST_CHECK int kxl_crypto_tests_skip(struct kexec_ctx *ctx,
					const char *object, const char *line,
					char **longer);

#endif
