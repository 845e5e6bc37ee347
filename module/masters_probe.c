// SPDX-License-Identifier: GPL-2.0-only
/*
 * A probe of the return from pci_device_shutdown(), while an image of ours is
 * being started: see masters.c. The bus's own pointer to that function is
 * read-only in newer kernels. A return that the probe misses, for lack of
 * memory of its own or because kprobes are switched off, is no harm.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/masters.h"

#include "module/kxm.h"

#include <linux/kprobes.h>
#include <linux/pci.h>
#include <linux/ptrace.h>

/* Which device it is; after the call the registers do not say. */
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

/* Preemption is off. */
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
	/* What an earlier registration has left there is not for this one. */
	probe.kp.addr = NULL;
	probe.kp.flags = 0;
	return register_kretprobe(&probe);
}

void kxm_masters_unwatch(void)
{
	unregister_kretprobe(&probe);
}
