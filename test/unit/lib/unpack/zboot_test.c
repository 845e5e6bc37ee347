// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* EFI zboot's header, whole and cut. */
#include "lib/unpack/zboot.h"

#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"

TEST(the_header_says_where_the_payload_is)
{
	struct kx_bytes file = pack_zboot(kx_bytes("payload", 7), "gzip");
	u64 start = 0;
	u64 end = 0;

	assert_true(kxl_zboot_is(file));
	kxl_zboot_payload(file, &start, &end);
	assert_int_equal(end - start, 7);
	assert_memory_equal(file.data + start, "payload", 7);
	pack_free(file);
}

TEST(numbers_of_32_bits_do_not_wrap)
{
	u8 header[16] = "MZ\0\0zimg";
	u64 start = 0;
	u64 end = 0;

	memset(header + 8, 0xff, 8);
	kxl_zboot_payload(kx_bytes(header, 16), &start, &end);
	assert_int_equal(start, 0xffffffff);
	assert_int_equal(end, 0x1fffffffe);
}

TEST(a_file_that_is_cut_is_none_or_has_no_payload)
{
	const u8 header[16] = "MZ\0\0zimg\1\1\1\1\1\1\1";
	u64 start = 0;
	u64 end = 0;
	u64 size;

	for (size = 0; size < sizeof(header); size++) {
		u8 *copy = malloc(size ? size : 1);

		memcpy(copy, header, size);
		assert_int_equal(kxl_zboot_is(kx_bytes(copy, size)), size >= 8);
		if (size >= 8)
			kxl_zboot_payload(kx_bytes(copy, size), &start, &end);
		assert_int_equal(start, size >= 12 ? 0x1010101 : 0);
		assert_int_equal(end, start);
		free(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_says_where_the_payload_is),
		cmocka_unit_test(numbers_of_32_bits_do_not_wrap),
		cmocka_unit_test(a_file_that_is_cut_is_none_or_has_no_payload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
