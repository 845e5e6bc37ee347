// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image that returns: suspend the system, call the image, resume the system.
 * The steps, their order and how each is undone are those of Linux's
 * kernel_kexec() (kernel/kexec_core.c) with KEXEC_JUMP; here they are a table.
 * If a step fails, the steps before it are undone.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/suspend.h"

#include "module/arch.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/pm.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>

/* Functions that the kernel does not export. */
enum helper {
	FREEZE,
	THAW,
	SUSPEND_CONSOLE,
	RESUME_CONSOLE,
	NEEDED, /* before: required; a kernel may lack terminals */
	PREPARE_TERMINAL = NEEDED,
	RESTORE_TERMINAL,
	HELPERS,
};

#define NO_TERMINAL "virtual terminals are not saved when images return"

static bool has_terminals(void)
{
	return IS_ENABLED(CONFIG_VT_CONSOLE_SLEEP);
}

/* The second name is that of newer kernels: 7.3 has it, 6.12 does not. */
static const struct kxm_helper helper_names[] = {
	[FREEZE] = { "freeze_processes", NULL, KXM_NONE_RETURNS },
	[THAW] = { "thaw_processes", NULL, KXM_NONE_RETURNS },
	[SUSPEND_CONSOLE] = { "suspend_console", "console_suspend_all",
			      KXM_NONE_RETURNS },
	[RESUME_CONSOLE] = { "resume_console", "console_resume_all",
			     KXM_NONE_RETURNS },
	[PREPARE_TERMINAL] = { "pm_prepare_console", NULL, NO_TERMINAL,
			       has_terminals },
	[RESTORE_TERMINAL] = { "pm_restore_console", NULL, NO_TERMINAL,
			       has_terminals },
};

static_assert(ARRAY_SIZE(helper_names) == HELPERS, "one row a helper");

/* Addresses for kxm_call(), or 0. */
static unsigned long helpers[HELPERS] __ro_after_init;

/*
 * If the kernel can hibernate, drivers have callbacks for this. If it can only
 * suspend, their callbacks for suspend are used, which quiesce the device, too.
 */
#define KXM_HIBERNATES IS_ENABLED(CONFIG_HIBERNATE_CALLBACKS)
#define SLEEP_MESSAGE  (KXM_HIBERNATES ? PMSG_FREEZE : PMSG_SUSPEND)
#define WAKE_MESSAGE   (KXM_HIBERNATES ? PMSG_RESTORE : PMSG_RESUME)

static int find_helpers(void)
{
	int err = kxm_find_helpers(helper_names, NEEDED, helpers);

	if (err)
		return err;
	err = kxm_find_helpers(helper_names + NEEDED, HELPERS - NEEDED,
			       helpers + NEEDED);
	return err == -ENOMEM ? err : kxm_arch_return_init();
}

int kxm_suspend_init(void)
{
	int err = find_helpers();

	kxm.can_return = !err;
	if (err)
		pr_info("images can't return to this kernel: error %d\n", err);
	return err == -ENOMEM ? err : 0;
}

static int call(enum helper helper)
{
	return helpers[helper] ? (int)kxm_call(helpers[helper], 0, 0) : 0;
}

static void nothing_to_undo(void)
{
}

static int prepare_terminal(void)
{
	call(PREPARE_TERMINAL);
	return 0;
}

static void restore_terminal(void)
{
	call(RESTORE_TERMINAL);
}

/* Linux returns EBUSY, whatever keeps a process from freezing. */
static int freeze(void)
{
	return call(FREEZE) ? -EBUSY : 0;
}

static void thaw(void)
{
	call(THAW);
}

static int stop_console(void)
{
	call(SUSPEND_CONSOLE);
	return 0;
}

static void start_console(void)
{
	call(RESUME_CONSOLE);
}

static int suspend_devices(void)
{
	return dpm_suspend_start(SLEEP_MESSAGE);
}

static void resume_devices(void)
{
	dpm_resume_end(WAKE_MESSAGE);
}

static int silence_devices(void)
{
	return dpm_suspend_end(SLEEP_MESSAGE);
}

static void wake_devices(void)
{
	dpm_resume_start(WAKE_MESSAGE);
}

static int disable_interrupts(void)
{
	local_irq_disable();
	return 0;
}

static void enable_interrupts(void)
{
	local_irq_enable();
}

/* In this order; undone in reverse order. */
static const struct step {
	const char *name;
	int (*take)(void);
	void (*undo)(void);
	bool is_halfway; /* a failed step did a part, and is undone, too */
} steps[] = {
	{ "CPUs that are offline", kxm_arch_ready, nothing_to_undo },
	{ "terminal", prepare_terminal, restore_terminal },
	{ "processes", freeze, thaw },
	{ "console", stop_console, start_console },
	{ "devices", suspend_devices, resume_devices, .is_halfway = true },
	{ "devices, late", silence_devices, wake_devices },
	{ "CPUs", kxm_arch_stop_others, kxm_arch_start_others,
	  .is_halfway = true },
	{ "interrupts", disable_interrupts, enable_interrupts },
	{ "system core", syscore_suspend, syscore_resume },
};

int kxm_suspend_and_call(struct kxm_image *image)
{
	const struct step *failed = NULL;
	unsigned int i = 0;
	int err = 0;

	while (i < ARRAY_SIZE(steps) && !failed) {
		err = steps[i].take();
		if (err)
			failed = &steps[i];
		if (!err || steps[i].is_halfway)
			i++;
	}
	if (!failed)
		err = kxm_arch_call(image);
	while (i > 0)
		steps[--i].undo();
	/* The console works again: log the error. */
	if (failed)
		pr_err("not started: %s would not sleep: error %d\n",
		       failed->name, err);
	return err;
}
