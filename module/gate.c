// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gates: how a call on a system call's real number arrives here. On a
 * kernel without kexec the slots are functions of their own that answer
 * ENOSYS; a door (door.h) of the first kind that works leads from each of them
 * to one of ours. Where none does, there is /dev/kexec alone.
 *
 * That a hook is open does not say that it works: the kernel can switch its
 * mechanism off (debugfs kprobes/enabled). So the module calls the hooked
 * functions with registers of its own, which no caller has. The hook answers
 * such a try before anything is checked. Hooks that can be shut are tried every
 * other second, since no notifier says that one was shut; another kind takes
 * their place if one can be opened.
 *
 * Each call inside holds a reference on the module, so it can't be unloaded
 * under a call; kxm_gate_close() waits for the last instructions after that.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "gate.h"

#include "arch.h"
#include "door.h"
#include "kxm.h"
#include "symbol.h"

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

#define LOOK_EVERY (2 * HZ)
/* No function in the table returns it. */
#define ANSWER 0x6b786d

static char *door = "auto";
module_param(door, charp, 0444);
MODULE_PARM_DESC(door, "how calls arrive: ftrace, kprobe, device, or auto");

static const struct kxm_door *const doors[] = {
	[KXM_DOOR_FTRACE] = IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS)
				    ? &kxm_door_ftrace
				    : NULL,
	[KXM_DOOR_KPROBE] =
		IS_ENABLED(CONFIG_KPROBES) ? &kxm_door_kprobe : NULL,
};

static_assert(ARRAY_SIZE(doors) == KXM_DOOR_KINDS);

/* The registers of a try, by their address, for each kind. */
static const struct pt_regs tries[KXM_DOOR_KINDS];

static void look(struct work_struct *work);

static DECLARE_DELAYED_WORK(looking, look);

static long answer(const struct pt_regs *regs)
{
	return ANSWER;
}

const void *notrace kxm_gate_lead(const struct kxm_gate *gate,
				  const struct pt_regs *regs,
				  enum kxm_door_kind kind)
{
	const struct pt_regs *call = kxm_arch_arrival(regs);

	if (call >= tries && call < tries + KXM_DOOR_KINDS)
		return call == &tries[kind] ? answer : NULL;
	if (!READ_ONCE(kxm.is_open) || (gate->wants && !gate->wants(regs)))
		return NULL;
	return try_module_get(THIS_MODULE) ? gate->target : NULL;
}

static bool is_wanted(unsigned int kind)
{
	return doors[kind] && (sysfs_streq(door, "auto") ||
			       sysfs_streq(door, doors[kind]->name));
}

static bool is_any_wanted(void)
{
	return is_wanted(KXM_DOOR_FTRACE) || is_wanted(KXM_DOOR_KPROBE);
}

static void close_kind(unsigned int kind)
{
	unsigned int i = kxm_gate_count;

	while (i--) {
		if (kxm_gates[i].hooks[kind])
			doors[kind]->close(kxm_gates[i].hooks[kind]);
		kxm_gates[i].hooks[kind] = NULL;
	}
	if (!kxm.door_errors[kind])
		kxm.door_errors[kind] = 1;
}

static bool answers(const struct kxm_gate *gate, unsigned int kind)
{
	unsigned long call = (unsigned long)&tries[kind];

	return kxm_call(gate->address, call, 0) == ANSWER;
}

/*
 * ftrace takes some functions without an error and never traces them, as it has
 * disabled their records. Where others are hooked, one like that may be left
 * out if it is for few callers alone.
 */
static void leave_out_deaf(unsigned int kind)
{
	unsigned int i;

	for (i = 0; i < kxm_gate_count; i++) {
		struct kxm_gate *gate = &kxm_gates[i];

		if (!gate->is_optional || !gate->hooks[kind] ||
		    !answers(&kxm_gates[0], kind) || answers(gate, kind))
			continue;
		pr_info("%s can't be hooked by %s: its callers get no kexec\n",
			gate->symbol, doors[kind]->name);
		doors[kind]->close(gate->hooks[kind]);
		gate->hooks[kind] = NULL;
	}
}

/* Says why not once, and again when the reason is another one. */
static void open_kind(unsigned int kind)
{
	int err = 0;
	unsigned int i;

	for (i = 0; i < kxm_gate_count && !err; i++) {
		struct kxm_gate *gate = &kxm_gates[i];

		if (gate->address)
			err = doors[kind]->open(gate, &gate->hooks[kind]);
		if (err && err != kxm.door_errors[kind])
			pr_warn("no %s at %s: error %d\n", doors[kind]->name,
				gate->symbol, err);
	}
	if (err)
		close_kind(kind);
	else
		leave_out_deaf(kind);
	kxm.door_errors[kind] = err;
}

/* Ends at the first hook that is shut: what shuts one shuts its kind. */
static bool all_answer(unsigned int kind)
{
	unsigned int i;

	for (i = 0; i < kxm_gate_count; i++) {
		const struct kxm_gate *gate = &kxm_gates[i];

		if (gate->hooks[kind] && !answers(gate, kind))
			return false;
	}
	return true;
}

