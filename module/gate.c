// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gates: how a call on a system call's real number arrives here. On a
 * kernel without kexec the slots are functions of their own that answer
 * ENOSYS; a door (door.h) of the first kind that works leads from each of them
 * to one of ours. Where none does, there is /dev/kexec alone.
 *
 * Each call inside holds a reference on the module, so it can't be unloaded
 * under a call; kxm_gate_close() waits for the last instructions after that.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "door.h"

static char *door = "auto";
module_param(door, charp, 0444);
MODULE_PARM_DESC(door, "how calls arrive: kprobe, ftrace, device, or auto");

/* The first that works is taken. */
static const struct kxm_door *const doors[] = {
	IS_ENABLED(CONFIG_KPROBES) ? &kxm_door_kprobe : NULL,
	IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS) ? &kxm_door_ftrace : NULL,
};

static const struct kxm_door *used;

long kxm_leave(long result)
{
	module_put(THIS_MODULE);
	return result;
}

bool notrace kxm_gate_enter(const struct kxm_gate *gate,
			    const struct pt_regs *regs)
{
	if (!READ_ONCE(kxm.is_open) || (gate->wants && !gate->wants(regs)))
		return false;
	return try_module_get(THIS_MODULE);
}

static void close_gates(const struct kxm_door *kind)
{
	unsigned int i = kxm_gate_count;

	while (i--) {
		if (kxm_gates[i].hook)
			kind->close(&kxm_gates[i]);
		kxm_gates[i].hook = NULL;
	}
}

static int open_gates(const struct kxm_door *kind)
{
	unsigned int i;

	for (i = 0; i < kxm_gate_count; i++) {
		struct kxm_gate *gate = &kxm_gates[i];
		int err = kind->open(gate);

		if (err == -ENOENT && gate->is_optional)
			continue;
		if (err) {
			pr_warn("no %s at %s: error %d\n", kind->name,
				gate->symbol, err);
			close_gates(kind);
			return err;
		}
	}
	return 0;
}

void kxm_gate_close(void)
{
	WRITE_ONCE(kxm.is_open, false);
	if (!used)
		return;
	close_gates(used);
	/* Whoever left may still have the last instructions to run. */
	synchronize_rcu_tasks();
}

/*
 * All gates by one kind of door; error: the last one's, -ENOENT if none is.
 * Lack of memory is no reason to take another.
 */
static int choose_door(void)
{
	int err = -ENOENT;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(doors) && !used && err != -ENOMEM; i++) {
		if (!doors[i] || (!sysfs_streq(door, "auto") &&
				  !sysfs_streq(door, doors[i]->name)))
			continue;
		err = open_gates(doors[i]);
		if (!err)
			used = doors[i];
	}
	return err;
}

int kxm_gate_open(void)
{
	int err;

	if (sysfs_streq(door, "device"))
		return 0;
	err = choose_door();
	if (err && (err == -ENOMEM || !sysfs_streq(door, "auto"))) {
		pr_err("not loaded: no door=%s here: error %d\n", door, err);
		return err;
	}
	if (err)
		pr_warn("the system calls stay closed; there is /dev/kexec\n");
	return 0;
}

void kxm_gate_admit(void)
{
	WRITE_ONCE(kxm.is_open, true);
}
