// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* loader.conf as it is shipped, and values that are ignored. */
#include "lib/entries/loader_conf.h"

#include "lib/text/text.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const struct {
	const char *name;
	const char *text;
	const char *standard; /* NULL: none */
	u32 line;
	const char *preferred;
} rows[] = {
	{ "empty", "", NULL, 0, NULL },
	{ "as bootctl writes it",
	  "#timeout 3\n#console-mode keep\ndefault debian-*\n", "debian-*", 3,
	  NULL },
	{ "the last one", "default a\ntimeout 3\ndefault b\n", "b", 3, NULL },
	{ "saved", "default @saved\n", "@saved", 1, NULL },
	{ "an unknown order", "default a\ndefault @last\n", "a", 1, NULL },
	{ "both", "preferred a*\ndefault b.conf\n", "b.conf", 2, "a*" },
	{ "no value", "default\n", NULL, 0, NULL },
};

TEST(two_keys_are_read)
{
	struct kxl_loader_conf conf;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		conf = kxl_loader_conf_parse(view(rows[i].text));
		assert_row(rows[i].name, !!conf.standard.data,
			   !!rows[i].standard);
		assert_row(rows[i].name, conf.standard_line, rows[i].line);
		if (rows[i].standard)
			assert_row(rows[i].name,
				   kxl_text_is(conf.standard, rows[i].standard),
				   1);
		assert_row(rows[i].name, !!conf.preferred.data,
			   !!rows[i].preferred);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_keys_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
