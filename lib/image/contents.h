/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a kernel file has in it, once what it is packed in is taken off. */
#ifndef LIB_IMAGE_CONTENTS_H
#define LIB_IMAGE_CONTENTS_H

#include "lib/machine/file.h"

/*
 * All of the kernel's own virtual memory on x86_64 (KERNEL_IMAGE_SIZE in
 * arch/x86/include/asm/page_64_types.h): nothing larger can be started.
 */
#define KXL_CONTENTS_MAX (1ULL << 30)
/* Distributions have one layer; a compressed zboot file has two. */
#define KXL_CONTENTS_DEPTH 4

struct kxl_contents {
	struct kxl_file file; /* in memory; without a name: nothing to unpack */
	char layers[128];     /* "zstd data, inside an EFI zboot image" */
};

/**
 * kxl_contents_open - unpack a kernel file
 * @file: compressed, an EFI zboot image, one in the other, or neither
 * @contents: filled on success; kxl_contents_close() undoes
 *
 * What comes out is in a file in memory that nothing can change any more. What
 * can't be unpacked here (LZO, what the build has no library for) is contents.
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_contents_open(struct kexec_ctx *ctx,
				    const struct kxl_file *file,
				    struct kxl_contents *contents);

/** kxl_contents_close - a zeroed @contents is left alone */
void kxl_contents_close(struct kxl_contents *contents);

#endif
