// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Available memory, known and unknown. */
#include "lib/machine/available.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(a_margin_is_left)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo",
		     "MemTotal: 65536 kB\nMemFree: 32768 kB\n"
		     "MemAvailable: 32768 kB\n");
	assert_in_range(kxl_available(fixture.ctx), 30 << 20, 31 << 20);
	fixture_free(&fixture);
}

TEST(without_a_number_there_is_no_limit)
{
	struct kxl_memory memory;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 65536 kB\n");
	assert_false(kxl_available_read(fixture.ctx, &memory));
	assert_true(kxl_available(fixture.ctx) == UINT64_MAX);
	fixture_remove(&fixture, "/proc/meminfo");
	assert_false(kxl_available_read(fixture.ctx, &memory));
	assert_true(kxl_available(fixture.ctx) == UINT64_MAX);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_margin_is_left),
		cmocka_unit_test(without_a_number_there_is_no_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
