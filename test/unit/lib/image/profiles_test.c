// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The list of a UKI's profiles: whole, bounded, and freed. */
#include "lib/image/profiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static void read_sections(const struct uki_section *sections, u32 count,
			  struct kxl_profiles *profiles)
{
	struct kx_bytes file = uki_make(sections, count);

	assert_int_equal(kxl_profiles_read(file, profiles), 0);
	/* The list borrows nothing. */
	free((void *)(uintptr_t)file.data);
}

TEST(a_profile_has_its_own_sections_and_the_base_s)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".cmdline", " a\tb \n"), UKI_TEXT(".linux", "kernel"),
		UKI_TEXT(".initrd", "initrd"),	  UKI_TEXT(".profile", "ID=x"),
		UKI_TEXT(".profile", "ID=y"),	  UKI_TEXT(".cmdline", ""),
		UKI_TEXT(".ucode", "code"),
	};
	const struct kexec_profile *const *list;
	struct kxl_profiles profiles;

	read_sections(sections, ARRAY_SIZE(sections), &profiles);
	list = profiles.list;
	assert_int_equal(profiles.count, 2);
	assert_int_equal(profiles.nr_listed, 2);
	assert_string_equal(list[0]->id, "x");
	assert_string_equal(list[0]->cmdline, "a b");
	assert_int_equal(list[0]->initrd_size, 6);
	assert_int_equal(list[0]->microcode_size, 0);
	assert_false(list[0]->is_broken);
	assert_string_equal(list[1]->id, "y");
	assert_string_equal(list[1]->cmdline, "");
	assert_int_equal(list[1]->initrd_size, 6);
	assert_int_equal(list[1]->microcode_size, 4);
	kxl_profiles_free(&profiles);
	assert_int_equal(profiles.nr_listed, 0);
	kxl_profiles_free(&profiles);
}

TEST(without_profiles_there_is_one)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".linux", "kernel"),
	};
	struct kxl_profiles profiles;

	read_sections(sections, 1, &profiles);
	assert_int_equal(profiles.count, 1);
	assert_int_equal(profiles.nr_listed, 1);
	assert_string_equal(profiles.list[0]->id, "");
	assert_null(profiles.list[0]->cmdline);
	kxl_profiles_free(&profiles);
}

/* Another one can be chosen. */
TEST(a_broken_profile_is_listed_as_that)
{
	static const struct uki_section sections[] = {
		UKI_TEXT(".profile", "ID=x"), UKI_TEXT(".initrd", "a"),
		UKI_TEXT(".linux", "kernel"), UKI_TEXT(".initrd", "b"),
		UKI_TEXT(".profile", "ID=y"), UKI_TEXT(".linux", "kernel"),
	};
	struct kxl_profiles profiles;

	read_sections(sections, ARRAY_SIZE(sections), &profiles);
	assert_int_equal(profiles.count, 2);
	assert_true(profiles.list[0]->is_broken);
	assert_string_equal(profiles.list[0]->id, "");
	assert_false(profiles.list[1]->is_broken);
	assert_string_equal(profiles.list[1]->id, "y");
	kxl_profiles_free(&profiles);
}

/* The rows of a table are changed into profiles: more than uki_make() makes. */
TEST(many_profiles_are_counted_and_the_first_are_listed)
{
	enum { MANY = KXL_PROFILES_MAX + 6, TABLE = UKI_TABLE };
	struct uki_section sections[] = { UKI_TEXT(".linux", "kernel") };
	struct kx_bytes file = uki_make(sections, 1);
	u64 size = file.size + 2 * MANY * UKI_ROW;
	struct kxl_profiles profiles;
	u8 *larger = calloc(1, size);
	u32 headers = UKI_HEADERS + MANY * UKI_ROW;
	u8 *row;
	u32 i;

	assert_non_null(larger);
	/* The kernel lies after a table that is longer. */
	memcpy(larger, file.data, UKI_HEADERS);
	memcpy(larger + headers, file.data + UKI_HEADERS,
	       file.size - UKI_HEADERS);
	larger[UKI_NR_SECTIONS] = (u8)(3 + MANY);
	memcpy(larger + UKI_HEADERS_SIZE, &headers, 4);
	row = larger + UKI_FIRST;
	for (i = 0; i < 4; i++)
		row[UKI_RAW_START + i] = (u8)(headers >> (8 * i));
	for (i = 1; i <= MANY; i++)
		memcpy(row + i * UKI_ROW, ".profile", 8);
	assert_int_equal(kxl_profiles_read(kx_bytes(larger, size), &profiles),
			 0);
	assert_int_equal(profiles.count, MANY);
	assert_int_equal(profiles.nr_listed, KXL_PROFILES_MAX);
	kxl_profiles_free(&profiles);
	free(larger);
	free((void *)(uintptr_t)file.data);
}

TEST(a_line_is_as_systemd_stub_makes_it)
{
	static const struct {
		const char *text;
		const char *line;
	} rows[] = {
		{ "root=/dev/vda1\n", "root=/dev/vda1" },
		{ "\t a\nb\x01"
		  "c  ",
		  "a b c" },
		{ " \n", "" },
		{ "", "" },
	};
	char *line;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes text = view(rows[i].text);

		assert_int_equal(kxl_profiles_line(text, &line), 0);
		assert_string_equal(line, rows[i].line);
		free(line);
		free((void *)(uintptr_t)text.data);
	}
	assert_int_equal(kxl_profiles_line(kx_bytes(NULL, 0), &line), 0);
	assert_null(line);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_has_its_own_sections_and_the_base_s),
		cmocka_unit_test(without_profiles_there_is_one),
		cmocka_unit_test(a_broken_profile_is_listed_as_that),
		cmocka_unit_test(
			many_profiles_are_counted_and_the_first_are_listed),
		cmocka_unit_test(a_line_is_as_systemd_stub_makes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
