// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Two sums of memory, and how each file changes them. */
#include "lib/machine/memory.h"

#include <string.h>

#include "test/unit/test.h"

#define BASE                                                           \
	"MemTotal: 3200 kB\nMemFree: 1000 kB\nMemAvailable: 1100 kB\n" \
	"Active(file): 200 kB\nInactive(file): 300 kB\n"
#define SWAP "Active(anon): 30 kB\nInactive(anon): 40 kB\n"

static struct kx_bytes view(const char *text)
{
	return kx_bytes(text, strlen(text));
}

struct row {
	const char *name;
	const char *meminfo;
	const char *zoneinfo;
	const char *arcstats;
	u64 available_kib;
	u64 possible_kib; /* 1500, and a 32nd part of all */
};

static void assert_rows(const struct row *rows, size_t count)
{
	struct kxl_memory memory;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct kxl_memory_texts texts = {
			.page_bytes = 4096,
			.meminfo = view(rows[i].meminfo),
			.zoneinfo = view(rows[i].zoneinfo),
			.arcstats = view(rows[i].arcstats),
		};

		assert_row(rows[i].name, kxl_memory_find(&texts, &memory),
			   true);
		assert_row(rows[i].name, memory.available,
			   rows[i].available_kib * 1024);
		assert_row(rows[i].name, memory.possible,
			   rows[i].possible_kib * 1024);
	}
}

TEST(memory_is_an_estimate_and_a_bound)
{
	static const struct row rows[] = {
		{ "no swap", BASE "SwapFree: 0 kB\n" SWAP, "", "", 1100, 1600 },
		{ "no line of swap", BASE SWAP, "", "", 1100, 1600 },
		{ "more swap than there is to swap",
		  BASE SWAP "SwapFree: 500 kB\n", "", "", 1170, 1670 },
		{ "less swap", BASE SWAP "SwapFree: 50 kB\n", "", "", 1150,
		  1650 },
		{ "no number of what there is to swap",
		  BASE "Active(anon): 30 kB\nSwapFree: 50 kB\n", "", "", 1100,
		  1600 },
		{ "slabs", BASE "SReclaimable: 7 kB\n", "", "", 1100, 1607 },
		{ "with other memory of the kernel",
		  BASE "SReclaimable: 7 kB\nKReclaimable: 9 kB\n", "", "", 1100,
		  1609 },
		{ "a balloon", BASE "Balloon: 8 kB\n", "", "", 1100, 1608 },
		{ "CMA", BASE "CmaFree: 4 kB\n", "", "", 1096, 1600 },
		{ "more CMA than is available", BASE "CmaFree: 1101 kB\n", "",
		  "", 0, 1600 },
		{ "more is available than is free",
		  "MemTotal: 80 kB\nMemFree: 1 kB\nMemAvailable: 21 kB\n", "",
		  "", 21, 21 },
		{ "ZFS", BASE, "",
		  "13 1 0x01 123 33456 111 222\n"
		  "name                            type data\n"
		  "hits                            4    77\n"
		  "size                            4    10240\n"
		  "compressed_size                 4    77\n",
		  1100, 1610 },
		{ "ZFS, as it was not", BASE, "", "size 3 10240\nsize\n", 1100,
		  1600 },
	};

	assert_rows(rows, ARRAY_SIZE(rows));
}

/* Lines of Linux 6.1 with movablecore=; most other lines are left out. */
#define NORMAL                                                           \
	"Node 0, zone   Normal\n  per-node stats\n"                      \
	"      nr_inactive_file 3\n      nr_active_file 3\n"             \
	"  pages free     100\n        boost    1\n"                     \
	"        min      6\n        low      7\n        high     8\n"   \
	"      nr_free_pages 100\n"                                      \
	"      nr_zone_inactive_file 50\n      nr_zone_active_file 50\n" \
	"  pagesets\n    cpu: 0\n              count: 4\n"               \
	"              high:  9\n    cpu: 1\n"                           \
	"              count: 3\n              high:  9\n"
