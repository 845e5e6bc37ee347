/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The number of interrupts that Linux knows, a variable before Linux 6.13.
 * Kbuild looks for the function in the header.
 */
#ifndef MODULE_COMPAT_KXM_IRQ_H
#define MODULE_COMPAT_KXM_IRQ_H

#include <linux/irqnr.h>

static inline unsigned int kxm_irq_count(void)
{
#if KXM_HAS_IRQ_COUNT
	return irq_get_nr_irqs();
#else
	return nr_irqs;
#endif
}

#endif
