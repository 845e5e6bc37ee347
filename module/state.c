// SPDX-License-Identifier: GPL-2.0-only
/*
 * What user space sees: /sys/kernel/kexec_loaded and similar files, without
 * which kexec-tools and systemd assume that there is no kexec, and the sysctl
 * kernel.kexec_load_disabled. Formats and errnos are those of Linux
 * kernel/ksysfs.c and kernel/kexec_core.c.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/state.h"

#include "core/range.h"
#include "module/compat/kxm_compat.h"
#include "module/dump.h"
#include "module/hooks.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/region.h"
#include "module/symbol.h"

#include <linux/cache.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/sysctl.h>
#include <linux/sysfs.h>

static ssize_t loaded_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%d\n", !!READ_ONCE(kxm.image));
}

static ssize_t crash_loaded_show(struct kobject *kobj,
				 struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !!READ_ONCE(kxm.crash));
}

static ssize_t crash_size_show(struct kobject *kobj,
			       struct kobj_attribute *attr, char *buf)
{
	u64 size;

	if (!kxm_trylock())
		return -EBUSY;
	size = kx_range_size(kxm.region);
	kxm_unlock();
	return sysfs_emit(buf, "%llu\n", size);
}

static ssize_t crash_size_store(struct kobject *kobj,
				struct kobj_attribute *attr, const char *buf,
				size_t count)
{
	unsigned long size;
	int err;

	if (kstrtoul(buf, 0, &size))
		return -EINVAL;
	if (!kxm_trylock())
		return -EBUSY;
	/* The size is rounded up to pages; the last numbers wrap to 0. */
	err = kxm_region_shrink(PAGE_ALIGN(size));
	kxm_unlock();
	return err ?: count;
}

/* No part of the region is shared with movable pages (size,cma). */
static ssize_t crash_cma_ranges_show(struct kobject *kobj,
				     struct kobj_attribute *attr, char *buf)
{
	return 0;
}

static ssize_t crash_elfcorehdr_size_show(struct kobject *kobj,
					  struct kobj_attribute *attr,
					  char *buf)
{
	return sysfs_emit(buf, "%llu\n", kxm_dump_room());
}

static ssize_t kexec_missing_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buf)
{
	return kxm_missing_print(buf);
}

/* For root only: each read tests the hooks. */
static ssize_t kexec_hooks_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	kxm_hooks_check_now();
	return kxm_hooks_print(buf);
}

/* By these, a program sees that another one has loaded since. */
static ssize_t kexec_loads_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u %u\n", READ_ONCE(kxm.loads[KXM_REBOOT]),
			  READ_ONCE(kxm.loads[KXM_CRASH]));
}

/* The files of /sys/kernel/kexec. */
static struct kobj_attribute files[] = {
	__ATTR_RO(loaded),
	__ATTR_RO(crash_loaded),
	__ATTR_RW(crash_size),
	__ATTR_RO(crash_cma_ranges),
	__ATTR_RO(crash_elfcorehdr_size),
};

/* The same in /sys/kernel, by their old names. Links if both exist. */
static struct kobj_attribute old_files[] = {
	__ATTR(kexec_loaded, 0444, loaded_show, NULL),
	__ATTR(kexec_crash_loaded, 0444, crash_loaded_show, NULL),
	__ATTR(kexec_crash_size, 0644, crash_size_show, crash_size_store),
	__ATTR(kexec_crash_cma_ranges, 0444, crash_cma_ranges_show, NULL),
	__ATTR(crash_elfcorehdr_size, 0444, crash_elfcorehdr_size_show, NULL),
};

static_assert(ARRAY_SIZE(files) == ARRAY_SIZE(old_files), "one row per file");

static struct kobj_attribute kexec_missing = __ATTR_RO(kexec_missing);
static struct kobj_attribute kexec_loads = __ATTR_RO(kexec_loads);
static struct kobj_attribute kexec_hooks = __ATTR_RO_MODE(kexec_hooks, 0400);

/* Files of this module that no kernel has. */
static const struct attribute *const own_files[] = {
	&kexec_missing.attr,
	&kexec_loads.attr,
	&kexec_hooks.attr,
	NULL,
};

/* /sys/kernel/kexec, or NULL. */
static struct kobject *folder __ro_after_init;

