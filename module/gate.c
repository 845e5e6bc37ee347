// SPDX-License-Identifier: GPL-2.0-only
/*
 * The doors: how a call on a system call's real number arrives here. On a
 * kernel without kexec the slots are functions of their own that answer
 * ENOSYS; a door leads from such a function to one of ours, which runs in its
 * place, in the caller's context, and may sleep.
 *
 * A kprobe does it: the pre_handler sets the instruction pointer and returns
 * 1. The empty post_handler makes it ours alone (IPMODIFY) and keeps it from
 * being optimised into a jump (Linux Documentation/trace/kprobes.rst).
 *
 * Each call inside holds a reference on the module, so it can't be unloaded
 * under a call; kxm_gate_close() waits for the last instructions after that.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "kexec.h"

#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>

struct gate {
	const char *symbol;
	const void *target; /* runs instead, with the same arguments */
	/* Is this call for us? NULL: every one is. */
	bool (*wants)(const struct pt_regs *regs);
	struct kprobe probe;
};

static void restart_behind(char *cmd)
{
	kxm_machine_restart(cmd);
}

/* Return through here: the reference that the door took goes back. */
static long leave(long result)
{
	module_put(THIS_MODULE);
	return result;
}

static long load_behind(const struct pt_regs *regs)
{
	return leave(kxm_sys_kexec_load(regs));
}

static long file_load_behind(const struct pt_regs *regs)
{
	return leave(kxm_sys_kexec_file_load(regs));
}

static long reboot_behind(const struct pt_regs *regs)
{
	return leave(kxm_sys_reboot(regs));
}

/* Order: the way out is there before the ways in. */
static struct gate gates[] = {
	{ "machine_restart", restart_behind, kxm_wants_restart },
	{ "__x64_sys_reboot", reboot_behind, kxm_wants_reboot },
	{ "__x64_sys_kexec_load", load_behind },
	{ "__x64_sys_kexec_file_load", file_load_behind },
};

static int enter(struct kprobe *probe, struct pt_regs *regs)
{
	const struct gate *gate = container_of(probe, struct gate, probe);

	if (gate->wants && !gate->wants(regs))
		return 0;
	if (!try_module_get(THIS_MODULE))
		return 0;
	instruction_pointer_set(regs, (unsigned long)gate->target);
	return 1;
}

static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

static void close_first(unsigned int count)
{
	while (count)
		unregister_kprobe(&gates[--count].probe);
	synchronize_rcu_tasks();
}

int kxm_gate_open(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(gates); i++) {
		gates[i].probe = (struct kprobe){
			.symbol_name = gates[i].symbol,
			.pre_handler = enter,
			.post_handler = after,
		};
		err = register_kprobe(&gates[i].probe);
		if (err) {
			pr_err("not loaded: no door at %s: error %d\n",
			       gates[i].symbol, err);
			close_first(i);
			return err;
		}
	}
	return 0;
}

void kxm_gate_close(void)
{
	close_first(ARRAY_SIZE(gates));
}
