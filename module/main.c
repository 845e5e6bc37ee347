// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec.ko gives a running kernel that was built without CONFIG_KEXEC the
 * system calls kexec_load(2) and kexec_file_load(2) and the kexec command of
 * reboot(2). This file loads and unloads the module.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/arch.h"
#include "module/device.h"
#include "module/hooks.h"
#include "module/hotplug.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/load.h"
#include "module/oom.h"
#include "module/panic.h"
#include "module/policy.h"
#include "module/reboot.h"
#include "module/region.h"
#include "module/state.h"
#include "module/suspend.h"
#include "module/symbol.h"

#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

module_param_named(require_ram, kxm.require_ram, bool, 0644);
MODULE_PARM_DESC(require_ram, "refuse segments that are not all memory");
module_param_named(timeline, kxm.timeline, bool, 0644);
MODULE_PARM_DESC(timeline,
		 "kexec_file_load: times of the start for the next kernel");

/* -EOPNOTSUPP if the kernel has kexec, or the error of the lookup. */
static int look_for_kexec(void)
{
	unsigned long address;
	int err = kxm_symbol("kernel_kexec", &address);

	if (err == -ENOENT)
		return 0;
	if (err) {
		pr_err("not loaded: kernel_kexec: error %d\n", err);
		return err;
	}
	pr_err("not loaded: this kernel has kexec of its own; use that\n");
	return -EOPNOTSUPP;
}

/* Why this kernel is not supported, or NULL. */
static const char *refusal(void)
{
	if (cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return "encrypted guests (TDX, SEV) are not supported";
	if (cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT))
		return "hosts with memory encryption (SME) are not supported";
	return kxm_arch_refuses();
}

/* Find the kernel's functions that each part needs. */
static int find_all(void)
{
	int err = kxm_arch_init();

	if (!err && KXM_HAS_RETURN)
		err = kxm_suspend_init();
	if (!err && IS_ENABLED(CONFIG_IMA))
		err = kxm_policy_init();
	return err;
}

static int __init kxm_init(void)
{
	const char *why = refusal();
	int err = look_for_kexec();

	if (err)
		return err;
	if (why) {
		pr_err("not loaded: %s\n", why);
		return -EOPNOTSUPP;
	}
	err = find_all();
	if (err)
		return err;
	err = kxm_oom_open();
	if (err)
		return err;
	err = kxm_region_reserve();
	if (err)
		goto close_oom;
	err = kxm_panic_open();
	if (err)
		goto release_region;
	err = kxm_hotplug_open();
	if (err)
		goto close_panic;
	err = kxm_restart_hook();
	if (err)
		goto close_hotplug;
	err = kxm_hooks_install();
	if (err)
		goto close_exit;
	err = kxm_state_show();
	if (err)
		goto close_gate;
	err = kxm_device_show();
	if (err)
		goto hide_state;
	/*
	 * From here on nothing can fail, and nothing may: if init fails, the
	 * module is freed, and a caller may be in it or have the device open.
	 */
	kxm_hooks_enable();
	return 0;

hide_state:
	kxm_state_hide();
close_gate:
	kxm_hooks_remove();
close_exit:
	kxm_restart_unhook();
close_hotplug:
	kxm_hotplug_close();
close_panic:
	kxm_panic_close();
release_region:
	kxm_region_release();
close_oom:
	kxm_oom_close();
	return err;
}

static void __exit kxm_exit(void)
{
	kxm_device_hide();
	kxm_state_hide();
	kxm_hooks_remove();
	kxm_restart_unhook();
	kxm_hotplug_close();
	kxm_unload(KXM_REBOOT);
	kxm_unload(KXM_CRASH);
	kxm_panic_close();
	kxm_region_release();
	kxm_oom_close();
}

module_init(kxm_init);
module_exit(kxm_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kexec system calls for kernels built without them");
MODULE_VERSION(KXM_VERSION); /* from the file VERSION, through Kbuild */
