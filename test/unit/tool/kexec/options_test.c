// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The command line, as scripts write it. */
#include "tool/kexec/options.h"

#include <assert.h>
#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/kexec/parse_line.h"

#define LOADS	STEP_LOAD
#define STARTS	(STEP_SYNC | STEP_NETWORK_DOWN | STEP_EXECUTE)
#define REBOOTS (STEP_LOAD | STEP_SYNC | STEP_SHUTDOWN)

static const struct {
	const char *line;
	unsigned int steps;
	unsigned int flags;
	enum kexec_method method;
} actions[] = {
	{ "k", REBOOTS, 0, KEXEC_METHOD_AUTO },
	{ "-s k", REBOOTS, 0, KEXEC_METHOD_FILE_LOAD },
	{ "-l k", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "--load k", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "k -l", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "-c -l k", LOADS, FLAG_NORMAL, KEXEC_METHOD_LOAD },
	{ "-scl k", LOADS, FLAG_NORMAL, KEXEC_METHOD_LOAD },
	{ "-csl k", LOADS, FLAG_NORMAL, KEXEC_METHOD_FILE_LOAD },
	{ "-s -l -a k", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "--kexec-syscall-auto -l k", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "--kexec-file-syscall -l k", LOADS, FLAG_NORMAL,
	  KEXEC_METHOD_FILE_LOAD },
	{ "--kexec-syscall -l k", LOADS, FLAG_NORMAL, KEXEC_METHOD_LOAD },
	{ "-e", STARTS, 0, KEXEC_METHOD_AUTO },
	{ "--exec", STARTS, 0, KEXEC_METHOD_AUTO },
	{ "-e -x", STEP_SYNC | STEP_EXECUTE, FLAG_NO_IFDOWN,
	  KEXEC_METHOD_AUTO },
	{ "-x -e -y", STEP_EXECUTE, FLAG_NO_IFDOWN | FLAG_NO_SYNC,
	  KEXEC_METHOD_AUTO },
	{ "-f k", LOADS | STARTS, 0, KEXEC_METHOD_AUTO },
	{ "-f -l k", LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "-l -e", STARTS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "--rehearse", STEP_REHEARSE, 0, KEXEC_METHOD_AUTO },
	{ "-u", STEP_UNLOAD, 0, KEXEC_METHOD_AUTO },
	{ "-u -p", STEP_UNLOAD, FLAG_CRASH, KEXEC_METHOD_AUTO },
	{ "-p -u", STEP_UNLOAD, FLAG_CRASH, KEXEC_METHOD_AUTO },
	{ "-s -p -u", STEP_UNLOAD, FLAG_CRASH, KEXEC_METHOD_FILE_LOAD },
	{ "-u -l k", STEP_UNLOAD | LOADS, FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "-f -p k", LOADS, FLAG_CRASH, KEXEC_METHOD_AUTO },
	{ "-p -l k", LOADS, FLAG_CRASH | FLAG_NORMAL, KEXEC_METHOD_AUTO },
	{ "-p k", LOADS, FLAG_CRASH, KEXEC_METHOD_AUTO },
	/* In kexec-tools -p and --load-preserve-context drop flags before. */
	{ "-d -p k", LOADS, FLAG_CRASH | FLAG_DEBUG, KEXEC_METHOD_AUTO },
	{ "-p -d k", LOADS, FLAG_CRASH | FLAG_DEBUG, KEXEC_METHOD_AUTO },
	{ "--mem-max=0xfff -d --load-preserve-context k", LOADS,
	  FLAG_PRESERVE | FLAG_DEBUG | FLAG_WINDOW, KEXEC_METHOD_AUTO },
	{ "-S", REBOOTS, FLAG_STATUS, KEXEC_METHOD_AUTO },
	{ "-d -y k", STEP_LOAD | STEP_SHUTDOWN, FLAG_DEBUG | FLAG_NO_SYNC,
	  KEXEC_METHOD_AUTO },
	{ "-h", REBOOTS, FLAG_HELP, KEXEC_METHOD_AUTO },
	{ "-v", REBOOTS, FLAG_VERSION, KEXEC_METHOD_AUTO },
	{ "--version --bogus", REBOOTS, FLAG_VERSION, KEXEC_METHOD_AUTO },
	{ "-i -l k", LOADS, FLAG_NORMAL | FLAG_NO_CHECKS, KEXEC_METHOD_AUTO },
	{ "-l --no-cma k", LOADS, FLAG_NORMAL | FLAG_NO_CMA,
	  KEXEC_METHOD_AUTO },
	{ "-c -l --keep-packed k", LOADS, FLAG_NORMAL | FLAG_KEEP_PACKED,
	  KEXEC_METHOD_LOAD },
	{ "-c -l --noefi k", LOADS, FLAG_NORMAL | FLAG_NO_EFI,
	  KEXEC_METHOD_LOAD },
	{ "--load-jump-back-helper", STEP_JUMP_BACK, 0, KEXEC_METHOD_AUTO },
	{ "-u --load-jump-back-helper", STEP_UNLOAD | STEP_JUMP_BACK, 0,
	  KEXEC_METHOD_AUTO },
	{ "-c --load-jump-back-helper -e", STARTS, 0, KEXEC_METHOD_LOAD },
	{ "--load-preserve-context --mem-max=0xfff k", LOADS,
	  FLAG_PRESERVE | FLAG_WINDOW, KEXEC_METHOD_AUTO },
	{ "--load-preserve-context -e", STARTS, FLAG_PRESERVE,
	  KEXEC_METHOD_AUTO },
};

