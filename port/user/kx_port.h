/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What core/ needs from user space. port/linux/kx_port.h has the same for the
 * kernel; no other code of core/ depends on where it runs.
 */
#ifndef KX_PORT_H
#define KX_PORT_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

/* Internal to Linux, but user space can get it from a system call. */
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define KX_MUST_CHECK	  __attribute__((warn_unused_result))

#endif
