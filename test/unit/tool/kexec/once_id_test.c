// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* IDs of boot entries as words of a command line. */
#include "tool/kexec/once_id.h"

#include <string.h>

#include "test/unit/test.h"

TEST(an_id_becomes_a_word_and_comes_back)
{
	static const struct {
		const char *id;
		const char *word;
	} words[] = {
		{ "debian-6.1.conf", "debian-6.1.conf" },
		{ "a>b", "a>b" },
		{ "Debian GNU/Linux", "Debian%20GNU/Linux" },
		{ "50%\"'", "50%25%22%27" },
		{ "uki.efi@1", "uki.efi@1" },
	};
	char word[ONCE_WORD_SIZE];
	char id[ONCE_ID_SIZE];
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		once_encode(words[i].id, word);
		assert_string_equal(word, words[i].word);
		strcat(word, " ro\n");
		once_decode(word, id);
		assert_string_equal(id, words[i].id);
	}
	once_decode("%4x%", id);
	assert_string_equal(id, "%4x%");
}

TEST(an_id_has_a_limit)
{
	static const struct options asked = { .fallback_entry = "x" };
	static const struct options plain = { .fallback_entry = NULL };
	char id[ONCE_ID_SIZE + 1];
	char word[ONCE_WORD_SIZE];
	char back[ONCE_ID_SIZE];

	assert_null(once_chosen(&asked));
	memset(id, ' ', sizeof(id));
	id[ONCE_ID_SIZE] = '\0';
	assert_false(once_choose_id(id));
	assert_null(once_chosen(&asked));
	id[ONCE_ID_SIZE - 1] = '\0';
	assert_true(once_choose_id(id));
	assert_string_equal(once_chosen(&asked), id);
	assert_null(once_chosen(&plain));
	once_encode(id, word);
	assert_int_equal(strlen(word), 3U * (ONCE_ID_SIZE - 1));
	once_decode(word, back);
	assert_string_equal(back, id);
	assert_true(once_choose_id(NULL));
	assert_null(once_chosen(&asked));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_becomes_a_word_and_comes_back),
		cmocka_unit_test(an_id_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
