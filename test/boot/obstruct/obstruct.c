// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A reboot notifier that does not return (how=hang), or that ends the chain
 * (how=end). It is the last one: all others have been called before it.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/string.h>

static char *how = "";
module_param(how, charp, 0444);

static int on_restart(struct notifier_block *block, unsigned long action,
		      void *data)
{
	pr_info("obstruct: %s\n", how);
	while (!strcmp(how, "hang"))
		msleep(1000);
	return NOTIFY_STOP;
}

static struct notifier_block block = {
	.notifier_call = on_restart,
	.priority = INT_MIN,
};

static int __init obstruct_init(void)
{
	return register_reboot_notifier(&block);
}

/* No exit function: the module stays until its kernel ends. */
module_init(obstruct_init);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("is in the way of a restart");