/* A kind that is open and shut stays open: it may work again. */
static unsigned int first_that_works(void)
{
	unsigned int kind;

	for (kind = 0; kind < KXM_DOOR_KINDS; kind++) {
		if (!kxm.has_gates || !is_wanted(kind))
			continue;
		if (kxm.door_errors[kind])
			open_kind(kind);
		if (!kxm.door_errors[kind] && all_answer(kind))
			break;
	}
	return kind;
}

static void use(unsigned int kind)
{
	unsigned int other;

	kxm.door = kind;
	for (other = kind + 1; other < KXM_DOOR_KINDS; other++) {
		if (!kxm.door_errors[other])
			close_kind(other);
	}
}

static void say_none_works(void)
{
	pr_warn("no hook works, only /dev/kexec does: see kexec.ko(4)\n");
}

static void say_what_changed(unsigned int from, unsigned int to)
{
	if (to == KXM_DOOR_KINDS)
		say_none_works();
	else if (from == KXM_DOOR_KINDS)
		pr_info("the system calls are served, by %s\n",
			doors[to]->name);
	else
		pr_info("the system calls are served by %s now, not by %s\n",
			doors[to]->name, doors[from]->name);
}

static void look_again(void)
{
	if (kxm.door == KXM_DOOR_KINDS || !doors[kxm.door]->is_permanent)
		queue_delayed_work(system_freezable_wq, &looking,
				   round_jiffies_relative(LOOK_EVERY));
}

/*
 * In a kernel thread: where reboot(2)'s hook alone is shut, the kernel's
 * function runs, and asks whether that thread may reboot.
 */
static void look(struct work_struct *work)
{
	unsigned int from = kxm.door;
	unsigned int to = first_that_works();

	if (to != from) {
		use(to);
		say_what_changed(from, to);
	}
	look_again();
}

void kxm_gate_look(void)
{
	if (kxm.has_gates)
		mod_delayed_work(system_freezable_wq, &looking, 0);
}

void kxm_gate_look_now(void)
{
	kxm_gate_look();
	flush_delayed_work(&looking);
}

/* Kinds after the one that works were not tried. */
int kxm_gate_print(char *page)
{
	int length = 0;
	unsigned int kind;
	unsigned int i;

	for (kind = 0; kind < KXM_DOOR_KINDS && kind <= kxm.door; kind++) {
		const char *word = kind == kxm.door ? "working" : "shut";

		if (!kxm.has_gates || !is_wanted(kind))
			continue;
		for (i = 0; i < kxm_gate_count; i++) {
			if (!kxm_gates[i].address ||
			    (!kxm.door_errors[kind] &&
			     !kxm_gates[i].hooks[kind]))
				continue;
			length += sysfs_emit_at(page, length, "%s %s %s\n",
						doors[kind]->name,
						kxm_gates[i].symbol, word);
		}
	}
	return length;
}

void kxm_gate_close(void)
{
	unsigned int kind;

	WRITE_ONCE(kxm.is_open, false);
	cancel_delayed_work_sync(&looking);
	for (kind = 0; kind < KXM_DOOR_KINDS; kind++) {
		if (!kxm.door_errors[kind])
			close_kind(kind);
	}
	/* Whoever left may still have the last instructions to run. */
	if (kxm.has_gates)
		synchronize_rcu_tasks();
}

static int find_functions(void)
{
	unsigned int i;

	for (i = 0; i < kxm_gate_count; i++) {
		struct kxm_gate *gate = &kxm_gates[i];
		int err = kxm_symbol(gate->symbol, &gate->address);

		if (err == -ENOENT && gate->is_optional)
			continue;
		if (err) {
			pr_warn("no %s to hook: error %d\n", gate->symbol, err);
			return err;
		}
	}
	kxm.has_gates = true;
	return 0;
}

/*
 * What insmod fails with. Lack of memory says nothing about a kind. Whoever
 * asks for a kind by name gets no other; but -EBUSY may pass, and a hook that
 * is shut may be opened.
 */
static int verdict(void)
{
	unsigned int kind;

	for (kind = 0; kind < KXM_DOOR_KINDS; kind++) {
		int err = kxm.door_errors[kind];

		if (err == -ENOMEM)
			return err;
		if (err < 0 && err != -EBUSY && !sysfs_streq(door, "auto"))
			return err;
	}
	return is_any_wanted() || sysfs_streq(door, "auto") ? 0 : -ENOENT;
}

int kxm_gate_open(void)
{
	int err;

	if (sysfs_streq(door, "device"))
		return 0;
	err = is_any_wanted() ? find_functions() : 0;
	if (!err) {
		use(first_that_works());
		err = verdict();
	}
	if (err && (err == -ENOMEM || !sysfs_streq(door, "auto"))) {
		pr_err("not loaded: no door=%s here: error %d\n", door, err);
		kxm_gate_close();
		return err;
	}
	if (kxm.door == KXM_DOOR_KINDS)
		say_none_works();
	return 0;
}

void kxm_gate_admit(void)
{
	WRITE_ONCE(kxm.is_open, true);
	if (kxm.has_gates)
		look_again();
}
