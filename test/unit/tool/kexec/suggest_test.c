// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Suggestions for mistyped options, and the command that would work. */
#include "tool/kexec/suggest.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"

static const struct option names[] = {
	{ .name = "load" },	    { .name = "load-panic" },
	{ .name = "initrd" },	    { .name = "append" },
	{ .name = "command-line" }, { .name = "reuse-cmdline" },
	{ .name = "type" },	    { .name = NULL },
};

TEST(an_option_is_known_by_its_neighbours)
{
	static const struct {
		const char *arg;
		const char *says;
	} rows[] = {
		{ "--intrd", "; did you mean --initrd?" },
		{ "--intird=/x=y", "; did you mean --initrd=/x=y?" },
		/*
		 * Of 4 letters one may differ; two swapped letters count as
		 * one.
		 */
		{ "--tpye", "; did you mean --type?" },
		{ "--yxpe", "" },
		{ "--initramd", "; did you mean --initrd?" },
		{ "--apend=x", "; did you mean --append=x?" },
		{ "--reuse-cmd-line", "; did you mean --reuse-cmdline?" },
		{ "--reuse_cmdline", "; did you mean --reuse-cmdline?" },
		{ "--lo", "; it is the beginning of --load, --load-panic" },
		{ "--lo=1", "; it is the beginning of --load, --load-panic" },
		{ "-load", "; did you mean --load?" },
		{ "-lo", "" },
		{ "-intrd=x", "; did you mean --initrd=x?" },
		{ "initrd=x", "; did you mean --initrd=x?" },
		{ "intrd=x", "" },
		{ "--bogus", "" },
		{ "--zzzzzz", "" },
		{ "-Z", "" },
		{ "--", "" },
		{ "", "" },
		{ "--a-name-of-more-letters-than-any-option-could-have-at-all",
		  "" },
	};
	char text[128];
	char two[2];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		suggest_option(rows[i].arg, names, text, sizeof(text));
		assert_string_equal(text, rows[i].says);
		suggest_option(rows[i].arg, names, two, sizeof(two));
		assert_true(strlen(two) < sizeof(two));
	}
}

/* Names of up to 40 letters are compared. */
TEST(names_have_a_longest_and_a_few_letters_may_differ)
{
	static const struct {
		const char *arg;
		const char *says;
	} rows[] = {
		{ "--bbcdefghij0123456789abcdefghij0123456789",
		  "; did you mean --abcdefghij0123456789abcdefghij0123456789?" },
		/* Of 40 letters up to 13 may differ. */
		{ "--xxxxxxxxxxxxx3456789abcdefghij0123456789",
		  "; did you mean --abcdefghij0123456789abcdefghij0123456789?" },
		{ "--xxxxxxxxxxxxxx456789abcdefghij0123456789", "" },
		{ "--aabcdefghij0123456789abcdefghij0123456789", "" },
		{ "--bbcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", "" },
		/* The first of two equally close names. */
		{ "--xac", "; did you mean --xaa?" },
		{ "--a", "; it is the beginning of "
			 "--abcdefghij0123456789abcdefghij0123456789, "
			 "--abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"
			 "q" },
	};
	static const struct option others[] = {
		{ .name = "abcdefghij0123456789abcdefghij0123456789" },
		{ .name = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq" },
		{ .name = "xaa" },
		{ .name = "xab" },
		{ .name = NULL },
	};
	char text[192];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		suggest_option(rows[i].arg, others, text, sizeof(text));
		assert_string_equal(text, rows[i].says);
	}
}

/*
 * The character before the first letter is a dash, which can't be swapped. A
 * comparison there would read values of the previous name in the table of
 * distances.
 */
TEST(the_first_letter_is_swapped_with_no_dash)
{
	static const struct option others[] = {
		{ .name = "abcdexyz" },
		{ .name = "qqqqqa-bcde" },
		{ .name = NULL },
	};
	char text[128];

	suggest_option("-abcde", others, text, sizeof(text));
	assert_string_equal(text, "");
}

static int parse(char **argv, struct options *options)
{
	struct capture errors;
	int argc = 0;
	int err;

	while (argv[argc])
		argc++;
	capture_start(&errors, stderr);
	err = options_parse(argc, argv, options);
	capture_end(&errors);
	return err;
}

TEST(the_command_is_what_was_typed_with_another_call)
{
	static const struct {
		const char *words[9];
		const char *says;
	} rows[] = {
		{ { "kexec", "-s", "-l", "/boot/vmlinuz", "--initrd=i" },
		  "kexec -c -l /boot/vmlinuz --initrd=i" },
		{ { "kexec", "-l", "k", "--initrd", "i" },
		  "kexec -c -l k --initrd i" },
		{ { "build/kexec", "k", "--kexec-file-syscall", "-l" },
		  "build/kexec k -c -l" },
		{ { "kexec", "--kexec-f", "-l", "k" }, "kexec -c -l k" },
		{ { "kexec", "-lsd", "k" }, "kexec -lcd k" },
		{ { "kexec", "-lstbzImage64", "k" }, "kexec -lctbzImage64 k" },
		{ { "kexec", "-a", "-s", "-l", "k" }, "kexec -a -c -l k" },
		{ { "kexec", "-a", "-l", "--", "-k" }, "kexec -c -l -- -k" },
		/*
		 * The largest number of letters that can be replaced, and one
		 * more.
		 */
		{ { "kexec", "-sddddddddddddddddddddddddddddl", "k" },
		  "kexec -cddddddddddddddddddddddddddddl k" },
		{ { "kexec", "-sdddddddddddddddddddddddddddddl", "k" },
		  "kexec -c k" },
		/* Its value is not an option. */
		{ { "kexec", "-l", "--append", "-s", "k" },
		  "kexec -c -l --append -s k" },
		{ { "kexec", "-l", "--append=a b", "k" },
		  "kexec -c -l '--append=a b' k" },
		{ { "kexec", "-l", "--append", "it's $HOME", "k" },
		  "kexec -c -l --append 'it'\\''s $HOME' k" },
		{ { "kexec", "-l", "--append", "", "k" },
		  "kexec -c -l --append '' k" },
		{ { "kexec", "-l", "a\nb" }, NULL },
	};
	struct options options;
	char text[64];
	char few[8];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *argv[9];

		memcpy(argv, rows[i].words, sizeof(argv));
		assert_int_equal(parse(argv, &options), 0);
		assert_row(rows[i].words[1],
			   suggest_command(&options, text, sizeof(text)),
			   rows[i].says != NULL);
		if (rows[i].says)
			assert_string_equal(text, rows[i].says);
		assert_false(suggest_command(&options, few, sizeof(few)));
	}
	options.argc = 0;
	assert_false(suggest_command(&options, text, sizeof(text)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_is_known_by_its_neighbours),
		cmocka_unit_test(
			names_have_a_longest_and_a_few_letters_may_differ),
		cmocka_unit_test(the_first_letter_is_swapped_with_no_dash),
		cmocka_unit_test(
			the_command_is_what_was_typed_with_another_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
