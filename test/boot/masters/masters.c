// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A driver for QEMU's "edu" devices. When each is shut down, it reports whether
 * the device that was shut down just before can still write to memory.
 */
#include <linux/module.h>
#include <linux/pci.h>

static struct pci_dev *last;

static int edu_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	int err = pci_enable_device(dev);

	if (!err)
		pci_set_master(dev);
	return err;
}

static void edu_shutdown(struct pci_dev *dev)
{
	u16 command = 0;

	if (last) {
		pci_read_config_word(last, PCI_COMMAND, &command);
		pr_info("masters: %s is %s\n", pci_name(last),
			command & PCI_COMMAND_MASTER ? "on" : "off");
	}
	last = dev;
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{},
};

static struct pci_driver edu_driver = {
	.name = "masters",
	.id_table = ids,
	.probe = edu_probe,
	.shutdown = edu_shutdown,
};

module_pci_driver(edu_driver);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("looks at bus mastering while devices are shut down");
