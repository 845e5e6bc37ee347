// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * How fast the time-stamp counter counts. Only the kernel knows whether it can
 * be trusted: if its clock counts by it, the kernel says how, in the page that
 * perf_event_open(2) gives to programs that measure themselves. The counter of
 * arm64 can always be trusted, and says itself how fast it is.
 */
#include "lib/machine/clock.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/machine/cpuid.h"
#include "lib/machine/file.h"
#include "lib/machine/tsc.h"
#include "lib/text/text.h"

#define SOURCE \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define SOURCE_SIZE 64
#define TSC	    "tsc"
/* Until its speed was measured better: in the first seconds. */
#define TSC_EARLY "tsc-early"
/* Of arm64. */
#define ARCH_TIMER  "arch_sys_counter"
#define NS_PER_S    1000000000ULL
#define MEASURED_NS (NS_PER_S / 20)
/* Of what is measured. Ten readings are enough to meet no interrupt in one. */
#define SHIFT	 31
#define READINGS 10
#define KHZ_MIN	 1000
/* A suspend takes longer; the two clocks that tell are read at once. */
#define SUSPEND_NS 10000000
/* "Invariant TSC" (Intel SDM, volume 3, 18.17.1). */
#define CPUID_POWER 0x80000007
#define IS_CONSTANT (1U << 8)

/* Names of Linux (struct clocksource). */
static const char *const measurable[] = {
	TSC,
	"kvm-clock",
	"hyperv_clocksource_tsc_page",
	"hyperv_clocksource_msr",
	"xen",
};

static bool has_ticks(void)
{
	int mode = PR_TSC_ENABLE;

	return prctl(PR_GET_TSC, &mode) || mode == PR_TSC_ENABLE;
}

u64 kxl_ticks(void)
{
	return has_ticks() ? kxl_tsc() : 0;
}

u64 kxl_clock_ns(const struct kxl_clock *clock, u64 ticks)
{
	u64 high = ticks >> clock->shift;
	u64 low = ticks & ((1ULL << clock->shift) - 1);

	/* Each part times 32 bits fits: a shift is at most 32. */
	return high * clock->multiplier +
	       (low * clock->multiplier >> clock->shift);
}

u64 kxl_clock_ticks(const struct kxl_clock *clock, u64 ns)
{
	u64 whole = ns / clock->multiplier;
	u64 rest = ns % clock->multiplier;

	return (whole << clock->shift) +
	       (rest << clock->shift) / clock->multiplier;
}

bool kxl_clock_is_measurable(const char *source)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(measurable); i++) {
		if (!strcmp(source, measurable[i]))
			return true;
	}
	return false;
}

bool kxl_clock_is_logs(const char *source, int64_t zero, int64_t slept)
{
	bool is_tsc = !strcmp(source, TSC) || !strcmp(source, TSC_EARLY) ||
		      !strcmp(source, ARCH_TIMER);

	return is_tsc && zero <= 0 && slept < SUSPEND_NS;
}

static int64_t read_clock(clockid_t which)
{
	struct timespec now = { 0 };

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * (int64_t)NS_PER_S + now.tv_nsec;
}

/* What comes between the two makes it less, so that it is no suspend. */
static int64_t slept(void)
{
	int64_t with_suspend = read_clock(CLOCK_BOOTTIME);

	return with_suspend - read_clock(CLOCK_MONOTONIC);
}

/* Not known: empty. */
static void read_source(struct kexec_ctx *ctx, char *source)
{
	struct kx_bytes text;
	struct kx_bytes name;

	*source = '\0';
	if (kxl_read_start(ctx, SOURCE, SOURCE_SIZE - 1, &text))
		return;
	name = kxl_text_trim(text);
	memcpy(source, name.data, (size_t)name.size);
	source[name.size] = '\0';
	kxl_text_free(text);
}

/*
 * An event that never happens: only its page is wanted. A kernel whose clock is
 * another one leaves the flag out.
 */
static int ask_kernel(const char *source, struct kxl_clock *clock)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.disabled = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			      PERF_FLAG_FD_CLOEXEC);
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	const volatile struct perf_event_mmap_page *page;
	int err = -EOPNOTSUPP;

	if (fd < 0)
		return -errno;
	page = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (page == MAP_FAILED)
		return -errno;
	if (page->cap_user_time_zero && page->time_mult &&
	    page->time_shift <= 32) {
		*clock = (struct kxl_clock){
			.multiplier = page->time_mult,
			.shift = page->time_shift,
		};
		/* Where the counter would be at a time zero of that clock. */
		clock->log_start = kxl_clock_ticks(clock, -page->time_zero);
		clock->is_logs =
			kxl_clock_is_logs(source, (int64_t)page->time_zero,
					  slept()) &&
			clock->log_start < kxl_tsc();
		err = 0;
	}
	munmap((void *)(uintptr_t)page, size);
	return err;
}

bool kxl_clock_from_khz(struct kxl_clock *clock, u64 khz)
{
	u32 shift = SHIFT;
	u64 multiplier;

	if (khz < KHZ_MIN)
		return false;
	/* A slow counter has few bits of them. */
	while ((1000000ULL << shift) / khz > UINT32_MAX)
		shift--;
	multiplier = (1000000ULL << shift) / khz;
	if (!multiplier)
		return false;
	*clock = (struct kxl_clock){ .multiplier = (u32)multiplier,
				     .shift = shift };
	return true;
}

struct reading {
	u64 ticks;
	u64 ns;
};

/* Of several, the one that took the fewest ticks. */
static struct reading read_both(void)
{
	struct reading best = { 0 };
	u64 shortest = ~0ULL;
	struct timespec now;
	int i;

	for (i = 0; i < READINGS; i++) {
		u64 before = kxl_tsc();
		u64 took;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		took = kxl_tsc() - before;
		if (took >= shortest)
			continue;
		shortest = took;
		best.ticks = before + took / 2;
		best.ns = (u64)now.tv_sec * NS_PER_S + (u64)now.tv_nsec;
	}
	return best;
}

static int measure(struct kxl_clock *clock)
{
	const struct timespec pause = { .tv_nsec = MEASURED_NS };
	struct reading first = read_both();
	struct reading last;
	u64 multiplier;

	nanosleep(&pause, NULL);
	last = read_both();
	if (last.ticks <= first.ticks || last.ns <= first.ns ||
	    last.ns - first.ns > NS_PER_S)
		return -EOPNOTSUPP;
	multiplier =
		((last.ns - first.ns) << SHIFT) / (last.ticks - first.ticks);
	if (!multiplier || multiplier > UINT32_MAX)
		return -EOPNOTSUPP;
	*clock = (struct kxl_clock){ .multiplier = (u32)multiplier,
				     .shift = SHIFT };
	return 0;
}

int kxl_clock_read(struct kexec_ctx *ctx, struct kxl_clock *clock)
{
	char source[SOURCE_SIZE];

	if (!has_ticks())
		return -EOPNOTSUPP;
	read_source(ctx, source);
	if (!ask_kernel(source, clock) ||
	    kxl_clock_from_khz(clock, kxl_tsc_khz()))
		return 0;
	if (!kxl_clock_is_measurable(source) ||
	    !(kxl_cpuid(CPUID_POWER).edx & IS_CONSTANT))
		return -EOPNOTSUPP;
	return measure(clock);
}
