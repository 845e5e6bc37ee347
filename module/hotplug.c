// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory and CPUs that are added or removed while a crash kernel is loaded. The
 * ELF core headers list the memory, so they are rewritten in place, in the
 * region (Linux: crash_handle_hotplug_event() in kernel/crash_core.c and
 * arch/x86/kernel/crash.c). A panic during the rewrite completes it. Linux
 * would find no crash kernel then.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/hotplug.h"

#include "core/bytes.h"
#include "core/copylist.h"
#include "core/digest.h"
#include "core/elfcore.h"
#include "core/err.h"
#include "core/range.h"
#include "module/arch.h"
#include "module/dump.h"
#include "module/image.h"
#include "module/kxm.h"
#include "module/note.h"
#include "module/page.h"

#include <linux/cpu.h>
#include <linux/device.h>
#include <linux/elf.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/string.h>
#include <linux/workqueue.h>

/* The delay before a retry if another call holds the lock. */
#define RETRY_MS 100

/* New headers that are about to replace those in a segment. */
struct kxm_change {
	struct kxm_image *image;
	u32 segment;
	void *place; /* the segment in memory, and its size in bytes */
	u64 room;
	struct kx_bytes headers;
	u64 digest; /* of the segment with @headers and zeroes after them */
};

/*
 * Running it twice does no harm. The boot test plug-die stops the writer here.
 */
noinline void kxm_hotplug_finish(void)
{
	const struct kxm_change *begun = READ_ONCE(kxm.panic.change);
	u64 size;

	if (!begun)
		return;
	size = begun->headers.size;
	memcpy(begun->place, begun->headers.data, size);
	memset(begun->place + size, 0, begun->room - size);
	begun->image->digest[begun->segment] = begun->digest;
}

static int replace(struct kxm_change *change)
{
	u64 pages = change->room >> PAGE_SHIFT;
	int err;

	change->digest = kx_digest_padded(change->headers, change->room);
	err = kxm_arch_protect(change->place, pages, false);
	if (err)
		return err;
	/* A panic that finds a changed byte must find the change, too. */
	smp_store_mb(kxm.panic.change, change);
	kxm_hotplug_finish();
	/* Complete: a panic has nothing to finish. */
	smp_store_release(&kxm.panic.change, NULL);
	return kxm_arch_protect(change->place, pages, true);
}

/* Find the segment that begins with ELF core headers. */
static int find_headers(struct kxm_change *change, struct kx_elfcore *core)
{
	const struct kx_copylist *list = &change->image->list;
	int err = -KX_E_FORMAT;
	u32 i;

	for (i = 0; i < list->count && err == -KX_E_FORMAT; i++) {
		struct kx_range pfns = list->dest[i];

		if (kx_range_is_empty(pfns))
			continue;
		change->segment = i;
		change->place = phys_to_virt(pfns.start << PAGE_SHIFT);
		change->room = kx_range_size(pfns) << PAGE_SHIFT;
		err = kx_elfcore_read(kx_bytes(change->place, change->room),
				      core);
	}
	return err;
}

static int write_headers(struct kxm_change *change,
			 const struct kx_elfcore *core)
{
	u64 size = kx_elfcore_size(core);
	void *headers;
	int err;

	if (size > change->room)
		return -ENOSPC;
	headers = kvmalloc(size, KXM_GFP);
	if (!headers)
		return -ENOMEM;
	change->headers = kx_bytes(headers, size);
	err = kx_errno(kx_elfcore_write(core, headers, size, NULL));
	if (!err)
		err = replace(change);
	kvfree(headers);
	return err;
}

static int rewrite(struct kxm_image *image)
{
	struct kxm_change change = { .image = image };
	struct kxm_dump dump;
	int err = kxm_dump_get(&dump);

	if (err)
		return err;
	err = kx_errno(find_headers(&change, &dump.crash.elfcore));
	if (!err)
		err = write_headers(&change, &dump.crash.elfcore);
	kxm_dump_put(&dump);
	return err;
}

static void update(struct work_struct *unused);

