// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* PE headers and sections; sign/authenticode_test.c has each bad header. */
#include "core/format/pe.h"

#include "test/unit/core/make_pe.h"
#include "test/unit/test.h"

TEST(headers_say_where_directories_and_sections_are)
{
	struct pe_image image;
	struct kx_pe pe;

	pe_make(&image, PE_KIND_64);
	assert_int_equal(kx_pe_read(pe_bytes(&image), &pe, NULL), 0);
	assert_int_equal(pe.optional, PE_OPTIONAL);
	assert_int_equal(pe.directories + 4 * KX_PE_DIRECTORY_SIZE, PE_CERTS);
	assert_int_equal(kx_pe_directories_end(&pe), PE_SECTIONS);
	assert_int_equal(pe.headers_size, PE_HEADERS_END);
	assert_int_equal(pe.nr_sections, 2);
	pe_make(&image, PE_KIND_32);
	assert_int_equal(kx_pe_read(pe_bytes(&image), &pe, NULL), 0);
	assert_int_equal(kx_pe_directories_end(&pe), PE32_SECTIONS);
}

TEST(a_table_gives_its_sections_one_by_one)
{
	struct kx_pe_section section = { .name = "none" };
	struct kx_bytes table;
	struct pe_image image;
	struct kx_pe pe;

	pe_make(&image, PE_KIND_64);
	memcpy(image.data + PE_SECTIONS, ".linux\0\0", 8);
	pe_put(&image, PE_SECTIONS + 8, 4, 0x123456);
	assert_int_equal(kx_pe_read(pe_bytes(&image), &pe, NULL), 0);
	assert_int_equal(kx_pe_sections(pe_bytes(&image), &pe, &table, NULL),
			 0);
	assert_true(kx_pe_next_section(&table, &section));
	assert_memory_equal(section.name, ".linux\0\0", 8);
	assert_int_equal(section.size, 0x123456);
	assert_int_equal(section.raw.start, PE_HEADERS_END);
	assert_int_equal(section.raw.end, PE_SECTION_2);
	assert_true(kx_pe_next_section(&table, &section));
	assert_int_equal(section.raw.start, PE_SECTION_2);
	assert_int_equal(section.raw.end, PE_TABLE);
	assert_false(kx_pe_next_section(&table, &section));
	assert_int_equal(section.raw.start, PE_SECTION_2);
}

TEST(the_headers_hold_the_section_table)
{
	struct kx_bytes table = { NULL, 77 };
	struct pe_image image;
	struct kx_fault fault;
	struct kx_pe pe;

	pe_make(&image, PE_KIND_64);
	kx_write_le16(image.data + PE_NR_SECTIONS, 7);
	assert_int_equal(kx_pe_read(pe_bytes(&image), &pe, NULL), 0);
	assert_int_equal(kx_pe_sections(pe_bytes(&image), &pe, &table, &fault),
			 -KX_E_PE);
	assert_string_equal(fault.what, "NumberOfSections");
	assert_int_equal(table.size, 77);
}

TEST(what_is_no_pe_image_is_refused)
{
	struct kx_pe pe = { .nr_sections = 77 };
	struct pe_image image;
	u64 size;

	pe_make(&image, PE_KIND_64);
	for (size = 0; size <= PE_HEADERS_END; size++)
		assert_int_equal(
			kx_pe_read(kx_bytes(image.data, size), &pe, NULL),
			-KX_E_PE);
	assert_int_equal(pe.nr_sections, 77);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			headers_say_where_directories_and_sections_are),
		cmocka_unit_test(a_table_gives_its_sections_one_by_one),
		cmocka_unit_test(the_headers_hold_the_section_table),
		cmocka_unit_test(what_is_no_pe_image_is_refused),
	};

	return cmocka_run_group_tests_name("format/pe", tests, NULL, NULL);
}
