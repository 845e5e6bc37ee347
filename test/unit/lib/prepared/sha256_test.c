// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Digests of FIPS 180-4's examples, and of each length near a block's end. */
#include "lib/prepared/sha256.h"

#include <string.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static void assert_digest(const char *name, struct kx_bytes bytes,
			  const char *want)
{
	u8 digest[KXL_SHA256_SIZE];
	char text[2 * KXL_SHA256_SIZE + 1];
	size_t i;

	kxl_sha256(bytes, digest);
	for (i = 0; i < sizeof(digest); i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	assert_row(name, strcmp(text, want), 0);
}

/* FIPS 180-2, appendix B. */
TEST(the_standards_examples_have_their_digests)
{
	static u8 many[1000000];

	assert_digest("empty", kx_bytes(NULL, 0),
		      "e3b0c44298fc1c149afbf4c8996fb924"
		      "27ae41e4649b934ca495991b7852b855");
	assert_digest("abc", view("abc"),
		      "ba7816bf8f01cfea414140de5dae2223"
		      "b00361a396177a9cb410ff61f20015ad");
	memset(many, 'a', sizeof(many));
	assert_digest("a million", kx_bytes(many, sizeof(many)),
		      "cdc76e5c9914fb9281a1c7e284d73e67"
		      "f1809a48a497200e046d39ccc7112cd0");
}

/* Of bytes 7 * i + length, by Python's hashlib. */
TEST(each_length_near_the_end_of_a_block_is_padded)
{
	static const struct {
		u32 length;
		const char *want;
	} rows[] = {
		{ 1, "4bf5122f344554c53bde2ebb8cd2b7e3"
		     "d1600ad631c385a5d7cce23c7785459a" },
		{ 55, "81afe5b788dc2ce138ff83d9b20164db"
		      "75a94d75d2b2432eea4a0ef605088c72" },
		{ 56, "2aba54f0ac632420a2b502431408866e"
		      "40e1d5e430df4cd822642c78ab2eb9c1" },
		{ 63, "733d3d4ee79ee67145bf73da13588f6f"
		      "235d37414fc64b14a2f00f1762792f5e" },
		{ 64, "79322907b3e9d013d7dc2c2f256674db"
		      "f733045cde01df3539271c6f5605feb8" },
		{ 65, "d85c007c6eb440f085afa2b84f6f2bce"
		      "4658b240e9f62cb1364bf0485a57e720" },
		{ 119, "6c87eedf096b345de205b702e5223b73"
		       "b447a3207791ded3ea007ba15ed6736e" },
		{ 120, "42500cf6a1e3936d6b9e0bcfe296d654"
		       "b63255e525487d3634d0b15fde591c4d" },
		{ 1000, "6b0df76627243d095b0c4400cb658b7e"
			"804dd03461cc03aee8fc8fe0bcada168" },
	};
	u8 bytes[1000];
	size_t i;
	u32 j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (j = 0; j < rows[i].length; j++)
			bytes[j] = (u8)(7 * j + rows[i].length);
		assert_digest(rows[i].want, kx_bytes(bytes, rows[i].length),
			      rows[i].want);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_standards_examples_have_their_digests),
		cmocka_unit_test(each_length_near_the_end_of_a_block_is_padded),
	};

	return cmocka_run_group_tests_name("lib/prepared/sha256", tests, NULL,
					   NULL);
}
