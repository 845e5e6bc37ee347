// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Where a large segment lies best, by the flags of pages. */
#include "lib/machine/quiet.h"

#include <unistd.h>

#include "lib/machine/pages.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MIB	  0x100000ULL
#define MIB_PAGES 256
#define MEMORY	  200 /* MiB */

#define FREE	 (1ULL << 10)
#define NO_PAGE	 (1ULL << 20)
#define RESERVED (1ULL << 32)

static u8 flags[MEMORY * MIB_PAGES * 8];

/* All pages of [start, end), in MiB. */
static void set(u32 start, u32 end, u64 value)
{
	u64 page;

	for (page = start * MIB_PAGES; page < end * MIB_PAGES; page++)
		kx_write_le64(flags + page * 8, value);
}

struct stretch {
	u32 start, end; /* MiB */
	u64 flags;
};

struct row {
	const char *name;
	struct stretch stretches[4]; /* the rest is free */
	u64 size;
	struct kx_range quiet[KX_QUIET_MAX]; /* MiB */
};

static const struct row rows[] = {
	{ "all is free: the middle",
	  { { 0 } },
	  20 * MIB,
	  { { 98, 118 }, { 57, 77 }, { 139, 159 } } },
	{ "what is in use comes first",
	  { { 40, 60, 0 } },
	  20 * MIB,
	  { { 40, 60 }, { 120, 140 }, { 90, 110 }, { 150, 170 } } },
	{ "a part of a mebibyte",
	  { { 40, 61, 0 } },
	  20 * MIB + 1,
	  { { 40, 61 }, { 120, 141 }, { 90, 111 }, { 149, 170 } } },
	{ "each stretch in use",
	  { { 20, 50, 1 }, { 70, 100, 1 }, { 110, 160, 1 } },
	  30 * MIB,
	  { { 20, 50 }, { 70, 100 }, { 110, 140 }, { 165, 195 } } },
	{ "too short",
	  { { 40, 59, 0 } },
	  20 * MIB,
	  { { 119, 139 }, { 89, 109 }, { 149, 169 } } },
	{ "reserved memory is not in use, nor free",
	  { { 40, 60, RESERVED } },
	  20 * MIB,
	  { { 120, 140 }, { 90, 110 }, { 150, 170 } } },
	{ "nor are holes",
	  { { 40, 60, NO_PAGE }, { 60, 200, RESERVED | FREE } },
	  20 * MIB,
	  { { 18, 38 } } },
	{ "no stretch is long enough",
	  { { 30, 60, RESERVED },
	    { 70, 120, RESERVED },
	    { 130, 200, NO_PAGE } },
	  20 * MIB,
	  { { 0 } } },
	{ "never below 16 MiB",
	  { { 0, 36, 0 }, { 36, 200, RESERVED } },
	  20 * MIB,
	  { { 16, 36 } } },
	{ "larger than memory", { { 0 } }, 185 * MIB, { { 0 } } },
	{ "as large as memory", { { 0 } }, 184 * MIB, { { 16, 200 } } },
	{ "larger than all that is looked at", { { 0 } }, ~0ULL, { { 0 } } },
	{ "too small to matter", { { 40, 60, 0 } }, 4 * MIB - 1, { { 0 } } },
};

static struct kx_memory ram[] = {
	{ { 0, 0x9f000 }, KX_MEM_RAM },
	{ { MIB, MEMORY *MIB }, KX_MEM_RAM },
};

static void find(const struct row *row, int fd, struct kx_machine *facts)
{
	u32 i;

	for (i = 0; i < KX_QUIET_MAX; i++)
		facts->quiet[i] = (struct kx_range){ 0, 0 };
	kxl_quiet_find(fd, row->size, facts);
	for (i = 0; i < KX_QUIET_MAX; i++) {
		assert_row(row->name, facts->quiet[i].start,
			   row->quiet[i].start * MIB);
		assert_row(row->name, facts->quiet[i].end,
			   row->quiet[i].end * MIB);
		assert_row(row->name, i<facts->nr_quiet, row->quiet[i].end> 0);
	}
}

TEST(segments_lie_where_no_page_will_be_taken)
{
	struct kx_machine facts = {
		.usable = { .entries = ram, .count = ARRAY_SIZE(ram) },
	};
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		u32 at;
		struct kxl_pages file;

		set(0, MEMORY, FREE);
		for (at = 0; at < ARRAY_SIZE(row->stretches); at++)
			set(row->stretches[at].start, row->stretches[at].end,
			    row->stretches[at].flags);
		fixture_put(&fixture, "/proc/kpageflags",
			    kx_bytes(flags, sizeof(flags)));
		kxl_pages_open(fixture.ctx, &file);
		find(row, file.fd, &facts);
		kxl_pages_close(&file);
	}
	fixture_free(&fixture);
}

/* Without the file, or with one that ends too early, nothing is said. */
TEST(what_is_not_known_is_not_said)
{
	struct kx_machine facts = {
		.usable = { .entries = ram, .count = ARRAY_SIZE(ram) },
		.nr_quiet = 3,
	};
	struct fixture fixture;
	struct kxl_pages file;

	kxl_quiet_find(-1, 20 * MIB, &facts);
	assert_int_equal(facts.nr_quiet, 0);
	fixture_make(&fixture);
	set(0, MEMORY, FREE);
	fixture_put(&fixture, "/proc/kpageflags",
		    kx_bytes(flags, 30ULL * MIB_PAGES * 8));
	kxl_pages_open(fixture.ctx, &file);
	kxl_quiet_find(file.fd, 20 * MIB, &facts);
	assert_int_equal(facts.nr_quiet, 0);
	kxl_quiet_find(file.fd, 10 * MIB, &facts);
	assert_int_equal(facts.nr_quiet, 1);
	assert_int_equal(facts.quiet[0].start, 18 * MIB);
	kxl_pages_close(&file);
	fixture_free(&fixture);
}

TEST(what_is_given_out_next_is_not_quiet)
{
	struct kx_machine facts = {
		.usable = { .entries = ram, .count = ARRAY_SIZE(ram) },
		.due = { 100 * MIB, 140 * MIB },
	};
	struct fixture fixture;
	struct kxl_pages file;

	fixture_make(&fixture);
	set(0, MEMORY, FREE);
	set(120, 160, 0);
	fixture_put(&fixture, "/proc/kpageflags",
		    kx_bytes(flags, sizeof(flags)));
	kxl_pages_open(fixture.ctx, &file);
	kxl_quiet_find(file.fd, 20 * MIB, &facts);
	kxl_pages_close(&file);
	assert_int_equal(facts.nr_quiet, 2);
	assert_int_equal(facts.quiet[0].start, 140 * MIB);
	assert_int_equal(facts.quiet[1].start, 48 * MIB);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_lie_where_no_page_will_be_taken),
		cmocka_unit_test(what_is_not_known_is_not_said),
		cmocka_unit_test(what_is_given_out_next_is_not_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
