/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Judges a kernel file that was changed after it was built. */
#ifndef LIB_IMAGE_PAYLOAD_H
#define LIB_IMAGE_PAYLOAD_H

#include "lib/image/image.h"

enum kxl_payload_verdict {
	KXL_PAYLOAD_GOOD, /* unpacks, and passes the check it carries */
	KXL_PAYLOAD_DAMAGED,
	KXL_PAYLOAD_UNCHECKED,	/* its format carries no check */
	KXL_PAYLOAD_NO_LIBRARY, /* this library was built without a decoder */
	KXL_PAYLOAD_LARGE,	/* takes more memory than we use for that */
	KXL_PAYLOAD_UNKNOWN,	/* of no compression that Linux uses */
};

/**
 * kxl_payload_check - unpack a kernel, and hold it against its own checksum
 * @payload: as the header of a bzImage names it: the compressed kernel, and
 *	     the size of what comes out in the last 4 bytes
 * @name: the compression: "xz"; "" when unknown
 *
 * What comes out is not kept.
 */
enum kxl_payload_verdict kxl_payload_check(struct kx_bytes payload,
					   const char **name);

/**
 * kxl_payload_judge - may an image be loaded whose CRC is wrong?
 * @fault: core/'s: -KX_E_CHECKSUM
 *
 * A CRC says that something differs, not what. Where the payload is good, and
 * with KEXEC_OPTION_SKIP_CHECKS, that is a warning.
 *
 * Return: 0 or -ENOEXEC, with the error set.
 */
KX_MUST_CHECK int kxl_payload_judge(struct kexec_image *image,
				    const struct kx_fault *fault);

#endif
