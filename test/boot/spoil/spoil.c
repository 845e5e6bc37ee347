// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Changes one bit of the first scratch page when a rehearsal returns, before
 * the comparison: a rehearsal that reports no fault then compares nothing.
 */
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/module.h>

/* void kxm_arch_rehearse(image, copies, trip): the first struct kxm_copies */
static int on_entry(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	*(phys_addr_t *)instance->data = regs_get_kernel_argument(regs, 1);
	return 0;
}

/* next, count, and the steps, which begin with the destination */
static int on_return(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	const u64 *copies = phys_to_virt(*(phys_addr_t *)instance->data);
	u8 *page = phys_to_virt(copies[2]);

	page[100] ^= 1;
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "kexec:kxm_arch_rehearse",
	.entry_handler = on_entry,
	.handler = on_return,
	.data_size = sizeof(phys_addr_t),
};

static int __init spoil_init(void)
{
	return register_kretprobe(&probe);
}

static void __exit spoil_exit(void)
{
	unregister_kretprobe(&probe);
}

module_init(spoil_init);
module_exit(spoil_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("spoils rehearsals");
