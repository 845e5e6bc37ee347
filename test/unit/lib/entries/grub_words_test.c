// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Quotes, variables and blocks. */
#include "lib/entries/grub_words.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/test.h"

static struct kxl_grub_text text_of(const char *text)
{
	return (struct kxl_grub_text){
		.at = text,
		.end = text + strlen(text),
		.path = "/p",
		.line = 1,
	};
}

/* A command, and its words in <>. */
static const struct {
	const char *text;
	const char *words;
	const char *fault;
} rows[] = {
	{ "a b\tc", "<a><b><c>", NULL },
	{ "a;b", "<a>", NULL },
	{ "a # b", "<a>", NULL },
	{ "a#b", "<a#b>", NULL },
	{ "a \\\n b", "<a><b>", NULL },
	{ "'a b' \"c d\"", "<a b><c d>", NULL },
	{ "'' \"\"", "<><>", NULL },
	{ "a'b'\"c\"d", "<abcd>", NULL },
	{ "a\\ b\\$c", "<a b$c>", NULL },
	{ "'a\\b' \"a\\b\\\"\\$x\\\\\"", "<a\\b><a\\b\"$x\\>", NULL },
	{ "\"a\\\nb\" 'a\nb'", "<ab><a\nb>", NULL },
	{ "$one ${one} x$one", "<1><1><x1>", NULL },
	{ "\"$one\" '$one' $", "<1><$one><$>", NULL },
	{ "$many $none x", "<a><b><x>", NULL },
	{ "\"$many\" \"$none\"", "< a  b ><>", NULL },
	{ "x$many", "<x><a><b>", NULL },
	{ "$1 $2 $# $@", "<first><second><2><first><second>", NULL },
	{ "\"$@\" $3", "<first second>", NULL },
	{ "$?", "<7>", NULL },
	{ "a{b", "<a>", NULL },
	{ "'a", "", "a quote is not closed" },
	{ "\"a", "", "a quote is not closed" },
	{ "\"a\\", "", "a quote is not closed" },
	{ "${a", "", "${ without }" },
	{ "${}", "", "${ without a name" },
};

TEST(a_command_has_these_words)
{
	static const char *const arguments[] = { "first", "second" };
	struct kxl_grub_words words;
	struct fake_grub fake = { 0 };
	struct kxl_grub_text text;
	const char *fault;
	char got[256];
	size_t i;
	u32 j;

	fake_grub_make(&fake);
	kxl_grub_set(&fake.grub, "one", "1");
	kxl_grub_set(&fake.grub, "many", " a  b ");
	fake.grub.arguments = arguments;
	fake.grub.nr_arguments = 2;
	fake.grub.status = 7;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		words.count = 0;
		fault = NULL;
		got[0] = '\0';
		text = text_of(rows[i].text);
		while (!fault && kxl_grub_peek(&text) == KXL_GRUB_WORD)
			fault = kxl_grub_take(&fake.grub, &text, true, &words);
		assert_row(rows[i].text, !fault, !rows[i].fault);
		if (fault) {
			assert_string_equal(fault, rows[i].fault);
			continue;
		}
		for (j = 0; j < words.count; j++)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "<%s>", words.list[j]);
		assert_row(rows[i].text, strcmp(got, rows[i].words), 0);
		assert_null(words.list[words.count]);
	}
	fake_grub_free(&fake);
}

TEST(words_have_limits)
{
	static char text[KXL_GRUB_WORD_SIZE + 10];
	struct kxl_grub_words words = { .count = 0 };
	struct fake_grub fake = { 0 };
	struct kxl_grub_text at;
	u32 i;

	fake_grub_make(&fake);
	memset(text, 'x', KXL_GRUB_WORD_SIZE);
	at = text_of(text);
	assert_null(kxl_grub_take(&fake.grub, &at, true, &words));
	memset(text, 'x', KXL_GRUB_WORD_SIZE + 1);
	at = text_of(text);
	assert_string_equal(kxl_grub_take(&fake.grub, &at, true, &words),
			    "a word is longer than 8 KiB");
	words.count = 0;
	for (i = 0; i < KXL_GRUB_WORDS_MAX; i++) {
		at = text_of("a");
		assert_null(kxl_grub_take(&fake.grub, &at, true, &words));
	}
	at = text_of("a");
	assert_string_equal(kxl_grub_take(&fake.grub, &at, true, &words),
			    "a command has more than 256 words");
	fake_grub_free(&fake);
}

TEST(only_a_bare_first_word_is_reserved)
{
	static const struct {
		const char *text;
		bool is_plain;
	} firsts[] = { { "if", true },
		       { "'if'", false },
		       { "i\\f", false },
		       { "i$none", false },
		       { "\"if\"", false } };
	struct kxl_grub_words words;
	struct fake_grub fake = { 0 };
	struct kxl_grub_text text;
	size_t i;

	fake_grub_make(&fake);
	for (i = 0; i < ARRAY_SIZE(firsts); i++) {
		words.count = 0;
		text = text_of(firsts[i].text);
		assert_null(kxl_grub_take(&fake.grub, &text, true, &words));
		assert_row(firsts[i].text, words.is_plain, firsts[i].is_plain);
	}
	fake_grub_free(&fake);
}

TEST(a_block_ends_at_its_brace)
{
	static const struct {
		const char *text;
		const char *body;
		const char *fault;
	} blocks[] = {
		{ "{ a }x", " a ", NULL },
		{ "{ a { b } c\n}", " a { b } c\n", NULL },
		{ "{ '}' \"}\" \\} ${a} # }\n}", " '}' \"}\" \\} ${a} # }\n",
		  NULL },
		{ "{}", "", NULL },
		{ "{ a", NULL, "a block is not closed" },
		{ "{ 'a }", NULL, "a quote is not closed" },
	};
	struct fake_grub fake = { 0 };
	struct kxl_grub_text body;
	struct kxl_grub_text text;
	const char *fault;
	size_t i;

	fake_grub_make(&fake);
	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		text = text_of(blocks[i].text);
		fault = kxl_grub_take_block(&fake.grub, &text, &body);
		if (blocks[i].fault) {
			assert_string_equal(fault, blocks[i].fault);
			continue;
		}
		assert_null(fault);
		assert_row(blocks[i].text, body.end - body.at,
			   strlen(blocks[i].body));
		assert_memory_equal(body.at, blocks[i].body,
				    strlen(blocks[i].body));
	}
	fake_grub_free(&fake);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_has_these_words),
		cmocka_unit_test(words_have_limits),
		cmocka_unit_test(only_a_bare_first_word_is_reserved),
		cmocka_unit_test(a_block_ends_at_its_brace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
