/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Parses single facts in the text files of /proc. */
#ifndef LIB_TEXT_PROC_H
#define LIB_TEXT_PROC_H

#include "core/bytes.h"

/** kxl_cpu_has - whether the first CPU in /proc/cpuinfo has @flag */
bool kxl_cpu_has(struct kx_bytes cpuinfo, const char *flag);

/**
 * kxl_mem_line - read a line of /proc/meminfo
 * @meminfo: the file
 * @name: like "MemFree"
 * @bytes: filled if the function returns true
 *
 * Return: whether there is such a line with a number that fits.
 */
bool kxl_mem_line(struct kx_bytes meminfo, const char *name, u64 *bytes);

/**
 * kxl_mem_total - read how much memory the kernel manages
 * @meminfo: /proc/meminfo
 * @bytes: filled if the function returns true
 *
 * Return: whether there is a line MemTotal.
 */
bool kxl_mem_total(struct kx_bytes meminfo, u64 *bytes);

/**
 * kxl_has_capability - whether the process has a capability
 * @status: /proc/self/status
 * @number: CAP_*, as in <linux/capability.h>
 *
 * Return: false only if the text shows that it is missing.
 */
bool kxl_has_capability(struct kx_bytes status, unsigned int number);

/**
 * kxl_lockdown - get the lockdown mode in force
 * @text: /sys/kernel/security/lockdown, like "none [integrity] confidentiality"
 *
 * Return: the word in brackets; an empty view if it is "none" or missing.
 */
struct kx_bytes kxl_lockdown(struct kx_bytes text);

#endif
