// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/load_map.h"

#include "test/unit/test.h"

static struct load_map map;

static void add(u64 start, u64 size)
{
	struct load load = { .start = start, .size = size, .at = start };

	assert_int_equal(load_map_add(&map, &load), 0);
}

TEST(loads_that_are_none_are_left_out)
{
	add(5, 0);
	add(UINT64_MAX, 1);
	add(UINT64_MAX - 7, 8);
	add(UINT64_MAX - 7, 7);
	load_map_sort(&map);
	assert_int_equal(map.count, 1);
	assert_non_null(load_map_find(&map, UINT64_MAX - 1));
	assert_null(load_map_find(&map, UINT64_MAX));
	load_map_free(&map);
	load_map_sort(&map);
	assert_null(load_map_find(&map, 0));
}

TEST(the_first_byte_of_memory_is_found)
{
	add(0, 1);
	load_map_sort(&map);
	assert_int_equal(map.count, 1);
	assert_int_equal(load_map_find(&map, 0)->size, 1);
	load_map_free(&map);
}

TEST(loads_inside_of_others_are_dropped)
{
	add(100, 10);
	add(110, 10);
	add(0, 50);
	add(10, 40);
	add(0, 49);
	add(105, 10);
	load_map_sort(&map);
	assert_int_equal(map.count, 4);
	assert_int_equal(load_map_find(&map, 49)->start, 0);
	assert_null(load_map_find(&map, 50));
	assert_null(load_map_find(&map, 99));
	assert_int_equal(load_map_find(&map, 104)->start, 100);
	assert_int_equal(load_map_find(&map, 105)->start, 105);
	assert_int_equal(load_map_find(&map, 119)->start, 110);
	assert_null(load_map_find(&map, 120));
	load_map_free(&map);
}

TEST(whatever_the_loads_each_byte_of_them_is_found)
{
	struct dice dice = dice_new();
	bool is_there[300];
	const struct load *load;
	u64 start, size, at;
	u32 round, i;

	for (round = 0; round < 500; round++) {
		memset(is_there, 0, sizeof(is_there));
		for (i = (u32)dice_roll(&dice, 20); i; i--) {
			start = dice_roll(&dice, 250);
			size = dice_roll(&dice, 50);
			add(start, size);
			memset(is_there + start, true, size);
		}
		load_map_sort(&map);
		for (at = 0; at < sizeof(is_there); at++) {
			load = load_map_find(&map, at);
			assert_int_equal(!!load, is_there[at]);
			assert_true(!load || (at >= load->start &&
					      at - load->start < load->size));
		}
		load_map_free(&map);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_that_are_none_are_left_out),
		cmocka_unit_test(the_first_byte_of_memory_is_found),
		cmocka_unit_test(loads_inside_of_others_are_dropped),
		cmocka_unit_test(whatever_the_loads_each_byte_of_them_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
