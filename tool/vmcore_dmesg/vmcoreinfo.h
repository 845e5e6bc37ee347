/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the dead kernel said about itself: lines "NAME=value". */
#ifndef TOOL_VMCORE_DMESG_VMCOREINFO_H
#define TOOL_VMCORE_DMESG_VMCOREINFO_H

#include "bytes.h"
#include "kx_port.h"

/* Longer than any that Linux writes: it has a page for it, two with notes. */
#define VMCOREINFO_MAX 65536

/**
 * vmcoreinfo_text - a line's value
 * @info: the lines
 * @name: what stands before the '=', as in "OSRELEASE" or "SYMBOL(prb)"
 * @value: filled on success, untouched otherwise; without the line's end
 *
 * Return: is there such a line? The first one counts.
 */
bool vmcoreinfo_text(struct kx_bytes info, const char *name,
		     struct kx_bytes *value);

/**
 * vmcoreinfo_number - a line's value, as a number
 * @number: filled on success, untouched otherwise; of a negative number the
 *          two's complement
 *
 * SYMBOL() and KERNELOFFSET are hexadecimal without 0x, all others decimal
 * unless they begin with 0x. Source: vmcore_info.h in Linux include/linux/.
 *
 * Return: is there such a line, and is it a number of 64 bits?
 */
bool vmcoreinfo_number(struct kx_bytes info, const char *name, u64 *number);

#endif
