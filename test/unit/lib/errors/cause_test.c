// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Causes and actions have stable names and stable numbers. */
#include "lib/errors/cause.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "lib/errors/context.h"
#include "test/unit/test.h"

/* The last ones; new ones are added after them. */
#define LAST_CAUSE  KEXEC_CAUSE_NO_REAL_MODE_FILE
#define LAST_ACTION KEXEC_ACTION_SET_CONSOLE

TEST(names_are_lower_case_words_joined_by_hyphens)
{
	const char *c;
	int cause;

	assert_string_equal(kxl_cause_name(KEXEC_CAUSE_NONE), "");
	for (cause = 1; cause <= LAST_CAUSE; cause++) {
		c = kxl_cause_name((enum kexec_cause)cause);
		assert_true(strlen(c) > 1);
		for (; *c; c++)
			assert_true(islower(*c) || isdigit(*c) || *c == '-');
	}
}

TEST(no_two_causes_share_a_name)
{
	int a;
	int b;

	for (a = 0; a <= LAST_CAUSE; a++)
		for (b = 0; b < a; b++)
			assert_string_not_equal(
				kxl_cause_name((enum kexec_cause)a),
				kxl_cause_name((enum kexec_cause)b));
}

/* Programs that were compiled with an older header have them built in. */
TEST(numbers_stay)
{
	assert_int_equal(KEXEC_CAUSE_ARGUMENT, 1);
	assert_int_equal(KEXEC_CAUSE_NO_HOLE, 25);
	assert_int_equal(KEXEC_CAUSE_UNKNOWN, 98);
	assert_int_equal(KEXEC_CAUSE_PACKED_JUDGED, 106);
	assert_int_equal(KEXEC_CAUSE_PROFILE, 109);
	assert_int_equal(KEXEC_CAUSE_DTB, 111);
	assert_int_equal(KEXEC_ACTION_SET_ROOT, 1);
	assert_int_equal(KEXEC_ACTION_PLAN, 13);
	assert_int_equal(KEXEC_ACTION_SHRINK, 24);
	assert_int_equal(KEXEC_ACTION_UNPACK, 25);
}

TEST(every_error_of_core_is_a_cause_of_its_own)
{
	enum kexec_cause cause;
	int other;
	int code;

	assert_int_equal(kxl_cause(0), KEXEC_CAUSE_NONE);
	for (code = 1; code < KX_ERR_COUNT; code++) {
		cause = kxl_cause(-code);
		assert_int_not_equal(cause, KEXEC_CAUSE_NONE);
		assert_int_not_equal(cause, KEXEC_CAUSE_UNKNOWN);
		for (other = 1; other < code; other++)
			assert_int_not_equal(cause, kxl_cause(-other));
	}
	assert_int_equal(kxl_cause(-KX_ERR_COUNT), KEXEC_CAUSE_UNKNOWN);
	assert_int_equal(kxl_cause(1), KEXEC_CAUSE_UNKNOWN);
	assert_int_equal(kxl_cause(INT_MIN), KEXEC_CAUSE_UNKNOWN);
}

TEST(an_error_has_its_names_by_its_numbers)
{
	const struct kexec_error *error;
	struct kexec_ctx *ctx;
	int i;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	for (i = 1; i <= LAST_CAUSE; i++) {
		const struct kxl_failure failure = {
			.errnum = 1,
			.cause = (enum kexec_cause)i,
			.action = (enum kexec_action)(i % LAST_ACTION + 1),
		};

		assert_int_equal(kxl_fail(ctx, &failure, "x"), -1);
		error = kexec_ctx_error(ctx);
		assert_int_equal(error->cause, failure.cause);
		assert_string_equal(error->name, kxl_cause_name(error->cause));
		assert_int_equal(error->failed, failure.action);
		assert_string_equal(error->action,
				    kxl_action_name(error->failed));
		assert_true(strlen(error->action) > 1);
	}
	kexec_ctx_free(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_lower_case_words_joined_by_hyphens),
		cmocka_unit_test(no_two_causes_share_a_name),
		cmocka_unit_test(numbers_stay),
		cmocka_unit_test(every_error_of_core_is_a_cause_of_its_own),
		cmocka_unit_test(an_error_has_its_names_by_its_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
