// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Two lines of a kernel's log, among others. */
#include "lib/machine/boot_log.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const struct {
	const char *text;
	unsigned int init_us;
	unsigned int tsc_khz;
} rows[] = {
	{ "", 0, 0 },
	{ "6,1,12,-;tsc: Detected 2399.998 MHz processor\n", 0, 2399998 },
	{ "6,1,12,-;tsc: Detected 2399.998 MHz TSC\n", 0, 2399998 },
	{ "6,1,12,-;tsc: Detected 2400.000 MHz TSC\n"
	  "6,9,99,-;tsc: Refined TSC clocksource calibration: "
	  "2399.997 MHz\n",
	  0, 2399997 },
	{ "6,401,1234567,-;Run /init as init process\n", 1234567, 0 },
	{ "6,401,12,-,caller=T1;Run /a b as init process\n", 12, 0 },
	/* The one that could be run is the last. */
	{ "6,401,12,-;Run /init as init process\n"
	  " KEY=a\n"
	  "6,402,34,-;Run /sbin/init as init process\n",
	  34, 0 },
	/* A program's lines, and others. */
	{ "12,401,12,-;Run /init as init process\n", 0, 0 },
	{ "8,401,12,-;Run /init as init process\n", 0, 0 },
	{ "7,401,12,-;Run /init as init process\n", 12, 0 },
	{ "6,401,12,-;Run /init as init process.\n", 0, 0 },
	{ "6,401,12,-;Running as init process\n", 0, 0 },
	{ "6,401,12,-;x: Run /init as init process\n", 0, 0 },
	{ " 6,401,12,-;Run /init as init process\n", 0, 0 },
	{ "6,401;Run /init as init process\n", 0, 0 },
	{ "6,401,12;Run /init as init process\n", 0, 0 },
	{ "6;Run /init as init process\n", 0, 0 },
	{ "Run /init as init process\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected 2399.99 MHz processor\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected 2399.9980 MHz processor\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected 2399 MHz processor\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected .998 MHz processor\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected 2399.998 kHz processor\n", 0, 0 },
	{ "6,1,12,-;tsc: Detected 99999999.998 MHz\n", 0, 0 },
	{ "6,1,0,-;arch_timer: cp15 timer(s) running at 62.50MHz "
	  "(virt).\n",
	  0, 62500 },
	{ "6,1,0,-;arch_timer: cp15 timer(s) running at 1000.00MHz "
	  "(phys).\n",
	  0, 1000000 },
	{ "6,1,0,-;arch_timer: cp15 and mmio timer(s) running at "
	  "19.20MHz (phys/virt).\n",
	  0, 19200 },
	{ "6,1,0,-;arch_timer: cp15 timer(s) running at 62.500MHz "
	  "(virt).\n",
	  0, 0 },
};

TEST(two_lines_are_found)
{
	struct kxl_boot_log log;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, "/dev/kmsg", rows[i].text);
		kxl_boot_log_read(fixture.ctx, &log);
		assert_row(rows[i].text, log.init_us, rows[i].init_us);
		assert_row(rows[i].text, log.tsc_khz, rows[i].tsc_khz);
		fixture_free(&fixture);
	}
}

TEST(a_machine_without_a_log_says_nothing)
{
	struct kxl_boot_log log = { 1, 1 };
	struct fixture fixture;

	fixture_make(&fixture);
	kxl_boot_log_read(fixture.ctx, &log);
	assert_int_equal(log.init_us, 0);
	assert_int_equal(log.tsc_khz, 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_lines_are_found),
		cmocka_unit_test(a_machine_without_a_log_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
