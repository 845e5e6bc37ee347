// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running watchdogs on the way to the jump. The next kernel may have no driver
 * for a watchdog that this kernel feeds, and would be reset by it. So all
 * watchdogs are stopped by default, as late as their devices are sure to work:
 * in the last reboot notifier. If an earlier notifier hangs, the watchdog
 * resets the machine. Linux leaves this to each driver (WDOG_STOP_ON_REBOOT).
 * The watchdog core has no list of watchdogs; sysfs has.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/watchdog.h"

#include "module/compat/kxm_file.h"
#include "module/kxm.h"
#include "module/sysfs.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/kernfs.h>
#include <linux/limits.h>
#include <linux/mount.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/watchdog.h>

/* MAX_DOGS of drivers/watchdog/watchdog_core.h */
#define MAX_WATCHDOGS 32

static bool is_running(struct watchdog_device *watchdog)
{
	return watchdog_active(watchdog) || watchdog_hw_running(watchdog);
}

/* Start a whole timeout period for the next kernel. */
static void leave_running(struct watchdog_device *watchdog)
{
	unsigned int ms = watchdog->timeout * 1000;
	int err;

	err = watchdog->ops->ping ? watchdog->ops->ping(watchdog)
				  : watchdog->ops->start(watchdog);
	if (watchdog->max_hw_heartbeat_ms)
		ms = min(ms, watchdog->max_hw_heartbeat_ms);
	pr_notice("watchdog%d (%s) keeps running, for %s%u ms\n", watchdog->id,
		  watchdog->info->identity, err ? "less than " : "", ms);
}

/*
 * Does what the core's watchdog_stop() does, but ignores "nowayout", which is
 * for user space. The core ignores it, too, when a machine reboots. A process
 * that still feeds the watchdog does not start it again.
 */
static bool stop(struct watchdog_device *watchdog)
{
	int err = -EOPNOTSUPP;

	if (watchdog->ops->stop)
		err = watchdog->ops->stop(watchdog);
	if (err) {
		pr_warn("watchdog%d (%s) can't be stopped: error %d\n",
			watchdog->id, watchdog->info->identity, err);
		return false;
	}
	clear_bit(WDOG_ACTIVE, &watchdog->status);
	clear_bit(WDOG_HW_RUNNING, &watchdog->status);
	pr_notice("watchdog%d (%s) stopped\n", watchdog->id,
		  watchdog->info->identity);
	return true;
}

static void prepare(struct watchdog_device *watchdog)
{
	if (!is_running(watchdog))
		return;
	if (!kxm.keep_watchdogs && stop(watchdog))
		return;
	leave_running(watchdog);
}

/*
 * The core's own notifier for a watchdog stops it too early, or stops one that
 * must keep running. If it can't stop it, no other notifier is called any more
 * (watchdog_reboot_notifier() in drivers/watchdog/watchdog_core.c). A notifier
 * can't be removed while the list is being walked.
 */
static void take_over(struct watchdog_device *watchdog)
{
	if (watchdog->reboot_nb.notifier_call)
		unregister_reboot_notifier(&watchdog->reboot_nb);
}

/* A sysfs directory belongs to a device, whose driver data is the watchdog. */
static struct watchdog_device *watchdog_of(struct file *folder)
{
	const struct kernfs_node *node = file_inode(folder)->i_private;

	return dev_get_drvdata(kobj_to_dev((struct kobject *)node->priv));
}

/*
 * An open directory does not hold its device, and the driver may be unbinding.
 * But a reader of a file in it does: device_del(), which is called before the
 * watchdog is freed, removes the file and waits for its readers. So this
 * function starts a read of "dev", which every watchdog has, and ends it when
 * it is done (kernfs_seq_start() in Linux fs/kernfs/file.c).
 */
static void act_in(struct file *folder,
		   void (*act)(struct watchdog_device *watchdog))
{
	struct file *file = kxm_open_below(&folder->f_path, "dev", O_RDONLY);
	struct watchdog_device *watchdog;
	struct seq_file *reader;
	loff_t position = 0;
	void *begun;

	/* The watchdog has just been removed. */
	if (IS_ERR(file))
		return;
	reader = file->private_data;
	begun = reader->op->start(reader, &position);
	watchdog = IS_ERR(begun) ? NULL : watchdog_of(folder);
	if (watchdog)
		act(watchdog);
	reader->op->stop(reader, begun);
	fput(file);
}

/* What to do with each watchdog; passed through kxm_with_sysfs(). */
struct visit {
	void (*act)(struct watchdog_device *watchdog);
};

static int visit_all(struct vfsmount *sysfs, void *data)
{
	const struct visit *visit = data;
	struct path root = { .mnt = sysfs, .dentry = sysfs->mnt_root };
	unsigned int i;

	for (i = 0; i < MAX_WATCHDOGS; i++) {
		struct file *folder;
		char path[32];

		scnprintf(path, sizeof(path), "class/watchdog/watchdog%u", i);
		folder = kxm_open_below(&root, path, O_RDONLY | O_DIRECTORY);
		if (IS_ERR(folder))
			continue;
		act_in(folder, visit->act);
		fput(folder);
	}
	return 0;
}

static void for_each(void (*act)(struct watchdog_device *watchdog))
{
	struct visit visit = { act };

	if (IS_ENABLED(CONFIG_WATCHDOG_CORE) &&
	    kxm_with_sysfs(visit_all, &visit))
		pr_warn("no memory to look for watchdogs\n");
}

static int on_restart(struct notifier_block *block, unsigned long action,
		      void *data)
{
	if (READ_ONCE(kxm.armed_by) == current) {
		kxm.are_watchdogs_due = false;
		for_each(prepare);
	}
	return NOTIFY_DONE;
}

/* The last block registered with this priority is called last. */
static struct notifier_block last = {
	.notifier_call = on_restart,
	.priority = INT_MIN,
};

void kxm_watchdogs_expect_restart(void)
{
	kxm.are_watchdogs_due = true;
	for_each(take_over);
	register_reboot_notifier(&last);
}

void kxm_watchdogs_forget_restart(void)
{
	unregister_reboot_notifier(&last);
}

void kxm_watchdogs_check(void)
{
	if (!kxm.are_watchdogs_due)
		return;
	pr_warn("a reboot notifier has kept the rest from being called\n");
	for_each(prepare);
}