TEST(actions_mean_what_they_mean_in_kexec_tools)
{
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		assert_row(actions[i].line, parse(actions[i].line, &options),
			   0);
		assert_row(actions[i].line, options.steps, actions[i].steps);
		assert_row(actions[i].line, options.flags, actions[i].flags);
		assert_row(actions[i].line, options.method, actions[i].method);
		assert_string_equal(errors.text, "");
	}
}

TEST(values_are_kept_and_the_last_command_line_wins)
{
	struct options options;

	assert_int_equal(parse("-l --append=a --command-line=b k", &options),
			 0);
	assert_string_equal(options.cmdline, "b");
	assert_int_equal(parse("-l --command-line=b --append=a k", &options),
			 0);
	assert_string_equal(options.cmdline, "a");
	assert_int_equal(
		parse("-l k --initrd=i --ramdisk r --reuse-cmdline", &options),
		0);
	assert_string_equal(options.kernel, "k");
	assert_int_equal(options.nr_initrds, 2);
	assert_string_equal(options.initrds[0], "i");
	assert_string_equal(options.initrds[1], "r");
	assert_null(options.cmdline);
	assert_true(options.flags & FLAG_REUSE_CMDLINE);
	assert_int_equal(
		parse("--load-jump-back-helper --entry=0x12", &options), 0);
	assert_true(options.flags & FLAG_ENTRY);
	assert_int_equal(options.entry, 0x12);
	assert_int_equal(parse("-l -tbzImage64 k", &options), 0);
	assert_string_equal(options.type, "bzImage64");
	assert_int_equal(parse("-l --type=bzImage k", &options), 0);
	assert_string_equal(options.type, "bzImage");
	assert_int_equal(parse("-l --type=bzImage32 k", &options), 0);
	assert_string_equal(options.type, "bzImage32");
	assert_null(options.profile);
	assert_int_equal(parse("-l --profile=1 --profile main k", &options), 0);
	assert_string_equal(options.profile, "main");
	assert_null(options.cmdline);
}

TEST(abbreviations_work_as_getopt_has_them)
{
	struct options options;

	assert_int_equal(parse("--unl", &options), 0);
	assert_int_equal(options.steps, STEP_UNLOAD);
	assert_int_equal(parse("-l --app=x k", &options), 0);
	assert_string_equal(options.cmdline, "x");
	assert_int_equal(parse("-l --co=x k", &options), 1);
}

