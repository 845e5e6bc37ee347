// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Three orders: the lists that their specifications give, and pairs. */
#include "lib/entries/version.h"

#include "test/unit/test.h"

/* UAPI specification 10, and the comment in systemd's strverscmp_improved(). */
static const char *const systemd[] = {
	"~",	   "",	    "122.1",   "123~rc1-1", "123",     "123-a",
	"123-a.1", "123-1", "123-1.1", "123^post1", "123.a-1", "123.1-1",
	"123a-1",  "124-1", "6.1.0-9", "6.1.0-18",
};

/* "124-1" is newer than "6.1": one list for each. */
#define SYSTEMD_FIRST 14

static const char *const names[] = {
	"",
	".",
	"..",
	".hidden.conf",
	"a-6.1.0-9.conf",
	"a-6.1.0-18.conf",
	"a-6.1.0-18.1.conf",
	"middle.conf",
	"old.conf",
	"zeta.conf",
};

static const char *const packages[] = {
	"id-0-rescue",
	"id-5.14.0-362.el9.x86_64",
	"id-6.5.6~rc1-300.fc39.x86_64",
	"id-6.5.6-200.fc39.x86_64",
	"id-6.5.6-300.fc39.x86_64",
	"id-6.11.4-100.fc39.x86_64",
	"ie-1-1",
};

static void check_list(int (*compare)(const char *a, const char *b),
		       const char *const *list, size_t count)
{
	size_t i;
	size_t j;
	int order;

	for (i = 0; i < count; i++)
		for (j = 0; j < count; j++) {
			order = compare(list[i], list[j]);
			assert_row(list[i], (order > 0) - (order < 0),
				   (i > j) - (i < j));
		}
}

TEST(systemd_has_the_order_of_the_specification)
{
	check_list(kxl_version_compare, systemd, SYSTEMD_FIRST);
	check_list(kxl_version_compare, systemd + SYSTEMD_FIRST,
		   ARRAY_SIZE(systemd) - SYSTEMD_FIRST);
}

TEST(what_versions_do_not_have_is_a_separator)
{
	assert_int_equal(kxl_version_compare("123_a", "123a"), 0);
	assert_int_equal(kxl_version_compare("00123", "123"), 0);
	assert_int_equal(kxl_version_compare("a b", "a_b_"), 0);
}

TEST(grub_has_the_order_of_file_names)
{
	check_list(kxl_version_compare_names, names, ARRAY_SIZE(names));
	assert_true(kxl_version_compare_names("a~1.conf", "a.conf") < 0);
	assert_true(kxl_version_compare_names("a1", "a01") == 0);
	assert_true(kxl_version_compare_names("a+3.conf", "a.conf") > 0);
}

TEST(grub_of_fedora_has_the_order_of_packages)
{
	static char longer[600];

	check_list(kxl_version_compare_packages, packages,
		   ARRAY_SIZE(packages));
	assert_int_equal(kxl_version_compare_packages("a-1", "a-1-"), 0);
	assert_true(kxl_version_compare_packages("a-2", "a-1-9") > 0);
	memset(longer, 'x', sizeof(longer) - 1);
	assert_int_equal(kxl_version_compare_packages(longer, longer), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_has_the_order_of_the_specification),
		cmocka_unit_test(what_versions_do_not_have_is_a_separator),
		cmocka_unit_test(grub_has_the_order_of_file_names),
		cmocka_unit_test(grub_of_fedora_has_the_order_of_packages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
