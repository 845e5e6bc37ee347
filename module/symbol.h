/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that the kernel does not export. */
#ifndef MODULE_SYMBOL_H
#define MODULE_SYMBOL_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Where an unexported function is, or -ENOENT, -ENOMEM. */
int __must_check kxm_symbol(const char *name, unsigned long *address);

/* Such a function, which not every kernel has. */
struct kxm_helper {
	const char *name;
	const char *other_name;	 /* in other kernels, or NULL */
	const char *without;	 /* what is not done where it is missing */
	bool (*is_needed)(void); /* on this machine; NULL: it always is */
};

/*
 * Where @count of them are, for kxm_call(); an address of 0: there is
 * none, or no need. Those that are missing are named in the log and in
 * /sys/kernel/kexec_missing. Return: 0, -ENOENT if one is missing, -ENOMEM.
 */
int __must_check kxm_find_helpers(const struct kxm_helper *helpers,
				  unsigned int count, unsigned long *addresses);
/* A line for each that is missing; @buf is a page of sysfs. */
ssize_t kxm_missing_print(char *buf);
/* call.S: calls one. */
long kxm_call_by_ret(unsigned long address, unsigned long a, unsigned long b);

/* Never as a jump at a caller's end: objtool would take it for that caller. */
static inline long kxm_call(unsigned long address, unsigned long a,
			    unsigned long b)
{
	long result = kxm_call_by_ret(address, a, b);

	barrier();
	return result;
}

#endif
