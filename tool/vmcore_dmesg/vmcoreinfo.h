/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Facts that the crashed kernel recorded about itself: lines "NAME=value". */
#ifndef TOOL_VMCORE_DMESG_VMCOREINFO_H
#define TOOL_VMCORE_DMESG_VMCOREINFO_H

#include "core/bytes.h"
#include "kx_port.h"

/* Larger than any that Linux writes: it has a page, or two with notes. */
#define VMCOREINFO_MAX 65536

/**
 * vmcoreinfo_text - the value of a line
 * @info: the lines
 * @name: the part before the '=', as in "OSRELEASE" or "SYMBOL(prb)"
 * @value: filled on success, untouched otherwise; without the line feed
 *
 * Return: whether there is such a line. The first one counts.
 */
bool vmcoreinfo_text(struct kx_bytes info, const char *name,
		     struct kx_bytes *value);

/**
 * vmcoreinfo_number - the value of a line as a number
 * @number: filled on success, untouched otherwise; of a negative number
 *	the two's complement
 *
 * SYMBOL() and KERNELOFFSET are hexadecimal without 0x, all others decimal
 * unless they begin with 0x. Source: vmcore_info.h in Linux include/linux/.
 *
 * Return: whether there is such a line with a number of 64 bits.
 */
bool vmcoreinfo_number(struct kx_bytes info, const char *name, u64 *number);

#endif
