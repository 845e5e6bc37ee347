// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Messages of the tool that run_test.c does not cover. */
#include "tool/kexec/report.h"

#include <errno.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/errors/context.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

TEST(the_version_line_begins_as_scripts_expect)
{
	struct capture capture;
	int numbers[3];

	capture_start(&capture, stdout);
	report_version();
	capture_end(&capture);
	assert_int_equal(sscanf(capture.text, "kexec-tools %d.%d.%d ",
				&numbers[0], &numbers[1], &numbers[2]),
			 3);
	assert_non_null(strstr(capture.text, kexec_version()));
	assert_ptr_equal(strchr(capture.text, '\n'),
			 capture.text + strlen(capture.text) - 1);
}

TEST(warnings_are_always_shown_and_details_with_debug)
{
	struct options options = { 0 };
	struct capture capture;

	capture_start(&capture, stderr);
	report_log(&options, KEXEC_LOG_WARNING, "one");
	report_log(&options, KEXEC_LOG_DEBUG, "two");
	options.flags = FLAG_DEBUG;
	report_log(&options, KEXEC_LOG_DEBUG, "three");
	capture_end(&capture);
	assert_string_equal(capture.text, "kexec: warning: one\nthree\n");
}

TEST(an_error_without_a_line_of_its_own_is_one_line_of_ours)
{
	struct options options = { .method = KEXEC_METHOD_LOAD };
	struct kexec_image *image;
	struct capture capture;
	struct kexec_ctx *ctx;
	int status;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	/* Where no kernel is installed, none is offered. */
	assert_int_equal(kexec_ctx_set_root(ctx, "/nonexistent"), 0);
	assert_int_not_equal(kexec_image_open(ctx, "/nonexistent", &image), 0);
	capture_start(&capture, stderr);
	status = report_error(ctx, &options, NULL);
	capture_end(&capture);
	assert_int_equal(status, EXIT_USAGE);
	assert_string_equal(capture.text,
			    "kexec: open kernel /nonexistent: No such file or "
			    "directory; check the path\n");
	kexec_ctx_free(ctx);
}

