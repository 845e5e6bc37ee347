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

/*
 * The registers of a traced function. All of them where ftrace saves them on
 * demand. Newer kernels for arm64 always save the arguments and the instruction
 * pointer, and no others: there a flag for all of them is refused.
 */
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_REGS
#define KXM_FTRACE_SAVE FTRACE_OPS_FL_SAVE_REGS

static __always_inline bool kxm_ftrace_argument(struct ftrace_regs *fregs,
						unsigned long *argument)
{
	struct pt_regs *regs = ftrace_get_regs(fregs);

	if (regs)
		*argument = regs_get_kernel_argument(regs, 0);
	return regs;
}

static __always_inline void kxm_ftrace_redirect(struct ftrace_regs *fregs,
						const void *to)
{
	instruction_pointer_set(ftrace_get_regs(fregs), (unsigned long)to);
}
#else
#define KXM_FTRACE_SAVE 0

static __always_inline bool kxm_ftrace_argument(struct ftrace_regs *fregs,
						unsigned long *argument)
{
	*argument = ftrace_regs_get_argument(fregs, 0);
	return true;
}

static __always_inline void kxm_ftrace_redirect(struct ftrace_regs *fregs,
						const void *to)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)to);
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
