/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Checks a kernel file that was changed after it was built. */
#ifndef LIB_IMAGE_PAYLOAD_H
#define LIB_IMAGE_PAYLOAD_H

#include "lib/image/image.h"

enum kxl_payload_verdict {
	KXL_PAYLOAD_GOOD, /* unpacks, and its checksum is right */
	KXL_PAYLOAD_DAMAGED,
	KXL_PAYLOAD_UNCHECKED,	/* its format has no checksum */
	KXL_PAYLOAD_NO_LIBRARY, /* this library was built without a decoder */
	KXL_PAYLOAD_LARGE,	/* needs more memory than we allow */
	KXL_PAYLOAD_UNKNOWN,	/* of no compression that Linux uses */
};

/**
 * kxl_payload_check - unpack a kernel, and verify its own checksum
 * @payload: located by the header of a bzImage: the compressed kernel, with the
 *	     unpacked size in the last 4 bytes
 * @name: the compression: "xz"; "" if unknown
 *
 * The unpacked bytes are discarded.
 */
enum kxl_payload_verdict kxl_payload_check(struct kx_bytes payload,
					   const char **name);

/**
 * kxl_payload_judge - decide whether to load an image whose CRC is wrong
 * @fault: core/'s: -KX_E_CHECKSUM
 *
 * A wrong CRC does not show which bytes differ. If the payload is good, or with
 * KEXEC_OPTION_SKIP_CHECKS, it is only a warning, once for each image.
 *
 * Return: 0 or -ENOEXEC, with the error set.
 */
KX_MUST_CHECK int kxl_payload_judge(struct kexec_image *image,
				    const struct kx_fault *fault);

#endif
