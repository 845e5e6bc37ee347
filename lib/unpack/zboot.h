/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* EFI zboot: a PE program that contains a compressed kernel and unpacks it. */
#ifndef LIB_UNPACK_ZBOOT_H
#define LIB_UNPACK_ZBOOT_H

#include "core/bytes.h"

/** kxl_zboot_is - whether the file has zboot's magic */
bool kxl_zboot_is(struct kx_bytes file);

/**
 * kxl_zboot_payload - find the payload
 * @file: has zboot's magic; may be truncated anywhere
 * @start: offset in bytes
 * @end: offset after the last byte; both are from the header, or 0
 *
 * Source: zimage_header in Linux drivers/firmware/efi/libstub/zboot-header.S.
 */
void kxl_zboot_payload(struct kx_bytes file, u64 *start, u64 *end);

#endif
