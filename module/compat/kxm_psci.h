/* SPDX-License-Identifier: GPL-2.0-only */
/* How ACPI says PSCI is called. A kernel without ACPI does not declare it. */
#ifndef MODULE_COMPAT_KXM_PSCI_H
#define MODULE_COMPAT_KXM_PSCI_H

#include <linux/acpi.h>
#include <linux/arm-smccc.h>

static inline enum arm_smccc_conduit kxm_acpi_conduit(void)
{
#ifdef CONFIG_ACPI
	u16 flags = acpi_gbl_FADT.arm_boot_flags;

	if (flags & ACPI_FADT_PSCI_COMPLIANT)
		return flags & ACPI_FADT_PSCI_USE_HVC ? SMCCC_CONDUIT_HVC
						      : SMCCC_CONDUIT_SMC;
#endif
	return SMCCC_CONDUIT_NONE;
}

#endif
