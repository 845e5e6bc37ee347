// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unplugs or plugs a CPU. insmod then fails with EAGAIN, so that it can be
 * repeated.
 */
#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <asm/cpu.h>

static bool come;
module_param(come, bool, 0444);

#define CPU 1

static int __init replug_init(void)
{
	int err;

	err = come ? arch_register_cpu(CPU) : remove_cpu(CPU);
	if (err)
		return err;
	if (!come)
		arch_unregister_cpu(CPU);
	return -EAGAIN;
}

module_init(replug_init);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("takes a CPU out, or puts it back");
