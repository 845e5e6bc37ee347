// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI bus mastering on the way to the jump. A device that goes on writing to
 * memory would write into the next kernel. With kexec in the kernel,
 * pci_device_shutdown() takes bus mastering from each device after its driver
 * has shut it down, before those that it needs are shut down. Here
 * masters_probe.c does so, where a probe can. What is missed, and everything
 * where it can't, is done at the end, when all devices are down.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/masters.h"

#include "module/kxm.h"

#include <linux/pci.h>

/* In D3cold a device can't be talked to. */
bool kxm_master_stop(struct pci_dev *dev)
{
	u16 command = 0;

	if (dev->current_state == PCI_D3cold ||
	    dev->current_state == PCI_UNKNOWN)
		return false;
	pci_read_config_word(dev, PCI_COMMAND, &command);
	pci_clear_master(dev);
	return command & PCI_COMMAND_MASTER;
}

void kxm_masters_stop(void)
{
	struct pci_dev *dev = NULL;
	unsigned int late = 0;

	for_each_pci_dev(dev)
		late += kxm_master_stop(dev);
	pr_info("bus masters: %d off after their shutdown, %u at the end\n",
		atomic_read(&kxm.masters_stopped), late);
}
