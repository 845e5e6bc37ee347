// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The context: the error object and the log. */
#include "lib/errors/context.h"

#include <errno.h>
#include <string.h>

#include "test/unit/test.h"

static const struct kxl_failure failure = {
	.errnum = ENOEXEC,
	.cause = KEXEC_CAUSE_FILE_FORMAT,
	.action = KEXEC_ACTION_PLAN,
	.object = "/boot/vmlinuz",
	.advice = "get another one",
};

TEST(a_new_context_has_no_error_and_no_null_strings)
{
	const struct kexec_error *error;
	struct kexec_ctx *ctx;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	error = kexec_ctx_error(ctx);
	assert_int_equal(error->errnum, 0);
	assert_string_equal(error->name, "");
	assert_int_equal(error->cause, KEXEC_CAUSE_NONE);
	assert_int_equal(error->failed, KEXEC_ACTION_NONE);
	assert_string_equal(error->action, "");
	assert_string_equal(error->object, "");
	assert_string_equal(error->reason, "");
	assert_string_equal(error->advice, "");
	assert_string_equal(error->text, "");
	assert_true(error->segment == KEXEC_NO_SEGMENT);
	kexec_ctx_free(ctx);
	kexec_ctx_free(NULL);
}

TEST(a_failure_is_kept_in_parts_and_as_one_line)
{
	const struct kexec_error *error;
	struct kexec_ctx *ctx;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail(ctx, &failure, "number %d", 7), -ENOEXEC);
	error = kexec_ctx_error(ctx);
	assert_int_equal(error->errnum, ENOEXEC);
	assert_string_equal(error->name, "file-format");
	assert_int_equal(error->cause, KEXEC_CAUSE_FILE_FORMAT);
	assert_string_equal(error->action, "plan");
	assert_int_equal(error->failed, KEXEC_ACTION_PLAN);
	assert_string_equal(error->object, "/boot/vmlinuz");
	assert_string_equal(error->reason, "number 7");
	assert_string_equal(error->text,
			    "plan /boot/vmlinuz: number 7; get another one");
	kexec_ctx_free(ctx);
}

TEST(parts_that_are_missing_leave_no_trace_in_the_line)
{
	const struct kxl_failure bare = { .errnum = EIO,
					  .cause = KEXEC_CAUSE_STATUS,
					  .action = KEXEC_ACTION_CALL_REBOOT };
	struct kexec_ctx *ctx;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail(ctx, &failure, "first"), -ENOEXEC);
	assert_int_equal(kxl_fail(ctx, &bare, "broken"), -EIO);
	assert_string_equal(kexec_ctx_error(ctx)->text, "reboot: broken");
	assert_string_equal(kexec_ctx_error(ctx)->object, "");
	assert_string_equal(kexec_ctx_error(ctx)->advice, "");
	kexec_ctx_free(ctx);
}

TEST(a_fault_brings_its_segments_and_numbers)
{
	const struct kx_fault fault = { .code = KX_E_OVERLAP,
					.segment = 3,
					.other = 1,
					.value = 0x1000,
					.limit = 0x2000 };
	struct kxl_failure about = failure;
	struct kexec_ctx *ctx;

	about.fault = &fault;
	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail(ctx, &about, "x"), -ENOEXEC);
	assert_int_equal(kexec_ctx_error(ctx)->segment, 3);
	assert_int_equal(kexec_ctx_error(ctx)->other, 1);
	assert_int_equal(kexec_ctx_error(ctx)->value, 0x1000);
	assert_int_equal(kexec_ctx_error(ctx)->limit, 0x2000);
	/* A failure without a fault resets them. */
	assert_int_equal(kxl_fail(ctx, &failure, "x"), -ENOEXEC);
	assert_int_equal(kexec_ctx_error(ctx)->segment, KEXEC_NO_SEGMENT);
	assert_int_equal(kexec_ctx_error(ctx)->other, KEXEC_NO_SEGMENT);
	assert_int_equal(kexec_ctx_error(ctx)->value, 0);
	assert_int_equal(kexec_ctx_error(ctx)->limit, 0);
	kexec_ctx_free(ctx);
}

TEST(a_long_object_is_cut_and_not_overrun)
{
	struct kxl_failure about = failure;
	struct kexec_ctx *ctx;
	char path[5000];

	memset(path, 'a', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	about.object = path;
	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail(ctx, &about, "%s", path), -ENOEXEC);
	assert_in_range(strlen(kexec_ctx_error(ctx)->object),
			KXL_OBJECT_SIZE - 8, KXL_OBJECT_SIZE - 1);
	assert_non_null(strstr(kexec_ctx_error(ctx)->object, "aaa..."));
	assert_in_range(strlen(kexec_ctx_error(ctx)->reason),
			KXL_REASON_SIZE - 8, KXL_REASON_SIZE - 1);
	assert_non_null(strstr(kexec_ctx_error(ctx)->reason, "aaa..."));
	kexec_ctx_free(ctx);
}

