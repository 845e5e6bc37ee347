// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Multiboot headers: where they are found, and each flag and tag. */
#include "core/format/multiboot_header.h"

#include <string.h>

#include "test/unit/core/make_multiboot.h"
#include "test/unit/test.h"

#define OPTIONAL 0x10000

static struct multiboot kernel;
static struct kx_multiboot header;
static struct kx_fault fault;

static int read_1(void)
{
	memset(&header, 0xee, sizeof(header));
	return kx_multiboot_read(multiboot_bytes(&kernel), &header, &fault);
}

static int read_2(void)
{
	memset(&header, 0xee, sizeof(header));
	return kx_multiboot2_read(multiboot_bytes(&kernel), &header, &fault);
}

/* One tag of @words. */
static int read_tag(u32 type_and_flags, const u32 *words, u32 count)
{
	multiboot_2(&kernel);
	multiboot_tag(&kernel, type_and_flags, words, count);
	multiboot_2_end(&kernel);
	return read_2();
}

static void put_1(u8 *at)
{
	kx_write_le32(at, 0x1badb002);
	kx_write_le32(at + 4, 0);
	kx_write_le32(at + 8, 0U - 0x1badb002U);
}

static void put_2(u8 *at)
{
	kx_write_le32(at, 0xe85250d6);
	kx_write_le32(at + 4, 0);
	kx_write_le32(at + 8, 24);
	kx_write_le32(at + 12, 0U - 0xe85250d6U - 24);
	kx_write_le32(at + 20, 8);
}

TEST(a_header_is_found_in_the_first_bytes)
{
	static const struct {
		const char *name;
		u64 at, size;
		bool is_2, is_found;
	} rows[] = {
		{ "first byte", 0, 0x10000, false, true },
		{ "aligned", 4, 0x10000, false, true },
		{ "not aligned", 6, 0x10000, false, false },
		{ "last place", 8192 - 12, 0x10000, false, true },
		{ "after it", 8192 - 8, 0x10000, false, false },
		{ "whole file", 0, 12, false, true },
		{ "file ends in it", 0, 11, false, false },
		{ "2, first byte", 0, 0x10000, true, true },
		{ "2, aligned", 8, 0x10000, true, true },
		{ "2, not aligned", 4, 0x10000, true, false },
		{ "2, last place", 32768 - 16, 0x10000, true, true },
		{ "2, after it", 32768 - 8, 0x10000, true, false },
		{ "2, whole header", 0, 16, true, true },
		{ "2, file ends in it", 0, 15, true, false },
	};
	static u8 bytes[0x10000];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bytes file = kx_bytes(bytes, rows[i].size);
		u64 at = 99;

		memset(bytes, 0, sizeof(bytes));
		(rows[i].is_2 ? put_2 : put_1)(bytes + rows[i].at);
		assert_row(rows[i].name,
			   rows[i].is_2 ? kx_multiboot2_find(file, &at)
					: kx_multiboot_find(file, &at),
			   rows[i].is_found);
		assert_row(rows[i].name, at,
			   rows[i].is_found ? rows[i].at : 99);
		/* The other version's magic is another. */
		assert_row(rows[i].name,
			   rows[i].is_2 ? kx_multiboot_find(file, &at)
					: kx_multiboot2_find(file, &at),
			   false);
		bytes[rows[i].at + 8] ^= 1; /* in the sum */
		assert_row(rows[i].name,
			   rows[i].is_2 ? kx_multiboot2_find(file, &at)
					: kx_multiboot_find(file, &at),
			   false);
	}
}

TEST(a_file_without_a_header_is_of_no_multiboot_format)
{
	multiboot_elf(&kernel, 1);
	assert_int_equal(read_1(), -KX_E_FORMAT);
	assert_int_equal(read_2(), -KX_E_FORMAT);
	assert_int_equal(header.entry, 0xeeeeeeee); /* untouched */
}

TEST(each_flag_of_version_1)
{
	u32 bit;

	multiboot_make_1(&kernel);
	for (bit = 0; bit < 32; bit++) {
		bool is_refused = bit > 2 && bit < 16;
		char name[16];

		snprintf(name, sizeof(name), "bit %u", bit);
		multiboot_1(&kernel, 1U << bit, NULL);
		assert_row(name, read_1(), is_refused ? -KX_E_MULTIBOOT : 0);
		if (is_refused) {
			assert_row(name, fault.value, bit);
			assert_string_equal(fault.what, "flag");
			continue;
		}
		assert_row(name, header.has_addresses, bit == 16);
		assert_row(name, header.has_entry, bit == 16);
		assert_row(name, header.at.start, MB_HEADER);
		assert_row(name, header.at.end,
			   MB_HEADER + (bit == 16 ? 32 : 12));
	}
	/* The lowest one is named. */
	multiboot_1(&kernel, 1U << 5 | 1U << 9, NULL);
	assert_int_equal(read_1(), -KX_E_MULTIBOOT);
	assert_int_equal(fault.value, 5);
}

