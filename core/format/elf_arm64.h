/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmlinux for arm64: Linux as an ELF file, whose first bytes in memory are the
 * header of an Image (core/format/arm64_image.h).
 */
#ifndef CORE_FORMAT_ELF_ARM64_H
#define CORE_FORMAT_ELF_ARM64_H

#include "core/plan.h"

/*
 * Errors of vet(): those of an Image's header; -KX_E_SHORT, _FORMAT, _HEADER,
 * _TRUNCATED for the ELF headers; -KX_E_FORMAT if the header of an Image is not
 * there, and with KX_VET_AS_PROBE.
 */
extern const struct kx_format kx_format_elf_arm64;

#endif
