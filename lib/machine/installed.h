/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Kernels that are installed on this system, to name one in an advice. */
#ifndef LIB_MACHINE_INSTALLED_H
#define LIB_MACHINE_INSTALLED_H

#include "lib/errors/context.h"

/*
 * Entries of a folder that are looked at. A system has one file or folder for
 * each installed version.
 */
#define KXL_INSTALLED_MAX 1000

/**
 * kxl_installed_find - find a kernel below the context's root
 * @release: as uname(2) has it; NULL: the running one's or, if that is not
 *	     installed, the newest one
 * @path: filled on success, for free(); without the root
 *
 * Places and names are those of distributions (the table in installed.c). The
 * file is not opened. Sets no error.
 *
 * Return: 0, -ENOENT or -ENOMEM.
 */
KX_MUST_CHECK int kxl_installed_find(struct kexec_ctx *ctx, const char *release,
				     char **path);

/**
 * kxl_installed_advise - name a file in the last failure's advice
 *
 * Replaces KXL_INSTALLED_WORD in it by a kernel that kxl_installed_find()
 * finds. Without such a word, or such a kernel, nothing changes.
 */
void kxl_installed_advise(struct kexec_ctx *ctx);

/**
 * kxl_installed_offer - the same for a kernel whose path does not exist
 *
 * Appends the name to the last failure's advice.
 */
void kxl_installed_offer(struct kexec_ctx *ctx);

#endif