TEST(addresses_of_version_1)
{
	static const u32 words[] = { 1, 2, 3, 4, 5 };
	u64 whole = MB_HEADER + 32;

	multiboot_make_1(&kernel);
	multiboot_1(&kernel, 0x10000, words);
	assert_int_equal(read_1(), 0);
	assert_int_equal(header.addresses.header, 1);
	assert_int_equal(header.addresses.load, 2);
	assert_int_equal(header.addresses.load_end, 3);
	assert_int_equal(header.addresses.bss_end, 4);
	assert_int_equal(header.entry, 5);
	assert_int_equal(
		kx_multiboot_read(kx_bytes(kernel.data, whole), &header, NULL),
		0);
	assert_int_equal(kx_multiboot_read(kx_bytes(kernel.data, whole - 1),
					   &header, &fault),
			 -KX_E_SHORT);
	assert_int_equal(fault.limit, whole);
}

/* Its number, the bytes that it has at least, and whether it is known. */
TEST(each_tag_of_version_2)
{
	static const struct {
		const char *name;
		u32 type;
		u32 words; /* at least */
		bool is_known;
	} rows[] = {
		{ "requests", MB_TAG_REQUESTS, 0, true },
		{ "addresses", MB_TAG_ADDRESSES, 4, true },
		{ "entry", MB_TAG_ENTRY, 1, true },
		{ "console", MB_TAG_CONSOLE, 1, true },
		{ "framebuffer", MB_TAG_FRAMEBUFFER, 3, true },
		{ "alignment", MB_TAG_ALIGN, 0, true },
		{ "EFI", MB_TAG_EFI, 0, true },
		{ "EFI32", MB_TAG_ENTRY_EFI32, 1, true },
		{ "EFI64", MB_TAG_ENTRY_EFI64, 1, true },
		{ "relocatable", MB_TAG_RELOCATABLE, 4, true },
		{ "11", MB_TAG_UNKNOWN, 0, false },
		{ "65535", 0xffff, 0, false },
	};
	static const u32 words[] = { 1, 2, 1, 0 };
	size_t i;

	multiboot_make_2(&kernel);
	assert_int_equal(read_2(), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   read_tag(rows[i].type, words, rows[i].words),
			   rows[i].is_known ? 0 : -KX_E_MULTIBOOT);
		if (!rows[i].is_known)
			assert_row(rows[i].name, fault.value, rows[i].type);
		assert_row(
			rows[i].name,
			read_tag(rows[i].type | OPTIONAL, words, rows[i].words),
			0);
		if (!rows[i].words)
			continue;
		assert_row(rows[i].name,
			   read_tag(rows[i].type, words, rows[i].words - 1),
			   -KX_E_HEADER);
		assert_row(rows[i].name, fault.limit, 8 + 4 * rows[i].words);
	}
}

TEST(what_tags_of_version_2_say)
{
	static const u32 words[] = { 0x100000, 0xffffffff, 0x200000, 2 };
	static const u32 addresses[] = { 1, 2, 3, 4 };

	multiboot_make_2(&kernel);
	assert_int_equal(read_tag(MB_TAG_RELOCATABLE, words, 4), 0);
	assert_true(header.is_relocatable);
	assert_int_equal(header.within.start, 0x100000);
	assert_int_equal(header.within.end, 0x100000000);
	assert_int_equal(header.align, 0x200000);
	assert_int_equal(header.preference, KX_MULTIBOOT_HIGHEST);
	assert_false(header.has_entry || header.has_addresses);
	assert_int_equal(read_tag(MB_TAG_ENTRY, words, 1), 0);
	assert_true(header.has_entry);
	assert_int_equal(header.entry, 0x100000);
	assert_int_equal(read_tag(MB_TAG_ADDRESSES, addresses, 4), 0);
	assert_true(header.has_addresses && !header.has_entry);
	assert_int_equal(header.addresses.header, 1);
	assert_int_equal(header.addresses.load, 2);
	assert_int_equal(header.addresses.load_end, 3);
	assert_int_equal(header.addresses.bss_end, 4);
	/* These need boot services, and don't replace the other entry. */
	assert_int_equal(read_tag(MB_TAG_ENTRY_EFI64, words, 1), 0);
	assert_false(header.has_entry);
}

TEST(limits_of_a_relocatable_kernel)
{
	static const struct {
		const char *name;
		u32 words[4];
		int err;
		const char *what;
	} rows[] = {
		{ "one byte", { 5, 5, 1, 0 }, 0, NULL },
		{ "none", { 5, 4, 1, 0 }, KX_E_HEADER, "max_addr" },
		{ "no alignment", { 0, 9, 0, 0 }, KX_E_HEADER, "align" },
		{ "three", { 0, 9, 3, 0 }, KX_E_HEADER, "align" },
		{ "largest", { 0, 9, 1U << 31, 1 }, 0, NULL },
		{ "highest", { 0, 9, 1, 2 }, 0, NULL },
		{ "unknown", { 0, 9, 1, 3 }, KX_E_HEADER, "preference" },
	};
	size_t i;

	multiboot_make_2(&kernel);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   read_tag(MB_TAG_RELOCATABLE, rows[i].words, 4),
			   -rows[i].err);
		if (rows[i].err)
			assert_string_equal(fault.what, rows[i].what);
	}
}

