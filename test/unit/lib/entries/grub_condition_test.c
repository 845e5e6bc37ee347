// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Expressions of test, as grub-mkconfig's scripts have them, and others. */
#include "lib/entries/grub_condition.h"

#include <stdlib.h>

#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/test.h"

#define WORDS_MAX 10

static const struct {
	const char *words[WORDS_MAX];
	bool is_true;
} rows[] = {
	{ { "" }, false },
	{ { "a" }, true },
	{ { NULL }, false },
	{ { "-n", "" }, false },
	{ { "-n", "a" }, true },
	{ { "-z", "" }, true },
	{ { "-z", "a" }, false },
	{ { "xy", "=", "xy" }, true },
	{ { "x", "=", "xy" }, false },
	{ { "x", "==", "x" }, true },
	{ { "x", "!=", "y" }, true },
	{ { "1", "=", "1", "-o", "2", "=", "3" }, true },
	{ { "1", "=", "2", "-o", "2", "=", "3" }, false },
	{ { "1", "=", "1", "-a", "2", "=", "3" }, false },
	{ { "a", "-o", "b", "-a", "" }, true },
	{ { "!", "a" }, false },
	{ { "!", "!", "a" }, true },
	{ { "!", "" }, true },
	{ { "!" }, true },
	{ { "!", "a", "=", "b" }, true },
	{ { "(", "a", "-o", "b", ")", "-a", "" }, false },
	{ { "(", "a" }, true },
	{ { "2", "-gt", "10" }, false },
	{ { "10", "-gt", "2" }, true },
	{ { "2", ">", "10" }, true },
	{ { "0x10", "-eq", "16" }, true },
	{ { "-e", "/boot/grub" }, true },
	{ { "-d", "/boot/grub" }, true },
	{ { "-f", "/boot/grub" }, false },
	{ { "-f", "/boot/grub/grubenv" }, true },
	{ { "-s", "(kexec)/boot/grub/grubenv" }, true },
	{ { "-s", "/boot/grub/empty" }, false },
	{ { "-f", "(hd0)/boot/grub/grubenv" }, false },
	{ { "-x", "/boot/grub/grubenv" }, false },
	{ { "a", "b" }, false },
	{ { "-n" }, true },
};

TEST(an_expression_is_true_or_not)
{
	struct fake_grub fake = {
		.files = { { "/boot/grub/grubenv", "x" },
			   { "/boot/grub/empty", "" } },
	};
	char name[16];
	size_t i;
	u32 count;

	fake_grub_make(&fake);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (count = 0; count < WORDS_MAX && rows[i].words[count];)
			count++;
		snprintf(name, sizeof(name), "row %zu", i);
		assert_row(name,
			   kxl_grub_is_true(&fake.grub, rows[i].words, count),
			   rows[i].is_true);
	}
	fake_grub_free(&fake);
}

TEST(groups_have_a_limit)
{
	const char *words[2 * KXL_GRUB_DEPTH_MAX + 20];
	struct fake_grub fake = { 0 };
	size_t i;

	fake_grub_make(&fake);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = "(";
	(void)kxl_grub_is_true(&fake.grub, words, ARRAY_SIZE(words));
	fake_grub_free(&fake);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expression_is_true_or_not),
		cmocka_unit_test(groups_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
