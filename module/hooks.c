// SPDX-License-Identifier: GPL-2.0-only
/*
 * How system calls with their real numbers reach this module. In a kernel
 * without kexec their entries in the system call table are functions of their
 * own that return ENOSYS. A hook (hook.h) redirects each of them to one of
 * ours. The first kind of hook that works is used. If no kind works, only
 * /dev/kexec is left.
 *
 * An installed hook does not always work: the kernel can disable its mechanism
 * (debugfs kprobes/enabled). So the module tests a hook: it calls the hooked
 * function with registers of its own, which no caller has. The hook answers
 * such a test before it checks anything. Hooks that can be disabled are tested
 * every two seconds, since there is no notifier for that. If they fail, another
 * kind is opened.
 *
 * Each call holds a reference on the module, so the module can't be unloaded
 * during a call. kxm_hooks_remove() waits for the last instructions after that.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/hooks.h"

#include "module/hook.h"
#include "module/kxm.h"
#include "module/symbol.h"

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

#define LOOK_EVERY (2 * HZ)
/* No function in the system call table returns it. */
#define ANSWER 0x6b786d

module_param_named(hook, kxm.hook, charp, 0444);
MODULE_PARM_DESC(hook, "how calls arrive: ftrace, kprobe, device, or auto");
module_param_named(door, kxm.hook, charp, 0444);
MODULE_PARM_DESC(door, "the former name of hook");

static const struct kxm_hook_ops *const hook_ops[] = {
	[KXM_HOOK_FTRACE] = KXM_HAS_FTRACE ? &kxm_hook_ftrace : NULL,
	[KXM_HOOK_KPROBE] =
		IS_ENABLED(CONFIG_KPROBES) ? &kxm_hook_kprobe : NULL,
};

static_assert(ARRAY_SIZE(hook_ops) == KXM_HOOK_KINDS);

/* The registers of a test, one for each kind. Only their addresses count. */
static const struct pt_regs tries[KXM_HOOK_KINDS];

static void look(struct work_struct *work);

static DECLARE_DELAYED_WORK(looking, look);

static long answer(const struct pt_regs *regs)
{
	return ANSWER;
}

const void *notrace kxm_hooks_redirect(const struct kxm_hooked *hooked,
				       unsigned long argument,
				       enum kxm_hook_kind kind)
{
	const struct pt_regs *call = (const struct pt_regs *)argument;

	if (call >= tries && call < tries + KXM_HOOK_KINDS)
		return call == &tries[kind] ? answer : NULL;
	if (!READ_ONCE(kxm.is_open) || (hooked->wants && !hooked->wants(call)))
		return NULL;
	return try_module_get(THIS_MODULE) ? hooked->target : NULL;
}

static bool is_wanted(unsigned int kind)
{
	return hook_ops[kind] && (sysfs_streq(kxm.hook, "auto") ||
				  sysfs_streq(kxm.hook, hook_ops[kind]->name));
}

static bool is_any_wanted(void)
{
	return is_wanted(KXM_HOOK_FTRACE) || is_wanted(KXM_HOOK_KPROBE);
}

static void close_kind(unsigned int kind)
{
	unsigned int i = kxm_hooked_count;

	while (i--) {
		struct kxm_hooked *hooked = &kxm_hooked_functions[i];

		if (hooked->hooks[kind])
			hook_ops[kind]->close(hooked->hooks[kind]);
		hooked->hooks[kind] = NULL;
	}
	if (!kxm.hook_errors[kind])
		kxm.hook_errors[kind] = 1;
}

static bool answers(const struct kxm_hooked *hooked, unsigned int kind)
{
	unsigned long call = (unsigned long)&tries[kind];

	return kxm_call(hooked->address, call, 0) == ANSWER;
}

/*
 * ftrace accepts some functions without an error and never traces them, since
 * it has disabled their records. If the other functions are hooked, such a
 * function may be left out, provided that few callers use it.
 */
static void leave_out_deaf(unsigned int kind)
{
	unsigned int i;

	for (i = 0; i < kxm_hooked_count; i++) {
		struct kxm_hooked *hooked = &kxm_hooked_functions[i];

		if (!hooked->is_optional || !hooked->hooks[kind] ||
		    !answers(&kxm_hooked_functions[0], kind) ||
		    answers(hooked, kind))
			continue;
		pr_info("%s can't be hooked by %s: its callers get no kexec\n",
			hooked->symbol, hook_ops[kind]->name);
		hook_ops[kind]->close(hooked->hooks[kind]);
		hooked->hooks[kind] = NULL;
	}
}

/* Logs an error once, and again when the error changes. */
static void open_kind(unsigned int kind)
{
	int err = 0;
	unsigned int i;

	for (i = 0; i < kxm_hooked_count && !err; i++) {
		struct kxm_hooked *hooked = &kxm_hooked_functions[i];

		if (hooked->address)
			err = hook_ops[kind]->open(hooked,
						   &hooked->hooks[kind]);
		if (err && err != kxm.hook_errors[kind])
			pr_warn("no %s at %s: error %d\n", hook_ops[kind]->name,
				hooked->symbol, err);
	}
	if (err)
		close_kind(kind);
	else
		leave_out_deaf(kind);
	kxm.hook_errors[kind] = err;
}

/* Stops at the first hook that is disabled: its whole kind is. */
static bool all_answer(unsigned int kind)
{
	unsigned int i;

	for (i = 0; i < kxm_hooked_count; i++) {
		const struct kxm_hooked *hooked = &kxm_hooked_functions[i];

		if (hooked->hooks[kind] && !answers(hooked, kind))
			return false;
	}
	return true;
}