static const struct {
	enum kexec_action action;
	enum kexec_cause cause;
	enum kexec_method method;
	unsigned int facts;
	const char *says;
} advised[] = {
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_NO_KEXEC_LOAD, KEXEC_METHOD_LOAD,
	  0, "; use -s\n" },
	{ KEXEC_ACTION_CALL_UNLOAD, KEXEC_CAUSE_NO_KEXEC_LOAD,
	  KEXEC_METHOD_LOAD, 0, "; use -s\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_NO_KEXEC_LOAD, KEXEC_METHOD_AUTO,
	  0, "; use kexec_file_load(2)\n" },
	{ KEXEC_ACTION_CALL_JUMP_BACK, KEXEC_CAUSE_NO_KEXEC_LOAD,
	  KEXEC_METHOD_LOAD, 0, "; use kexec_file_load(2)\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_NO_KEXEC_LOAD, KEXEC_METHOD_LOAD,
	  KXL_IS_ALONE, "; is a seccomp filter in the way?\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_NO_KEXEC_FILE,
	  KEXEC_METHOD_FILE_LOAD, 0, "; use -c\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_NO_KEXEC_FILE,
	  KEXEC_METHOD_FILE_LOAD, KXL_IS_UNSEEN, "; use -c\n" },
	{ KEXEC_ACTION_CALL_FILE_UNLOAD, KEXEC_CAUSE_NO_KEXEC_FILE,
	  KEXEC_METHOD_FILE_LOAD, 0, "; use -c\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_ARGUMENTS,
	  KEXEC_METHOD_FILE_LOAD, 0, "; use -c: it places by itself\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_ARGUMENTS, KEXEC_METHOD_AUTO,
	  0, "which places and checks by itself\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_ARGUMENTS, KEXEC_METHOD_AUTO,
	  KXL_IS_LAST, "; see the kernel log (dmesg)\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_NO_HOLE, KEXEC_METHOD_AUTO,
	  0, "; use a smaller initrd, or -c\n" },
	{ KEXEC_ACTION_CALL_FILE_LOAD, KEXEC_CAUSE_CRASH_REGION_SMALL,
	  KEXEC_METHOD_AUTO, 0,
	  "; set more aside (crashkernel=), or use a smaller initrd; "
	  "kexec --check -p has the sum\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_CRASH_REGION_SMALL, KEXEC_METHOD_LOAD,
	  0,
	  "; set more memory aside for it (crashkernel=), or use a "
	  "smaller initrd; kexec --check -p has the sum\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_CRASH_REGION_SMALL, KEXEC_METHOD_LOAD,
	  KXL_OF_PLACE,
	  "; set more memory aside for it (crashkernel=), or use a "
	  "smaller initrd; kexec --check -p has the sum\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_CHECKSUM, KEXEC_METHOD_AUTO, 0,
	  "; get the file again, or skip the check (-i)\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_UNKNOWN_TYPE, KEXEC_METHOD_AUTO, 0,
	  "; name a known one, or leave -t out\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_NO_HOLE, KEXEC_METHOD_LOAD, 0,
	  "; use a machine with more memory\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_NO_WINDOW_END, KEXEC_METHOD_LOAD, 0,
	  "; give --mem-max\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_SEGMENT_LARGE, KEXEC_METHOD_LOAD,
	  KXL_RETURNS, "; lower --mem-max\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_SEGMENTS_LARGE, KEXEC_METHOD_LOAD,
	  KXL_RETURNS, "; lower --mem-max\n" },
	{ KEXEC_ACTION_PLAN, KEXEC_CAUSE_SEGMENTS_LARGE, KEXEC_METHOD_LOAD, 0,
	  "; use a smaller initrd, or a machine with more memory\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_MEMORY, KEXEC_METHOD_AUTO,
	  KXL_ON_CALL | KXL_RETURNS,
	  "; free some memory, or lower --mem-max\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_MEMORY, KEXEC_METHOD_AUTO,
	  KXL_ON_CALL, "; free some memory, or use a smaller initrd\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_LOCKDOWN, KEXEC_METHOD_AUTO, 0,
	  "; use -s and a signed kernel\n" },
	{ KEXEC_ACTION_CALL_LOAD, KEXEC_CAUSE_NO_JUMP_BACK, KEXEC_METHOD_AUTO,
	  0, "CONFIG_KEXEC_JUMP, or one without kexec and kexec.ko\n" },
	{ KEXEC_ACTION_CALL_UNLOAD, KEXEC_CAUSE_NO_KEXEC, KEXEC_METHOD_LOAD, 0,
	  "; nothing can be loaded, and so nothing is to be "
	  "unloaded\n" },
	{ KEXEC_ACTION_JUMP_BACK, KEXEC_CAUSE_LOADED, KEXEC_METHOD_AUTO, 0,
	  "; if you are, unload it (kexec -u)\n" },
	{ KEXEC_ACTION_JUMP_BACK, KEXEC_CAUSE_JUMP_BACK_ENTRY,
	  KEXEC_METHOD_AUTO, 0,
	  "; give the address that kexec_jump_back_entry= in "
	  "/proc/cmdline has, or leave --entry out\n" },
};

TEST(advice_names_the_option_where_it_helps)
{
	struct capture capture;
	struct kexec_ctx *ctx;
	size_t i;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	for (i = 0; i < ARRAY_SIZE(advised); i++) {
		const struct kxl_failure failure = {
			.errnum = ENOSYS,
			.cause = advised[i].cause,
			.action = advised[i].action,
			.facts = advised[i].facts,
		};
		const struct options options = { .method = advised[i].method };

		assert_int_equal(kxl_fail(ctx, &failure, "reason"), -ENOSYS);
		capture_start(&capture, stderr);
		(void)report_error(ctx, &options, NULL);
		capture_end(&capture);
		if (!strstr(capture.text, advised[i].says))
			fail_msg("row %zu: %s", i, capture.text);
	}
	kexec_ctx_free(ctx);
}

static const char *const words[] = { "kexec", "-s", "-l", "/my kernel" };

/* 253 has scripts try -c, for which nothing judges the file. */
TEST(where_files_are_judged_minus_c_is_not_suggested)
{
	static const struct {
		enum kexec_cause cause;
		int status;
	} rows[] = {
		{ KEXEC_CAUSE_SYSTEM_CALL, 253 },
		{ KEXEC_CAUSE_PACKED_JUDGED, 255 },
	};
	const struct options options = { .method = KEXEC_METHOD_FILE_LOAD };
	struct kexec_ctx *ctx;
	struct capture capture;
	size_t i;
	int status;

	assert_int_equal(kexec_ctx_new(&ctx), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct kxl_failure failure = {
			.errnum = ENOEXEC,
			.cause = rows[i].cause,
			.action = KEXEC_ACTION_CALL_FILE_LOAD,
		};

		(void)kxl_fail(ctx, &failure, "it is packed");
		capture_start(&capture, stderr);
		status = report_error(ctx, &options, NULL);
		capture_end(&capture);
		assert_row("status", status, rows[i].status);
		assert_row("kexec-tools' words",
			   !!strstr(capture.text, "not available"), !i);
	}
	kexec_ctx_free(ctx);
}

