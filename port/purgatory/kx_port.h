/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What core/ needs in the purgatory, which runs between two kernels: headers
 * that come with the compiler, and two functions of purgatory/arch/.
 * port/user/kx_port.h has the same for user space.
 */
#ifndef KX_PORT_H
#define KX_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define KX_MUST_CHECK __attribute__((warn_unused_result))

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);

#endif
