// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI bus mastering on the way to the jump. A device that goes on writing to
 * memory would overwrite the next kernel. In a kernel with kexec,
 * pci_device_shutdown() disables bus mastering for each device after its driver
 * has shut it down, before the devices that it depends on are shut down. Here
 * masters_probe.c does so, if the kernel has return probes. A device that the
 * probe missed, or every device without a probe, loses bus mastering at the
 * end, when all devices are shut down.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/masters.h"

#include "module/kxm.h"

#include <linux/pci.h>

/* A device in D3cold does not respond. */
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
