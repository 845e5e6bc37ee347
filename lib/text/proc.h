/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Single facts from the text files of /proc. */
#ifndef LIB_TEXT_PROC_H
#define LIB_TEXT_PROC_H

#include "core/bytes.h"

/** kxl_cpu_has - is @flag among the first CPU's flags in /proc/cpuinfo? */
bool kxl_cpu_has(struct kx_bytes cpuinfo, const char *flag);

/**
 * kxl_mem_line - a line of /proc/meminfo
 * @meminfo: the file
 * @name: like "MemFree"
 * @bytes: filled when the answer is true
 *
 * Return: whether there is such a line, of a number that fits.
 */
bool kxl_mem_line(struct kx_bytes meminfo, const char *name, u64 *bytes);

/**
 * kxl_mem_total - memory that the kernel manages
 * @meminfo: /proc/meminfo
 * @bytes: filled when the answer is true
 *
 * Return: whether it says MemTotal.
 */
bool kxl_mem_total(struct kx_bytes meminfo, u64 *bytes);

/**
 * kxl_has_capability - does the process have a capability?
 * @status: /proc/self/status
 * @number: CAP_*, as in <linux/capability.h>
 *
 * Return: false only when the text says so.
 */
bool kxl_has_capability(struct kx_bytes status, unsigned int number);

/**
 * kxl_lockdown - the lockdown mode in force
 * @text: /sys/kernel/security/lockdown, like "none [integrity] confidentiality"
 *
 * Return: the word in brackets, an empty view when it is "none" or there is
 * none.
 */
struct kx_bytes kxl_lockdown(struct kx_bytes text);

#endif
