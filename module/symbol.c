// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions that the kernel does not export. A kprobe that is registered
 * disabled touches no code but resolves its symbol, so it answers "where is
 * it" for any text symbol since kallsyms_lookup_name() went (Linux 5.7).
 */
#include "kexec.h"

#include <linux/kprobes.h>

/**
 * kxm_symbol - address of a text symbol, past its ENDBR if it has one
 * @name: the symbol's name
 *
 * Sleeps. Return: the address to hand to kxm_call(), or 0 if there is none.
 */
unsigned long kxm_symbol(const char *name)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long address;

	if (register_kprobe(&probe))
		return 0;
	address = (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	return address;
}
