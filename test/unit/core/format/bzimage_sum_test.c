// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The CRC of a bzImage: the bytes it covers, and images without one. */
#include "core/format/bzimage.h"

#include "test/unit/core/format/bzimage_setup.h"

/* Signing changes these after the CRC was made. */
static bool is_signed_field(u64 offset)
{
	return (offset >= BZ_PE_CHECKSUM && offset < BZ_PE_CHECKSUM + 4) ||
	       (offset >= BZ_PE_CERTS && offset < BZ_PE_CERTS + 8);
}

/* Protocol 2.15 becomes 2.07, which had no sum (boot.rst: 2.08 and newer). */
static bool is_sum_gone(u64 offset, u32 bit)
{
	return offset == BZ_VERSION && bit == 3;
}

TEST_WITH(every_flipped_bit_is_noticed)
{
	struct setup *s = *state;
	u64 at;
	u32 bit;

	s->request.flags = KX_CHECK_SUM;
	for (at = 0; at < sizeof(s->image.data); at++) {
		/* All bits of the header, one bit of each other byte. */
		u32 step = at < BZ_HEADER_END ? 1 : 8;

		for (bit = (u32)at % step; bit < 8; bit += step) {
			s->image.data[at] ^= (u8)(1 << bit);
			assert_int_equal(make(s) == 0,
					 is_signed_field(at) ||
						 is_sum_gone(at, bit));
			s->image.data[at] ^= (u8)(1 << bit);
		}
	}
	assert_int_equal(make(s), 0);
}

TEST_WITH(a_signed_image_has_the_sum_of_the_unsigned_one)
{
	struct setup *s = *state;

	s->request.flags = KX_CHECK_SUM;
	bzimage_put(&s->image, BZ_PE_CHECKSUM, 4, 0x12345678);
	bzimage_put(&s->image, BZ_PE_CERTS, 8, 0x0000100000001800);
	assert_int_equal(make(s), 0);
}

/* As Debian signs its kernels of 32 bits. */
TEST_WITH(a_signed_image_of_32_bits_has_the_sum_of_the_unsigned_one)
{
	static const struct {
		const char *name;
		u64 magic;
		u64 certificates;
		int err;
	} rows[] = {
		{ "PE32+", 0x20b, BZ_PE_CERTS, 0 },
		{ "PE32", 0x10b, BZ_PE32_CERTS, 0 },
		{ "PE32+, another field", 0x20b, BZ_PE32_CERTS,
		  -KX_E_CHECKSUM },
		{ "PE32, another field", 0x10b, BZ_PE_CERTS, -KX_E_CHECKSUM },
	};
	struct setup *s = *state;
	size_t i;

	s->request.flags = KX_CHECK_SUM;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_make(&s->image);
		bzimage_put(&s->image, BZ_PE32_CERTS, 8, 0);
		assert_row(rows[i].name,
			   make_with(s, BZ_PE_MAGIC, 2, rows[i].magic), 0);
		bzimage_put(&s->image, BZ_PE_CHECKSUM, 4, 0x12345678);
		bzimage_put(&s->image, rows[i].certificates, 8,
			    0x0000100000001800);
		assert_row(rows[i].name, make(s), rows[i].err);
	}
}

TEST_WITH(an_image_without_pe_header_is_summed_as_it_is)
{
	struct setup *s = *state;

	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(make_with(s, BZ_PE_HEADER, 4, 0), 0);
	bzimage_put(&s->image, BZ_PE_CHECKSUM, 4, 1);
	assert_int_equal(make(s), -KX_E_CHECKSUM);
}

TEST_WITH(a_pe_header_that_points_anywhere_is_survived)
{
	static const u32 offsets[] = { 0,      0x1ff,	   0x7ff,
				       0x1800, 0x7fffffff, 0xffffffff };
	struct setup *s = *state;
	size_t i;

	s->request.flags = KX_CHECK_SUM;
	for (i = 0; i < ARRAY_SIZE(offsets); i++)
		assert_int_equal(make_with(s, BZ_PE_OFFSET, 4, offsets[i]), 0);
}

/* Linux 6.16 and newer leave the field zero. */
TEST_WITH(an_image_that_carries_no_sum_is_taken)
{
	struct setup *s = *state;

	s->request.flags = KX_CHECK_SUM;
	bzimage_put(&s->image, sizeof(s->image.data) - 4, 4, 0);
	assert_int_equal(make(s), 0);
}

/* kexec.ko does not check it, because Linux doesn't. */
TEST_WITH(a_wrong_sum_is_found_when_it_is_asked_for)
{
	struct setup *s = *state;

	bzimage_put(&s->image, 3000, 1, ~(u64)s->image.data[3000]);
	assert_int_equal(make(s), 0);
	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(make(s), -KX_E_CHECKSUM);
}

/* An image that is not Linux may end in any bytes. */
TEST_WITH(without_a_payload_there_is_no_sum)
{
	struct setup *s = *state;

	s->request.flags = KX_CHECK_SUM;
	bzimage_put(&s->image, sizeof(s->image.data) - 4, 4, 0x12345678);
	assert_int_equal(make(s), -KX_E_CHECKSUM);
	bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 8, 0);
	assert_int_equal(make(s), 0);
}

/* The image then extends to the end of the file, and so does the CRC. */
TEST_WITH(without_syssize_the_file_is_summed)
{
	struct setup *s = *state;

	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(make_with(s, BZ_SYSSIZE, 4, 0), 0);
	s->image.data[3000] ^= 1;
	assert_int_equal(make(s), -KX_E_CHECKSUM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(every_flipped_bit_is_noticed),
		WITH(a_signed_image_has_the_sum_of_the_unsigned_one),
		WITH(a_signed_image_of_32_bits_has_the_sum_of_the_unsigned_one),
		WITH(an_image_without_pe_header_is_summed_as_it_is),
		WITH(a_pe_header_that_points_anywhere_is_survived),
		WITH(an_image_that_carries_no_sum_is_taken),
		WITH(a_wrong_sum_is_found_when_it_is_asked_for),
		WITH(without_a_payload_there_is_no_sum),
		WITH(without_syssize_the_file_is_summed),
	};

	return cmocka_run_group_tests_name("bzimage_sum", tests, NULL, NULL);
}