static int show_old(unsigned int i)
{
	const char *target = files[i].attr.name;
	const char *name = old_files[i].attr.name;

	if (!folder)
		return sysfs_create_file(kernel_kobj, &old_files[i].attr);
	return compat_only_sysfs_link_entry_to_kobj(kernel_kobj, folder, target,
						    name);
}

static void hide_old(unsigned int i)
{
	if (folder)
		sysfs_remove_link(kernel_kobj, old_files[i].attr.name);
	else
		sysfs_remove_file(kernel_kobj, &old_files[i].attr);
}

static int show_folder(void)
{
	unsigned int i;
	int err = 0;

	folder = kobject_create_and_add("kexec", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(files) && !err; i++)
		err = sysfs_create_file(folder, &files[i].attr);
	return err;
}

/* Removes its files, too, even if there are other references to it. */
static void hide_folder(void)
{
	kobject_del(folder);
	kobject_put(folder);
}

static int show_files(void)
{
	unsigned int i = 0;
	int err = KXM_HAS_KEXEC_FOLDER ? show_folder() : 0;

	while (i < ARRAY_SIZE(old_files) && !err) {
		err = show_old(i);
		i += !err;
	}
	if (!err)
		err = sysfs_create_files(kernel_kobj, own_files);
	if (!err)
		return 0;
	while (i-- > 0)
		hide_old(i);
	hide_folder();
	return err;
}

static void hide_files(void)
{
	unsigned int i;

	sysfs_remove_files(kernel_kobj, own_files);
	for (i = 0; i < ARRAY_SIZE(old_files); i++)
		hide_old(i);
	hide_folder();
}

static int load_disabled_handler(kxm_ctl_table *table, int write, void *buffer,
				 size_t *length, loff_t *position)
{
	int err = proc_dointvec_minmax(table, write, buffer, length, position);

	if (!err && write && READ_ONCE(kxm.load_disabled))
		kxm_stay();
	return err;
}

/* A limit can only be lowered. -1 is no limit, and can't be written. */
static int lower_limit(atomic_t *limit, int value)
{
	int old = atomic_read(limit);

	if (value < 0)
		return -EINVAL;
	do {
		if (old >= 0 && value >= old)
			return -EINVAL;
	} while (!atomic_try_cmpxchg(limit, &old, value));
	kxm_stay();
	return 0;
}

static int load_limit_handler(kxm_ctl_table *table, int write, void *buffer,
			      size_t *length, loff_t *position)
{
	atomic_t *limit = table->data;
	int value = atomic_read(limit);
	struct ctl_table number = {
		.data = &value,
		.maxlen = sizeof(value),
		.mode = table->mode,
	};
	int err = proc_dointvec(&number, write, buffer, length, position);

	if (err || !write)
		return err;
	return lower_limit(limit, value);
}

/* Old kernels need the empty row. Newer ones get the number of the others. */
/* clang-format off */
static struct ctl_table sysctls[] = {
	{
		.procname = "kexec_load_disabled",
		.data = &kxm.load_disabled,
		.maxlen = sizeof(int),
		.mode = 0644,
		/* It can only be set to 1. */
		.extra1 = SYSCTL_ONE,
		.extra2 = SYSCTL_ONE,
		.proc_handler = load_disabled_handler,
	},
	{
		.procname = "kexec_load_limit_panic",
		.data = &kxm.load_limit[KXM_CRASH],
		.mode = 0644,
		.proc_handler = load_limit_handler,
	},
	{
		.procname = "kexec_load_limit_reboot",
		.data = &kxm.load_limit[KXM_REBOOT],
		.mode = 0644,
		.proc_handler = load_limit_handler,
	},
	{}
};

/* clang-format on */

static struct ctl_table_header *sysctl_header __ro_after_init;

int kxm_state_show(void)
{
	int err = show_files();

	if (err) {
		pr_err("not loaded: /sys/kernel/kexec_loaded: error %d\n", err);
		return err;
	}
	sysctl_header =
		register_sysctl_sz("kernel", sysctls, ARRAY_SIZE(sysctls) - 1);
	/* A kernel without sysctls returns no header. */
	if (!sysctl_header && IS_ENABLED(CONFIG_SYSCTL)) {
		pr_err("not loaded: kernel.kexec_load_disabled: no memory\n");
		hide_files();
		return -ENOMEM;
	}
	return 0;
}

void kxm_state_hide(void)
{
	unregister_sysctl_table(sysctl_header);
	hide_files();
}
