// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Lines, whatever bytes they are made of; try_verdict_test.c has the words. */
#include "tool/kexec/try_console.h"

#include <string.h>

#include "test/unit/test.h"

#define ENTERED "\nkexec: guest entered\n"

static unsigned int nr_each;
static char each_text[64];

static void keep(const char *line)
{
	snprintf(each_text, sizeof(each_text), "%s", line);
	nr_each++;
}

TEST(lines_are_without_what_controls_a_terminal)
{
	static const char bytes[] = "\033[2J\033[1;31mred\033[0m \a\bx\177\r\n"
				    "\n\033Ay\n";
	struct console console = { 0 };

	nr_each = 0;
	console_feed(&console, bytes, sizeof(bytes) - 1, keep);
	assert_int_equal(nr_each, 2);
	assert_string_equal(console_last(&console, 1), "red x");
	assert_string_equal(console_last(&console, 0), "y");
	assert_string_equal(each_text, "y");
	assert_null(console_last(&console, 2));
}

/* systemd says so what is under way; no terminal shows it. */
TEST(words_for_the_program_of_a_terminal_are_left_out)
{
	static const struct {
		const char *bytes;
		const char *line;
	} rows[] = {
		{ "\033]3008;start=x;type=boot\033\\ready\n", "ready" },
		{ "so \033]0;title\a"
		  "ready\n",
		  "so ready" },
		/* A guest can't hide the rest of its lines. */
		{ "\033]never over\nready\n", "ready" },
		{ "\033[never over\nready\n", "ready" },
	};
	struct console console;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ 0 };
		console_feed(&console, rows[i].bytes, strlen(rows[i].bytes),
			     NULL);
		assert_string_equal(console_last(&console, 0), rows[i].line);
	}
}

TEST(a_line_without_end_is_cut_and_old_lines_are_forgotten)
{
	struct console console = { 0 };
	char line[16];
	int i;

	for (i = 0; i < 3 * CONSOLE_LINE; i++)
		console_feed(&console, "x", 1, NULL);
	assert_int_equal(strlen(console_last(&console, 0)), CONSOLE_LINE - 1);
	for (i = 0; i < 2 * CONSOLE_LAST; i++) {
		snprintf(line, sizeof(line), "%d\n", i);
		console_feed(&console, line, strlen(line), NULL);
	}
	assert_string_equal(console_last(&console, 0), "39");
	assert_string_equal(console_last(&console, CONSOLE_LAST - 1), "20");
	assert_null(console_last(&console, CONSOLE_LAST));
}

/* The firmware's own lines are not those of a system that is up. */
TEST(a_pattern_counts_after_the_kernel_was_entered)
{
	struct console console = { 0 };
	regex_t until;

	assert_int_equal(
		regcomp(&until, "^ready [0-9]+$", REG_EXTENDED | REG_NOSUB), 0);
	console.until = &until;
	assert_false(console_feed(&console, "ready 1\n", 8, NULL));
	assert_false(
		console_feed(&console, ENTERED, sizeof(ENTERED) - 1, NULL));
	assert_true(console_has_entered(&console));
	assert_false(console_feed(&console, "x login: \n", 10, NULL));
	assert_true(console_feed(&console, "ready 22\n", 9, NULL));
	assert_string_equal(console.decisive, "ready 22");
	regfree(&until);
}

static void feed(struct console *console, const char *text)
{
	console_feed(console, text, strlen(text), NULL);
}

static void feed_wide(struct console *console, size_t before, const char *text)
{
	while (before--)
		feed(console, "x");
	feed(console, text);
}

/* The kernel repeats its command line, of which the pattern may be a part. */
TEST(a_pattern_does_not_match_a_repeated_command_line)
{
	static const struct {
		const char *name;
		const char *begin;
		size_t before;
		const char *text;
		bool matches;
	} rows[] = {
		{ "alone", "", 0, "ready 1\n", true },
		{ "repeated", "[    0.0] Command line: ", 0, "a ready 1\n",
		  false },
		{ "repeated again", "[    0.1] Kernel command line: ", 0,
		  "a ready 1\n", false },
		{ "not known",
		  "[    0.1] Unknown kernel command line parameters \"", 0,
		  "ready 1\", will be passed to user space.\n", false },
		{ "by dracut",
		  "dracut-cmdline[1]: Using kernel command line parameters: ",
		  0, "ready 1\n", false },
		{ "the rest of it", "[    0.0] Command line: ", CONSOLE_LINE,
		  "ready 1\n", false },
		{ "and more", "[    0.0] Command line: ", 3 * CONSOLE_LINE,
		  "ready 1\n", false },
		{ "after it", "[    0.0] Command line: x\n", 0, "ready 1\n",
		  true },
		{ "after more", "[    0.0] Command line: x", CONSOLE_LINE,
		  "\nready 1\n", true },
	};
	struct console console;
	regex_t until;
	size_t i;

	assert_int_equal(
		regcomp(&until, "ready [0-9]", REG_EXTENDED | REG_NOSUB), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ .until = &until };
		feed(&console, ENTERED);
		feed(&console, rows[i].begin);
		feed_wide(&console, rows[i].before, rows[i].text);
		assert_row(rows[i].name, !!(console.facts & FACT_REACHED),
			   rows[i].matches);
	}
	regfree(&until);
}

