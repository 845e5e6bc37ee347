/* SPDX-License-Identifier: GPL-2.0-only */
/* Restarts, suspending and panics. */
#ifndef MODULE_COMPAT_KXM_REBOOT_H
#define MODULE_COMPAT_KXM_REBOOT_H

#include <linux/reboot.h>
#include <linux/suspend.h>
/* The notifiers of a panic; linux/kernel.h declares them before Linux 5.14. */
#if KXM_HAS_PANIC_NOTIFIER
#include <linux/panic_notifier.h>
#endif
#include <linux/kernel.h>

/*
 * The chain of handlers that prepare firmware for a restart. Kbuild looks for
 * its mode in the header, because the compiler can't look for an enumerator.
 * Kernels without it prepare firmware only before power goes off.
 */
#if !KXM_HAS_RESTART_PREPARE
struct kxm_no_handler;
struct kxm_no_data;
#define sys_off_handler kxm_no_handler
#define sys_off_data	kxm_no_data
#define sys_off_mode	kxm_no_mode

enum sys_off_mode { SYS_OFF_MODE_RESTART_PREPARE };

static inline struct sys_off_handler *
register_sys_off_handler(enum sys_off_mode mode, int priority,
			 int (*callback)(struct sys_off_data *data), void *data)
{
	return NULL;
}

static inline void unregister_sys_off_handler(struct sys_off_handler *handler)
{
}
#endif

/* The pair returns and takes flags of the task since Linux 6.2. Never called.
 */
unsigned int kxm_lock_with_flags(void);
void kxm_lock_without(void);
void kxm_unlock_with_flags(unsigned int flags);
void kxm_unlock_without(void);

#define KXM_LOCKS_WITH_FLAGS                                    \
	__builtin_types_compatible_p(typeof(lock_system_sleep), \
				     typeof(kxm_lock_with_flags))

static inline unsigned int kxm_lock_system_sleep(void)
{
	if (KXM_LOCKS_WITH_FLAGS)
		return __builtin_choose_expr(KXM_LOCKS_WITH_FLAGS,
					     lock_system_sleep,
					     kxm_lock_with_flags)();
	__builtin_choose_expr(KXM_LOCKS_WITH_FLAGS, kxm_lock_without,
			      lock_system_sleep)();
	return 0;
}

static inline void kxm_unlock_system_sleep(unsigned int flags)
{
	if (KXM_LOCKS_WITH_FLAGS)
		__builtin_choose_expr(KXM_LOCKS_WITH_FLAGS, unlock_system_sleep,
				      kxm_unlock_with_flags)(flags);
	else
		__builtin_choose_expr(KXM_LOCKS_WITH_FLAGS, kxm_unlock_without,
				      unlock_system_sleep)();
}

#endif
