/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* EFI zboot: a PE program that unpacks the kernel that it carries. */
#ifndef LIB_UNPACK_ZBOOT_H
#define LIB_UNPACK_ZBOOT_H

#include "core/bytes.h"

/** kxl_zboot_is - is it such a file, as far as its magic goes? */
bool kxl_zboot_is(struct kx_bytes file);

/**
 * kxl_zboot_payload - where its payload is
 * @file: kxl_zboot_is(); it may end anywhere
 * @start: offset in bytes
 * @end: behind the last byte; both are what the header says, or 0
 *
 * Source: zimage_header in Linux drivers/firmware/efi/libstub/zboot-header.S.
 */
void kxl_zboot_payload(struct kx_bytes file, u64 *start, u64 *end);

#endif
