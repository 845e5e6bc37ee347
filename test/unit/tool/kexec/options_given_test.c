// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The effect of each option without a load, and --quiet. */
#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/kexec/parse_line.h"
#include "tool/kexec/options.h"

/* Each option with each action that loads nothing, before and after it. */
TEST(options_of_a_load_are_refused_where_nothing_is_loaded)
{
	static const char *const names[] = {
		"initrd=x",	   "ramdisk=x",	       "append=x",
		"command-line=",   "reuse-cmdline",    "noefi",
		"args-linux",	   "reuse-video-type", "pass-memmap-cmdline",
		"dtb=x",	   "profile=x",	       "args-elf",
		"args-none",	   "entry-32bit",      "no-crypto-tests",
		"with-fallback=9", "timeline",
	};
	static const char *const idle[] = {
		"-e", "-u", "-u -p", "-l -e", "-l -u", "-f -u", "--rehearse",
	};
	struct options options;
	char says[128];
	char line[64];
	size_t i;
	size_t j;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(says, sizeof(says),
			 "kexec: --%.*s applies to a load, and nothing is to ",
			 (int)strcspn(names[i], "="), names[i]);
		for (j = 0; j < sizeof(idle) / sizeof(idle[0]); j++) {
			snprintf(line, sizeof(line), "%s --%s", idle[j],
				 names[i]);
			assert_row(line, parse(line, &options), 1);
			assert_ptr_equal(strstr(errors.text, says),
					 errors.text);
		}
		snprintf(line, sizeof(line), "--%s -e", names[i]);
		assert_row(line, parse(line, &options), 1);
		snprintf(line, sizeof(line), "-S --%s", names[i]);
		assert_row(line, parse(line, &options), 0);
		snprintf(line, sizeof(line), "-e -l k --%s", names[i]);
		assert_row(line, parse(line, &options), 0);
		snprintf(line, sizeof(line), "-e --check k --%s", names[i]);
		assert_row(line, parse(line, &options), 0);
	}
}

TEST(what_kexec_tools_accepts_without_a_load_is_a_warning)
{
	static const struct {
		const char *option;
		const char *says;
	} rows[] = {
		{ "-t bzImage", "--type has no effect: nothing is to be" },
		{ "-i", "--no-checks has no effect: nothing is to be" },
		{ "--mem-min=1", "--mem-min has no effect: nothing is to be" },
		{ "--mem-max=1", "--mem-max has no effect: nothing is to be" },
		{ "--no-cma", "--no-cma has no effect: nothing is to be" },
		{ "--keep-packed",
		  "--keep-packed has no effect: nothing is to be" },
		{ "--hotplug", "--hotplug has no effect: nothing is to be" },
		{ "--if-damaged=halt", "--if-damaged has no effect: nothing" },
		{ "--elf32-core-headers", "--elf32-core-headers has no effect:"
					  " nothing is to be loaded" },
		{ "--elf64-core-headers", "--elf64-core-headers has no effect:"
					  " nothing is to be loaded" },
		{ "--reset-vga",
		  "--reset-vga has no effect: nothing is to be" },
		{ "--serial=ttyS1", "--serial has no effect: nothing is to" },
		{ "--serial-baud=9600",
		  "--serial-baud has no effect: nothing" },
		{ "--console-vga", "--console-vga has no effect: nothing is" },
		{ "--console-serial",
		  "--console-serial has no effect: nothing" },
		{ "--force-dtb",
		  "--force-dtb has no effect: nothing is to be" },
		{ "--reuseinitrd",
		  "--reuseinitrd has no effect: nothing is to" },
	};
	struct options options;
	char line[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(line, sizeof(line), "-e %s", rows[i].option);
		assert_row(line, parse(line, &options), 0);
		assert_non_null(strstr(errors.text, rows[i].says));
		snprintf(line, sizeof(line), "-e %s -q", rows[i].option);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(errors.text, "");
	}
}

TEST(quiet_leaves_out_warnings_wherever_it_stands)
{
	static const char *const lines[] = {
		"-l --dtb=x k",
		"-l --mem-max=5 k",
		"-l --noefi k",
		"-l --hotplug k",
		"-e k",
		"-l --reset-vga k",
		"-p --if-damaged=halt k",
	};
	struct options options;
	char line[64];
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_row(lines[i], parse(lines[i], &options), 0);
		assert_non_null(strstr(errors.text, "kexec: warning: "));
		snprintf(line, sizeof(line), "-q %s", lines[i]);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(errors.text, "");
		snprintf(line, sizeof(line), "%s --quiet", lines[i]);
		assert_row(line, parse(line, &options), 0);
		assert_string_equal(errors.text, "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			options_of_a_load_are_refused_where_nothing_is_loaded),
		cmocka_unit_test(
			what_kexec_tools_accepts_without_a_load_is_a_warning),
		cmocka_unit_test(quiet_leaves_out_warnings_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
