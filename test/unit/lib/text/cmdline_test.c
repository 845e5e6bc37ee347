// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Reused command lines. */
#include "lib/text/cmdline.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(a_reused_command_line_keeps_all_but_the_boot_image)
{
	static const struct {
		const char *name;
		const char *running;
		const char *append;
		const char *line;
	} rows[] = {
		{ "plain", "root=/dev/sda1 quiet\n", "",
		  "root=/dev/sda1 quiet" },
		{ "boot image first", "BOOT_IMAGE=/vmlinuz ro\n", "", "ro" },
		{ "boot image last", "ro BOOT_IMAGE=/vmlinuz\n", "", "ro" },
		{ "boot image in the middle", "a BOOT_IMAGE=(hd0)/v b", "",
		  "a b" },
		{ "twice", "BOOT_IMAGE=1 a BOOT_IMAGE=2", "", "a" },
		{ "the way back",
		  "kexec_jump_back_entry=0x0000000012345000 a\n", "", "a" },
		{ "another word that begins alike", "BOOT_IMAGE_X=1 a", "",
		  "BOOT_IMAGE_X=1 a" },
		{ "another word that ends alike", "MY_BOOT_IMAGE=1 a", "",
		  "MY_BOOT_IMAGE=1 a" },
		/* kexec-tools stops looking at the first of these. */
		{ "after another word that ends alike",
		  "MY_BOOT_IMAGE=1 BOOT_IMAGE=2 a", "", "MY_BOOT_IMAGE=1 a" },
		{ "after a value that has it", "x=BOOT_IMAGE=1 BOOT_IMAGE=2 a",
		  "", "x=BOOT_IMAGE=1 a" },
		{ "inside quotes", "x=\"a BOOT_IMAGE=1\" b", "",
		  "x=\"a BOOT_IMAGE=1\" b" },
		{ "quoted itself", "BOOT_IMAGE=\"a b\" c", "", "c" },
		{ "crashkernel stays", "crashkernel=128M a", "",
		  "crashkernel=128M a" },
		{ "core headers of another dump", "a elfcorehdr=0x1000 b", "",
		  "a b" },
		{ "append", "a b\n", "c=1 d", "a b c=1 d" },
		{ "append to nothing", "\n", "c", "c" },
		{ "append to what is dropped", "BOOT_IMAGE=1\n", "c", "c" },
		{ "nothing at all", "", "", "" },
		{ "append goes before init's words", "a -- single\n", "b",
		  "a b -- single" },
		{ "init's BOOT_IMAGE stays", "BOOT_IMAGE=1 a -- BOOT_IMAGE=z",
		  "", "a -- BOOT_IMAGE=z" },
		{ "a second double dash is init's", "-- x -- y", "b",
		  "b -- x -- y" },
		{ "an open quote swallows the rest", "a=\"b c\n", "",
		  "a=\"b c" },
	};
	char line[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(line, 'x', sizeof(line));
		kxl_cmdline_reuse(view(rows[i].running), view(rows[i].append),
				  KEXEC_SLOT_NORMAL, line);
		print_message("# %s\n", rows[i].name);
		assert_string_equal(line, rows[i].line);
	}
}

TEST(a_reused_command_line_drops_the_words_of_a_fallback)
{
	static const struct {
		const char *name;
		const char *running;
		const char *line;
	} rows[] = {
		{ "a fallback of this system",
		  "kexec_alive.within=60 a kexec_alive.watchdog=b c", "a c" },
		{ "what it has added",
		  "kexec_alive.within=60 kexec_alive.added=2 panic=10 "
		  "watchdog.open_timeout=60 panic=5 a",
		  "panic=5 a" },
		{ "no count of what it has added",
		  "kexec_alive.added=-1 a kexec_alive.added= b "
		  "kexec_alive.added=12 c kexec_alive.added=0 d",
		  "a b c d" },
		{ "what it has added does not reach init's words",
		  "kexec_alive.added=2 panic=10 -- a", "-- a" },
	};
	char line[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(line, 'x', sizeof(line));
		kxl_cmdline_reuse(view(rows[i].running), view(""),
				  KEXEC_SLOT_NORMAL, line);
		print_message("# %s\n", rows[i].name);
		assert_string_equal(line, rows[i].line);
	}
}

TEST(a_quote_is_closed_before_what_is_appended)
{
	static const struct {
		const char *running, *append, *line;
		bool is_closed;
	} rows[] = {
		{ "a=\"b c\n", "d", "a=\"b c\" d", true },
		{ "a=\"b c\n", "", "a=\"b c", false },
		{ "a=\"b c\" e\n", "d", "a=\"b c\" e d", false },
		{ "a -- \"b c\n", "d", "a d -- \"b c", false },
		{ "a BOOT_IMAGE=\"b c", "d", "a d", false },
		{ "a\tb\vc\fd\re\n", "f", "a b c d e f", false },
	};
	char line[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].line,
			   kxl_cmdline_reuse(view(rows[i].running),
					     view(rows[i].append),
					     KEXEC_SLOT_NORMAL, line),
			   rows[i].is_closed);
		assert_string_equal(line, rows[i].line);
	}
}

