// SPDX-License-Identifier: GPL-2.0-only
/*
 * A return probe of pci_device_shutdown(), active while an image is being
 * started: see masters.c. In newer kernels the bus's pointer to that function
 * is read-only. The probe may miss a return, for lack of its own memory or
 * because kprobes are disabled. That does no harm: masters.c handles the
 * device.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/masters.h"

#include "module/kxm.h"

#include <linux/kprobes.h>
#include <linux/pci.h>
#include <linux/ptrace.h>

/* The device, saved at the entry: the registers don't hold it at the return. */
struct shutdown {
	struct pci_dev *dev;
};

static int before(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct shutdown *shutdown = (struct shutdown *)instance->data;
	struct device *dev = (void *)regs_get_kernel_argument(regs, 0);

	shutdown->dev = to_pci_dev(dev);
	return 0;
}

/* Runs with preemption off. */
static int after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	const struct shutdown *shutdown = (struct shutdown *)instance->data;

	if (kxm_master_stop(shutdown->dev))
		atomic_inc(&kxm.masters_stopped);
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "pci_device_shutdown",
	.entry_handler = before,
	.handler = after,
	.data_size = sizeof(struct shutdown),
};

int kxm_masters_watch(void)
{
	/* Clear what an earlier registration left. */
	probe.kp.addr = NULL;
	probe.kp.flags = 0;
	return register_kretprobe(&probe);
}

void kxm_masters_unwatch(void)
{
	unregister_kretprobe(&probe);
}
