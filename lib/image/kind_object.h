/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* PE, ELF and Multiboot files: details for their names. */
#ifndef LIB_IMAGE_KIND_OBJECT_H
#define LIB_IMAGE_KIND_OBJECT_H

#include "core/bytes.h"

/* The caller has checked the magic: two bytes, or four for ELF. */
bool kxl_is_zboot(struct kx_bytes file);
bool kxl_is_uki(struct kx_bytes file);
bool kxl_is_foreign_pe(struct kx_bytes file);
bool kxl_is_pe(struct kx_bytes file);
bool kxl_is_multiboot_elf(struct kx_bytes file);
bool kxl_is_elf(struct kx_bytes file);

/* Finds a header of either version, in its specified range of offsets. */
bool kxl_is_multiboot(struct kx_bytes file);

/**
 * kxl_describe_pe - print " for arm64"; nothing if @file ends before the
 * machine
 */
void kxl_describe_pe(struct kx_bytes file, char *text, size_t size);

/**
 * kxl_describe_elf - print "64-bit ELF executable for x86-64", for an ELF file
 */
void kxl_describe_elf(struct kx_bytes file, char *text, size_t size);

#endif
