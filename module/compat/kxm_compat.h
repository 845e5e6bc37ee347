/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, told from their own headers by the compiler,
 * not by version numbers: stable kernels get changes out of turn.
 */
#ifndef MODULE_COMPAT_KXM_COMPAT_H
#define MODULE_COMPAT_KXM_COMPAT_H

#include <linux/sysctl.h>

/*
 * The first argument of a .proc_handler is const since Linux 6.11.
 * KXM_DEFINE_PROC_HANDLER() makes both forms of @name, which call @body
 * without the const; KXM_PROC_HANDLER() is the one that fits.
 */
typedef int kxm_proc_handler_const(const struct ctl_table *table, int write,
				   void *buffer, size_t *length,
				   loff_t *position);

#define KXM_DEFINE_PROC_HANDLER(name, body)                                  \
	static int __maybe_unused name##_const(                              \
		const struct ctl_table *table, int write, void *buffer,      \
		size_t *length, loff_t *position)                            \
	{                                                                    \
		return body((void *)(uintptr_t)table, write, buffer, length, \
			    position);                                       \
	}                                                                    \
	static int __maybe_unused name##_plain(                              \
		struct ctl_table *table, int write, void *buffer,            \
		size_t *length, loff_t *position)                            \
	{                                                                    \
		return body(table, write, buffer, length, position);         \
	}

#define KXM_PROC_HANDLER(name)                                               \
	__builtin_choose_expr(__builtin_types_compatible_p(                  \
				      proc_handler, kxm_proc_handler_const), \
			      name##_const, name##_plain)

#endif
