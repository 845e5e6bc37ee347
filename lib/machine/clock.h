/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The time-stamp counter, on arm64 the virtual counter, and the running
 * kernel's clock that counts by it.
 */
#ifndef LIB_MACHINE_CLOCK_H
#define LIB_MACHINE_CLOCK_H

#include "lib/errors/context.h"

#include "kx_port.h"

/* Ticks of the counter, and nanoseconds: ns = ticks * multiplier >> shift. */
struct kxl_clock {
	u32 multiplier;
	u32 shift;
	/*
	 * Whether the kernel's log has times of this clock, and the counter's
	 * value where they begin.
	 */
	bool is_logs;
	u64 log_start;
};

/**
 * kxl_ticks - read the counter; 0 if this process must not
 *
 * prctl(2), PR_SET_TSC: whoever reads it nevertheless gets SIGSEGV.
 */
u64 kxl_ticks(void);

/**
 * kxl_clock_read - find out how fast the counter of this machine counts
 * @clock: filled on success
 *
 * The kernel's own numbers, which it gives to programs that measure
 * (perf_event_open(2), cap_user_time_zero), if its clock counts by the counter.
 * If it gives none, the counter of arm64 says it itself, and a processor whose
 * counter never stops nor changes its speed is compared with the clock for 50
 * ms: not if that is one that Linux takes when it has found the counter to be
 * wrong (kxl_clock_is_measurable()).
 *
 * Return: 0; -EOPNOTSUPP if the counter is no clock here.
 */
KX_MUST_CHECK int kxl_clock_read(struct kexec_ctx *ctx,
				 struct kxl_clock *clock);

/**
 * kxl_clock_is_measurable - whether a clock vouches for the counter
 * @source: current_clocksource: the counter itself, which Linux watches, or a
 *	    hypervisor's, which is made of it
 */
bool kxl_clock_is_measurable(const char *source);

/**
 * kxl_clock_is_logs - whether the log's times are the counter's since boot
 * @source: current_clocksource; old kernels give @zero with others, too
 * @zero: nanoseconds of the log at a counter of 0
 * @slept: nanoseconds that this system was suspended; then @zero has moved
 */
bool kxl_clock_is_logs(const char *source, int64_t zero, int64_t slept);

/**
 * kxl_clock_from_khz - the same from the speed that a kernel has logged, or a
 * counter says
 *
 * Return: whether a counter can be so fast.
 */
bool kxl_clock_from_khz(struct kxl_clock *clock, u64 khz);

/** kxl_clock_ns - nanoseconds that @ticks take */
u64 kxl_clock_ns(const struct kxl_clock *clock, u64 ticks);

/** kxl_clock_ticks - the opposite */
u64 kxl_clock_ticks(const struct kxl_clock *clock, u64 ns);

#endif
