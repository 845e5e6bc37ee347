// SPDX-License-Identifier: GPL-2.0-only
/* The module's state, its lock, and references to the module. */
#include "module/kxm.h"

#include "module/hook.h"

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/module.h>

struct kxm_state kxm = {
	.load_limit = { ATOMIC_INIT(-1), ATOMIC_INIT(-1) },
	.hook = "auto",
	.hook_kind = KXM_HOOK_KINDS,
	.hook_errors = { [KXM_HOOK_FTRACE] = 1, [KXM_HOOK_KPROBE] = 1 },
	.oom = {
		.lock = __SPIN_LOCK_UNLOCKED(kxm.oom.lock),
		.pages = LIST_HEAD_INIT(kxm.oom.pages),
	},
};

/*
 * A word, not a mutex: a caller that finds it taken returns EBUSY, as in Linux
 * (kexec_trylock() in kernel/kexec_internal.h).
 */
bool kxm_trylock(void)
{
	return !atomic_cmpxchg_acquire(&kxm.lock, 0, 1);
}

void kxm_unlock(void)
{
	atomic_set_release(&kxm.lock, 0);
}

/* Otherwise unloading and reloading the module would undo a restriction. */
void kxm_stay(void)
{
	if (!xchg(&kxm.is_pinned, 1))
		__module_get(THIS_MODULE);
}

long kxm_return(long result)
{
	module_put(THIS_MODULE);
	return result;
}
