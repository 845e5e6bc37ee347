// SPDX-License-Identifier: GPL-2.0-only
/*
 * What users see: /sys/kernel/kexec_loaded and its fellows, without which
 * kexec-tools and systemd take kexec for absent, and
 * kernel.kexec_load_disabled. Formats and errnos: Linux kernel/ksysfs.c and
 * kernel/kexec_core.c.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/sysctl.h>
#include <linux/sysfs.h>

#include "kxm_compat.h"

static ssize_t kexec_loaded_show(struct kobject *kobj,
				 struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !!READ_ONCE(kxm.image));
}

static ssize_t kexec_crash_loaded_show(struct kobject *kobj,
				       struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !!READ_ONCE(kxm.crash));
}

static ssize_t kexec_crash_size_show(struct kobject *kobj,
				     struct kobj_attribute *attr, char *buf)
{
	u64 size;

	if (!kxm_trylock())
		return -EBUSY;
	size = kx_range_size(kxm.region);
	kxm_unlock();
	return sysfs_emit(buf, "%llu\n", size);
}

static ssize_t kexec_crash_size_store(struct kobject *kobj,
				      struct kobj_attribute *attr,
				      const char *buf, size_t count)
{
	unsigned long size;
	int err;

	if (kstrtoul(buf, 0, &size))
		return -EINVAL;
	if (!kxm_trylock())
		return -EBUSY;
	/* Whole pages are meant; the last numbers come round to 0. */
	err = kxm_region_shrink(PAGE_ALIGN(size));
	kxm_unlock();
	return err ?: count;
}

static ssize_t crash_elfcorehdr_size_show(struct kobject *kobj,
					  struct kobj_attribute *attr,
					  char *buf)
{
	return sysfs_emit(buf, "%llu\n", kxm_hotplug_room());
}

static ssize_t kexec_missing_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buf)
{
	return kxm_missing_print(buf);
}

/* No kernel has this one. Root's alone: each reader makes the module work. */
static ssize_t kexec_hooks_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	kxm_gate_look_now();
	return kxm_gate_print(buf);
}

static struct kobj_attribute crash_elfcorehdr_size =
	__ATTR_RO(crash_elfcorehdr_size);
static struct kobj_attribute kexec_loaded = __ATTR_RO(kexec_loaded);
static struct kobj_attribute kexec_crash_loaded = __ATTR_RO(kexec_crash_loaded);
static struct kobj_attribute kexec_crash_size = __ATTR_RW(kexec_crash_size);
static struct kobj_attribute kexec_missing = __ATTR_RO(kexec_missing);
static struct kobj_attribute kexec_hooks = __ATTR_RO_MODE(kexec_hooks, 0400);

/* clang-format off */
static const struct attribute *files[] = {
	&kexec_loaded.attr,
	&kexec_crash_loaded.attr,
	&kexec_crash_size.attr,
	&crash_elfcorehdr_size.attr,
	&kexec_missing.attr,
	&kexec_hooks.attr,
	NULL,
};

/* clang-format on */

/* Otherwise unloading and loading the module would be a way back. */
void kxm_stay(void)
{
	if (!xchg(&kxm.is_pinned, 1))
		__module_get(THIS_MODULE);
}

static int load_disabled_handler(kxm_ctl_table *table, int write, void *buffer,
				 size_t *length, loff_t *position)
{
	int err = proc_dointvec_minmax(table, write, buffer, length, position);

	if (!err && write && READ_ONCE(kxm.load_disabled))
		kxm_stay();
	return err;
}

/* A limit can only be made smaller; -1 is no limit, and can't be written. */
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

/* Old kernels want the empty row, new ones are told of the others only. */
/* clang-format off */
static struct ctl_table sysctls[] = {
	{
		.procname = "kexec_load_disabled",
		.data = &kxm.load_disabled,
		.maxlen = sizeof(int),
		.mode = 0644,
		/* From 0 to 1, and nothing else. */
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

static struct ctl_table_header *sysctl_header;

int kxm_state_show(void)
{
	int err = sysfs_create_files(kernel_kobj, files);

	if (err) {
		pr_err("not loaded: /sys/kernel/kexec_loaded: error %d\n", err);
		return err;
	}
	sysctl_header =
		register_sysctl_sz("kernel", sysctls, ARRAY_SIZE(sysctls) - 1);
	/* A kernel without sysctls has no header for them. */
	if (!sysctl_header && IS_ENABLED(CONFIG_SYSCTL)) {
		pr_err("not loaded: kernel.kexec_load_disabled: no memory\n");
		sysfs_remove_files(kernel_kobj, files);
		return -ENOMEM;
	}
	return 0;
}

void kxm_state_hide(void)
{
	unregister_sysctl_table(sysctl_header);
	sysfs_remove_files(kernel_kobj, files);
}
