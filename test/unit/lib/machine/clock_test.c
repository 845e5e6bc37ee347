// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Ticks and nanoseconds. */
#include "lib/machine/clock.h"

#include <errno.h>
#include <sys/prctl.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define SOURCE \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

TEST(ticks_become_nanoseconds_and_back)
{
	static const struct {
		const char *name;
		struct kxl_clock clock;
		u64 ticks, ns;
	} rows[] = {
		{ "1 GHz", { .multiplier = 1U << 31, .shift = 31 }, 7, 7 },
		{ "2 GHz", { .multiplier = 1U << 30, .shift = 31 }, 8, 4 },
		{ "half of 1 GHz",
		  { .multiplier = 1U << 31, .shift = 30 },
		  5,
		  10 },
		{ "a century at 4 GHz",
		  { .multiplier = 1U << 30, .shift = 32 },
		  12623040000000000000ULL,
		  3155760000000000000ULL },
		{ "the fastest conversion",
		  { .multiplier = UINT32_MAX, .shift = 32 },
		  1ULL << 40,
		  (1ULL << 40) - (1 << 8) },
		{ "no shift", { .multiplier = 3, .shift = 0 }, 5, 15 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   kxl_clock_ns(&rows[i].clock, rows[i].ticks),
			   rows[i].ns);
		assert_row(rows[i].name,
			   kxl_clock_ticks(&rows[i].clock, rows[i].ns),
			   rows[i].ticks);
	}
}

TEST(a_logged_speed_is_a_clock_if_it_can_be)
{
	static const struct {
		u64 khz;
		bool is_clock;
	} rows[] = {
		{ 0, false },	       { 1, false },
		{ 999, false },	       { 1000, true },
		{ 62500, true },       { 500000, true },
		{ 2400000, true },     { 100000000, true },
		{ 1ULL << 52, false }, { UINT64_MAX, false },
	};
	struct kxl_clock clock;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(kxl_clock_from_khz(&clock, rows[i].khz),
				 rows[i].is_clock);
	assert_true(kxl_clock_from_khz(&clock, 2000000));
	assert_false(clock.is_logs);
	assert_int_equal(kxl_clock_ns(&clock, 2000000000), 1000000000);
	/* An hour, and a few nanoseconds less. */
	assert_true(kxl_clock_from_khz(&clock, 62500));
	assert_int_equal(kxl_clock_ns(&clock, 62500ULL * 3600000),
			 3600000000000);
	assert_true(kxl_clock_from_khz(&clock, 19200));
	assert_in_range(kxl_clock_ns(&clock, 19200ULL * 3600000),
			3600000000000 - 3600, 3600000000000);
}

TEST(only_a_clock_that_vouches_for_it_measures_the_counter)
{
	static const struct {
		const char *source;
		bool is_measurable;
	} rows[] = {
		{ "tsc", true },
		{ "kvm-clock", true },
		{ "hyperv_clocksource_tsc_page", true },
		{ "hyperv_clocksource_msr", true },
		{ "xen", true },
		{ "hpet", false },
		{ "acpi_pm", false },
		{ "refined-jiffies", false },
		{ "tsc-early", false },
		{ "", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].source,
			   kxl_clock_is_measurable(rows[i].source),
			   rows[i].is_measurable);
}

TEST(the_log_begins_where_it_says_unless_that_was_moved)
{
	static const struct {
		const char *source;
		int64_t zero, slept;
		bool is_logs;
	} rows[] = {
		{ "tsc", -1000, 0, true },
		{ "tsc", 0, -1000, true },
		{ "tsc", INT64_MIN, 9999999, true },
		{ "tsc-early", -1000, 0, true },
		{ "arch_sys_counter", -1000, 0, true },
		{ "arch_sys_counter", -1000, 10000000, false },
		{ "tsc", 1, 0, false },
		{ "tsc", INT64_MAX, 0, false },
		{ "tsc", -1000, 10000000, false },
		{ "tsc", -1000, 3600000000000, false },
		{ "hpet", -1000, 0, false },
		{ "kvm-clock", -1000, 0, false },
		{ "", -1000, 0, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].source,
			   kxl_clock_is_logs(rows[i].source, rows[i].zero,
					     rows[i].slept),
			   rows[i].is_logs);
}

/* As far as this machine's kernel does not give its own numbers. */
TEST(the_clock_in_use_is_asked)
{
	struct kxl_clock clock = { .is_logs = true };
	struct fixture fixture;
	int err;

	fixture_make(&fixture);
	fixture_text(&fixture, SOURCE, "hpet\n");
	err = kxl_clock_read(fixture.ctx, &clock);
	if (err)
		assert_int_equal(err, -EOPNOTSUPP);
	else
		assert_false(clock.is_logs);
	fixture_free(&fixture);
}

TEST(who_must_not_read_the_counter_does_not)
{
	struct kxl_clock clock;
	struct fixture fixture;

	fixture_make(&fixture);
	fixture_text(&fixture, SOURCE, "tsc\n");
	assert_true(kxl_ticks() != 0);
	/* On arm64 since Linux 6.12. */
	if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV)) {
		fixture_free(&fixture);
		skip();
	}
	assert_true(kxl_ticks() == 0);
	assert_int_equal(kxl_clock_read(fixture.ctx, &clock), -EOPNOTSUPP);
	assert_int_equal(prctl(PR_SET_TSC, PR_TSC_ENABLE), 0);
	fixture_free(&fixture);
}

/* Whatever this machine is: its counter agrees with its clock, or is none. */
TEST(this_machines_counter_is_measured_or_refused)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	struct timespec begin, end;
	struct kxl_clock clock;
	struct fixture fixture;
	u64 ticks, passed;
	int err;

	fixture_make(&fixture);
	fixture_text(&fixture, SOURCE, "tsc\n");
	err = kxl_clock_read(fixture.ctx, &clock);
	fixture_free(&fixture);
	if (err) {
		assert_int_equal(err, -EOPNOTSUPP);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC_RAW, &begin);
	ticks = kxl_ticks();
	nanosleep(&pause, NULL);
	ticks = kxl_ticks() - ticks;
	clock_gettime(CLOCK_MONOTONIC_RAW, &end);
	passed = (u64)(end.tv_sec - begin.tv_sec) * 1000000000 +
		 (u64)end.tv_nsec - (u64)begin.tv_nsec;
	assert_true(kxl_clock_ns(&clock, ticks) >= 20000000);
	assert_true(kxl_clock_ns(&clock, ticks) <= passed + passed / 1000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_become_nanoseconds_and_back),
		cmocka_unit_test(a_logged_speed_is_a_clock_if_it_can_be),
		cmocka_unit_test(
			only_a_clock_that_vouches_for_it_measures_the_counter),
		cmocka_unit_test(
			the_log_begins_where_it_says_unless_that_was_moved),
		cmocka_unit_test(the_clock_in_use_is_asked),
		cmocka_unit_test(who_must_not_read_the_counter_does_not),
		cmocka_unit_test(this_machines_counter_is_measured_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
