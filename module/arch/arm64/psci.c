// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kexec.ko asks PSCI, the firmware's interface for power, and how it is
 * called. Linux itself does the rest by it: see stop.c.
 */
#include "module/arch.h"

#include "module/arch/arm64/jump.h"
#include "module/compat/kxm_psci.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/delay.h>
#include <linux/of.h>
#include <linux/psci.h>
#include <linux/string.h>
#include <uapi/linux/psci.h>

/* How long a CPU may need to power off: a host may be busy with others. */
#define OFF_TRIES   500
#define OFF_WAIT_MS 10

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

static bool has_psci(void)
{
	return kxm_psci_conduit() != SMCCC_CONDUIT_NONE;
}

enum {
	HARDWARE_ID,
	AFFINITY_INFO,
	HELPERS,
};

#define UNNOTICED "CPUs that don't power off are not noticed"

static const struct kxm_helper names[] = {
	[HARDWARE_ID] = { "cpu_logical_map", NULL, UNNOTICED, has_psci },
	[AFFINITY_INFO] = { "psci_affinity_info", NULL, UNNOTICED, has_psci },
};

static unsigned long helpers[HELPERS] __ro_after_init;

/* For a panic, in which the device tree can't be asked: it has a lock. */
static enum arm_smccc_conduit found __ro_after_init;

int kxm_psci_init(void)
{
	int err = kxm_find_helpers(names, HELPERS, helpers);

	found = kxm_psci_conduit();
	return err == -ENOMEM ? err : 0;
}

bool kxm_psci_can_turn_off(void)
{
	return found != SMCCC_CONDUIT_NONE;
}

/* The firmware denies it to a CPU that a Trusted OS is bound to. */
void kxm_psci_turn_off(void)
{
	struct arm_smccc_res res;

	if (found == SMCCC_CONDUIT_HVC)
		arm_smccc_hvc(PSCI_0_2_FN_CPU_OFF, 0, 0, 0, 0, 0, 0, 0, &res);
	if (found == SMCCC_CONDUIT_SMC)
		arm_smccc_smc(PSCI_0_2_FN_CPU_OFF, 0, 0, 0, 0, 0, 0, 0, &res);
}

bool kxm_psci_is_on(unsigned int cpu)
{
	unsigned long id;
	int state;

	if (!helpers[HARDWARE_ID] || !helpers[AFFINITY_INFO])
		return false;
	id = kxm_call(helpers[HARDWARE_ID], cpu, 0);
	state = (int)kxm_call(helpers[AFFINITY_INFO], id, 0);
	return state == PSCI_0_2_AFFINITY_LEVEL_ON ||
	       state == PSCI_0_2_AFFINITY_LEVEL_ON_PENDING;
}

bool kxm_psci_is_off(unsigned int cpu)
{
	unsigned int tries = OFF_TRIES;

	while (kxm_psci_is_on(cpu)) {
		if (!--tries)
			return false;
		msleep(OFF_WAIT_MS);
	}
	return true;
}
