// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Options of a device tree, a console and a crash kernel's memory map. */
#include "tool/kexec/initrds.h"
#include "tool/kexec/options.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/kexec/parse_line.h"

TEST(a_console_is_what_its_options_say_together)
{
	static const struct {
		const char *line;
		struct kexec_console console;
	} rows[] = {
		{ "--console-serial", { KEXEC_CONSOLE_SERIAL, 0, 0 } },
		{ "--console-vga", { KEXEC_CONSOLE_VGA, 0, 0 } },
		{ "--reset-vga", { KEXEC_CONSOLE_RESET_VGA, 0, 0 } },
		{ "--serial=ttyS0", { 0, 0x3f8, 0 } },
		{ "--serial=ttyS0 --serial ttyS1", { 0, 0x2f8, 0 } },
		{ "--serial-baud=115200", { 0, 0, 115200 } },
		{ "--serial=0xe000 --serial-baud=9600 --console-serial "
		  "--console-vga --reset-vga",
		  { KEXEC_CONSOLE_SERIAL | KEXEC_CONSOLE_VGA |
			    KEXEC_CONSOLE_RESET_VGA,
		    0xe000, 9600 } },
	};
	struct options options;
	char line[128];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(line, sizeof(line), "-c -l %s --append=x k",
			 rows[i].line);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(errors.text, "");
		assert_string_equal(options.cmdline, "x");
		assert_int_equal(options.flags, FLAG_NORMAL | FLAG_CONSOLE);
		assert_int_equal(options.console.flags, rows[i].console.flags);
		assert_int_equal(options.console.port, rows[i].console.port);
		assert_int_equal(options.console.baud, rows[i].console.baud);
	}
}

/* In kexec-tools an option after --append took the command line away. */
TEST(no_option_takes_the_command_line_away)
{
	static const char *const names[] = {
		"--noefi",
		"--pass-memmap-cmdline",
		"--reuse-video-type",
		"--dtb=x",
		"--args-linux",
		"--force-dtb",
		"--reuseinitrd",
		"--serial=ttyS0",
		"--serial-baud=9600",
		"--console-vga",
		"--console-serial",
		"--reset-vga",
		"--no-cma",
		"--hotplug",
		"--no-checks",
		"--type=bzImage",
		"--debug",
		"--initrd=i",
	};
	struct options options;
	char line[64];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(line, sizeof(line), "-c -p --append=x %s k", names[i]);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(options.cmdline, "x");
	}
}

TEST(the_first_initrd_keeps_its_place_among_others)
{
	struct options options;

	assert_int_equal(
		parse("-l --initrd=a --reuseinitrd --initrd=b k", &options), 0);
	assert_int_equal(options.nr_initrds, 3);
	assert_string_equal(options.initrds[0], "a");
	assert_ptr_equal(options.initrds[1], initrds_reused);
	assert_string_equal(options.initrds[2], "b");
	/* A file of that name is another one. */
	assert_int_equal(parse("-l --initrd=--reuseinitrd k", &options), 0);
	assert_ptr_not_equal(options.initrds[0], initrds_reused);
}

TEST(what_only_one_call_heeds_is_said)
{
	static const struct {
		const char *line;
		const char *says;
		unsigned int flags;
	} rows[] = {
		{ "-l --dtb=x k", "--dtb binds kexec_load(2) alone; add -c",
		  FLAG_NORMAL },
		{ "-s -l --console-vga k", "a console bind kexec_load(2) alone",
		  FLAG_NORMAL | FLAG_CONSOLE },
		{ "-l --serial=ttyS0 k", "a console bind kexec_load(2) alone",
		  FLAG_NORMAL | FLAG_CONSOLE },
		{ "-p --pass-memmap-cmdline k",
		  "--pass-memmap-cmdline binds kexec_load(2) alone; add -c",
		  FLAG_CRASH | FLAG_MEMMAP },
		{ "-c -l --pass-memmap-cmdline k",
		  "--pass-memmap-cmdline is for crash kernels; add -p",
		  FLAG_NORMAL | FLAG_MEMMAP },
		{ "-c -l --dtb=x k", "", FLAG_NORMAL },
		{ "-c -p --pass-memmap-cmdline k", "",
		  FLAG_CRASH | FLAG_MEMMAP },
		{ "--load-preserve-context --mem-max=9 --dtb=x k", "",
		  FLAG_PRESERVE | FLAG_WINDOW },
		{ "-l --force-dtb k", "", FLAG_NORMAL | FLAG_FORCE_DTB },
		{ "-c -l --force-dtb k", "", FLAG_NORMAL | FLAG_FORCE_DTB },
	};
	struct options options;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].line, parse(rows[i].line, &options), 0);
		assert_row(rows[i].line, options.flags, rows[i].flags);
		if (rows[i].says[0])
			assert_non_null(strstr(errors.text, rows[i].says));
		else
			assert_string_equal(errors.text, "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_is_what_its_options_say_together),
		cmocka_unit_test(no_option_takes_the_command_line_away),
		cmocka_unit_test(the_first_initrd_keeps_its_place_among_others),
		cmocka_unit_test(what_only_one_call_heeds_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
