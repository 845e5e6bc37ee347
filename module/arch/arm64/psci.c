// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kexec.ko asks PSCI, the firmware's interface for power, and how it is
 * called. Linux itself does the rest by it: see stop.c.
 */
#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/compat/kxm_psci.h"

#include <linux/of.h>
#include <linux/string.h>

/* PSCI 0.1 has other function numbers, and no SYSTEM_RESET. */
static const struct of_device_id standard[] = {
	{ .compatible = "arm,psci-0.2" }, { .compatible = "arm,psci-1.0" }, {}
};

static enum arm_smccc_conduit tree_conduit(void)
{
	struct device_node *psci = of_find_matching_node(NULL, standard);
	enum arm_smccc_conduit conduit = SMCCC_CONDUIT_NONE;
	const char *method;

	if (psci && !of_property_read_string(psci, "method", &method)) {
		if (!strcmp(method, "hvc"))
			conduit = SMCCC_CONDUIT_HVC;
		if (!strcmp(method, "smc"))
			conduit = SMCCC_CONDUIT_SMC;
	}
	of_node_put(psci);
	return conduit;
}

/*
 * arm_smccc_1_1_get_conduit() returns none if the firmware has no version of
 * the calling convention that knows how to ask for the version, such as QEMU's
 * and all of before 2018.
 */
enum arm_smccc_conduit kxm_psci_conduit(void)
{
	return acpi_disabled ? tree_conduit() : kxm_acpi_conduit();
}