TEST(the_highest_address_is_part_of_the_window)
{
	struct options options;

	assert_int_equal(
		parse("-c -l --mem-min=0x1000 --mem-max=0x1fff k", &options),
		0);
	assert_int_equal(options.mem_min, 0x1000);
	assert_int_equal(options.mem_end, 0x2000);
	assert_string_equal(errors.text, "");
	assert_int_equal(
		parse("-c -l --mem-max=0xffffffffffffffff k", &options), 0);
	assert_int_equal(options.mem_end, UINT64_MAX);
	assert_int_equal(parse("-c -l --mem-max=017 k", &options), 0);
	assert_int_equal(options.mem_end, 16);
	assert_int_equal(parse("-l --mem-max=1 k", &options), 0);
	assert_non_null(strstr(errors.text, "kexec_load(2) alone"));
}

static const struct {
	const char *line;
	const char *says;
	int status;
} mistakes[] = {
	{ "", "No kernel specified; ", 255 },
	{ "-l", "No kernel specified; ", 255 },
	{ "-f", "No kernel specified; ", 255 },
	{ "-u -f", "No kernel specified; ", 255 },
	{ "-u -p -f", "No kernel specified; ", 255 },
	{ "-p", "No kernel specified; ", 255 },
	{ "-l k extra", "\"extra\" is one argument too many", 1 },
	{ "-e k extra", "\"extra\" is one argument too many", 1 },
	{ "--bogus", "unrecognized option '--bogus'", 1 },
	{ "-l k --bogus", "unrecognized option '--bogus'", 1 },
	{ "-Z", "invalid option -- 'Z'", 1 },
	{ "-l --initrd", "requires an argument", 1 },
	{ "--load=x k", "doesn't allow an argument", 1 },
	{ "--mem-min= k", "Bad option value in --mem-min=", 1 },
	{ "--mem-min=-1 k", "Bad option value in --mem-min=-1", 1 },
	{ "--mem-max=12x k", "Bad option value in --mem-max=12x", 1 },
	{ "--mem-max=0x10000000000000000 k", "Bad option value", 1 },
	{ "-c -l --mem-min=5 --mem-max=3 k",
	  "--mem-min=5: no memory lies between it and --mem-max=3; ", 1 },
	{ "-c -l --mem-min=0xffffffffffffffff k", "no memory lies", 1 },
	/* Not 1, which would say "loaded". */
	{ "-S -l k extra", "\"extra\" is one argument too many", 255 },
	{ "-l -S k extra", "\"extra\" is one argument too many", 255 },
	{ "-S --bogus", "unrecognized option '--bogus'", 255 },
	{ "--status=x", "doesn't allow an argument", 255 },
	{ "--load=x --stat=x", "doesn't allow an argument", 255 },
	{ "--bogus --status", "unrecognized option '--bogus'", 255 },
	{ "-s -l --real-mode k",
	  "--real-mode not supported with kexec_file_load: ", 1 },
	{ "-p --real-mode k", "--real-mode is for a normal start: ", 1 },
	{ "--load-preserve-context --mem-max=0x4000000 --real-mode k",
	  "--real-mode is for a normal start: ", 1 },
	{ "-l --no-crypto-tests --module=x k",
	  "--no-crypto-tests is for Linux: leave it out, and put ", 1 },
	{ "-l --module", "requires an argument", 1 },
	{ "-p --timeline k", "--timeline is for a normal start: ", 1 },
	{ "--load-preserve-context --mem-max=0x4000000 --timeline k",
	  "--timeline is for a normal start: ", 1 },
	{ "-l --fallback-entry=x k",
	  "--fallback-entry needs --with-fallback=SECONDS", 1 },
	{ "-l --with-fallback=60 --module=x k",
	  "--with-fallback is for Linux: leave it out, or --module", 1 },
	{ "-p --with-fallback=60 k",
	  "--with-fallback is for a normal start: ", 1 },
	{ "--load-preserve-context --mem-max=0x4000000 --with-fallback=60 k",
	  "--with-fallback is for a normal start: ", 1 },
	{ "-l --with-fallback=0 k", "--with-fallback=0: give seconds, from",
	  1 },
	{ "-l --serial=x k", "Bad serial port base 'x': give ttyS0", 1 },
	{ "-l --serial-baud=9599 k",
	  "Bad serial port baud rate '9599': give a divisor", 1 },
	{ "-p --if-damaged=cry k", "--if-damaged=cry: no action; ", 1 },
	{ "-p --if-damaged", "requires an argument", 1 },
	{ "-p -f k", "a crash kernel starts when this one panics", 1 },
	{ "-u -p -f k", "leave out -f, or -p", 1 },
	{ "-l --load-preserve-context k", "Please specify memory", 1 },
	{ "--load-jump-back-helper --entry=", "Bad option value", 1 },
};

