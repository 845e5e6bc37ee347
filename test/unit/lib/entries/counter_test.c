// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Names with and without counters. */
#include "lib/entries/counter.h"

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* Rows of systemd's test-bootspec-util.c, and others. */
static const struct {
	const char *name;
	const char *stem; /* NULL: it is no entry */
	int left;
	int done;
} rows[] = {
	{ "a.conf", "a", -1, -1 },
	{ "a+3.conf", "a", 3, 0 },
	{ "a+3-1.conf", "a", 3, 1 },
	{ "a+0-3.conf", "a", 0, 3 },
	{ "a+0.conf", "a", 0, 0 },
	{ "a+3-1.CONF", "a", 3, 1 },
	{ "some+name+24324-22.conf", "some+name", 24324, 22 },
	{ "ses.sgesge.+4-1.conf", "ses.sgesge.", 4, 1 },
	{ "a+1-2..conf", "a+1-2.", -1, -1 },
	{ "abc+0x4.conf", "abc+0x4", -1, -1 },
	{ "def+1-0x3.conf", "def+1-0x3", -1, -1 },
	{ "a+.conf", "a+", -1, -1 },
	{ "a+3-.conf", "a+3-", -1, -1 },
	{ "a+-3.conf", "a+-3", -1, -1 },
	{ "a+3b.conf", "a+3b", -1, -1 },
	{ "a+2147483647.conf", "a", 2147483647, 0 },
	{ "a+2147483648.conf", "a+2147483648", -1, -1 },
	{ "a+3-99999999999999999999.conf", "a+3-99999999999999999999", -1, -1 },
	{ "+3.conf", "", 3, 0 },
	{ "a.conf~", NULL, 0, 0 },
	{ "a.conf.rpmsave", NULL, 0, 0 },
	{ ".a.conf", NULL, 0, 0 },
	{ "auto-a.conf", NULL, 0, 0 },
	{ "AUTO-a.conf", NULL, 0, 0 },
	{ "conf", NULL, 0, 0 },
	{ "", NULL, 0, 0 },
};

TEST(only_a_counter_is_one)
{
	struct kxl_counter counter;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   kxl_counter_parse(view(rows[i].name), ".conf",
					     &counter),
			   !!rows[i].stem);
		if (!rows[i].stem)
			continue;
		assert_row(rows[i].name,
			   kxl_text_is(counter.stem, rows[i].stem), 1);
		assert_row(rows[i].name, counter.left, rows[i].left);
		assert_row(rows[i].name, counter.done, rows[i].done);
	}
}

/* By systemd's rule: a try less, unless none is left, and one more made. */
static const struct {
	const char *name;
	const char *next; /* NULL: there is none */
} starts[] = {
	{ "a+3.conf", "a+2-1.conf" },
	{ "a+2-1.CONF", "a+1-2.CONF" },
	{ "a+1-2.conf", "a+0-3.conf" },
	{ "a+0-3.conf", "a+0-4.conf" },
	{ "a+b+10-9.conf", "a+b+9-10.conf" },
	{ "a+1-2147483647.conf", "a+0-2147483647.conf" },
	{ "a+00012-3.conf", "a+11-4.conf" },
	{ "a.conf", NULL },
	{ "a+.conf", NULL },
	{ "auto-a+3.conf", NULL },
};

TEST(a_start_takes_a_try)
{
	char next[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		assert_row(starts[i].name,
			   kxl_counter_next(starts[i].name, ".conf", next,
					    sizeof(next)),
			   !!starts[i].next);
		if (starts[i].next)
			assert_string_equal(next, starts[i].next);
	}
	assert_true(kxl_counter_next("a+3.conf", ".conf", next, 11));
	assert_false(kxl_counter_next("a+3.conf", ".conf", next, 10));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_counter_is_one),
		cmocka_unit_test(a_start_takes_a_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
