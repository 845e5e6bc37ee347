// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Sizes of pages that CPUs have, by their names. */
#include "lib/machine/granules.h"

#include "core/arm64_machine.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define CPU(implementer, part)                                       \
	"processor\t: 0\nBogoMIPS\t: 125.00\nFeatures\t: fp asimd\n" \
	"CPU implementer\t: " implementer "\nCPU architecture: 8\n"  \
	"CPU variant\t: 0x0\nCPU part\t: " part "\nCPU revision\t: 3\n"

#define SMALL  KX_GRANULE_4K
#define MIDDLE KX_GRANULE_16K
#define LARGE  KX_GRANULE_64K

static const struct {
	const char *name;
	const char *cpuinfo;
	u64 page_bytes;
	u32 granules;
} rows[] = {
	{ "Cortex-A53", CPU("0x41", "0xd03"), 0x1000, SMALL | LARGE },
	{ "Cortex-A57", CPU("0x41", "0xd07"), 0x1000, SMALL | LARGE },
	{ "Cortex-A72", CPU("0x41", "0xd08"), 0x10000, SMALL | LARGE },
	{ "A64FX", CPU("0x46", "0x001"), 0x1000, SMALL | LARGE },
	{ "Apple", CPU("0x61", "0x022"), 0x4000, SMALL | MIDDLE },
	{ "Apple, another", CPU("0x61", "0x039"), 0x1000, SMALL | MIDDLE },
	/* They have all, but nobody says so. */
	{ "Cortex-A76", CPU("0x41", "0xd0b"), 0x1000, 0 },
	{ "the part of another", CPU("0x43", "0xd08"), 0x1000, 0 },
	{ "one of two", CPU("0x41", "0xd03") CPU("0x41", "0xd0b"), 0x1000,
	  SMALL | LARGE },
	{ "the other one", CPU("0x41", "0xd0b") CPU("0x41", "0xd03"), 0x1000,
	  SMALL | LARGE },
	/* What runs is right: it is an emulated CPU. */
	{ "against the list", CPU("0x41", "0xd08"), 0x4000, 0 },
	{ "no number", CPU("0x41", "d08"), 0x1000, 0 },
	{ "x86", "processor\t: 0\nflags\t\t: fpu\n", 0x1000, 0 },
	{ "nothing", "", 0x1000, 0 },
};

TEST(what_a_cpu_lacks_is_known_of_some)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name,
			   kxl_granules_find(view(rows[i].cpuinfo),
					     rows[i].page_bytes),
			   rows[i].granules);
}

TEST(they_are_read_below_the_root)
{
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kxl_granules_read(fixture.ctx), 0);
	fixture_text(&fixture, "/proc/cpuinfo", CPU("0x41", "0xd08"));
	assert_int_equal(kxl_granules_read(fixture.ctx), SMALL | LARGE);
	fixture.ctx->page_bytes = 0x4000;
	assert_int_equal(kxl_granules_read(fixture.ctx), 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_cpu_lacks_is_known_of_some),
		cmocka_unit_test(they_are_read_below_the_root),
	};

	return cmocka_run_group_tests_name("granules", tests, NULL, NULL);
}
