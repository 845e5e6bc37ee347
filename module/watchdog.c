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

#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/kernfs.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mount.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/watchdog.h>

/* MAX_DOGS of drivers/watchdog/watchdog_core.h */
#define MAX_WATCHDOGS 32

#define KEEP_ALL U32_MAX
#define NAME	 "watchdog"

/* "watchdog0", with or without the end of the line. */
static int read_name(const char *text, u32 *kept)
{
	unsigned int number;
	int err;

	if (strncmp(text, NAME, strlen(NAME)))
		return -EINVAL;
	err = kstrtouint(text + strlen(NAME), 10, &number);
	if (!err && number >= MAX_WATCHDOGS)
		err = -EINVAL;
	if (!err)
		*kept = BIT(number);
	return err;
}

/* The name of one watchdog, or whether all are kept. */
static int set_kept(const char *value, const struct kernel_param *param)
{
	u32 *kept = param->arg;
	bool is_all = true;
	int err = 0;

	if (value && read_name(value, kept) == 0)
		return 0;
	if (value)
		err = kstrtobool(value, &is_all);
	if (!err)
		*kept = is_all ? KEEP_ALL : 0;
	return err;
}

static int get_kept(char *text, const struct kernel_param *param)
{
	u32 kept = *(const u32 *)param->arg;

	if (kept && kept != KEEP_ALL)
		return scnprintf(text, PAGE_SIZE, NAME "%u\n",
				 (unsigned int)__ffs(kept));
	return scnprintf(text, PAGE_SIZE, "%c\n", kept ? 'Y' : 'N');
}

static const struct kernel_param_ops kept_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = set_kept,
	.get = get_kept,
};

module_param_cb(keep_watchdogs, &kept_ops, &kxm.kept_watchdogs, 0644);
__MODULE_PARM_TYPE(keep_watchdogs, "bool or a name");
MODULE_PARM_DESC(keep_watchdogs,
		 "let watchdogs, or one, run on into the next kernel");

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
	if (!(kxm.kept_watchdogs & BIT(watchdog->id)) && stop(watchdog))
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
