// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signed images: the values read from a good one, and the error for each kind
 * of bad one.
 */
#include "core/sign/authenticode.h"

#include "test/unit/core/make_pe.h"
#include "test/unit/test.h"

/* Calls kx_authenticode_read(), and checks every result with the oracle. */
static int read_pe(struct kx_bytes file, struct kx_authenticode *pe,
		   struct kx_fault *fault)
{
	int err = kx_authenticode_read(file, pe, fault);
	const char *broken = err ? NULL : pe_oracle(file, pe);

	if (broken)
		fail_msg("%s", broken);
	if (err && fault)
		assert_int_equal(fault->code, -err);
	return err;
}

static void expect_range(struct kx_range range, u64 start, u64 end)
{
	assert_int_equal(range.start, start);
	assert_int_equal(range.end, end);
}

TEST(everything_is_signed_but_checksum_directory_and_table)
{
	struct pe_image image;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_64);
	assert_int_equal(read_pe(pe_bytes(&image), &pe, NULL), 0);
	expect_range(pe.parts[0], 0, PE_CHECKSUM);
	expect_range(pe.parts[1], PE_CHECKSUM + 4, PE_CERTS);
	expect_range(pe.parts[2], PE_CERTS + 8, PE_TABLE);
	expect_range(pe.parts[3], PE_TABLE_END, PE_TABLE_END);
	expect_range(pe.certificates, PE_TABLE, PE_TABLE_END);
}

TEST(a_32_bit_image_has_its_directory_elsewhere)
{
	struct pe_image image;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_32);
	assert_int_equal(read_pe(pe_bytes(&image), &pe, NULL), 0);
	expect_range(pe.checksum, PE_CHECKSUM, PE_CHECKSUM + 4);
	expect_range(pe.directory, PE32_CERTS, PE32_CERTS + 8);
}

TEST(bytes_behind_the_table_are_signed_as_well)
{
	u8 file[PE_TABLE_END + 100] = { 0 };
	struct pe_image image;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_64);
	memcpy(file, image.data, sizeof(image.data));
	assert_int_equal(read_pe(kx_bytes(file, sizeof(file)), &pe, NULL), 0);
	expect_range(pe.parts[3], PE_TABLE_END, sizeof(file));
}

TEST(the_message_ends_where_its_length_says)
{
	struct pe_image image;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_64);
	assert_int_equal(read_pe(pe_bytes(&image), &pe, NULL), 0);
	assert_ptr_equal(pe.message.data, image.data + PE_MESSAGE);
	assert_int_equal(pe.message.size, PE_MESSAGE_END - PE_MESSAGE);
}

/* One field of a good image changed. */
struct change {
	const char *name;
	u64 offset;
	u32 width;
	u64 value;
	int code;
	const char *what;
	u64 found, limit; /* of the fault */
};

static void expect_faults(const struct change *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct pe_image image;
		struct kx_authenticode pe;
		struct kx_authenticode before;
		struct kx_fault fault = { 0 };

		memset(&before, 0x5a, sizeof(before));
		pe = before;
		pe_make(&image, PE_KIND_64);
		pe_put(&image, rows[i].offset, rows[i].width, rows[i].value);
		assert_row(rows[i].name, read_pe(pe_bytes(&image), &pe, &fault),
			   -rows[i].code);
		if (!rows[i].code)
			continue;
		assert_string_equal(fault.what, rows[i].what);
		assert_row(rows[i].name, fault.value, rows[i].found);
		assert_row(rows[i].name, fault.limit, rows[i].limit);
		assert_memory_equal(&pe, &before, sizeof(pe));
	}
}

TEST(a_file_that_ends_in_its_headers_is_told_where)
{
	static struct pe_image image;
	struct kx_fault fault = { 0 };
	struct kx_bytes file;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_64);
	file = pe_bytes(&image);
	file.size = PE_OPTIONAL + 1;
	assert_int_equal(read_pe(file, &pe, &fault), -KX_E_PE);
	assert_string_equal(fault.what, "optional header");
	assert_int_equal(fault.value, PE_MAGIC_AT);
	assert_int_equal(fault.limit, PE_OPTIONAL + 1);
}