#define MOVABLE                                                          \
	"Node 0, zone  Movable\n  pages free     11\n"                   \
	"        boost    0\n        min      90\n"                      \
	"      nr_free_pages 11\n      nr_free_pages_blocks 4096\n"      \
	"      nr_zone_inactive_anon 16\n"                               \
	"      nr_zone_inactive_file 22\n      nr_zone_active_file 33\n" \
	"  pagesets\n    cpu: 0\n              count: 90\n"

TEST(zones_tell_what_a_kernel_can_have)
{
	static const struct row rows[] = {
		{ "lists of CPUs, and the least that stays free", BASE, NORMAL,
		  "", 1100, 1600 + 4 * (7 - (6 - 1)) },
		{ "ZONE_MOVABLE", BASE, MOVABLE, "", 1100 - 4 * 66,
		  1600 - 4 * 66 },
		{ "both", BASE, NORMAL MOVABLE, "", 1100 - 4 * 66,
		  1600 - 4 * (66 - 2) },
		{ "more than one node", BASE, MOVABLE NORMAL MOVABLE NORMAL, "",
		  1100 - 8 * 66, 1600 - 8 * (66 - 2) },
		/* The numbers may be from different times. */
		{ "more of it than there is in all",
		  "MemTotal: 3200 kB\nMemFree: 1 kB\nMemAvailable: 3 kB\n",
		  MOVABLE, "", 0, 100 },
		{ "no number", BASE,
		  "Node 0, zone Movable\n  nr_free_pages \n"
		  "  nr_free_pages x\n",
		  "", 1100, 1600 },
	};

	assert_rows(rows, ARRAY_SIZE(rows));
}

/* 5 pages are barred, and 7 are in lists. */
TEST(zones_count_in_the_running_kernels_pages)
{
	struct kxl_memory_texts texts = {
		.meminfo = view(BASE),
		.zoneinfo = view(NORMAL),
	};
	struct kxl_memory memory;
	u64 kib;

	for (kib = 4; kib <= 64; kib *= 4) {
		texts.page_bytes = kib * 1024;
		assert_true(kxl_memory_find(&texts, &memory));
		assert_int_equal(memory.available, 1100 * 1024);
		assert_int_equal(memory.possible, (1600 + 2 * kib) * 1024);
	}
}

TEST(memory_is_unknown_where_a_line_is_missing)
{
	static const char *const rows[] = {
		"",
		"MemFree: 1 kB\nMemAvailable: 5 kB\n",
		"MemTotal: 80 kB\nMemAvailable: 5 kB\n",
		"MemTotal: 80 kB\nMemFree: 1 kB\n",
	};
	struct kxl_memory memory = { .available = 7, .possible = 8 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kxl_memory_texts texts = {
			.page_bytes = 4096,
			.meminfo = view(rows[i]),
		};

		assert_row(rows[i], kxl_memory_find(&texts, &memory), false);
		assert_row(rows[i], memory.available, 7);
		assert_row(rows[i], memory.possible, 8);
	}
}

/* 2^64 bytes and more. */
TEST(no_sum_wraps)
{
	static const char huge[] =
		"MemTotal: 80 kB\nMemFree: 18014398509481983 kB\n"
		"MemAvailable: 18014398509481983 kB\n"
		"Active(file): 18014398509481983 kB\n"
		"Active(anon): 18014398509481983 kB\n"
		"Inactive(anon): 0 kB\nSwapFree: 18014398509481983 kB\n";
	static const char zoneinfo[] =
		"Node 0, zone Movable\n  nr_free_pages 18446744073709551615\n"
		"Node 0, zone Normal\n  min 1099511627776\n"
		"  count: 1099511627775\n  count: 1099511627775\n";
	const struct kxl_memory_texts texts = {
		.page_bytes = 4096,
		.meminfo = view(huge),
		.zoneinfo = view(zoneinfo),
	};
	struct kxl_memory memory;

	assert_true(kxl_memory_find(&texts, &memory));
	assert_true(memory.available == ~0ULL);
	assert_true(memory.possible == ~0ULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_an_estimate_and_a_bound),
		cmocka_unit_test(zones_tell_what_a_kernel_can_have),
		cmocka_unit_test(zones_count_in_the_running_kernels_pages),
		cmocka_unit_test(memory_is_unknown_where_a_line_is_missing),
		cmocka_unit_test(no_sum_wraps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
