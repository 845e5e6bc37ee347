/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A unified kernel image (UKI), taken apart. */
#ifndef LIB_IMAGE_UKI_H
#define LIB_IMAGE_UKI_H

#include "lib/image/addons.h"
#include "lib/machine/file.h"

/* Files in memory that nothing can change; the caller owns all of it. */
struct kxl_uki {
	struct kxl_file kernel;
	struct kxl_file initrd; /* microcode first; without a name: none */
	char *cmdline;		/* NULL: none */
	struct kx_bytes dtb;	/* empty: none for this machine */
	/* Addons that both have parts of, in their order; owned. */
	char *addons[KXL_ADDONS_MAX];
	unsigned int nr_addons;
};

/**
 * kxl_uki_opens - can a file be taken apart?
 *
 * A bzImage is not: Linux reads it as that, whatever sections it has.
 */
bool kxl_uki_opens(const struct kx_arch *arch, struct kx_bytes file);

/**
 * kxl_uki_open - take the files out of a UKI, and those of its addons
 * @file: kxl_uki_opens(); its name is for messages
 * @profile: its number or ID; NULL: the first
 * @uki: filled on success
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_uki_open(struct kexec_ctx *ctx,
			       const struct kxl_file *file, const char *profile,
			       struct kxl_uki *uki);

/** kxl_uki_close - undo kxl_uki_open(); does nothing to a zeroed @uki */
void kxl_uki_close(struct kxl_uki *uki);

/** kxl_uki_fail_other - the error of a profile for what is no UKI */
int kxl_uki_fail_other(struct kexec_ctx *ctx, const char *name);

#endif
