// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The functions of a purpose that changes nothing. */
#include "core/purpose.h"

#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

TEST(a_purpose_that_changes_nothing_adds_nothing)
{
	struct test_machine test;
	struct kx_request request;
	struct kx_crash_parts parts = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
	struct kx_plan plan = { .count = 3 };
	struct kx_fault fault = { .code = 7 };
	struct kx_memmap map = { 0 };

	test_machine_make(&test);
	request = test_machine_request(&test, kx_bytes("", 0));
	assert_int_equal(kx_purpose_takes_no_arena(&request), 0);
	assert_int_equal(
		kx_purpose_reserves_nothing(&request, &plan, &parts, &fault),
		0);
	assert_int_equal(kx_purpose_adds_nothing(&map, &plan, &fault), 0);
	assert_int_equal(plan.count, 3);
	assert_int_equal(parts.elfcorehdr.end, 2);
	assert_int_equal(fault.code, 7);
	assert_int_equal(test.arena.used, 0);
}

TEST(the_next_kernel_gets_the_map_of_the_firmware)
{
	struct test_machine test;
	struct kx_request request;
	struct kx_crash_parts parts = { 0 };
	struct kx_memmap map = { 0 };

	test_machine_make(&test);
	request = test_machine_request(&test, kx_bytes("", 0));
	assert_int_equal(
		kx_purpose_hands_memory_on(&request, &parts, &map, NULL), 0);
	assert_ptr_equal(map.entries, test.machine.firmware.entries);
	assert_int_equal(map.count, test.machine.firmware.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_purpose_that_changes_nothing_adds_nothing),
		cmocka_unit_test(the_next_kernel_gets_the_map_of_the_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