TEST(what_makes_no_sense_is_a_usage_error_that_says_so)
{
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		assert_row(mistakes[i].line, parse(mistakes[i].line, &options),
			   mistakes[i].status);
		assert_ptr_equal(strchr(errors.text, '\n'),
				 errors.text + strlen(errors.text) - 1);
		print_message("# %s\n", mistakes[i].line);
		assert_non_null(strstr(errors.text, mistakes[i].says));
	}
}

TEST(what_no_build_will_have_is_refused_for_that_reason)
{
	static const struct {
		const char *line;
		const char *says;
	} rows[] = {
		{ "--load-live-update k",
		  "--load-live-update can only be used with xen: " },
		{ "--exec-live-update",
		  "--exec-live-update only works under xen: " },
	};
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options), 1);
		assert_memory_equal(errors.text, rows[i].says,
				    strlen(rows[i].says));
	}
}

TEST(a_mistake_is_one_line_that_says_what_to_try)
{
	static const struct {
		const char *line;
		const char *says;
	} rows[] = {
		{ "-l a b\nc",
		  "kexec: \"b\\x0ac\" is one argument too many (is a quote missing?); \"k" },
		{ "-u b\033c",
		  "kexec: warning: b\\x1bc is not loaded: the last one of " },
		{ "--mem-min=1\n2",
		  "in --mem-min=1\\x0a2: not an address; give bytes" },
		{ "--if-damaged=\n", "in --if-damaged=\\x0a: no action; give" },
		{ "--bo\ngus k",
		  "kexec: unrecognized option '--bo\\x0agus'; \"k" },
		{ "k --bogus=1",
		  "kexec: unrecognized option '--bogus=1'; \"k" },
		{ "--mem=1 k",
		  "kexec: unrecognized option '--mem=1'; it is the beginning "
		  "of --mem-min, --mem-max; \"k" },
		{ "-load k",
		  "kexec: invalid option -- 'o'; did you mean --load?; \"k" },
		{ "-initrd=x k",
		  "kexec: invalid option -- 'n'; did you mean --initrd=x?; "
		  "\"k" },
		{ "-l k --intrd=x",
		  "kexec: unrecognized option '--intrd=x'; did you mean "
		  "--initrd=x?; \"k" },
		{ "-l k initrd=x",
		  "kexec: \"initrd=x\" is one argument too many; did you mean "
		  "--initrd=x?; \"k" },
		{ "-l k -- --noefi",
		  "kexec: \"--noefi\" is one argument too many; options go "
		  "before \"--\"; \"k" },
		{ "-l k -", "\"-\" is one argument too many (is a quote" },
		{ "-l\n", "kexec: invalid option -- '\\x0a'; \"k" },
		{ "-l k -t", "kexec: option requires an argument -- 't'; \"k" },
		{ "k --ini",
		  "kexec: option '--initrd' requires an argument; \"k" },
		{ "--lo=1",
		  "kexec: unrecognized option '--lo=1'; it is the beginning of --load, --load-panic, --load-preserve-context, --load-jump-back-helper, --load-live-update; \"k" },
		{ "--exec=1 k",
		  "option '--exec' doesn't allow an argument; \"k" },
	};
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)parse(rows[i].line, &options);
		if (!strstr(errors.text, rows[i].says))
			fail_msg("\"%s\" said: %s", rows[i].line, errors.text);
		assert_ptr_equal(strchr(errors.text, '\n'),
				 errors.text + strlen(errors.text) - 1);
	}
}

