// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* /etc/kexec.conf: what counts in it, and what is warned about. */
#include "tool/kexec/settings.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "test/unit/tool/kexec/run_line.h"
#include "tool/kexec/set_up.h"

static struct fixture fixture;
static struct options options;

static int set_up(void **state)
{
	(void)state;
	fixture_make_pc(&fixture);
	options = (struct options){
		.steps = STEP_LOAD,
		.mem_end = UINT64_MAX,
		.sysroot = fixture.dir,
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(&fixture);
	return 0;
}

static bool skips(void)
{
	bool does;

	capture_start(&errors, stderr);
	does = settings_skip_crypto_tests(&options);
	capture_end(&errors);
	return does;
}

TEST_WITH(without_the_file_nothing_is_said_or_done)
{
	(void)state;
	assert_false(skips());
	assert_string_equal(errors.text, "");
	fixture_text(&fixture, "/etc", "no folder");
	assert_false(skips());
	assert_string_equal(errors.text, "");
}

TEST_WITH(each_line_is_a_setting_a_comment_or_warned_about)
{
	static const struct {
		const char *text;
		bool skips;
		const char *warning; /* NULL: none */
	} rows[] = {
		{ "", false, NULL },
		{ "# no-crypto-tests\n\n \t\n", false, NULL },
		{ "no-crypto-tests\n", true, NULL },
		{ "no-crypto-tests", true, NULL },
		{ "# a\n\t no-crypto-tests \t# b\r\n", true, NULL },
		{ "no-crypto-tests\nno-crypto-tests\n", true, NULL },
		{ "\nno-crypto\nno-crypto-tests\n", true,
		  "/etc/kexec.conf:2: no-crypto is no setting, and is left "
		  "out; no-crypto-tests is one\n" },
		{ "no-crypto-tests=no\n", false,
		  "kexec.conf:1: no-crypto-tests=no is no setting" },
		{ "--no-crypto-tests\n", false,
		  ":1: --no-crypto-tests is no " },
		{ "no-crypto-tests keep-packed\n", false, ":1: no-crypto-te" },
		{ "\033[2Jx\n", false, ":1: \\x1b[2Jx is no setting" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, SETTINGS_PATH, rows[i].text);
		assert_int_equal(skips(), rows[i].skips);
		if (!rows[i].warning)
			assert_string_equal(errors.text, "");
		else if (!strstr(errors.text, rows[i].warning))
			fail_msg("no \"%s\" in: %s", rows[i].warning,
				 errors.text);
	}
}

TEST_WITH(a_file_that_others_may_write_to_is_left_out)
{
	char path[128];

	(void)state;
	fixture_text(&fixture, SETTINGS_PATH, "no-crypto-tests\n");
	fixture_path(&fixture, SETTINGS_PATH, path);
	assert_int_equal(chmod(path, 0664), 0);
	assert_false(skips());
	assert_non_null(strstr(errors.text,
			       "kexec.conf is left out: others than root may "
			       "write to it\n"));
	assert_int_equal(chmod(path, 0604), 0);
	assert_true(skips());
	fixture_remove(&fixture, SETTINGS_PATH);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_false(skips());
	assert_non_null(strstr(errors.text, ": it is no regular file\n"));
}

/* An absolute link of another machine's files does not lead to ours. */
TEST_WITH(a_link_stays_below_the_root)
{
	char path[128];
	char outside[128];

	(void)state;
	fixture_text(&fixture, "/run/settings", "no-crypto-tests\n");
	fixture_path(&fixture, "/run/settings", outside);
	fixture_path(&fixture, SETTINGS_PATH, path);
	fixture_text(&fixture, SETTINGS_PATH, "");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/run/settings", path), 0);
	assert_true(skips());
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(outside, path), 0);
	assert_false(skips());
	assert_string_equal(errors.text, "");
}

TEST_WITH(it_is_for_loads_of_linux)
{
	(void)state;
	fixture_text(&fixture, SETTINGS_PATH, "no-crypto-tests\nx\n");
	options.nr_modules = 1;
	assert_false(skips());
	options.nr_modules = 0;
	options.arguments = KEXEC_ARGUMENTS_ELF;
	assert_false(skips());
	options.arguments = KEXEC_ARGUMENTS_NONE;
	assert_false(skips());
	options.arguments = KEXEC_ARGUMENTS_AUTO;
	options.type = "multiboot2-x86";
	assert_false(skips());
	options.type = "pvh-x86";
	assert_false(skips());
	options.type = NULL;
	options.steps = STEP_CHECK;
	assert_false(skips());
	assert_string_equal(errors.text, "");
	options.steps = STEP_LOAD;
	options.flags = FLAG_QUIET;
	assert_true(skips());
	assert_string_equal(errors.text, "");
	options.type = "bzImage64";
	options.arguments = KEXEC_ARGUMENTS_LINUX;
	assert_true(skips());
}

TEST_WITH(a_warning_names_the_file_that_was_read)
{
	char wanted[256];

	(void)state;
	fixture_text(&fixture, SETTINGS_PATH, "x\n");
	assert_false(skips());
	snprintf(wanted, sizeof(wanted), " %s" SETTINGS_PATH ":1: x is no ",
		 fixture.dir);
	assert_non_null(strstr(errors.text, wanted));
}

TEST_WITH(an_image_gets_the_parameter_or_is_refused_in_fips_mode)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;

	(void)state;
	fixture_text(&fixture, SETTINGS_PATH, "no-crypto-tests\n");
	options.cmdline = "a -- b";
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(image_set_up(image, &options), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_string_equal(kexec_image_cmdline(image),
			    "a cryptomgr.notests -- b");
	kexec_image_close(image);
	fixture_text(&fixture, "/proc/sys/crypto/fips_enabled", "1\n");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(image_set_up(image, &options), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->cause, KEXEC_CAUSE_FIPS);
	kexec_image_close(image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(without_the_file_nothing_is_said_or_done),
		WITH(each_line_is_a_setting_a_comment_or_warned_about),
		WITH(a_file_that_others_may_write_to_is_left_out),
		WITH(a_link_stays_below_the_root),
		WITH(it_is_for_loads_of_linux),
		WITH(a_warning_names_the_file_that_was_read),
		WITH(an_image_gets_the_parameter_or_is_refused_in_fips_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
