// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/options.h"

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/vmcore_dmesg/failure.h"

static struct capture errors;

static int parse(const char *line, struct options *options)
{
	static char words[256];
	char *argv[9] = { (char *)(uintptr_t) "vmcore-dmesg" };
	char *save = NULL;
	char *word;
	int argc = 1;
	int status;

	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok_r(words, " ", &save); word && argc < 8;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	capture_start(&errors, stderr);
	status = options_parse(argc, argv, options);
	capture_end(&errors);
	return status;
}

TEST(levels_are_names_numbers_and_what_is_worse)
{
	static const struct {
		const char *line;
		int status;
		u8 levels;
	} rows[] = {
		{ "f", 0, 0xff },
		{ "-l err f", 0, 1 << 3 },
		{ "--level=emerg,debug f", 0, 0x81 },
		{ "--level 0,7 f", 0, 0x81 },
		{ "f -l err+", 0, 0x0f },
		{ "-l debug+ f", 0, 0xff },
		{ "-l 2+,info f", 0, 0x47 },
		{ "-l err -l info f", 0, 1 << 6 },
		{ "-l warning f", STATUS_USAGE, 0 },
		{ "-l 8 f", STATUS_USAGE, 0 },
		{ "-l err, f", STATUS_USAGE, 0 },
		{ "-l +err f", STATUS_USAGE, 0 },
		{ "-l + f", STATUS_USAGE, 0 },
		{ "--level= f", STATUS_USAGE, 0 },
	};
	struct options options;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options),
			   rows[i].status);
		if (rows[i].status)
			assert_non_null(strstr(errors.text, "--level="));
		else
			assert_row(rows[i].line, options.levels,
				   rows[i].levels);
	}
}

TEST(since_is_seconds_from_either_end)
{
	static const struct {
		const char *line;
		int status;
		u64 ns;
		bool is_from_end;
	} rows[] = {
		{ "f", 0, 0, false },
		{ "-s 12 f", 0, 12000000000, false },
		{ "--since=12.5 f", 0, 12500000000, false },
		{ "--since=0.000000001 f", 0, 1, false },
		{ "--since=1.0000000019 f", 0, 1000000001, false },
		{ "--since=-30 f", 0, 30000000000, true },
		{ "-s -0.25 f", 0, 250000000, true },
		{ "-s 4294967295 f", 0, 4294967295000000000, false },
		{ "-s 4294967296 f", STATUS_USAGE, 0, false },
		{ "-s 99999999999999999999999 f", STATUS_USAGE, 0, false },
		{ "-s yesterday f", STATUS_USAGE, 0, false },
		{ "-s 1x f", STATUS_USAGE, 0, false },
		{ "-s 1.x f", STATUS_USAGE, 0, false },
		{ "-s --1 f", STATUS_USAGE, 0, false },
		{ "-s .5 f", STATUS_USAGE, 0, false },
		{ "--since= f", STATUS_USAGE, 0, false },
	};
	struct options options;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options),
			   rows[i].status);
		if (rows[i].status) {
			assert_non_null(strstr(errors.text, "--since="));
			continue;
		}
		assert_row(rows[i].line, options.since_ns, rows[i].ns);
		assert_row(rows[i].line, options.is_from_end,
			   rows[i].is_from_end);
	}
}

TEST(there_is_one_file)
{
	static const struct {
		const char *line;
		int status;
		const char *says;
	} rows[] = {
		{ "", STATUS_USAGE, "usage: vmcore-dmesg" },
		{ "a b", STATUS_USAGE, "usage: vmcore-dmesg" },
		{ "--bogus a", STATUS_USAGE, "unrecognized option" },
		{ "-J a", 0, "" },
		{ "-- -J", 0, "" },
	};
	struct options options;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options),
			   rows[i].status);
		assert_non_null(strstr(errors.text, rows[i].says));
	}
	assert_string_equal(options.path, "-J");
	assert_false(options.is_json);
	assert_int_equal(parse("--json a", &options), 0);
	assert_true(options.is_json);
}

TEST(help_and_version_need_no_file)
{
	struct options options;
	char *text = NULL;
	size_t size;
	FILE *file;

	assert_int_equal(parse("--help", &options), 0);
	assert_int_equal(options.action, ACTION_HELP);
	assert_int_equal(parse("-v --bogus", &options), 0);
	assert_int_equal(options.action, ACTION_VERSION);
	file = open_memstream(&text, &size);
	options_usage(file);
	fclose(file);
	assert_non_null(strstr(text, "--since="));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_are_names_numbers_and_what_is_worse),
		cmocka_unit_test(since_is_seconds_from_either_end),
		cmocka_unit_test(there_is_one_file),
		cmocka_unit_test(help_and_version_need_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
