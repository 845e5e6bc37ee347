// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Makes register_kprobe() fail for functions whose name contains the parameter
 * name=, as on a kernel that was built without them. Nothing is hidden while it
 * is empty.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>

static char name[64];
module_param_string(name, name, sizeof(name), 0644);

/* int register_kprobe(struct kprobe *probe) */
static int on_register(struct kprobe *unused, struct pt_regs *regs)
{
	struct kprobe *probe = (struct kprobe *)regs->di;

	if (*name && probe->symbol_name && strstr(probe->symbol_name, name))
		probe->symbol_name = "hidden";
	return 0;
}

static struct kprobe probe = {
	.symbol_name = "register_kprobe",
	.pre_handler = on_register,
};

static int __init hide_init(void)
{
	return register_kprobe(&probe);
}

static void __exit hide_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(hide_init);
module_exit(hide_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("hides functions of the kernel");
