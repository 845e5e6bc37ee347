/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Names the kind of a file that is not a kernel, for messages. */
#ifndef LIB_IMAGE_KIND_H
#define LIB_IMAGE_KIND_H

#include "core/bytes.h"

struct kxl_kind {
	char name[96];	    /* with its article: "an HTML page" */
	const char *advice; /* static */
	bool is_initrd;	    /* Linux may take it as an initrd */
};

/**
 * kxl_kind_find - name a file's kind by its magic
 * @file: any bytes, of any length
 * @kind: filled if the function returns true
 *
 * Return: whether the kind is known. A file without all bytes of the magic is
 * of unknown kind.
 */
KX_MUST_CHECK bool kxl_kind_find(struct kx_bytes file, struct kxl_kind *kind);

#endif
