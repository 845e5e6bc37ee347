/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The device tree of a unified kernel image (UKI) that is for this machine. */
#ifndef LIB_IMAGE_UKI_TREE_H
#define LIB_IMAGE_UKI_TREE_H

#include "core/wrap/uki.h"
#include "lib/errors/context.h"

/* A UKI, and the profile that was read of it. */
struct kxl_uki_place {
	struct kx_bytes file;
	u32 profile;
};

/**
 * kxl_uki_tree - copy the device tree of a UKI that is for the machine
 * @uki: of @place
 * @name: of the file, for messages
 * @tree: gets the copy, for kxl_text_free(); untouched if there is none
 *
 * As systemd-stub chooses: the first section .dtbauto whose first word of
 * compatible is the machine's, else .dtb. Where Linux takes no tree from EFI,
 * as on x86, a warning says that trees are left out.
 *
 * Return: 0 or -ENOMEM, with the error set.
 */
KX_MUST_CHECK int kxl_uki_tree(struct kexec_ctx *ctx, const struct kx_uki *uki,
			       struct kxl_uki_place place, const char *name,
			       struct kx_bytes *tree);

#endif