TEST(the_last_arguments_for_an_elf_file_count)
{
	static const struct {
		const char *line;
		enum kexec_arguments arguments;
	} rows[] = {
		{ "-l k", KEXEC_ARGUMENTS_AUTO },
		{ "-l k --args-linux", KEXEC_ARGUMENTS_LINUX },
		{ "-l k --args-elf", KEXEC_ARGUMENTS_ELF },
		{ "-l k --args-none", KEXEC_ARGUMENTS_NONE },
		{ "-l --args-none k --args-linux", KEXEC_ARGUMENTS_LINUX },
	};
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options), 0);
		assert_row(rows[i].line, options.arguments, rows[i].arguments);
		assert_row(rows[i].line, options.flags, FLAG_NORMAL);
	}
	assert_int_equal(parse("-l --entry-32bit k", &options), 0);
	assert_int_equal(options.flags, FLAG_NORMAL | FLAG_ENTRY_32BIT);
	assert_int_equal(parse("-l --no-crypto-tests k", &options), 0);
	assert_int_equal(options.flags, FLAG_NORMAL | FLAG_NO_CRYPTO_TESTS);
	assert_false(options.timeline);
	assert_int_equal(parse("-l --timeline k", &options), 0);
	assert_true(options.timeline);
}

TEST(what_has_no_effect_is_taken)
{
	static const char *const silent[] = {
		"--args-linux",		"--reuse-video-type",
		"--elf64-core-headers", "--elf32-core-headers",
		"-p --hotplug",		"-p -c --if-damaged=halt",
	};
	struct options options;
	char line[64];
	size_t i;

	for (i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		snprintf(line, sizeof(line), "-l --append=x %s k", silent[i]);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(errors.text, "");
		assert_string_equal(options.cmdline, "x");
	}
	assert_int_equal(parse("-l --args-linux --reuse-video-type "
			       "--elf64-core-headers k",
			       &options),
			 0);
	assert_int_equal(options.flags, FLAG_NORMAL);
	assert_int_equal(parse("-e k", &options), 0);
	assert_non_null(strstr(errors.text, "k is not loaded"));
}

TEST(what_is_for_crash_kernels_is_kept_for_them)
{
	static const struct {
		const char *line;
		const char *says;
		unsigned int flags;
		enum kexec_on_damage on_damage;
	} rows[] = {
		{ "-p k", "", FLAG_CRASH, KEXEC_DAMAGE_REBOOT },
		{ "-p --hotplug k", "", FLAG_CRASH | FLAG_HOTPLUG,
		  KEXEC_DAMAGE_REBOOT },
		{ "-l --hotplug k", "are for crash kernels; add -p",
		  FLAG_NORMAL | FLAG_HOTPLUG, KEXEC_DAMAGE_REBOOT },
		{ "-p --elf32-core-headers k", "", FLAG_CRASH | FLAG_ELF32,
		  KEXEC_DAMAGE_REBOOT },
		{ "-p --elf32-core-headers --elf64-core-headers k", "",
		  FLAG_CRASH, KEXEC_DAMAGE_REBOOT },
		{ "-p -c --if-damaged=reboot k", "",
		  FLAG_CRASH | FLAG_ON_DAMAGE, KEXEC_DAMAGE_REBOOT },
		{ "-p -c --if-damaged=halt k", "", FLAG_CRASH | FLAG_ON_DAMAGE,
		  KEXEC_DAMAGE_HALT },
		{ "-p --if-damaged=start k", "kexec_load(2) alone; add -c",
		  FLAG_CRASH | FLAG_ON_DAMAGE, KEXEC_DAMAGE_START },
		{ "--print-ckr-size --bogus", "", FLAG_CRASH_SIZE,
		  KEXEC_DAMAGE_REBOOT },
	};
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options), 0);
		assert_row(rows[i].line, options.flags, rows[i].flags);
		assert_row(rows[i].line, options.on_damage, rows[i].on_damage);
		if (rows[i].says[0])
			assert_non_null(strstr(errors.text, rows[i].says));
		else
			assert_string_equal(errors.text, "");
	}
}

