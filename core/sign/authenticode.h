/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A signed PE image: the bytes that are signed, and the signature. */
#ifndef CORE_SIGN_AUTHENTICODE_H
#define CORE_SIGN_AUTHENTICODE_H

#include "core/bytes.h"
#include "core/err.h"
#include "core/range.h"

/* Parts of a file without its three unsigned fields. */
#define KX_AUTHENTICODE_PARTS 4

/* All ranges are offsets in the file. */
struct kx_authenticode {
	/*
	 * The digested bytes: in order, disjoint, may be empty. They are all
	 * bytes of the file except the three fields below, which signing
	 * changes or adds.
	 */
	struct kx_range parts[KX_AUTHENTICODE_PARTS];
	struct kx_range checksum;     /* 4 bytes */
	struct kx_range directory;    /* of the certificate table, 8 bytes */
	struct kx_range certificates; /* the table, not empty */
	/*
	 * The first section with bytes in the file that does not begin at the
	 * end of the one before it (or of the headers), or that ends above the
	 * start of the certificate table. Or the optional header, if it does
	 * not end at the start of the section table. Empty: neither, and a
	 * signer digests exactly @parts.
	 */
	struct kx_range misplaced;
	/* The PKCS#7 message of the table's first entry; borrows the file. */
	struct kx_bytes message;
};

/**
 * kx_authenticode_read - find signature and signed parts of an image
 * @file: the whole file; borrowed by @image
 * @image: filled on success, untouched otherwise
 * @fault: may be NULL; details of the error
 *
 * Verifies nothing. The message has the signer and the signed content, which
 * kx_spc_read() reads. A digest proves nothing without kx_cover_check().
 *
 * Return: 0; -KX_E_PE (not a PE image, or its headers do not fit the file),
 * -KX_E_UNSIGNED, -KX_E_CERTIFICATE (the table has no PKCS#7 message),
 * -KX_E_CERTIFICATE_TYPE, -KX_E_CERTIFICATE_LONG, -KX_E_CERTIFICATE_EMPTY.
 * Order of checks: verify_pefile_signature() in Linux
 * crypto/asymmetric_keys/verify_pefile.c.
 */
KX_MUST_CHECK int kx_authenticode_read(struct kx_bytes file,
				       struct kx_authenticode *image,
				       struct kx_fault *fault);

/**
 * kx_authenticode_content - a signed file without its certificates
 * @file: the file that @image was read from
 *
 * A format gets only these bytes of a verified file, because it uses all bytes
 * up to the end and no digest covers the certificates.
 */
static inline struct kx_bytes
kx_authenticode_content(struct kx_bytes file,
			const struct kx_authenticode *image)
{
	return kx_bytes(file.data, image->certificates.start);
}

#endif
