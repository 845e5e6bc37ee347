// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The banner of Linux, wherever it is in bytes that look like it. */
#include "core/format/version.h"

#include "test/unit/test.h"

#define BANNER "Linux version "

static bool find(const void *data, u64 size, struct kx_bytes *version)
{
	return kx_linux_find_version(kx_bytes(data, size), version);
}

TEST(a_banner_is_found_at_any_place)
{
	static const char banner[] = BANNER "6.1.0 (gcc)\nmore";
	struct kx_bytes version;
	u8 data[80];
	u32 at;

	for (at = 0; at + sizeof(banner) <= sizeof(data); at++) {
		memset(data, 'n', sizeof(data));
		memcpy(data + at, banner, sizeof(banner));
		assert_true(find(data, sizeof(data), &version));
		assert_int_equal(version.size, strlen("6.1.0 (gcc)"));
		assert_ptr_equal(version.data, data + at + strlen(BANNER));
	}
}

TEST(a_banner_needs_a_digit_behind_it)
{
	static const char odd[] = BANNER "of your choice";
	static const char cut[] = BANNER;
	struct kx_bytes version;

	assert_false(find(odd, sizeof(odd), &version));
	assert_false(find(cut, sizeof(cut) - 1, &version));
	assert_false(find(NULL, 0, &version));
}

TEST(a_banner_ends_with_the_bytes)
{
	static const char banner[] = BANNER "7";
	struct kx_bytes version;

	assert_true(find(banner, sizeof(banner) - 1, &version));
	assert_int_equal(version.size, 1);
}

TEST(no_more_of_a_banner_counts_than_linux_writes)
{
	static char banner[1024] = BANNER "1";
	struct kx_bytes version;

	memset(banner + strlen(BANNER), '1', sizeof(banner) - strlen(BANNER));
	assert_true(find(banner, sizeof(banner), &version));
	assert_int_equal(version.size, 256);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_banner_is_found_at_any_place),
		cmocka_unit_test(a_banner_needs_a_digit_behind_it),
		cmocka_unit_test(a_banner_ends_with_the_bytes),
		cmocka_unit_test(no_more_of_a_banner_counts_than_linux_writes),
	};

	return cmocka_run_group_tests_name("format/version", tests, NULL, NULL);
}