static DECLARE_DELAYED_WORK(later, update);

/* Update now, or once the call that holds the lock is over. */
static void update(struct work_struct *unused)
{
	int err = 0;

	if (!kxm_trylock()) {
		schedule_delayed_work(&later, msecs_to_jiffies(RETRY_MS));
		return;
	}
	if (kxm.crash && kxm.hotplug_updates)
		err = rewrite(kxm.crash);
	kxm_unlock();
	if (err)
		pr_err("the crash kernel has old headers, load it again: %d\n",
		       err);
}

static int on_memory(struct notifier_block *block, unsigned long action,
		     void *data)
{
	if (action == MEM_ONLINE || action == MEM_OFFLINE)
		update(NULL);
	return NOTIFY_DONE;
}

static struct notifier_block memory_block = { .notifier_call = on_memory };

/*
 * When a CPU is removed, its sysfs files are removed with it, and its note
 * stays in the headers. Headers written here have the notes of all possible
 * CPUs. Headers from kexec_load(2) need not.
 */
static int on_cpu(struct notifier_block *block, unsigned long action,
		  void *data)
{
	struct device *cpu = data;

	if (action != BUS_NOTIFY_ADD_DEVICE)
		return NOTIFY_DONE;
	if (kxm_note_show(cpu))
		pr_warn("CPU %u has no crash_notes\n", cpu->id);
	update(NULL);
	return NOTIFY_DONE;
}

static struct notifier_block cpu_block = { .notifier_call = on_cpu };

/*
 * For udev's rules: the crash kernel need not be loaded again. Every user may
 * read it, so it must not take the lock.
 */
static ssize_t crash_hotplug_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(kxm.hotplug_updates));
}

static DEVICE_ATTR_RO(crash_hotplug);

static const char *const folder_names[] = { "cpu", "memory" };

static_assert(ARRAY_SIZE(folder_names) == ARRAY_SIZE(kxm.hotplug_folders));

/*
 * A folder of /sys/devices/system: a reference to its device, or NULL. The
 * subsystems' devices are not exported, but the parent of a CPU's device is one
 * of them, and they are in one kset.
 */
static struct device *find_folder(const char *name)
{
	const struct device *cpu = get_cpu_device(0);
	const struct kobject *sibling = cpu ? cpu->kobj.parent : NULL;
	struct kobject *found;

	if (!sibling || !sibling->kset)
		return NULL;
	found = kset_find_obj(sibling->kset, name);
	if (found && found->parent != sibling->parent) {
		kobject_put(found);
		return NULL;
	}
	return found ? kobj_to_dev(found) : NULL;
}

static void hide(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(folder_names); i++) {
		if (!kxm.hotplug_folders[i])
			continue;
		device_remove_file(kxm.hotplug_folders[i],
				   &dev_attr_crash_hotplug);
		put_device(kxm.hotplug_folders[i]);
		kxm.hotplug_folders[i] = NULL;
	}
}

static int show(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(folder_names); i++) {
		struct device *folder = find_folder(folder_names[i]);
		int err;

		/* A kernel without memory hotplug has no folder for memory. */
		if (!folder)
			continue;
		err = device_create_file(folder, &dev_attr_crash_hotplug);
		if (err) {
			put_device(folder);
			hide();
			return err;
		}
		kxm.hotplug_folders[i] = folder;
	}
	return 0;
}

int kxm_hotplug_open(void)
{
	int err;

	if (kx_range_is_empty(kxm.region))
		return 0;
	err = show();
	if (!err)
		err = register_memory_notifier(&memory_block);
	if (!err)
		err = bus_register_notifier(&cpu_subsys, &cpu_block);
	if (err) {
		kxm_hotplug_close();
		pr_err("not loaded: memory and CPU hotplug: error %d\n", err);
	}
	return err;
}

void kxm_hotplug_close(void)
{
	/* Unregistering a block that was not registered does nothing. */
	bus_unregister_notifier(&cpu_subsys, &cpu_block);
	unregister_memory_notifier(&memory_block);
	cancel_delayed_work_sync(&later);
	hide();
}
