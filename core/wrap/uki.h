/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Unified kernel images: a PE file with a kernel and all that goes with it. */
#ifndef CORE_WRAP_UKI_H
#define CORE_WRAP_UKI_H

#include "core/bytes.h"
#include "core/err.h"

/* Linux 7.3 has 2048 on x86; this one bounds what is copied. */
#define KX_UKI_LINE_MAX 65536
/* Of a section .profile, which has a few lines of text. */
#define KX_UKI_PROFILE_MAX 4096

/* The sections that are looked at. */
enum kx_uki_part {
	KX_UKI_LINUX,
	KX_UKI_INITRD,
	KX_UKI_UCODE,
	KX_UKI_CMDLINE,
	KX_UKI_UNAME,
	KX_UKI_OSREL,
	KX_UKI_DTB,
	KX_UKI_DTBAUTO, /* the last one: there may be many */
	KX_UKI_PROFILE,
	KX_UKI_PARTS,
};

struct kx_uki {
	/*
	 * Borrowed from the file; without the padding. Of a section that is not
	 * there @data is NULL, and an empty one has an address.
	 */
	struct kx_bytes parts[KX_UKI_PARTS];
	u32 nr_profiles; /* sections .profile; 0: there is the base alone */
};

/**
 * kx_uki_is - is it a PE file that has a section .linux?
 *
 * Its headers hold their section table. What the sections are is not looked at.
 */
bool kx_uki_is(struct kx_bytes file);

/**
 * kx_uki_id - the ID= in a section .profile
 * @text: the section
 *
 * Return: the value of the first one, without quotes; without data if there is
 * none. Borrows from @text.
 */
struct kx_bytes kx_uki_id(struct kx_bytes text);

/**
 * kx_uki_profile - find a profile
 * @file: the whole file
 * @word: a number, in decimal, or the ID= in a section .profile
 * @profile: its number, filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * Return: 0, -KX_E_UKI or -KX_E_PROFILE.
 */
KX_MUST_CHECK int kx_uki_profile(struct kx_bytes file, struct kx_bytes word,
				 u32 *profile, struct kx_fault *fault);

/**
 * kx_uki_read - what a unified kernel image has in it
 * @file: the whole file
 * @profile: its number; 0 is what a boot loader starts without being asked
 * @uki: filled on success, untouched otherwise
 * @fault: may be NULL
 *
 * The sections before the first .profile are the base's. A profile begins with
 * its section .profile, and its other sections stand for the base's of the same
 * name. Source: UAPI specification 5 (Unified Kernel Image).
 *
 * The first match counts in systemd-stub, the last one elsewhere: a section
 * that is there twice is refused. So are sections that share bytes, and a
 * command line with a NUL in it.
 *
 * Return: 0, -KX_E_UKI, -KX_E_UKI_TWICE, -KX_E_PROFILE or -KX_E_CMDLINE_NUL.
 */
KX_MUST_CHECK int kx_uki_read(struct kx_bytes file, u32 profile,
			      struct kx_uki *uki, struct kx_fault *fault);

/**
 * kx_uki_tree - one of the sections .dtbauto, of which a boot loader chooses
 * @file: kx_uki_read() has read it
 * @profile: its number
 * @number: 0 is the first section that counts for that profile
 * @tree: filled on success, untouched otherwise; borrows from @file
 *
 * Return: false if there are not so many.
 */
KX_MUST_CHECK bool kx_uki_tree(struct kx_bytes file, u32 profile, u32 number,
			       struct kx_bytes *tree);

/**
 * kx_uki_read_addon - the same for an addon, which need have no section .linux
 */
KX_MUST_CHECK int kx_uki_read_addon(struct kx_bytes file, struct kx_uki *uki,
				    struct kx_fault *fault);

#endif
