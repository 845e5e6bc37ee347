// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A device that refuses to suspend, and other causes that keep a machine awake:
 * the parameter at= selects the step. Nothing refuses while it is empty.
 */
#include <linux/cpuhotplug.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <linux/string.h>
#include <linux/suspend.h>

/* An errno that Linux itself returns at none of these steps. */
#define REFUSAL -EXFULL

static char at[16];
module_param_string(at, at, sizeof(at), 0644);
static unsigned int resumed;
module_param(resumed, uint, 0444);
MODULE_PARM_DESC(resumed, "how often the device has woken");

static bool refuses(const char *step)
{
	return sysfs_streq(at, step);
}

static int sleep_device(struct device *dev)
{
	return refuses("device") ? REFUSAL : 0;
}

static int sleep_late(struct device *dev)
{
	/* The next step finds a wakeup event. */
	if (refuses("wakeup"))
		pm_system_wakeup();
	return refuses("late") ? REFUSAL : 0;
}

static int wake(struct device *dev)
{
	resumed++;
	return 0;
}

/* clang-format off */
static const struct dev_pm_ops operations = {
	SET_SYSTEM_SLEEP_PM_OPS(sleep_device, wake)
	SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(sleep_late, NULL)
};

/* clang-format on */

static struct platform_driver driver = {
	.driver = {
		.name = "sleepless",
		.pm = &operations,
	},
};

static int cpu_down(unsigned int cpu)
{
	return refuses("cpu") ? REFUSAL : 0;
}

/* A process inside this function cannot be frozen. */
static ssize_t stay(struct file *file, const char __user *buffer, size_t size,
		    loff_t *position)
{
	msleep(4000);
	return size;
}

static const struct file_operations stay_operations = {
	.owner = THIS_MODULE,
	.write = stay,
};

static struct platform_device *device;
static struct dentry *file;
static int cpu_state;

static int __init sleepless_init(void)
{
	int err = platform_driver_register(&driver);

	if (err)
		return err;
	device = platform_device_register_simple("sleepless", -1, NULL, 0);
	if (IS_ERR(device)) {
		platform_driver_unregister(&driver);
		return PTR_ERR(device);
	}
	cpu_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "sleepless",
					      NULL, cpu_down);
	file = debugfs_create_file("sleepless", 0200, NULL, NULL,
				   &stay_operations);
	return cpu_state < 0 ? cpu_state : 0;
}

/* No exit function: the module stays until its kernel ends. */
module_init(sleepless_init);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("keeps a kernel from going to sleep");
