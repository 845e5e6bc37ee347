/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Names the kind of a file that is not a kernel, for messages. */
#ifndef LIB_IMAGE_KIND_H
#define LIB_IMAGE_KIND_H

#include "core/arch.h"
#include "core/bytes.h"

struct kxl_kind {
	char name[96];		  /* with its article: "an HTML page" */
	const char *advice;	  /* static; on x86_64: see kxl_kind_advice() */
	bool is_initrd;		  /* Linux may take it as an initrd */
	const struct kx_arch *of; /* it is a kernel for this one; or NULL */
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

/** kxl_kind_advice - what to give instead on a machine, or to do with it */
const char *kxl_kind_advice(const struct kxl_kind *kind,
			    const struct kx_arch *arch);

#endif