/* A kind that is open but disabled stays open: it may work again. */
static unsigned int first_that_works(void)
{
	unsigned int kind;

	for (kind = 0; kind < KXM_HOOK_KINDS; kind++) {
		if (!kxm.has_functions || !is_wanted(kind))
			continue;
		if (kxm.hook_errors[kind])
			open_kind(kind);
		if (!kxm.hook_errors[kind] && all_answer(kind))
			break;
	}
	return kind;
}

static void use(unsigned int kind)
{
	unsigned int other;

	kxm.hook_kind = kind;
	for (other = kind + 1; other < KXM_HOOK_KINDS; other++) {
		if (!kxm.hook_errors[other])
			close_kind(other);
	}
}

static void say_none_works(void)
{
	pr_warn("no hook works, only /dev/kexec does: see kexec.ko(4)\n");
}

static void say_what_changed(unsigned int from, unsigned int to)
{
	if (to == KXM_HOOK_KINDS)
		say_none_works();
	else if (from == KXM_HOOK_KINDS)
		pr_info("the system calls are served, by %s\n",
			hook_ops[to]->name);
	else
		pr_info("the system calls are served by %s now, not by %s\n",
			hook_ops[to]->name, hook_ops[from]->name);
}

static void look_again(void)
{
	if (kxm.hook_kind == KXM_HOOK_KINDS ||
	    !hook_ops[kxm.hook_kind]->is_permanent)
		queue_delayed_work(system_freezable_wq, &looking,
				   round_jiffies_relative(LOOK_EVERY));
}

/*
 * Runs in a kernel thread. If only the hook of reboot(2) is disabled, the
 * kernel's function runs and checks that thread's capability.
 */
static void look(struct work_struct *work)
{
	unsigned int from = kxm.hook_kind;
	unsigned int to = first_that_works();

	if (to != from) {
		use(to);
		say_what_changed(from, to);
	}
	look_again();
}

void kxm_hooks_check(void)
{
	if (kxm.has_functions)
		mod_delayed_work(system_freezable_wq, &looking, 0);
}

void kxm_hooks_check_now(void)
{
	kxm_hooks_check();
	flush_delayed_work(&looking);
}

/* Kinds after the working one were not tested. */
int kxm_hooks_print(char *page)
{
	int length = 0;
	unsigned int kind;
	unsigned int i;

	for (kind = 0; kind < KXM_HOOK_KINDS && kind <= kxm.hook_kind; kind++) {
		const char *word = kind == kxm.hook_kind ? "working" : "shut";

		if (!kxm.has_functions || !is_wanted(kind))
			continue;
		for (i = 0; i < kxm_hooked_count; i++) {
			if (!kxm_hooked_functions[i].address ||
			    (!kxm.hook_errors[kind] &&
			     !kxm_hooked_functions[i].hooks[kind]))
				continue;
			length += sysfs_emit_at(page, length, "%s %s %s\n",
						hook_ops[kind]->name,
						kxm_hooked_functions[i].symbol,
						word);
		}
	}
	return length;
}

void kxm_hooks_remove(void)
{
	unsigned int kind;

	WRITE_ONCE(kxm.is_open, false);
	cancel_delayed_work_sync(&looking);
	for (kind = 0; kind < KXM_HOOK_KINDS; kind++) {
		if (!kxm.hook_errors[kind])
			close_kind(kind);
	}
	/* A call may still have its last instructions to run. */
	if (kxm.has_functions)
		synchronize_rcu_tasks();
}

static int find_functions(void)
{
	unsigned int i;

	for (i = 0; i < kxm_hooked_count; i++) {
		struct kxm_hooked *hooked = &kxm_hooked_functions[i];
		int err = kxm_symbol(hooked->symbol, &hooked->address);

		if (err == -ENOENT && hooked->is_optional)
			continue;
		if (err) {
			pr_warn("no %s to hook: error %d\n", hooked->symbol,
				err);
			return err;
		}
	}
	kxm.has_functions = true;
	return 0;
}

/*
 * The error of insmod. Lack of memory says nothing about a kind. If the user
 * asks for a kind by name, no other one is used. But -EBUSY may pass, and a
 * disabled hook may be enabled later.
 */
static int verdict(void)
{
	unsigned int kind;

	for (kind = 0; kind < KXM_HOOK_KINDS; kind++) {
		int err = kxm.hook_errors[kind];

		if (err == -ENOMEM)
			return err;
		if (err < 0 && err != -EBUSY && !sysfs_streq(kxm.hook, "auto"))
			return err;
	}
	return is_any_wanted() || sysfs_streq(kxm.hook, "auto") ? 0 : -ENOENT;
}

int kxm_hooks_install(void)
{
	int err;

	if (sysfs_streq(kxm.hook, "device"))
		return 0;
	err = is_any_wanted() ? find_functions() : 0;
	if (!err) {
		use(first_that_works());
		err = verdict();
	}
	if (err && (err == -ENOMEM || !sysfs_streq(kxm.hook, "auto"))) {
		pr_err("not loaded: no hook=%s here: error %d\n", kxm.hook,
		       err);
		kxm_hooks_remove();
		return err;
	}
	if (kxm.hook_kind == KXM_HOOK_KINDS)
		say_none_works();
	return 0;
}

void kxm_hooks_enable(void)
{
	WRITE_ONCE(kxm.is_open, true);
	if (kxm.has_functions)
		look_again();
}
