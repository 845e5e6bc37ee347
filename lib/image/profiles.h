/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The profiles of a unified kernel image (UKI), for those who choose one. */
#ifndef LIB_IMAGE_PROFILES_H
#define LIB_IMAGE_PROFILES_H

#include "include/libkexec.h"

#include "core/bytes.h"

/*
 * Profiles that are listed. Each takes a walk through all sections, of which a
 * file may have 65535.
 */
#define KXL_PROFILES_MAX 64

struct kxl_profiles {
	const struct kexec_profile *list[KXL_PROFILES_MAX]; /* each owned */
	unsigned int nr_listed;
	unsigned int count; /* in the file; a UKI without any counts as one */
};

/**
 * kxl_profiles_read - list the profiles of a UKI
 * @file: one from which core/ has read a profile
 * @profiles: filled on success; kxl_profiles_free() undoes
 *
 * A profile that core/ refuses is listed as broken.
 *
 * Return: 0 or -ENOMEM, without an error set.
 */
KX_MUST_CHECK int kxl_profiles_read(struct kx_bytes file,
				    struct kxl_profiles *profiles);

/** kxl_profiles_free - free @profiles; does nothing to a zeroed one */
void kxl_profiles_free(struct kxl_profiles *profiles);

/**
 * kxl_profiles_line - a section .cmdline as a command line
 * @text: of a UKI; without data if there is none
 * @line: filled on success, for free(); NULL if there is no section
 *
 * systemd-stub, too, makes blanks of control characters, and drops those at
 * both ends: a file that was made with echo ends in a newline.
 *
 * Return: 0 or -ENOMEM.
 */
KX_MUST_CHECK int kxl_profiles_line(struct kx_bytes text, char **line);

#endif
