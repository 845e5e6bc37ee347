// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A machine without randomness at boot, with this test's own getrandom(2). */
#include "lib/machine/machine.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static ssize_t answer;

ssize_t getrandom(void *to, size_t size, unsigned int flags)
{
	assert_int_equal(size, KXL_SEED_SIZE);
	assert_int_equal(flags, GRND_NONBLOCK);
	if (answer > 0)
		memset(to, 0x5a, (size_t)answer);
	errno = EAGAIN;
	return answer;
}

TEST(a_seed_is_whole_or_there_is_none)
{
	static const struct {
		const char *name;
		ssize_t answer;
		u64 size;
	} rows[] = {
		{ "whole", KXL_SEED_SIZE, KXL_SEED_SIZE },
		{ "short", KXL_SEED_SIZE - 1, 0 },
		{ "none", -1, 0 },
	};
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		answer = rows[i].answer;
		assert_row(rows[i].name,
			   kxl_machine_read(fixture.ctx, &machine), 0);
		assert_row(rows[i].name, machine.facts.rng_seed.size,
			   rows[i].size);
		assert_row(rows[i].name,
			   !strstr(fixture.log, "\nno random seed: Resource "
						"temporarily unavailable\n"),
			   rows[i].size != 0);
		kxl_machine_free(&machine);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_is_whole_or_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
