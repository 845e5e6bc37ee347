/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a file that no loader takes is, for messages. */
#ifndef LIB_IMAGE_KIND_H
#define LIB_IMAGE_KIND_H

#include "core/bytes.h"

struct kxl_kind {
	char name[96];	    /* with its article: "an HTML page" */
	const char *advice; /* static */
	bool is_initrd;	    /* Linux may take it as an initrd */
};

/**
 * kxl_kind_find - name a file by its magic
 * @file: any bytes, of any length
 * @kind: filled when the answer is true
 *
 * Return: whether the file is of a known kind. A file that lacks a byte of its
 * kind's magic is of no known kind.
 */
KX_MUST_CHECK bool kxl_kind_find(struct kx_bytes file, struct kxl_kind *kind);

#endif
