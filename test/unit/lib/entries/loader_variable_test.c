// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* EFI variables: good ones, short ones, and characters of each length. */
#include "lib/entries/loader_variable.h"

#include <stdlib.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define PATH(name)                        \
	"/sys/firmware/efi/efivars/" name \
	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define FILE_(bytes) bytes, sizeof(bytes) - 1

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	const char *text; /* NULL: none */
} rows[] = {
	{ "good", FILE_("\7\0\0\0a\0b\0\0\0"), "ab" },
	{ "what follows the NUL", FILE_("\7\0\0\0a\0\0\0b\0"), "a" },
	{ "no NUL", FILE_("\7\0\0\0a\0b\0"), NULL },
	{ "empty", FILE_("\7\0\0\0\0\0"), NULL },
	{ "attributes only", FILE_("\7\0\0\0"), NULL },
	{ "less", FILE_("\7\0\0"), NULL },
	{ "half a unit", FILE_("\7\0\0\0a\0\0\0\0"), NULL },
	{ "2 bytes", FILE_("\7\0\0\0\xe4\0\0\0"), "\xc3\xa4" },
	{ "3 bytes", FILE_("\7\0\0\0\xac\x20\0\0"), "\xe2\x82\xac" },
	{ "4 bytes", FILE_("\7\0\0\0\x3d\xd8\x00\xde\0\0"),
	  "\xf0\x9f\x98\x80" },
	{ "a lone half",
	  FILE_("\7\0\0\0\x3d\xd8"
		"a\0\0\0"),
	  "\xef\xbf\xbd"
	  "a" },
	{ "the other half", FILE_("\7\0\0\0\x00\xde\0\0"), "\xef\xbf\xbd" },
};

TEST(a_value_is_utf_16_with_a_nul)
{
	struct kxl_pool pool = { 0 };
	const char *text;
	u8 *copy;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		copy = malloc(rows[i].size);
		memcpy(copy, rows[i].bytes, rows[i].size);
		text = kxl_loader_variable_text(&pool,
						kx_bytes(copy, rows[i].size));
		assert_row(rows[i].name, !!text, !!rows[i].text);
		if (text)
			assert_string_equal(text, rows[i].text);
		free(copy);
	}
	kxl_pool_free(&pool);
}

TEST(a_long_value_is_none)
{
	static u8 file[4 + 2 * 4098];
	struct kxl_pool pool = { 0 };
	size_t i;

	for (i = 4; i < sizeof(file) - 2; i += 2)
		file[i] = 'a';
	assert_null(
		kxl_loader_variable_text(&pool, kx_bytes(file, sizeof(file))));
	assert_null(kxl_loader_variable_text(&pool,
					     kx_bytes(file, sizeof(file) - 4)));
	memset(file + sizeof(file) - 6, 0, 6);
	assert_non_null(kxl_loader_variable_text(
		&pool, kx_bytes(file, sizeof(file) - 4)));
	kxl_pool_free(&pool);
}

TEST(a_variable_is_found_by_its_name)
{
	struct kxl_pool pool = { 0 };
	struct fixture fixture;
	const char *text;

	fixture_make(&fixture);
	fixture_put(&fixture, PATH("LoaderInfo"),
		    kx_bytes("\6\0\0\0G\0R\0U\0B\0\0\0", 14));
	fixture_text(&fixture, PATH("LoaderEntryDefault") "/folder", "");
	assert_int_equal(
		kxl_loader_variable(fixture.ctx, &pool, "LoaderInfo", &text),
		0);
	assert_string_equal(text, "GRUB");
	assert_true(kxl_loader_variable(fixture.ctx, &pool,
					"LoaderEntryDefault", &text) < 0);
	assert_string_equal(text, "GRUB");
	assert_int_equal(
		kxl_loader_variable(fixture.ctx, &pool, "LoaderEntries", &text),
		0);
	assert_null(text);
	kxl_pool_free(&pool);
	fixture_free(&fixture);
}

TEST(features_are_a_number_of_64_bits)
{
	static const u8 bytes[13] = { 6, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 2 };
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(kxl_loader_features(fixture.ctx), 0);
	fixture_put(&fixture, PATH("LoaderFeatures"), kx_bytes(bytes, 12));
	assert_int_equal(kxl_loader_features(fixture.ctx),
			 0x0200000000000108ULL);
	fixture_put(&fixture, PATH("LoaderFeatures"), kx_bytes(bytes, 13));
	assert_int_equal(kxl_loader_features(fixture.ctx), 0);
	fixture_put(&fixture, PATH("LoaderFeatures"), kx_bytes(bytes, 8));
	assert_int_equal(kxl_loader_features(fixture.ctx), 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(features_are_a_number_of_64_bits),
		cmocka_unit_test(a_value_is_utf_16_with_a_nul),
		cmocka_unit_test(a_long_value_is_none),
		cmocka_unit_test(a_variable_is_found_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
