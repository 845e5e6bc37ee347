// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs that are offline while an image that returns runs. They must not wake
 * while their memory is the image's. Kernels for a single CPU use
 * offline_none.c.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"

#include "module/arch/x86_64/jump.h"
#include "module/kxm.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <asm/smp.h>

/* Functions that the kernel does not export. */
enum helper {
	FREEZE_CPUS,
	THAW_CPUS,
	PLAY_DEAD,
	HELPERS,
};

static const struct kxm_helper helper_names[] = {
	[FREEZE_CPUS] = { "freeze_secondary_cpus", NULL, KXM_NONE_RETURNS },
	[THAW_CPUS] = { "thaw_secondary_cpus", NULL, KXM_NONE_RETURNS },
	[PLAY_DEAD] = { "play_dead_common", NULL, KXM_NONE_RETURNS },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(). */
static unsigned long helpers[HELPERS] __ro_after_init;

/* With TXT a CPU waits in this function; else it does nothing. 0: no TXT. */
static unsigned long tboot_shutdown __ro_after_init;

/* TB_SHUTDOWN_WFS in include/linux/tboot.h: until the CPU is started again. */
#define TBOOT_WAIT 5

int kxm_offline_init(void)
{
	int err = kxm_find_helpers(helper_names, HELPERS, helpers);

	if (err || !IS_ENABLED(CONFIG_INTEL_TXT))
		return err;
	return kxm_symbol("tboot_shutdown", &tboot_shutdown);
}

/*
 * An offline CPU in Linux waits in MWAIT for a write to memory. The image
 * writes to that memory, and has replaced the code by then. So wait in HLT, as
 * hibernate_resume_nonboot_cpu_disable() does (arch/x86/power/cpu.c). Only the
 * INIT that starts the CPU again ends it, from the next kernel or from this
 * one.
 */
static void wait_in_hlt(void)
{
	kxm_call(helpers[PLAY_DEAD], 0, 0);
	if (tboot_shutdown)
		kxm_call(tboot_shutdown, TBOOT_WAIT, 0);
	for (;;)
		asm volatile("cli; hlt" : : : "memory");
}

int kxm_arch_stop_others(void)
{
	void (*kernels_own)(void) = smp_ops.play_dead;
	int err;

	WRITE_ONCE(smp_ops.play_dead, wait_in_hlt);
	err = (int)kxm_call(helpers[FREEZE_CPUS], 0, 0);
	WRITE_ONCE(smp_ops.play_dead, kernels_own);
	/* The CPUs that were offline before. */
	if (kxm.kick_offline_cpus)
		kxm_call(kxm.kick_offline_cpus, 0, 0);
	return err;
}

void kxm_arch_start_others(void)
{
	kxm_call(helpers[THAW_CPUS], 0, 0);
}