/* A number that is not in the file is reported as 0. */
TEST(a_file_without_its_first_numbers_is_refused)
{
	static const u8 bytes[63] = { 'M', 'Z' };
	struct kx_fault fault = { 0 };
	struct kx_authenticode pe;

	assert_int_equal(read_pe(kx_bytes(bytes, 1), &pe, &fault), -KX_E_PE);
	assert_string_equal(fault.what, "MZ");
	assert_int_equal(fault.value, 0);
	assert_int_equal(fault.limit, 0x5a4d);
	assert_int_equal(read_pe(kx_bytes(bytes, 63), &pe, &fault), -KX_E_PE);
	assert_string_equal(fault.what, "PE");
	assert_int_equal(fault.value, 0);
	assert_int_equal(fault.limit, 63);
}

TEST(headers_must_fit_each_other_and_the_file)
{
	static const struct change rows[] = {
		{ "no MZ", PE_DOS_MAGIC, 2, 0x4d5a, KX_E_PE, "MZ", 0x4d5a,
		  0x5a4d },
		{ "PE inside MZ", PE_OFFSET, 4, 63, KX_E_PE, "PE", 63,
		  PE_TABLE_END },
		{ "PE outside", PE_OFFSET, 4, PE_TABLE_END, KX_E_PE, "PE",
		  PE_TABLE_END, PE_TABLE_END },
		{ "PE far out", PE_OFFSET, 4, ~0U, KX_E_PE, "PE", ~0U,
		  PE_TABLE_END },
		{ "no PE", PE_MAGIC_AT, 4, 0x4550ff, KX_E_PE, "PE", PE_MAGIC_AT,
		  PE_TABLE_END },
		{ "ROM image", PE_OPTIONAL, 2, 0x107, KX_E_PE,
		  "optional header", 0x107, 0 },
		{ "no headers", PE_HEADERS_SIZE, 4, 0, KX_E_PE,
		  "NumberOfRvaAndSizes", 6, 0 },
		{ "headers end before directories", PE_HEADERS_SIZE, 4, 0xc8,
		  KX_E_PE, "NumberOfRvaAndSizes", 6, 0xc8 },
		{ "headers end in directories", PE_HEADERS_SIZE, 4, 0xf7,
		  KX_E_PE, "NumberOfRvaAndSizes", 6, 0xf7 },
		{ "headers end before sections", PE_HEADERS_SIZE, 4, 0xf8,
		  KX_E_PE, "NumberOfSections", 2, 0 },
		{ "headers end in sections", PE_HEADERS_SIZE, 4,
		  PE_SECTIONS_END - 1, KX_E_PE, "NumberOfSections", 2, 1 },
		{ "headers end with sections", PE_HEADERS_SIZE, 4,
		  PE_SECTIONS_END, KX_OK, NULL, 0, 0 },
		{ "headers as large as the file", PE_HEADERS_SIZE, 4,
		  PE_TABLE_END, KX_E_PE, "SizeOfHeaders", PE_TABLE_END,
		  PE_TABLE_END },
		{ "headers larger than the file", PE_HEADERS_SIZE, 4,
		  PE_TABLE_END + 1, KX_E_PE, "SizeOfHeaders", PE_TABLE_END + 1,
		  PE_TABLE_END },
		{ "all of the headers are directories", PE_NR_DIRECTORIES, 4,
		  (PE_HEADERS_END - 0xc8) / 8, KX_E_PE, "NumberOfSections", 2,
		  0 },
		{ "too many directories", PE_NR_DIRECTORIES, 4,
		  (PE_HEADERS_END - 0xc8) / 8 + 1, KX_E_PE,
		  "NumberOfRvaAndSizes", (PE_HEADERS_END - 0xc8) / 8 + 1,
		  PE_HEADERS_END },
		{ "very many directories", PE_NR_DIRECTORIES, 4, ~0U, KX_E_PE,
		  "NumberOfRvaAndSizes", ~0U, PE_HEADERS_END },
		{ "as many sections as fit", PE_NR_SECTIONS, 2,
		  (PE_HEADERS_END - PE_SECTIONS) / 40, KX_OK, NULL, 0, 0 },
		{ "too many sections", PE_NR_SECTIONS, 2,
		  (PE_HEADERS_END - PE_SECTIONS) / 40 + 1, KX_E_PE,
		  "NumberOfSections", (PE_HEADERS_END - PE_SECTIONS) / 40 + 1,
		  (PE_HEADERS_END - PE_SECTIONS) / 40 },
		{ "table in the headers", PE_CERTS, 4, PE_HEADERS_END - 1,
		  KX_E_PE, "Certificate Table", PE_HEADERS_END - 1,
		  PE_TABLE_END },
		{ "table past the end", PE_CERTS_SIZE, 4,
		  PE_TABLE_END - PE_TABLE + 1, KX_E_PE, "Certificate Table",
		  PE_TABLE, PE_TABLE_END },
		{ "table far out", PE_CERTS, 4, ~0U, KX_E_PE,
		  "Certificate Table", ~0U, PE_TABLE_END },
		{ "table very large", PE_CERTS_SIZE, 4, ~0U, KX_E_PE,
		  "Certificate Table", PE_TABLE, PE_TABLE_END },
	};

	expect_faults(rows, ARRAY_SIZE(rows));
}

