/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Addons of a unified kernel image (UKI): PE files beside it with more words
 * for the command line, and more initrds.
 */
#ifndef LIB_IMAGE_ADDONS_H
#define LIB_IMAGE_ADDONS_H

#include "core/wrap/uki.h"
#include "lib/machine/file.h"

/* Addons that are used; more are an error. */
#define KXL_ADDONS_MAX 64

struct kxl_addon {
	struct kxl_file file;
	struct kx_uki uki; /* borrows from the file */
};

/* In the order in which systemd-stub appends their command lines. */
struct kxl_addons {
	struct kxl_addon list[KXL_ADDONS_MAX];
	unsigned int count;
};

/**
 * kxl_addons_open - open the addons that systemd-stub would use for a UKI
 * @file: the UKI; those beside the file that it is now, after all links
 * @uname: its section .uname; an addon with another one is left out
 * @addons: to be filled; kxl_addons_close() undoes, also after a failure
 *
 * First those of the file system: loader/addons beside the folder EFI that the
 * UKI is in. Then its own: UKI.extra.d, where UKI has no boot counter. Each
 * sorted by name. One that is left out is warned about.
 *
 * Source: systemd-stub(7), and load_all_addons() and get_extra_dir() in
 * systemd's src/boot.
 *
 * Return: 0 or a negative errno, with the error set.
 */
KX_MUST_CHECK int kxl_addons_open(struct kexec_ctx *ctx,
				  const struct kxl_file *file,
				  struct kx_bytes uname,
				  struct kxl_addons *addons);

/** kxl_addons_close - close all files; does nothing to a zeroed @addons */
void kxl_addons_close(struct kxl_addons *addons);

#endif
