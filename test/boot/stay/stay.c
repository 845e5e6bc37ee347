// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Makes the CPU of the parameter cpu= one that can't be taken offline, as Linux
 * does with one that a Trusted OS is bound to: it has no file "online" either.
 */
#include <linux/cpu.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static unsigned int cpu;
module_param(cpu, uint, 0444);

static int __init stay_init(void)
{
	const struct attribute online = { .name = "online" };
	struct device *device = get_cpu_device(cpu);

	if (!device)
		return -ENODEV;
	container_of(device, struct cpu, dev)->hotpluggable = 0;
	device->offline_disabled = true;
	sysfs_remove_file(&device->kobj, &online);
	return 0;
}

module_init(stay_init);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("keeps a CPU from being taken offline");
