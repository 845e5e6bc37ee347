/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a callback of ftrace gets: struct pt_regs before Linux 5.11. Kbuild
 * looks for the newer function in the header.
 */
#ifndef MODULE_COMPAT_KXM_FTRACE_H
#define MODULE_COMPAT_KXM_FTRACE_H

#include <linux/ftrace.h>
#include <linux/ptrace.h>

#if !KXM_HAS_FTRACE_REGS
#define ftrace_regs pt_regs

static inline struct pt_regs *ftrace_get_regs(struct ftrace_regs *fregs)
{
	return fregs;
}
#endif

/* Older kernels, such as 5.10, don't export it: NULL there. */
extern typeof(ftrace_free_filter) ftrace_free_filter __weak;

/* Where the last function is removed, ftrace frees the filter. */
static inline void kxm_ftrace_forget(struct ftrace_ops *ops,
				     unsigned long address)
{
	if (ftrace_free_filter)
		ftrace_free_filter(ops);
	else
		ftrace_set_filter_ip(ops, address, 1, 0);
}

#endif
