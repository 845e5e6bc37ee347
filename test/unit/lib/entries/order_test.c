// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Pairs that differ in one fact, and wishes. */
#include "lib/entries/order.h"

#include <stdlib.h>

#include "test/unit/test.h"

#define COUNTED(left, done) .tries_left = (left), .tries_done = (done)
#define PLAIN		    COUNTED(-1, -1)

/* Sorted; findings/bls-order.sh has the first three. */
static struct kxl_entry sorted[] = {
	{ .facts = { .id = "middle.conf",
		     .version = "5.0",
		     .place = "",
		     PLAIN },
	  .sort_key = "aaa",
	  .base = "middle.conf",
	  .folded = "middle.conf" },
	{ .facts = { .id = "old.conf", .version = "7.3", .place = "", PLAIN },
	  .sort_key = "debian",
	  .base = "old.conf",
	  .folded = "old.conf" },
	{ .facts = { .id = "zeta.conf", .version = "6.1", .place = "", PLAIN },
	  .sort_key = "debian",
	  .base = "zeta.conf",
	  .folded = "zeta.conf" },
	{ .facts = { .version = "6.1", .place = "", COUNTED(3, 1) },
	  .sort_key = "debian",
	  .base = "other.conf",
	  .folded = "other.conf" },
	{ .facts = { .version = "6.1", .place = "", COUNTED(2, 0) },
	  .sort_key = "debian",
	  .base = "other.conf",
	  .folded = "other.conf" },
	{ .facts = { .version = "6.1", .place = "", COUNTED(2, 1) },
	  .sort_key = "debian",
	  .base = "other.conf",
	  .folded = "other.conf" },
	{ .facts = { .version = "9", .place = "", PLAIN },
	  .sort_key = "debian",
	  .machine_id = "1",
	  .base = "m.conf",
	  .folded = "m.conf" },
	{ .facts = { .version = "10", .place = "", PLAIN },
	  .sort_key = "debian",
	  .machine_id = "2",
	  .base = "m.conf",
	  .folded = "m.conf" },
	{ .facts = { .version = "1", .place = "", PLAIN },
	  .base = "x-10.conf",
	  .folded = "x-10.conf" },
	{ .facts = { .version = "2", .place = "", PLAIN },
	  .base = "x-9.efi",
	  .folded = "x-9.efi" },
	{ .facts = { .version = "2", .place = "", PLAIN },
	  .profile = 1,
	  .base = "x-9.efi",
	  .folded = "x-9.efi@p" },
	{ .facts = { .version = "2", .place = "1", PLAIN },
	  .base = "x-8.efi",
	  .folded = "x-8.efi" },
	{ .facts = { .version = "2", .place = "2", PLAIN },
	  .base = "x-8.efi",
	  .folded = "x-8.efi" },
	{ .facts = { .version = "99", .place = "", COUNTED(0, 3) },
	  .sort_key = "aaa",
	  .base = "bad.conf",
	  .folded = "bad.conf" },
};

TEST(each_rule_counts_in_its_turn)
{
	const struct kxl_entry *x;
	const struct kxl_entry *y;
	size_t i;
	size_t j;
	int order;

	for (i = 0; i < ARRAY_SIZE(sorted); i++)
		for (j = 0; j < ARRAY_SIZE(sorted); j++) {
			x = &sorted[i];
			y = &sorted[j];
			order = kxl_order_compare(&x, &y);
			assert_row(x->folded, (order > 0) - (order < 0),
				   (i > j) - (i < j));
		}
}

#define TWIN(its_place, left, done)                  \
	{                                            \
		.facts = { .version = "1",           \
			   .place = (its_place),     \
			   COUNTED(left, done) },    \
		.base = "a.conf", .folded = "a.conf" \
	}

/* Equal names: only counters and places tell them apart. */
static const struct kxl_entry twins[] = {
	TWIN("a", 2, 0), TWIN("b", -1, -1), TWIN("c", 3, 0), TWIN("d", -1, -1),
	TWIN("e", 2, 1), TWIN("f", 3, 0),   TWIN("g", 0, 3), TWIN("h", 0, 2),
};

static int order_of(const struct kxl_entry *a, const struct kxl_entry *b)
{
	int order = kxl_order_compare(&a, &b);

	return (order > 0) - (order < 0);
}

TEST(the_order_of_equal_names_is_total)
{
	const struct kxl_entry *end = twins + ARRAY_SIZE(twins);
	const struct kxl_entry *a;
	const struct kxl_entry *b;
	const struct kxl_entry *c;

	for (a = twins; a < end; a++)
		for (b = twins; b < end; b++) {
			assert_int_equal(order_of(a, b), -order_of(b, a));
			assert_int_equal(!order_of(a, b), a == b);
			for (c = twins; c < end; c++)
				if (order_of(a, b) < 0 && order_of(b, c) < 0)
					assert_row(a->facts.place,
						   order_of(a, c), -1);
		}
}

static const struct {
	const char *name;
	struct kxl_wish wishes[3];
	size_t index;
	int wish; /* -1: none */
} rows[] = {
	{ "no wish", { { NULL, NULL, false, NULL } }, 0, -1 },
	{ "one that nobody has", { { NULL, "a", false, NULL } }, 0, -1 },
	{ "an ID", { { "zeta.conf", "a", false, NULL } }, 2, 0 },
	{ "a pattern: the first", { { "x-*", "a", false, NULL } }, 8, 0 },
	{ "one that matches nothing",
	  { { "y-*", "a", false, NULL }, { "x-9.efi@p", "b", false, NULL } },
	  10,
	  1 },
	{ "the default may be bad", { { "bad*", "a", false, NULL } }, 13, 0 },
	{ "the preferred may not",
	  { { "bad*", "a", true, NULL }, { "old.conf", "b", true, NULL } },
	  1,
	  1 },
};

TEST(the_first_wish_that_can_be_met_counts)
{
	struct kxl_entry *list[ARRAY_SIZE(sorted)];
	const struct kxl_wish *wish;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sorted); i++)
		list[i] = &sorted[i];
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		wish = NULL;
		assert_row(rows[i].name,
			   kxl_order_choose(list, ARRAY_SIZE(list),
					    rows[i].wishes, &wish) -
				   sorted,
			   rows[i].index);
		assert_row(rows[i].name, wish ? wish - rows[i].wishes : -1,
			   rows[i].wish);
	}
	assert_null(kxl_order_choose(list, 0, rows[2].wishes, &wish));
}

/* It is not in the list, and systemd-boot starts it all the same. */
TEST(an_automatic_entry_is_none_of_them)
{
	static const struct kxl_wish wishes[] = {
		{ NULL, "a", false, NULL },
		{ "auto-windows", "b", false, NULL },
		{ "zeta.conf", "c", false, NULL },
		{ NULL, NULL, false, NULL },
	};
	struct kxl_entry *list[] = { &sorted[0], &sorted[2] };
	const struct kxl_wish *wish = NULL;

	assert_null(kxl_order_choose(list, 2, wishes, &wish));
	assert_ptr_equal(wish, &wishes[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_counts_in_its_turn),
		cmocka_unit_test(the_order_of_equal_names_is_total),
		cmocka_unit_test(the_first_wish_that_can_be_met_counts),
		cmocka_unit_test(an_automatic_entry_is_none_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