/* An image in which both headers share bytes. */
TEST(the_pe_header_follows_the_dos_header)
{
	struct kx_fault fault = { 0 };
	struct pe_image image;
	struct kx_authenticode pe;

	pe_make(&image, PE_KIND_64);
	memmove(image.data + PE_MAGIC_AT - 16, image.data + PE_MAGIC_AT,
		PE_SECTIONS_END - PE_MAGIC_AT);
	pe_put(&image, PE_OFFSET, 4, PE_MAGIC_AT - 16);
	assert_int_equal(read_pe(pe_bytes(&image), &pe, &fault), -KX_E_PE);
	assert_string_equal(fault.what, "PE");
}

TEST(without_a_table_an_image_is_unsigned)
{
	static const struct change rows[] = {
		{ "no offset", PE_CERTS, 4, 0, KX_E_UNSIGNED,
		  "Certificate Table", 0, 0 },
		{ "no size", PE_CERTS_SIZE, 4, 0, KX_E_UNSIGNED,
		  "Certificate Table", PE_TABLE, 0 },
		{ "no directory", PE_NR_DIRECTORIES, 4, 4, KX_E_UNSIGNED,
		  "Certificate Table", 0, 0 },
		{ "just a directory", PE_NR_DIRECTORIES, 4, 5, KX_OK, NULL, 0,
		  0 },
		/* This check comes before the sections. */
		{ "no directories", PE_NR_DIRECTORIES, 4, 0, KX_E_UNSIGNED,
		  "Certificate Table", 0, 0 },
	};

	expect_faults(rows, ARRAY_SIZE(rows));
}

TEST(the_certificate_must_be_one_of_pkcs7)
{
	static const struct change rows[] = {
		{ "table of 7 bytes", PE_CERTS_SIZE, 4, 7, KX_E_CERTIFICATE,
		  "dwLength", 0x50, 7 },
		{ "larger than the table", PE_CERT_SIZE, 4,
		  PE_TABLE_END - PE_TABLE + 1, KX_E_CERTIFICATE, "dwLength",
		  PE_TABLE_END - PE_TABLE + 1, PE_TABLE_END - PE_TABLE },
		{ "very large", PE_CERT_SIZE, 4, ~0U, KX_E_CERTIFICATE,
		  "dwLength", ~0U, PE_TABLE_END - PE_TABLE },
		{ "revision 1", PE_CERT_REVISION, 2, 0x0100,
		  KX_E_CERTIFICATE_TYPE, "wRevision", 0x0100, 0x0200 },
		{ "X.509", PE_CERT_TYPE, 2, 1, KX_E_CERTIFICATE_TYPE,
		  "wCertificateType", 1, 2 },
		{ "3 bytes of message", PE_CERT_SIZE, 4, 11,
		  KX_E_CERTIFICATE_EMPTY, "dwLength", 11, 12 },
		{ "4 bytes, the least", PE_CERT_SIZE, 4, 12, KX_E_CERTIFICATE,
		  "PKCS#7", PE_MESSAGE_END - PE_MESSAGE, 4 },
		{ "no size at all", PE_CERT_SIZE, 4, 0, KX_E_CERTIFICATE_EMPTY,
		  "dwLength", 0, 12 },
		{ "message cut off", PE_CERT_SIZE, 4,
		  PE_MESSAGE_END - PE_TABLE - 1, KX_E_CERTIFICATE, "PKCS#7",
		  PE_MESSAGE_END - PE_MESSAGE,
		  PE_MESSAGE_END - PE_MESSAGE - 1 },
		{ "no padding", PE_CERT_SIZE, 4, PE_MESSAGE_END - PE_TABLE,
		  KX_OK, NULL, 0, 0 },
		{ "no sequence", PE_MESSAGE, 1, 0x31, KX_E_CERTIFICATE,
		  "PKCS#7", 0x31, 0x30 },
		{ "64 KiB", PE_MESSAGE + 1, 1, 0x83, KX_E_CERTIFICATE_LONG,
		  "PKCS#7", 0x83, 0x82 },
		{ "length of 127 bytes", PE_MESSAGE + 1, 1, 0xff,
		  KX_E_CERTIFICATE_LONG, "PKCS#7", 0xff, 0x82 },
		{ "all of the table", PE_MESSAGE + 2, 2, 0xffff,
		  KX_E_CERTIFICATE, "PKCS#7", 0x10003,
		  PE_CERT_END - PE_MESSAGE },
	};

	expect_faults(rows, ARRAY_SIZE(rows));
}