TEST(the_command_that_would_work_is_given_whole)
{
	static const struct {
		int errnum;
		bool is_load_worth;
		int argc;
		const char *says;
	} rows[] = {
		{ EKEYREJECTED, true, 4,
		  "kexec_file_load failed: Key was rejected by service: why; "
		  "kexec_load(2) is allowed here, and checks no signature: "
		  "kexec -c -l '/my kernel'\n" },
		{ EADDRNOTAVAIL, true, 4,
		  "kexec_file_load failed: Cannot assign requested address: "
		  "why; kexec_load(2) is allowed here, and finds room for it: "
		  "kexec -c -l '/my kernel'\n" },
		{ EFBIG, true, 4,
		  "kexec_file_load failed: File too large: why; kexec_load(2) "
		  "is allowed here, and has a plan for it: "
		  "kexec -c -l '/my kernel'\n" },
		{ EINVAL, true, 4,
		  "syscall kexec_file_load not available: why; kexec_load(2) "
		  "is allowed here, and has a plan for it: "
		  "kexec -c -l '/my kernel'\n" },
		{ EKEYREJECTED, false, 4,
		  "kexec_file_load failed: Key was rejected by service: why; "
		  "library\n" },
		/* There is no command to suggest. */
		{ EKEYREJECTED, true, 0,
		  "kexec_file_load failed: Key was rejected by service: why; "
		  "library\n" },
	};
	struct capture capture;
	struct kexec_ctx *ctx;
	char *argv[4];
	size_t i;

	memcpy(argv, words, sizeof(argv));
	assert_int_equal(kexec_ctx_new(&ctx), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kxl_failure failure = {
			.errnum = rows[i].errnum,
			.cause = KEXEC_CAUSE_SYSTEM_CALL,
			.action = KEXEC_ACTION_CALL_FILE_LOAD,
			.advice = "library",
		};
		const struct options options = {
			.method = KEXEC_METHOD_FILE_LOAD,
			.argc = rows[i].argc,
			.argv = argv,
			.method_at = 1,
		};

		assert_true(kxl_fail(ctx, &failure, "why") < 0);
		ctx->last.error.is_load_worth = rows[i].is_load_worth;
		capture_start(&capture, stderr);
		(void)report_error(ctx, &options, NULL);
		capture_end(&capture);
		assert_string_equal(capture.text, rows[i].says);
	}
	kexec_ctx_free(ctx);
}

TEST(without_a_kernel_one_that_is_installed_is_named)
{
	static const char end[] =
		" --initrd=FILE --reuse-cmdline; \"kexec --help\" lists the "
		"options\n";
	static const char start[] = "No kernel specified; give one: kexec -l ";
	struct fixture fixture;
	struct capture capture;
	char wanted[256];

	fixture_make(&fixture);
	capture_start(&capture, stderr);
	report_no_kernel(fixture.ctx);
	report_no_kernel(NULL);
	capture_end(&capture);
	snprintf(wanted, sizeof(wanted), "%sKERNEL%s%sKERNEL%s", start, end,
		 start, end);
	assert_string_equal(capture.text, wanted);
	fixture_text(&fixture, "/usr/lib/modules/6.1/vmlinuz", "a kernel");
	capture_start(&capture, stderr);
	report_no_kernel(fixture.ctx);
	capture_end(&capture);
	snprintf(wanted, sizeof(wanted), "%s/usr/lib/modules/6.1/vmlinuz%s",
		 start, end);
	assert_string_equal(capture.text, wanted);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_version_line_begins_as_scripts_expect),
		cmocka_unit_test(
			warnings_are_always_shown_and_details_with_debug),
		cmocka_unit_test(
			an_error_without_a_line_of_its_own_is_one_line_of_ours),
		cmocka_unit_test(advice_names_the_option_where_it_helps),
		cmocka_unit_test(
			where_files_are_judged_minus_c_is_not_suggested),
		cmocka_unit_test(the_command_that_would_work_is_given_whole),
		cmocka_unit_test(
			without_a_kernel_one_that_is_installed_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
