// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Page flags: reserved pages in a range, and around it. */
#include "lib/machine/pages.h"

#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define PAGE	 0x1000ULL
#define PAGES	 3000 /* in the file */
#define RESERVED (1ULL << 32)

static u8 flags[PAGES * 8];

static void reserve(u64 first, u64 end)
{
	for (; first < end; first++)
		kx_write_le64(flags + first * 8, RESERVED | 1);
}

/* All other pages have all other flags. */
static void clear(void)
{
	u64 page;

	for (page = 0; page < PAGES; page++)
		kx_write_le64(flags + page * 8, ~RESERVED);
}

struct row {
	const char *name;
	struct kx_range reserved[2]; /* pages */
	struct kx_range asked;	     /* addresses */
	struct kx_range kept;	     /* addresses; empty: none */
};

static const struct row rows[] = {
	{ "none", { { 0 } }, { 0, 100 * PAGE }, { 0 } },
	{ "one", { { 5, 6 } }, { 0, 100 * PAGE }, { 5 * PAGE, 6 * PAGE } },
	{ "the first",
	  { { 5, 6 } },
	  { 5 * PAGE, 9 * PAGE },
	  { 5 * PAGE, 6 * PAGE } },
	{ "the last", { { 5, 6 } }, { 0, 6 * PAGE }, { 5 * PAGE, 6 * PAGE } },
	{ "before", { { 5, 6 } }, { 6 * PAGE, 9 * PAGE }, { 0 } },
	{ "after", { { 5, 6 } }, { 0, 5 * PAGE }, { 0 } },
	{ "a part of a page",
	  { { 5, 6 } },
	  { 5 * PAGE + 1, 5 * PAGE + 2 },
	  { 5 * PAGE, 6 * PAGE } },
	{ "two",
	  { { 5, 6 }, { 8, 9 } },
	  { 0, 100 * PAGE },
	  { 5 * PAGE, 9 * PAGE } },
	{ "more around it",
	  { { 5, 20 } },
	  { 10 * PAGE, 11 * PAGE },
	  { 5 * PAGE, 20 * PAGE } },
	{ "a gap around it",
	  { { 5, 9 }, { 10, 20 } },
	  { 12 * PAGE, 13 * PAGE },
	  { 10 * PAGE, 20 * PAGE } },
	{ "from the first page on",
	  { { 0, 20 } },
	  { 12 * PAGE, 13 * PAGE },
	  { 0, 20 * PAGE } },
	{ "more than a block",
	  { { 100, 2900 } },
	  { 1500 * PAGE, 1501 * PAGE },
	  { 100 * PAGE, 2900 * PAGE } },
	{ "a block away",
	  { { 2000, 2001 } },
	  { 0, 2900 * PAGE },
	  { 2000 * PAGE, 2001 * PAGE } },
	{ "up to the last page",
	  { { 2990, PAGES } },
	  { 0, 1ULL << 40 },
	  { 2990 * PAGE, PAGES *PAGE } },
	{ "past the last page",
	  { { 2990, PAGES } },
	  { PAGES * PAGE, 1ULL << 40 },
	  { 0 } },
};

TEST(reserved_pages_are_found_with_their_neighbours)
{
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_range kept = { 0 };
		struct kxl_pages file;

		clear();
		reserve(rows[i].reserved[0].start, rows[i].reserved[0].end);
		reserve(rows[i].reserved[1].start, rows[i].reserved[1].end);
		fixture_put(&fixture, "/proc/kpageflags",
			    kx_bytes(flags, sizeof(flags)));
		kxl_pages_open(fixture.ctx, &file);
		assert_row(rows[i].name,
			   kxl_pages_kept(&file, rows[i].asked, &kept),
			   !kx_range_is_empty(rows[i].kept));
		assert_row(rows[i].name, kept.start, rows[i].kept.start);
		assert_row(rows[i].name, kept.end, rows[i].kept.end);
		kxl_pages_close(&file);
	}
	assert_string_equal(fixture.log, "");
	fixture_free(&fixture);
}

/* The file has a row for each of the running kernel's own pages. */
TEST(pages_may_be_larger)
{
	static const u64 sizes[] = { 0x4000, 0x10000 };
	struct fixture fixture;
	struct kxl_pages file;
	size_t i;

	fixture_make(&fixture);
	clear();
	reserve(5, 7);
	fixture_put(&fixture, "/proc/kpageflags",
		    kx_bytes(flags, sizeof(flags)));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kx_range kept = { 0 };
		u64 page = sizes[i];

		fixture.ctx->page_bytes = page;
		kxl_pages_open(fixture.ctx, &file);
		assert_false(kxl_pages_kept(
			&file, (struct kx_range){ 0, 5 * page }, &kept));
		assert_true(kxl_pages_kept(
			&file, (struct kx_range){ 6 * page, 6 * page + 1 },
			&kept));
		assert_int_equal(kept.start, 5 * page);
		assert_int_equal(kept.end, 7 * page);
		kxl_pages_close(&file);
	}
	fixture_free(&fixture);
}

TEST(a_kernel_may_not_show_them)
{
	struct fixture fixture;
	struct kxl_pages file = { 7, 0 };

	fixture_make(&fixture);
	kxl_pages_open(fixture.ctx, &file);
	assert_int_equal(file.fd, -1);
	kxl_pages_close(&file);
	assert_non_null(strstr(fixture.log, "no /proc/kpageflags"));
	assert_null(strstr(fixture.log, "warning: "));
	fixture_free(&fixture);
}

/* The limit is 1 GiB in each direction. */
TEST(neighbours_are_looked_at_up_to_a_limit)
{
	const u64 around = 1 << 18;
	const u64 pages = 2 * around + 5000;
	const u64 middle = around + 2000;
	struct kx_range kept = { 0 };
	struct fixture fixture;
	u8 *all = calloc(pages, 8);
	struct kxl_pages file;
	u64 page;

	for (page = 0; page < pages; page++)
		kx_write_le64(all + page * 8, RESERVED);
	fixture_make(&fixture);
	fixture_put(&fixture, "/proc/kpageflags", kx_bytes(all, pages * 8));
	free(all);
	kxl_pages_open(fixture.ctx, &file);
	assert_true(kxl_pages_kept(
		&file, (struct kx_range){ middle * PAGE, (middle + 1) * PAGE },
		&kept));
	assert_int_equal(kept.start, (middle - around) * PAGE);
	assert_int_equal(kept.end, (middle + 1 + around) * PAGE);
	kxl_pages_close(&file);
	fixture_free(&fixture);
}

/* The last page for a kernel is reserved: the kernel is placed below it. */
TEST(no_segment_of_a_plan_lies_over_reserved_pages)
{
	static const u64 last = 0xbffff;
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;
	u8 *all = calloc(last + 1, 8);

	fixture_make_pc(&fixture);
	kx_write_le64(all + last * 8, RESERVED);
	fixture_put(&fixture, "/proc/kpageflags", kx_bytes(all, 8 * last + 8));
	free(all);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		assert_true((uintptr_t)plan->segments[i].mem +
				    plan->segments[i].memsz <=
			    last * PAGE);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			reserved_pages_are_found_with_their_neighbours),
		cmocka_unit_test(pages_may_be_larger),
		cmocka_unit_test(a_kernel_may_not_show_them),
		cmocka_unit_test(neighbours_are_looked_at_up_to_a_limit),
		cmocka_unit_test(no_segment_of_a_plan_lies_over_reserved_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
