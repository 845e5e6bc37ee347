// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash path, called from panic.c. Each CPU's registers are saved in its
 * note (note.c).
 *
 * Nothing here takes a lock, sleeps or allocates: this CPU may be in an NMI,
 * and the other CPUs may be anywhere.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/panic.h"

#include "module/arch.h"
#include "module/hotplug.h"
#include "module/image.h"
#include "module/integrity.h"
#include "module/kxm.h"
#include "module/note.h"
#include "module/vmcoreinfo.h"

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>

module_param_named(start_damaged, kxm.start_damaged, bool, 0644);
MODULE_PARM_DESC(start_damaged, "start a damaged crash kernel all the same");

/*
 * Linux prints these words in the line of an oops or a panic that begins with
 * "CPU:" (dump_stack_print_info() in lib/dump_stack.c). Modules can't add to
 * that line, so the words get a line of their own.
 */
static void say_loaded(void)
{
	if (READ_ONCE(kxm.crash))
		pr_warn("Kdump: loaded\n");
}

/* Did an oops of this task lead to the panic? */
static bool has_oops(void)
{
	return READ_ONCE(kxm.panic.oops_task) == current &&
	       kxm.panic.oops_start_time == current->start_time;
}

/*
 * The caller is kernel code. A debugger of the kernel has no data about this
 * module, and could not unwind from here.
 */
static void save_own(const struct kxm_caller *caller)
{
	struct pt_regs regs = { 0 };

	if (has_oops())
		regs = kxm.panic.oops;
	else
		kxm_arch_caller_registers(&regs, caller);
	kxm_note_save(&regs);
}

void kxm_crash(const struct kxm_caller *caller)
{
	struct kxm_image *image;

	if (atomic_xchg(&kxm.panic.is_begun, 1))
		return;
	if (!READ_ONCE(kxm.crash)) {
		pr_emerg("no crash kernel is loaded\n");
		return;
	}
	local_irq_disable();
	if (!has_oops())
		say_loaded();
	save_own(caller);
	kxm_arch_poison();
	kxm_arch_crash_stop();
	/* A CPU that was loading or unloading is stopped: the image stays. */
	image = READ_ONCE(kxm.crash);
	if (!image) {
		pr_emerg("no crash kernel: it was just being replaced\n");
		return;
	}
	kxm_hotplug_finish();
	if (!kxm_integrity_check(image) && !kxm.start_damaged) {
		pr_emerg("crash kernel not started: see start_damaged\n");
		return;
	}
	kxm_vmcoreinfo_finish(image);
	pr_emerg("Starting crash kernel\n");
	kxm_arch_crash_jump(image);
}

void kxm_crash_oops(const struct pt_regs *regs)
{
	say_loaded();
	if (!regs)
		return;
	kxm.panic.oops = *regs;
	kxm.panic.oops_start_time = current->start_time;
	WRITE_ONCE(kxm.panic.oops_task, current);
}