/* A line that is cut has neither its beginning nor its end there. */
TEST(the_ends_of_a_pattern_are_those_of_a_line)
{
	static const struct {
		const char *name;
		const char *pattern;
		size_t before;
		const char *text;
		bool matches;
	} rows[] = {
		{ "begin", "^ready", 0, "ready\n", true },
		{ "end", "ready$", 0, "ready\n", true },
		{ "end that has only not been read", "ready$", 0, "ready",
		  false },
		{ "begin of the rest", "^ready", CONSOLE_LINE - 1, "ready\n",
		  false },
		{ "in the rest", "ready", CONSOLE_LINE - 1, "ready\n", true },
		{ "where it is cut", "ready$", CONSOLE_LINE - 6, "ready more\n",
		  false },
		{ "as long as is kept", "ready$", CONSOLE_LINE - 6, "ready\r\n",
		  true },
	};
	struct console console;
	regex_t until;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ .until = &until };
		assert_int_equal(regcomp(&until, rows[i].pattern,
					 REG_EXTENDED | REG_NOSUB),
				 0);
		feed(&console, ENTERED);
		feed_wide(&console, rows[i].before, rows[i].text);
		assert_row(rows[i].name, !!(console.facts & FACT_REACHED),
			   rows[i].matches);
		regfree(&until);
	}
}

/* A prompt has no end. */
TEST(a_pause_ends_a_line)
{
	struct console console = { 0 };
	regex_t until;

	assert_int_equal(regcomp(&until, "ready$", REG_EXTENDED | REG_NOSUB),
			 0);
	console.until = &until;
	assert_false(console_pause(&console));
	feed(&console, ENTERED "is it ready");
	assert_false(console.is_over);
	assert_true(console_pause(&console));
	assert_string_equal(console.decisive, "is it ready");
	regfree(&until);
}

TEST(a_guest_that_prints_without_end_is_shown_in_part)
{
	struct console console = { 0 };
	char text[1024];
	size_t fed;

	memset(text, 'x', sizeof(text));
	for (fed = sizeof(text) / 64 - 1; fed < sizeof(text); fed += 64)
		text[fed] = '\n';
	nr_each = 0;
	for (fed = 0; fed < 2 * CONSOLE_SHOWN; fed += sizeof(text))
		console_feed(&console, text, sizeof(text), keep);
	assert_true(nr_each < console.nr_lines);
	assert_true(nr_each > 0);
	assert_non_null(strstr(each_text, "the rest is not shown"));
	/* It is watched as before. */
	assert_int_equal(console_last(&console, 0)[0], 'x');
}

/* A name is there once; other lines with such words name none. */
TEST(disks_are_known_by_what_their_drivers_say)
{
	static const struct {
		const char *line;
		const char *name; /* NULL: none */
	} rows[] = {
		{ "virtio_blk virtio0: [vda] 8 512-byte logical blocks",
		  "vda" },
		{ "[    1.3] sd 0:0:0:0: [sdb] 8 4096-byte logical blocks",
		  "sdb" },
		{ "[    1.4]  nvme0n1: p1 p2", "nvme0n1" },
		{ "[    1.4] nvme nvme0: pci function 0000:00:03.0", NULL },
		{ "[    1.4] nvme nvme1: 1/0/0 default/read/poll queues",
		  "nvme1n1" },
		{ "nvme nvme1: 1/0/0 default/read/poll queues", "nvme1n1" },
		{ "[    1.4]  nvme0: x", NULL },
		{ "[    1.4]  nvmexxxxxxxxxxxxxxxxn: x", NULL },
		{ "8 512-byte logical blocks", NULL },
		{ "[  12.3] 8 512-byte logical blocks [sda]", NULL },
		{ "the disk [vda]", NULL },
	};
	struct console console;
	size_t i;
	int turn;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		console = (struct console){ 0 };
		for (turn = 0; turn < 2; turn++) {
			console_feed(&console, rows[i].line,
				     strlen(rows[i].line), NULL);
			console_feed(&console, "\n", 1, NULL);
		}
		assert_row(rows[i].line, console.nr_disks, !!rows[i].name);
		assert_row(rows[i].line, !!(console.facts & FACT_DISK),
			   !!rows[i].name);
		if (rows[i].name)
			assert_string_equal(console.disks[0], rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_without_what_controls_a_terminal),
		cmocka_unit_test(
			words_for_the_program_of_a_terminal_are_left_out),
		cmocka_unit_test(
			a_line_without_end_is_cut_and_old_lines_are_forgotten),
		cmocka_unit_test(a_pattern_counts_after_the_kernel_was_entered),
		cmocka_unit_test(
			a_pattern_does_not_match_a_repeated_command_line),
		cmocka_unit_test(the_ends_of_a_pattern_are_those_of_a_line),
		cmocka_unit_test(a_pause_ends_a_line),
		cmocka_unit_test(
			a_guest_that_prints_without_end_is_shown_in_part),
		cmocka_unit_test(disks_are_known_by_what_their_drivers_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
