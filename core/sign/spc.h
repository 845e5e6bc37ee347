/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The signed content of a PE image's signature: the digest of the image. */
#ifndef CORE_SIGN_SPC_H
#define CORE_SIGN_SPC_H

#include "core/bytes.h"
#include "core/err.h"

struct kx_spc {
	const char *algorithm;	/* as Linux's crypto API spells it; static */
	struct kx_bytes digest; /* as long as the algorithm's digests */
};

/**
 * kx_spc_read - read an SpcIndirectDataContent
 * @content: DER: the signed content of an image's PKCS#7 message, with its tag
 *	     and nothing after it; borrowed by @spc
 * @spc: filled on success, untouched otherwise
 *
 * Return: 0; -KX_E_SPC (not such a structure), -KX_E_DIGEST_ALGORITHM,
 * -KX_E_DIGEST_SIZE. Source: Windows Authenticode Portable Executable Signature
 * Format; the algorithms are those of Linux 7.3
 * crypto/asymmetric_keys/mscode_parser.c.
 */
KX_MUST_CHECK int kx_spc_read(struct kx_bytes content, struct kx_spc *spc);

#endif
