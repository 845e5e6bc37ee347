/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What core/ needs from the kernel. port/user/kx_port.h has the same for user
 * space; no other code of core/ depends on where it runs.
 */
#ifndef KX_PORT_H
#define KX_PORT_H

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#define KX_MUST_CHECK __must_check

#endif
