/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI bus masters in a restart. */
#ifndef MODULE_MASTERS_H
#define MODULE_MASTERS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pci_dev;

/*
 * Disable bus mastering for a device. Return: whether it was enabled. Takes
 * only raw spinlocks.
 */
bool kxm_master_stop(struct pci_dev *dev);
/* Disable it for all devices, and log how many lost it, and when. */
void kxm_masters_stop(void);
/*
 * masters_probe.c, which is not built without return probes: from now on each
 * device loses bus mastering after its own shutdown. -errno.
 */
int __must_check kxm_masters_watch(void);
void kxm_masters_unwatch(void);

#endif