TEST(required_information_is_given_or_refused)
{
	static const u32 given[] = { 0, 1, 2, 3, 4, 6, 8, 14, 15, 21 };
	u32 two[] = { 6, 0 };
	size_t next = 0;
	u32 type;

	multiboot_make_2(&kernel);
	for (type = 0; type < 30; type++) {
		bool is_given = next < ARRAY_SIZE(given) && given[next] == type;
		char name[16];

		next += is_given;
		two[1] = type;
		snprintf(name, sizeof(name), "tag %u", type);
		assert_row(name, read_tag(MB_TAG_REQUESTS, two, 2),
			   is_given ? 0 : -KX_E_MULTIBOOT);
		if (!is_given) {
			assert_row(name, fault.value, type);
			assert_string_equal(fault.what, "information tag");
		}
		assert_row(name, read_tag(MB_TAG_REQUESTS | OPTIONAL, two, 2),
			   0);
	}
}

static void put_sum(void)
{
	u32 sum = 0;
	u32 i;

	for (i = 0; i < 3; i++)
		sum += kx_load_le32(kernel.data + MB_HEADER + 4ULL * i);
	multiboot_put(&kernel, MB_HEADER + 12, 4, 0U - sum);
}

TEST(the_length_of_a_header_is_held_against_the_file)
{
	static const struct {
		const char *name;
		u32 length;
		int err;
	} rows[] = {
		{ "no tag", 16, KX_E_HEADER },
		{ "half a tag", 23, KX_E_HEADER },
		{ "the last tag", 24, 0 },
		{ "more", 32, 0 },
		{ "whole file", MB_SIZE - MB_HEADER, 0 },
		{ "one more", MB_SIZE - MB_HEADER + 1, KX_E_HEADER },
		{ "all", 0xffffffff, KX_E_HEADER },
	};
	size_t i;

	multiboot_make_2(&kernel);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_put(&kernel, MB_HEADER + 8, 4, rows[i].length);
		put_sum();
		assert_row(rows[i].name, read_2(), -rows[i].err);
		if (!rows[i].err)
			assert_row(rows[i].name, header.at.end,
				   MB_HEADER + rows[i].length);
	}
	/* MIPS. */
	multiboot_make_2(&kernel);
	multiboot_put(&kernel, MB_HEADER + 4, 4, 4);
	put_sum();
	assert_int_equal(read_2(), -KX_E_FORMAT);
}

TEST(tags_lie_in_the_header_and_the_last_one_is_there)
{
	static const struct {
		const char *name;
		u32 size;
		int err;
	} rows[] = {
		{ "less than its header", 7, KX_E_HEADER },
		{ "its header", 8, 0 },
		{ "padded", 9, KX_E_MULTIBOOT }, /* the next tag is 99 */
		{ "to the end", 24, KX_E_HEADER },
		{ "past the end", 25, KX_E_HEADER },
		{ "wraps", 0xfffffff9, KX_E_HEADER },
		{ "all", 0xffffffff, KX_E_HEADER },
	};
	static const u32 words[] = { 0, 8 }; /* read as an end tag */
	size_t i;

	multiboot_make_2(&kernel);
	assert_int_equal(read_tag(MB_TAG_ALIGN, words, 2), 0);
	multiboot_put(&kernel, MB_HEADER + 16 + 16, 4, 99);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_put(&kernel, MB_HEADER + 16 + 4, 4, rows[i].size);
		assert_row(rows[i].name, read_2(), -rows[i].err);
	}
	/* Tags up to the last byte, and none is an end. */
	multiboot_make_2(&kernel);
	multiboot_put(&kernel, MB_HEADER + 16, 4, MB_TAG_ALIGN);
	assert_int_equal(read_2(), -KX_E_HEADER);
	assert_string_equal(fault.what, "end tag");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_is_found_in_the_first_bytes),
		cmocka_unit_test(
			a_file_without_a_header_is_of_no_multiboot_format),
		cmocka_unit_test(each_flag_of_version_1),
		cmocka_unit_test(addresses_of_version_1),
		cmocka_unit_test(each_tag_of_version_2),
		cmocka_unit_test(what_tags_of_version_2_say),
		cmocka_unit_test(limits_of_a_relocatable_kernel),
		cmocka_unit_test(required_information_is_given_or_refused),
		cmocka_unit_test(
			the_length_of_a_header_is_held_against_the_file),
		cmocka_unit_test(
			tags_lie_in_the_header_and_the_last_one_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
