/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* PE, ELF and Multiboot files, as far as their names go. */
#ifndef LIB_IMAGE_KIND_OBJECT_H
#define LIB_IMAGE_KIND_OBJECT_H

#include "core/bytes.h"

/* With two bytes or more, or with four for ELF: the magic is there already. */
bool kxl_is_zboot(struct kx_bytes file);
bool kxl_is_uki(struct kx_bytes file);
bool kxl_is_foreign_pe(struct kx_bytes file);
bool kxl_is_pe(struct kx_bytes file);
bool kxl_is_multiboot_elf(struct kx_bytes file);
bool kxl_is_vmlinux(struct kx_bytes file);
bool kxl_is_elf(struct kx_bytes file);

/* A header of either version, where its specification lets it be. */
bool kxl_is_multiboot(struct kx_bytes file);

/** kxl_describe_pe - " for arm64"; nothing if its machine is not in @file */
void kxl_describe_pe(struct kx_bytes file, char *text, size_t size);

/** kxl_describe_elf - "64-bit ELF executable for x86-64", of an ELF file */
void kxl_describe_elf(struct kx_bytes file, char *text, size_t size);

#endif
