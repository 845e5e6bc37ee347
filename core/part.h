/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The parts of a plan: each segment is one of them. */
#ifndef CORE_PART_H
#define CORE_PART_H

enum kx_part {
	KX_PART_OTHER, /* a part of another program's plan: no name */
	KX_PART_KERNEL,
	KX_PART_INITRD,
	KX_PART_MODULE,
	KX_PART_BOOT_DATA,
	/* For a crash kernel (crash.h): */
	KX_PART_BACKUP,
	KX_PART_ELFCOREHDR,
	KX_PART_PURGATORY,
	/* For a kernel that returns (jump_back.h): */
	KX_PART_KEPT,
	KX_PARTS,
};

/**
 * kx_part_name - get the name of a part, for people
 *
 * Stable: it is in struct kexec_plan, in logs and in the purgatory's output.
 *
 * Return: a static string, at most 18 bytes; NULL for KX_PART_OTHER.
 */
const char *kx_part_name(enum kx_part part);

#endif