TEST(initrds_are_counted)
{
	enum { COUNT = 500 };
	char words[COUNT][16];
	char *argv[COUNT + 4] = { (char *)(uintptr_t) "kexec",
				  (char *)(uintptr_t) "-l",
				  (char *)(uintptr_t) "k" };
	struct options options;
	int i;

	for (i = 0; i < COUNT; i++) {
		snprintf(words[i], sizeof(words[i]), "--initrd=%d", i);
		argv[3 + i] = words[i];
	}
	assert_int_equal(options_parse(COUNT + 3, argv, &options), 0);
	assert_int_equal(options.nr_initrds, COUNT);
	assert_string_equal(options.initrds[COUNT - 1], "499");
	assert_int_equal(parse("-l k --initrd=- --ramdisk=-", &options), 1);
	assert_string_equal(errors.text,
			    "kexec: --initrd=-: standard input can be read "
			    "only once; give the other one as a file\n");
}

TEST(modules_are_counted)
{
	char words[MODULES_MAX + 1][16];
	char *argv[MODULES_MAX + 4] = { (char *)(uintptr_t) "kexec",
					(char *)(uintptr_t) "-l" };
	struct options options;
	int i;

	for (i = 0; i <= MODULES_MAX; i++) {
		snprintf(words[i], sizeof(words[i]), "--module=%d", i);
		argv[2 + i] = words[i];
	}
	capture_start(&errors, stderr);
	assert_int_equal(options_parse(MODULES_MAX + 3, argv, &options), 1);
	capture_end(&errors);
	assert_non_null(
		strstr(errors.text, "--module=64: one module too many"));
	argv[MODULES_MAX + 2] = (char *)(uintptr_t) "k";
	assert_int_equal(options_parse(MODULES_MAX + 3, argv, &options), 0);
	assert_int_equal(options.nr_modules, MODULES_MAX);
	assert_string_equal(options.modules[MODULES_MAX - 1], "63");
	assert_int_equal(options.nr_initrds, 0);
}

TEST(usage_has_a_line_for_every_letter_of_kexec_tools)
{
	static const char letters[] = "hvdfixyluetpscaS";
	struct capture usage;
	char wanted[8];
	size_t i;

	capture_start(&usage, stdout);
	options_usage(stdout);
	capture_end(&usage);
	for (i = 0; i < strlen(letters); i++) {
		snprintf(wanted, sizeof(wanted), " -%c, --", letters[i]);
		if (!strstr(usage.text, wanted))
			fail_msg("no line for -%c", letters[i]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions_mean_what_they_mean_in_kexec_tools),
		cmocka_unit_test(
			values_are_kept_and_the_last_command_line_wins),
		cmocka_unit_test(abbreviations_work_as_getopt_has_them),
		cmocka_unit_test(the_highest_address_is_part_of_the_window),
		cmocka_unit_test(
			what_makes_no_sense_is_a_usage_error_that_says_so),
		cmocka_unit_test(
			what_no_build_will_have_is_refused_for_that_reason),
		cmocka_unit_test(a_mistake_is_one_line_that_says_what_to_try),
		cmocka_unit_test(the_last_arguments_for_an_elf_file_count),
		cmocka_unit_test(what_has_no_effect_is_taken),
		cmocka_unit_test(what_is_for_crash_kernels_is_kept_for_them),
		cmocka_unit_test(initrds_are_counted),
		cmocka_unit_test(modules_are_counted),
		cmocka_unit_test(
			usage_has_a_line_for_every_letter_of_kexec_tools),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