TEST(a_path_of_any_legal_length_is_shown_whole)
{
	struct kxl_failure about = failure;
	struct kexec_ctx *ctx;
	char path[4001];

	memset(path, 'a', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	about.object = path;
	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail(ctx, &about, "x"), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(ctx)->object, path);
	assert_non_null(strstr(kexec_ctx_error(ctx)->text, "; get another"));
	kexec_ctx_free(ctx);
}

TEST(an_error_stays_one_line_whatever_a_file_is_called)
{
	static const struct {
		const char *object;
		const char *shown;
	} rows[] = {
		{ "a\nb", "a\\x0ab" }, { "\033[2Jx", "\\x1b[2Jx" },
		{ "\177", "\\x7f" },   { "caf\303\251", "caf\303\251" },
		{ "", "\"\"" },
	};
	struct kxl_failure about = failure;
	struct kexec_ctx *ctx;
	size_t i;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		about.object = rows[i].object;
		assert_int_equal(kxl_fail(ctx, &about, "x\ny"), -ENOEXEC);
		assert_string_equal(kexec_ctx_error(ctx)->object,
				    rows[i].shown);
		assert_string_equal(kexec_ctx_error(ctx)->reason, "x\\x0ay");
		assert_null(strchr(kexec_ctx_error(ctx)->text, '\n'));
	}
	kexec_ctx_free(ctx);
}

TEST(an_argument_that_is_unknown_is_named)
{
	struct kexec_ctx *ctx;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	assert_int_equal(kxl_fail_argument(ctx, KEXEC_ACTION_LOAD, "method", 7),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(ctx)->name, "argument");
	assert_non_null(strstr(kexec_ctx_error(ctx)->text,
			       "load: method 0x7 is unknown here; "));
	kexec_ctx_free(ctx);
}

static void keep(void *data, enum kexec_log_level level, const char *line)
{
	snprintf(data, 64, "%d %s", level, line);
}

TEST(log_lines_reach_the_callback_when_there_is_one)
{
	struct kexec_ctx *ctx;
	char line[64] = "";

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "to nobody");
	kexec_ctx_set_log(ctx, keep, line);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "x is %#x", 16);
	assert_string_equal(line, "1 x is 0x10");
	kexec_ctx_set_log(ctx, NULL, NULL);
	kxl_log(ctx, KEXEC_LOG_WARNING, "to nobody again");
	assert_string_equal(line, "1 x is 0x10");
	kexec_ctx_free(ctx);
}

TEST(a_log_line_stays_one_whatever_a_file_is_called)
{
	struct kexec_ctx *ctx;
	char line[64] = "";

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	kexec_ctx_set_log(ctx, keep, line);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "open %s", "\n\033\n");
	assert_string_equal(line, "1 open \\x0a\\x1b\\x0a");
	kexec_ctx_free(ctx);
}

static void measure(void *data, enum kexec_log_level level, const char *line)
{
	(void)level;
	*(size_t *)data = strlen(line);
}

TEST(a_log_line_is_as_long_as_what_it_tells)
{
	struct kexec_ctx *ctx;
	char cmdline[3000];
	size_t length = 0;

	memset(cmdline, 'x', sizeof(cmdline));
	cmdline[sizeof(cmdline) - 1] = '\0';
	assert_int_equal(kexec_ctx_new(&ctx), 0);
	kexec_ctx_set_log(ctx, measure, &length);
	kxl_log(ctx, KEXEC_LOG_DEBUG, "\"%s\"", cmdline);
	assert_int_equal(length, sizeof(cmdline) - 1 + 2);
	kexec_ctx_free(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_new_context_has_no_error_and_no_null_strings),
		cmocka_unit_test(a_failure_is_kept_in_parts_and_as_one_line),
		cmocka_unit_test(
			parts_that_are_missing_leave_no_trace_in_the_line),
		cmocka_unit_test(a_fault_brings_its_segments_and_numbers),
		cmocka_unit_test(a_long_object_is_cut_and_not_overrun),
		cmocka_unit_test(a_path_of_any_legal_length_is_shown_whole),
		cmocka_unit_test(
			an_error_stays_one_line_whatever_a_file_is_called),
		cmocka_unit_test(an_argument_that_is_unknown_is_named),
		cmocka_unit_test(
			a_log_line_stays_one_whatever_a_file_is_called),
		cmocka_unit_test(a_log_line_is_as_long_as_what_it_tells),
		cmocka_unit_test(
			log_lines_reach_the_callback_when_there_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