TEST(lengths_come_in_four_forms)
{
	static const struct {
		const char *name;
		u64 head; /* tag and length, first byte lowest */
		u64 size; /* of the message */
	} rows[] = {
		{ "one byte", 0x1730, 0x19 },
		{ "one byte, the most", 0x4630, 0x48 },
		{ "no bytes", 0x0030, 2 },
		{ "0x81", 0x458130, 0x48 },
		{ "0x82", 0x44008230, 0x48 },
		{ "until it ends", 0x8030, PE_CERT_END - PE_MESSAGE },
	};
	struct pe_image image;
	struct kx_authenticode pe;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		pe_make(&image, PE_KIND_64);
		pe_put(&image, PE_MESSAGE, 4, rows[i].head);
		assert_row(rows[i].name, read_pe(pe_bytes(&image), &pe, NULL),
			   0);
		assert_row(rows[i].name, pe.message.size, rows[i].size);
	}
}

/* The copy ends where the file ends, so a sanitizer detects overreads. */
TEST(a_file_cut_anywhere_is_no_image)
{
	struct pe_image image;
	struct kx_authenticode pe;
	u64 size;

	pe_make(&image, PE_KIND_64);
	for (size = 0; size < sizeof(image.data); size++) {
		u8 *file = malloc(size ? size : 1);
		int err;

		memcpy(file, image.data, size);
		err = read_pe(kx_bytes(file, size), &pe, NULL);
		free(file);
		assert_int_equal(err, -KX_E_PE);
	}
}

TEST(random_headers_break_no_promise)
{
	struct dice dice = dice_new();
	u32 round;
	u32 good = 0;

	for (round = 0; round < 200000; round++) {
		struct pe_image image;
		struct kx_authenticode pe;
		u64 changes = dice_between(&dice, 1, 3);

		pe_make(&image, dice_roll(&dice, 2) ? PE_KIND_32 : PE_KIND_64);
		while (changes--)
			pe_put(&image,
			       dice_roll(&dice, 2)
				       ? dice_roll(&dice, PE_SECTIONS)
				       : dice_between(&dice, PE_TABLE,
						      PE_MESSAGE + 4),
			       (u32)dice_between(&dice, 1, 4),
			       dice_any(&dice) >> dice_roll(&dice, 64));
		good += !read_pe(pe_bytes(&image), &pe, NULL);
	}
	assert_true(good > 1000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			everything_is_signed_but_checksum_directory_and_table),
		cmocka_unit_test(a_32_bit_image_has_its_directory_elsewhere),
		cmocka_unit_test(bytes_behind_the_table_are_signed_as_well),
		cmocka_unit_test(the_message_ends_where_its_length_says),
		cmocka_unit_test(a_file_that_ends_in_its_headers_is_told_where),
		cmocka_unit_test(a_file_without_its_first_numbers_is_refused),
		cmocka_unit_test(headers_must_fit_each_other_and_the_file),
		cmocka_unit_test(the_pe_header_follows_the_dos_header),
		cmocka_unit_test(without_a_table_an_image_is_unsigned),
		cmocka_unit_test(the_certificate_must_be_one_of_pkcs7),
		cmocka_unit_test(lengths_come_in_four_forms),
		cmocka_unit_test(a_file_cut_anywhere_is_no_image),
		cmocka_unit_test(random_headers_break_no_promise),
	};

	return cmocka_run_group_tests_name("sign/authenticode", tests, NULL,
					   NULL);
}
