/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * CPUs that can't be stopped for a jump, for which a call fails with EBUSY: by
 * cpus_are_stuck_in_kernel() in Linux arch/arm64/kernel/smp.c, or by kexec.ko's
 * module/arch/<a>/stop.c. What /proc and /sys show of them.
 */
#ifndef LIB_LOAD_STUCK_H
#define LIB_LOAD_STUCK_H

#include "lib/errors/context.h"

/** kxl_stuck_by_spin_table - have spin tables of the firmware started them? */
bool kxl_stuck_by_spin_table(struct kexec_ctx *ctx);

/** kxl_stuck_by_kvm - does a hypervisor of protected KVM stay in memory? */
bool kxl_stuck_by_kvm(struct kexec_ctx *ctx);

/**
 * kxl_stuck_online - find a CPU that is online and can't be taken offline
 * @cpu: filled if the function returns true: its number
 *
 * Only on arm64. The CPU that jumps may be such a one: that is the one in
 * /sys/kernel/reboot/cpu if it is online, or else the first that is.
 */
bool kxl_stuck_online(struct kexec_ctx *ctx, u64 *cpu);

/**
 * kxl_stuck_offline - find a CPU that is offline, and may yet run
 * @cpu: filled if the function returns true: its number
 */
bool kxl_stuck_offline(struct kexec_ctx *ctx, u64 *cpu);

#endif