TEST(a_crash_kernel_sets_no_memory_aside)
{
	char line[128];

	kxl_cmdline_reuse(view("BOOT_IMAGE=/v crashkernel=256M a "
			       "crashkernel=64M,low -- crashkernel=z\n"),
			  view("nr_cpus=1"), KEXEC_SLOT_CRASH, line);
	assert_string_equal(line, "a nr_cpus=1 -- crashkernel=z");
	/* Words that begin or end alike are no such words. */
	kxl_cmdline_reuse(view("crashkernel_foo=1 mycrashkernel=2 "
			       "crashkernel=3 a\n"),
			  view(""), KEXEC_SLOT_CRASH, line);
	assert_string_equal(line, "crashkernel_foo=1 mycrashkernel=2 a");
}

TEST(a_word_is_had_as_it_stands_and_before_what_is_inits)
{
	static const struct {
		const char *line;
		bool has;
	} rows[] = {
		{ "a word b\n", true },
		{ "word", true },
		{ "words wor x=word", false },
		{ "word=1", false },
		{ "a -- word", false },
		{ "", false },
		{ "\"a word b\"", false },
		{ "word -- x", true },
		{ "a\vword\f", true },
		{ "\"word\"", true },
		{ "\"word", true },
		{ "a\xa0word", true },
		{ "\"a\" word", true },
		{ "a=\"b word", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].line,
			   kxl_cmdline_has(view(rows[i].line), "word"),
			   rows[i].has);
}

/* Nothing else in the line changes. */
TEST(a_word_is_added_to_the_kernels_own)
{
	static const struct {
		const char *line;
		const char *longer;
	} rows[] = {
		{ "", "word" },
		{ "a  b", "a  b word" },
		{ "a  b ", "a  b  word" },
		{ "a \"b -- c\" d", "a \"b -- c\" d word" },
		{ "a  --  b -- c", "a  word --  b -- c" },
		{ "-- b", "word -- b" },
		{ "a --", "a word --" },
		{ "--a", "--a word" },
		{ "a=\"b c", "a=\"b c\" word" },
		{ "a=\"b -- c", "a=\"b -- c\" word" },
		{ "a -- b=\"c", "a word -- b=\"c" },
	};
	char longer[64];
	bool closed;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(longer, 'x', sizeof(longer));
		closed = kxl_cmdline_add(view(rows[i].line), view("word"),
					 longer);
		assert_string_equal(longer, rows[i].longer);
		assert_row(longer, closed, strstr(longer, "\" word") != NULL);
	}
}

TEST(a_start_is_found_at_the_beginning_of_a_word)
{
	static const struct {
		const char *line;
		bool has;
	} rows[] = {
		{ "a my-name=1", true },     { "my_name=", true },
		{ "\"my_name=1 2\"", true }, { "a\tmy_name=1", true },
		{ "xmy_name=1", false },     { "a=\"b my_name=1\"", false },
		{ "my_name", false },	     { "-- my_name=1", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(
			rows[i].line,
			kxl_cmdline_has_start(view(rows[i].line), "my_name="),
			rows[i].has);
}

/* A block of the promised size, so that ASan detects one byte more. */
TEST(the_promised_room_is_enough)
{
	struct dice dice = dice_new();
	char running[32];
	char append[8];
	unsigned int round;
	char *line;
	size_t i;

	for (round = 0; round < 20000; round++) {
		size_t running_size = dice_roll(&dice, sizeof(running) + 1);
		size_t append_size = dice_roll(&dice, sizeof(append) + 1);

		for (i = 0; i < sizeof(running); i++)
			running[i] = " -\"a\n"[dice_roll(&dice, 5)];
		for (i = 0; i < sizeof(append); i++)
			append[i] = " -b"[dice_roll(&dice, 3)];
		line = malloc(running_size + append_size + 3);
		kxl_cmdline_reuse(kx_bytes(running, running_size),
				  kx_bytes(append, append_size),
				  KEXEC_SLOT_CRASH, line);
		assert_true(strlen(line) < running_size + append_size + 3);
		kxl_cmdline_add(kx_bytes(running, running_size),
				kx_bytes(append, append_size), line);
		assert_true(strlen(line) < running_size + append_size + 3);
		free(line);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_reused_command_line_keeps_all_but_the_boot_image),
		cmocka_unit_test(
			a_reused_command_line_drops_the_words_of_a_fallback),
		cmocka_unit_test(a_quote_is_closed_before_what_is_appended),
		cmocka_unit_test(a_crash_kernel_sets_no_memory_aside),
		cmocka_unit_test(
			a_word_is_had_as_it_stands_and_before_what_is_inits),
		cmocka_unit_test(a_word_is_added_to_the_kernels_own),
		cmocka_unit_test(a_start_is_found_at_the_beginning_of_a_word),
		cmocka_unit_test(the_promised_room_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
