// SPDX-License-Identifier: GPL-2.0-only
/*
 * reboot(2) with LINUX_REBOOT_CMD_KEXEC, and the path from there to the jump.
 * The module records the task that restarts the machine, and calls the exported
 * kernel_restart(), which shuts devices down. Its last step before the reset of
 * the machine is kmsg_dump(), which calls the dumpers of the log. One of them
 * is ours, and jumps. If it is not called, the machine reboots through its
 * firmware, which is safe.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/reboot.h"

#include "module/arch.h"
#include "module/compat/kxm_compat.h"
#include "module/compat/kxm_reboot.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/masters.h"
#include "module/seed.h"
#include "module/suspend.h"
#include "module/timeline.h"
#include "module/watchdog.h"

#include <linux/cache.h>
#include <linux/capability.h>
#include <linux/kmsg_dump.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

static bool is_magic(u32 magic1, u32 magic2)
{
	return magic1 == LINUX_REBOOT_MAGIC1 &&
	       (magic2 == LINUX_REBOOT_MAGIC2 ||
		magic2 == LINUX_REBOOT_MAGIC2A ||
		magic2 == LINUX_REBOOT_MAGIC2B ||
		magic2 == LINUX_REBOOT_MAGIC2C);
}

/*
 * Devices are shut down, other CPUs still run. kmsg_dump() calls this in an RCU
 * read-side section. Stopping the machine does not need that section, and this
 * function does not return to kmsg_dump(), so it ends the section.
 */
static void jump(struct kmsg_dumper *dumper, kxm_dump_told told)
{
	if (kxm_dump_reason(told) != KMSG_DUMP_SHUTDOWN ||
	    READ_ONCE(kxm.armed_by) != current)
		return;
	rcu_read_unlock();
	__acquire(RCU); /* for sparse, which expects a balanced function */
	if (!KXM_HAS_RESTART_PREPARE)
		kxm_watchdogs_check();
	kxm_masters_stop();
	pr_emerg("Starting new kernel\n");
	kxm_timeline_stamp(kxm.image->timeline, KX_STAMP_DOWN);
	kxm_arch_jump(kxm.image);
}

static struct kmsg_dumper dumper = {
	.dump = jump,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

/*
 * Skip the handlers that prepare firmware for a restart: ACPI announces that
 * power goes off (_PTS for S5). The next kernel uses the firmware as it is, and
 * kernel_kexec() in Linux does not call them, either. So this handler ends the
 * chain.
 * Kernels without this chain don't prepare firmware for a restart.
 */
static int spare_firmware(struct sys_off_data *data)
{
	if (READ_ONCE(kxm.armed_by) != current)
		return NOTIFY_DONE;
	kxm_watchdogs_check();
	return NOTIFY_STOP;
}

static struct sys_off_handler *firmware_guard __ro_after_init;

static int guard_firmware(void)
{
	const enum sys_off_mode mode = SYS_OFF_MODE_RESTART_PREPARE;

	firmware_guard =
		register_sys_off_handler(mode, INT_MAX, spare_firmware, NULL);
	return PTR_ERR_OR_ZERO(firmware_guard);
}

static void unguard_firmware(void)
{
	unregister_sys_off_handler(firmware_guard);
}

int kxm_restart_hook(void)
{
	int err = guard_firmware();

	if (err)
		goto failed;
	err = kxm_seed_open();
	if (err)
		goto unguard;
	err = kmsg_dump_register(&dumper);
	if (err)
		goto close_seed;
	return 0;

close_seed:
	kxm_seed_close();
unguard:
	unguard_firmware();
failed:
	pr_err("not loaded: no way to follow a restart: error %d\n", err);
	return err;
}

void kxm_restart_unhook(void)
{
	kmsg_dump_unregister(&dumper);
	kxm_seed_close();
	unguard_firmware();
}

/* Returns only if the restart fails. */
static int start_for_good(u64 called)
{
	const bool can_watch =
		IS_ENABLED(CONFIG_PCI) && IS_ENABLED(CONFIG_KRETPROBES);
	bool is_watching;
	int err = kxm_arch_ready();

	if (err)
		return err;
	kxm_timeline_write(kxm.image->timeline, KX_STAMP_CALL, called);
	is_watching = can_watch && !kxm_masters_watch();
	kxm_watchdogs_expect_restart();
	WRITE_ONCE(kxm.armed_by, current);
	kernel_restart("kexec");
	WRITE_ONCE(kxm.armed_by, NULL);
	kxm_watchdogs_forget_restart();
	if (is_watching)
		kxm_masters_unwatch();
	return -EIO;
}

/*
 * Under the lock. If the kernel can suspend, no other task reboots, suspends or
 * hibernates meanwhile. If it can't, the reboot(2) of another task does not
 * start the image: kxm.armed_by is not that task.
 * @called: the time-stamp counter at the call
 */
static int start_image(u64 called)
{
	unsigned int flags;
	int err;

	if (!kxm.image)
		return -EINVAL;
	flags = kxm_lock_system_sleep();
	if (KXM_HAS_RETURN && kxm.image->is_returning)
		err = kxm_suspend_and_call(kxm.image);
	else
		err = start_for_good(called);
	kxm_unlock_system_sleep(flags);
	return err;
}

int kxm_reboot(u32 magic1, u32 magic2)
{
	struct pid_namespace *pid_ns = task_active_pid_ns(current);
	u64 called = kxm_timeline_now();
	int err;

	if (!ns_capable(pid_ns->user_ns, CAP_SYS_BOOT))
		return -EPERM;
	if (!is_magic(magic1, magic2))
		return -EINVAL;
	/* In a container reboot(2) has no kexec command (reboot_pid_ns()). */
	if (pid_ns != &init_pid_ns)
		return -EINVAL;
	if (!kxm_trylock())
		return -EBUSY;
	err = start_image(called);
	kxm_unlock();
	return err;
}
