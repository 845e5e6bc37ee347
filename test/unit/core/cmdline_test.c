// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Command lines, split as Linux's parsers split them. */
#include "core/cmdline.h"

#include <string.h>

#include "test/unit/test.h"

static struct kx_bytes view(const char *text)
{
	return kx_bytes(text, strlen(text));
}

/* The words of @line, with a bar after each. */
static void join(const char *line,
		 bool (*next)(struct kx_bytes *rest, struct kx_bytes *word),
		 char *joined)
{
	struct kx_bytes rest = view(line);
	struct kx_bytes word;

	while (next(&rest, &word)) {
		memcpy(joined, word.data, word.size);
		joined += word.size;
		*joined++ = '|';
	}
	*joined = '\0';
}

TEST(words_end_where_linux_ends_them)
{
	static const struct {
		const char *line, *words, *early;
	} rows[] = {
		{ "", "", "" },
		{ " \n", "", "" },
		{ "a b=c", "a|b=c|", "a|b=c|" },
		{ "\ta\vb\fc\rd\ne ", "a|b|c|d|e|", "a|b|c|d|e|" },
		{ "a=\"b c\" d", "a=\"b c\"|d|", "a=\"b|c\"|d|" },
		{ "\"a b\"c d", "\"a b\"c|d|", "\"a|b\"c|d|" },
		{ "a=\"b c\n", "a=\"b c|", "a=\"b|c|" },
		{ "a=b\"c \"\"d e", "a=b\"c \"\"d e|", "a=b\"c|\"\"d|e|" },
		{ "a\1b\x1f"
		  "c",
		  "a\1b\x1f"
		  "c|",
		  "a|b|c|" },
		{ "a\x7f"
		  "b",
		  "a\x7f"
		  "b|",
		  "a\x7f"
		  "b|" },
		/* A letter of UTF-8 that ends in Latin-1's no-break space. */
		{ "\xc3\xa0"
		  "b",
		  "\xc3|b|",
		  "\xc3\xa0"
		  "b|" },
	};
	char joined[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		join(rows[i].line, kx_cmdline_next, joined);
		assert_string_equal(joined, rows[i].words);
		join(rows[i].line, kx_cmdline_next_early, joined);
		assert_string_equal(joined, rows[i].early);
	}
}

TEST(a_name_is_compared_as_linux_compares_it)
{
	static const struct {
		const char *word, *name;
		bool is, begins;
	} rows[] = {
		{ "a_b", "a_b", true, true },
		{ "a-b", "a_b", true, true },
		{ "a_b", "a-b", true, true },
		{ "a_b=", "a_b", false, true },
		{ "a_bc", "a_b", false, true },
		{ "a_", "a_b", false, false },
		{ "xa_b", "a_b", false, false },
		{ "\"a_b\"", "a_b", true, true },
		{ "\"a_b", "a_b", true, true },
		{ "a_b\"", "a_b", false, true },
		{ "\"a_b=c d\"", "a_b=", false, true },
		{ "\"", "a", false, false },
		{ "\"\"", "a", false, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].word,
			   kx_cmdline_is(view(rows[i].word), rows[i].name),
			   rows[i].is);
		assert_row(rows[i].word,
			   kx_cmdline_begins(view(rows[i].word), rows[i].name),
			   rows[i].begins);
	}
}

TEST(a_quote_is_open_until_the_next_one)
{
	assert_false(kx_cmdline_is_open(view("")));
	assert_false(kx_cmdline_is_open(view("a=b c")));
	assert_true(kx_cmdline_is_open(view("a=\"b c")));
	assert_false(kx_cmdline_is_open(view("a=\"b c\" d")));
	assert_true(kx_cmdline_is_open(view("a=\"b\" \"")));
}

/* Bytes after the end are not looked at: ASan finds one. */
TEST(no_word_has_a_blank_at_either_end)
{
	struct dice dice = dice_new();
	u32 round;

	for (round = 0; round < 50000; round++) {
		u64 size = dice_roll(&dice, 12);
		u8 *line = malloc(size ? size : 1);
		struct kx_bytes rest = kx_bytes(line, size);
		struct kx_bytes word;
		u64 i;

		for (i = 0; i < size; i++)
			line[i] = (u8) " \"a-_\xa0\n\1="[dice_roll(&dice, 9)];
		while (kx_cmdline_next(&rest, &word)) {
			assert_true(word.size && word.data[0] != ' ');
			assert_true(word.data[word.size - 1] != ' ');
			assert_true(word.data + word.size <= rest.data);
			(void)kx_cmdline_is(word, "a-a");
		}
		assert_true(rest.data + rest.size == line + size);
		free(line);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_end_where_linux_ends_them),
		cmocka_unit_test(a_name_is_compared_as_linux_compares_it),
		cmocka_unit_test(a_quote_is_open_until_the_next_one),
		cmocka_unit_test(no_word_has_a_blank_at_either_end),
	};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
