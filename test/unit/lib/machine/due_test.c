// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which memory will be given out next, by what was given out before. */
#include "lib/machine/due.h"

#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MIB 0x100000ULL

static const struct row {
	const char *name;
	u64 blocks[KXL_DUE_BLOCKS]; /* MiB */
	u64 size;		    /* MiB */
	struct kx_range due;	    /* MiB */
} rows[] = {
	{ "upwards, as at boot", { 100, 102, 104, 106 }, 65, { 108, 173 } },
	{ "downwards, as what was freed",
	  { 100, 102, 96, 98 },
	  65,
	  { 31, 96 } },
	{ "to the end of memory", { 8, 10, 4, 6 }, 4, { 0, 4 } },
	{ "and not beyond", { 8, 10, 4, 6 }, 5, { 0, 4 } },
	{ "the first is another's", { 98, 102, 104, 106 }, 65, { 0, 0 } },
	{ "the last is another's", { 100, 102, 104, 108 }, 65, { 0, 0 } },
	{ "a gap", { 100, 102, 108, 110 }, 65, { 0, 0 } },
	{ "a gap downwards", { 100, 102, 94, 96 }, 65, { 0, 0 } },
	{ "downwards in halves", { 106, 104, 102, 100 }, 65, { 0, 0 } },
	{ "the same", { 100, 100, 100, 100 }, 65, { 0, 0 } },
};

TEST(what_is_given_out_next_follows_what_was_given_out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		u64 blocks[KXL_DUE_BLOCKS];
		struct kx_range due;
		u32 at;

		for (at = 0; at < KXL_DUE_BLOCKS; at++)
			blocks[at] = row->blocks[at] * MIB;
		due = kxl_due_after(blocks, row->size * MIB);
		assert_row(row->name, due.start, row->due.start * MIB);
		assert_row(row->name, due.end, row->due.end * MIB);
	}
}

/* Without an answer, or with one that no page is in. */
TEST(it_is_not_known_without_a_sight_of_memory)
{
	static u8 memory[64 * MIB];
	const struct kx_bytes newest = kx_bytes(memory, sizeof(memory));
	struct kx_machine facts = { .due = { 1, 2 } };
	struct fixture fixture;

	fixture_make(&fixture);
	kxl_due_find(fixture.ctx, newest, 8 * MIB, &facts);
	assert_true(kx_range_is_empty(facts.due));
	fixture_put(&fixture, "/proc/self/pagemap", kx_bytes("", 0));
	facts.due = (struct kx_range){ 1, 2 };
	kxl_due_find(fixture.ctx, newest, 8 * MIB, &facts);
	assert_true(kx_range_is_empty(facts.due));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_is_given_out_next_follows_what_was_given_out),
		cmocka_unit_test(it_is_not_known_without_a_sight_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
