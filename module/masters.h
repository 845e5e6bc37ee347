/* SPDX-License-Identifier: GPL-2.0-only */
/* Bus masters in a restart. */
#ifndef MODULE_MASTERS_H
#define MODULE_MASTERS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pci_dev;

/*
 * Take bus mastering from a device. Return: whether it had it. Takes
 * raw spinlocks alone.
 */
bool kxm_master_stop(struct pci_dev *dev);
/* From all, and say when who lost it. */
void kxm_masters_stop(void);
/*
 * masters_probe.c, which is not built for kernels without return probes: from
 * now on each device loses it after its own shutdown. -errno.
 */
int __must_check kxm_masters_watch(void);
void kxm_masters_unwatch(void);

#endif
