// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Advice about the other call after a refused file load. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

/* The test call loads nothing, and is only made if it is needed. */
TEST(a_refused_file_load_knows_of_the_other_call)
{
	static const struct {
		const char *name;
		enum kexec_method method;
		int answer;
		int question_answer;
		const char *limit; /* kexec_load_limit_reboot; NULL: no file */
		unsigned int questions;
		bool is_worth;
	} rows[] = {
		{ "EKEYREJECTED", KEXEC_METHOD_AUTO, -EKEYREJECTED, 0, NULL, 1,
		  true },
		{ "EKEYREJECTED, -s", KEXEC_METHOD_FILE_LOAD, -EKEYREJECTED, 0,
		  "-1\n", 1, true },
		{ "ENODATA", KEXEC_METHOD_AUTO, -ENODATA, 0, NULL, 1, true },
		{ "ELIBBAD", KEXEC_METHOD_AUTO, -ELIBBAD, 0, NULL, 1, true },
		{ "EADDRNOTAVAIL", KEXEC_METHOD_AUTO, -EADDRNOTAVAIL, 0, NULL,
		  1, true },
		{ "EINVAL, -s", KEXEC_METHOD_FILE_LOAD, -EINVAL, 0, NULL, 1,
		  true },
		{ "locked down", KEXEC_METHOD_AUTO, -EKEYREJECTED, -EPERM, NULL,
		  1, false },
		{ "no kexec_load", KEXEC_METHOD_AUTO, -EADDRNOTAVAIL, -ENOSYS,
		  NULL, 1, false },
		{ "counted", KEXEC_METHOD_AUTO, -EKEYREJECTED, 0, "3\n", 0,
		  false },
		{ "EPERM", KEXEC_METHOD_AUTO, -EPERM, 0, NULL, 0, false },
		{ "EBUSY", KEXEC_METHOD_AUTO, -EBUSY, 0, NULL, 0, false },
		{ "ENOMEM, -s", KEXEC_METHOD_FILE_LOAD, -ENOMEM, 0, NULL, 1,
		  true },
		{ "success", KEXEC_METHOD_AUTO, 0, 0, NULL, 0, false },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		recorder.file_answer = rows[i].answer;
		recorder.question_answer = rows[i].question_answer;
		if (rows[i].limit)
			fixture_text(&fixture,
				     "/proc/sys/kernel/kexec_load_limit_reboot",
				     rows[i].limit);
		assert_row(rows[i].name,
			   kexec_image_load(image, rows[i].method),
			   rows[i].answer);
		assert_row(rows[i].name, recorder.questions, rows[i].questions);
		assert_row(rows[i].name, recorder.loads, 0);
		assert_row(rows[i].name, kexec_ctx_error(fixture.ctx)->errnum,
			   -rows[i].answer);
		assert_row(rows[i].name,
			   kexec_ctx_error(fixture.ctx)->is_load_worth,
			   rows[i].is_worth);
		recorder_finish(&fixture, image);
	}
}

/* Allowed, but not better: there is no room for that call either. */
TEST(a_call_without_a_plan_is_not_worth_a_try)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	recorder.file_answer = -EADDRNOTAVAIL;
	assert_int_equal(kexec_image_set_window(image, 0, 0x1000), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
			 -EADDRNOTAVAIL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_file_load");
	assert_int_equal(recorder.questions, 1);
	assert_false(kexec_ctx_error(fixture.ctx)->is_load_worth);
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_file_load_knows_of_the_other_call),
		cmocka_unit_test(a_call_without_a_plan_is_not_worth_a_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
