/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The kernel in a kernel file, unpacked. */
#ifndef LIB_IMAGE_CONTENTS_H
#define LIB_IMAGE_CONTENTS_H

#include "lib/image/addons.h"
#include "lib/image/profiles.h"
#include "lib/machine/file.h"

/*
 * The size of the kernel's own virtual memory on x86_64 (KERNEL_IMAGE_SIZE in
 * arch/x86/include/asm/page_64_types.h): a larger kernel can't start.
 */
#define KXL_CONTENTS_MAX (1ULL << 30)
/* Distributions use one layer; a compressed zboot file has two. */
#define KXL_CONTENTS_DEPTH 4

struct kxl_contents {
	struct kxl_file file; /* in memory; no name: not packed */
	char layers[128];     /* "zstd data inside an EFI zboot image" */
	/* The same, the outermost first; static. */
	const char *names[KXL_CONTENTS_DEPTH];
	unsigned int nr_layers;
	/* A unified kernel image (UKI) is one layer, and has these as well: */
	bool is_uki;
	struct kxl_file initrd; /* without a name: none */
	char *cmdline;		/* owned; NULL: none */
	struct kx_bytes dtb;	/* owned; empty: none for this machine */
	struct kxl_profiles profiles;
	/* Addons whose parts are in them; each owned. */
	char *addons[KXL_ADDONS_MAX];
	unsigned int nr_addons;
};

/**
 * kxl_contents_open - unpack a kernel file
 * @file: compressed, an EFI zboot image, a UKI, one inside another, or neither
 * @profile: the number or ID of a UKI's profile; NULL: a UKI's first
 * @contents: filled on success; kxl_contents_close() undoes
 *
 * The unpacked kernel is in a file in memory that can't be changed any more.
 * Formats without an unpacker here (LZO, or no library in this build) are not
 * unpacked.
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_contents_open(struct kexec_ctx *ctx,
				    const struct kxl_file *file,
				    const char *profile,
				    struct kxl_contents *contents);

/** kxl_contents_close - free @contents; does nothing to a zeroed one */
void kxl_contents_close(struct kxl_contents *contents);

#endif
