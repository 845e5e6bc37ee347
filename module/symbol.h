/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that the kernel does not export. */
#ifndef MODULE_SYMBOL_H
#define MODULE_SYMBOL_H

#include <linux/compiler.h>
#include <linux/types.h>

/* The address of a function that is not exported. -ENOENT, -ENOMEM. */
int __must_check kxm_symbol(const char *name, unsigned long *address);

/* Such a function, which some kernels lack. */
struct kxm_helper {
	const char *name;
	const char *other_name;	 /* in other kernels, or NULL */
	const char *without;	 /* what is not done if it is missing */
	bool (*is_needed)(void); /* on this machine; NULL: always */
};

/*
 * Find the addresses of @count helpers, for kxm_call(). 0: the kernel lacks it,
 * or it is not needed. The log and /sys/kernel/kexec_missing name those that
 * are missing. Return: 0, -ENOENT if one is missing, -ENOMEM.
 */
int __must_check kxm_find_helpers(const struct kxm_helper *helpers,
				  unsigned int count, unsigned long *addresses);
/* Print a line for each missing helper. @buf is a page of sysfs. */
ssize_t kxm_missing_print(char *buf);
/* call.S: calls a function. */
long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b);

/* No tail call: objtool would take the jump for a part of the caller. */
static inline long kxm_call(unsigned long address, unsigned long a,
			    unsigned long b)
{
	long result = kxm_call_by_ret(address, a, b);

	barrier();
	return result;
}

#endif
