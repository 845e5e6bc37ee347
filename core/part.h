/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a segment of a plan is. */
#ifndef CORE_PART_H
#define CORE_PART_H

enum kx_part {
	KX_PART_OTHER, /* of no plan that is made here: it has no name */
	KX_PART_KERNEL,
	KX_PART_INITRD,
	KX_PART_BOOT_DATA,
	/* A crash kernel's (crash.h): */
	KX_PART_BACKUP,
	KX_PART_ELFCOREHDR,
	KX_PART_PURGATORY,
	/* Of a kernel that returns (jump_back.h): */
	KX_PART_KEPT,
	KX_PARTS,
};

/**
 * kx_part_name - the name of a part, for people
 *
 * Stable: it is in struct kexec_plan, in logs and in what the purgatory prints.
 *
 * Return: a static string, at most 18 bytes; NULL for KX_PART_OTHER.
 */
const char *kx_part_name(enum kx_part part);

#endif
