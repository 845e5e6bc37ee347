/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A signed PE image: which of its bytes are signed, and by what. */
#ifndef CORE_SIGN_AUTHENTICODE_H
#define CORE_SIGN_AUTHENTICODE_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/range.h"

/* What is left when three fields are taken out of a file. */
#define KX_AUTHENTICODE_PARTS 4

/* All ranges are offsets in the file. */
struct kx_authenticode {
	/*
	 * What the digest covers: in order, disjoint, maybe empty. It is every
	 * byte of the file except the three fields below, which a signature
	 * changes or is.
	 */
	struct kx_range parts[KX_AUTHENTICODE_PARTS];
	struct kx_range checksum;     /* 4 bytes */
	struct kx_range directory;    /* of the certificate table, 8 bytes */
	struct kx_range certificates; /* the table, not empty */
	/*
	 * The first section with bytes in the file that does not begin where
	 * the one before it ends, or the headers, or that ends after the start
	 * of the certificate table; or the optional header, if it does not end
	 * where the section table begins. Empty: neither, and @parts are what
	 * a signer digests.
	 */
	struct kx_range misplaced;
	/* The PKCS#7 message of the table's first entry; borrows the file. */
	struct kx_bytes message;
};

/**
 * kx_authenticode_read - find signature and signed parts of an image
 * @file: the whole file; borrowed by @image
 * @image: filled on success, untouched otherwise
 * @fault: may be NULL; what was wrong
 *
 * Nothing is verified here: who has signed is in the message, what it says is
 * for kx_spc_read(), and a digest is worth nothing without kx_cover_check().
 *
 * Return: 0; -KX_E_PE (no PE image, or its headers do not fit it),
 * -KX_E_UNSIGNED, -KX_E_CERTIFICATE (the table holds no PKCS#7 message),
 * -KX_E_CERTIFICATE_TYPE, -KX_E_CERTIFICATE_LONG, -KX_E_CERTIFICATE_EMPTY.
 * Order of checks: verify_pefile_signature() in Linux
 * crypto/asymmetric_keys/verify_pefile.c.
 */
KX_MUST_CHECK int kx_authenticode_read(struct kx_bytes file,
				       struct kx_authenticode *image,
				       struct kx_fault *fault);

/**
 * kx_authenticode_content - a signed file up to its certificates
 * @file: what kx_authenticode_read() filled @image from
 *
 * What a format reads of a verified file: it takes the end of the file for its
 * own, and no digest covers the certificates.
 */
static inline struct kx_bytes
kx_authenticode_content(struct kx_bytes file,
			const struct kx_authenticode *image)
{
	return kx_bytes(file.data, image->certificates.start);
}

#endif
