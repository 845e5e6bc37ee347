// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The parameter, wherever it stands, and FIPS mode of either system. */
#include "lib/image/crypto_tests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MODE "/proc/sys/crypto/fips_enabled"
#define WORD "cryptomgr.notests"

/* NULL: the line has it already. */
TEST(the_parameter_comes_in_once)
{
	static const struct {
		const char *line;
		const char *longer;
	} rows[] = {
		{ "", WORD },
		{ "root=/dev/vda1  ro", "root=/dev/vda1  ro " WORD },
		{ "a -- single", "a " WORD " -- single" },
		{ "-- " WORD, WORD " -- " WORD },
		{ WORD, NULL },
		{ "a " WORD " b", NULL },
		{ "a " WORD " -- b", NULL },
		{ WORD "=1", NULL },
		{ WORD "=y a", NULL },
		{ WORD "=on", NULL },
		{ WORD "=off", WORD "=off " WORD },
		{ WORD "=", WORD "= " WORD },
		{ WORD "=0", WORD "=0 " WORD },
		{ WORD " " WORD "=0", WORD " " WORD "=0 " WORD },
		{ WORD "=0 " WORD, NULL },
		{ WORD "x", WORD "x " WORD },
		{ "x" WORD, "x" WORD " " WORD },
		{ "x=\"a " WORD " b\"", "x=\"a " WORD " b\" " WORD },
		{ "fips=0", "fips=0 " WORD },
		{ "x=\"a b", "x=\"a b\" " WORD },
		{ "\"" WORD "\"", NULL },
		{ "xfips=1", "xfips=1 " WORD },
		{ "-- fips=1", WORD " -- fips=1" },
	};
	static const char *const modes[] = { NULL, "0\n" };
	struct fixture fixture;
	char *longer;
	size_t mode;
	size_t i;

	fixture_make(&fixture);
	for (mode = 0; mode < ARRAY_SIZE(modes); mode++) {
		if (modes[mode])
			fixture_text(&fixture, MODE, modes[mode]);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			longer = NULL;
			assert_row(rows[i].line,
				   kxl_crypto_tests_skip(fixture.ctx, "k",
							 rows[i].line, &longer),
				   0);
			if (rows[i].longer)
				assert_string_equal(longer, rows[i].longer);
			else
				assert_null(longer);
			free(longer);
		}
	}
	assert_non_null(strstr(fixture.log, "does not test its cryptographic"));
	assert_non_null(strstr(fixture.log, "k: a quote on the command line is "
					    "open, so it is closed before "
					    "" WORD "\n"));
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "");
	fixture_free(&fixture);
}

TEST(fips_mode_is_refused)
{
	static const struct {
		const char *mode;
		const char *line;
		const char *says;
	} rows[] = {
		{ "1\n", "", MODE " is 1, and FIPS mode requires " },
		{ "1\n", WORD, MODE " is 1, and FIPS mode requires " },
		{ "0\n", "fips=1", "fips= is on the command line, and " },
		{ "0\n", "a fips=1 " WORD, "fips= is on the command line, " },
		{ "0\n", "fips=2", "fips= is on the command line, and " },
		{ "0\n", "fips=01", "fips= is on the command line, and " },
		{ "0\n", "fips=\"1\"", "fips= is on the command line, and " },
		{ "0\n", "\"fips=1\"", "fips= is on the command line, and " },
		{ "0\n", "fips=1 fips=0", "fips= is on the command line, " },
	};
	const struct kexec_error *error;
	struct fixture fixture;
	char *longer = NULL;
	size_t i;

	fixture_make(&fixture);
	error = kexec_ctx_error(fixture.ctx);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, MODE, rows[i].mode);
		assert_row(rows[i].line,
			   kxl_crypto_tests_skip(fixture.ctx, "k", rows[i].line,
						 &longer),
			   -EINVAL);
		assert_null(longer);
		assert_string_equal(error->name, "fips");
		assert_string_equal(error->object, "k");
		assert_ptr_equal(strstr(error->reason, rows[i].says),
				 error->reason);
		assert_int_equal(error->remedy, KEXEC_REMEDY_CRYPTO_TESTS);
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parameter_comes_in_once),
		cmocka_unit_test(fips_mode_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
