// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A setup header by its boot protocol: which fields it has, what stands for one
 * that it lacks, and where it ends. What is behind the header is noise in all
 * of these images, as it is code in real ones.
 */
#include "core/format/bzimage_header.h"

#include "core/err.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/test.h"

static struct kx_bzimage_header read_version(u16 version)
{
	struct kx_bzimage_header header;
	struct bzimage image;

	bzimage_make(&image);
	bzimage_put(&image, BZ_VERSION, 2, version);
	bzimage_put(&image, BZ_JUMP, 1, 0);
	assert_int_equal(kx_bzimage_read(bzimage_bytes(&image), &header), 0);
	return header;
}

/* boot.rst names the protocol of each field. */
TEST(a_field_is_read_from_its_protocol_on)
{
	static const struct {
		u16 version;
		u32 syssize, alignment, cmdline, payload, xloadflags;
		u64 pref, init, end;
		u8 relocatable;
	} rows[] = {
		{ 0x203, 0, 0, 255, 0, 0, 0x100000, 3 * BZ_IMAGE_SIZE, 0x230,
		  0 },
		{ 0x204, 256, 0, 255, 0, 0, 0x100000, 3 * BZ_IMAGE_SIZE, 0x230,
		  0 },
		{ 0x205, 256, 0x200000, 255, 0, 0, 0x100000, 3 * BZ_IMAGE_SIZE,
		  0x236, 1 },
		{ 0x206, 256, 0x200000, 2047, 0, 0, 0x100000, 3 * BZ_IMAGE_SIZE,
		  0x23c, 1 },
		{ 0x207, 256, 0x200000, 2047, 0, 0, 0x100000, 3 * BZ_IMAGE_SIZE,
		  0x248, 1 },
		{ 0x208, 256, 0x200000, 2047, 0x200, 0, 0x100000,
		  3 * BZ_IMAGE_SIZE, 0x250, 1 },
		{ 0x209, 256, 0x200000, 2047, 0x200, 0, 0x100000,
		  3 * BZ_IMAGE_SIZE, 0x258, 1 },
		{ 0x20a, 256, 0x200000, 2047, 0x200, 0, BZ_STANDARD_PREF,
		  BZ_STANDARD_INIT, 0x264, 1 },
		{ 0x20b, 256, 0x200000, 2047, 0x200, 0, BZ_STANDARD_PREF,
		  BZ_STANDARD_INIT, 0x264, 1 },
		{ 0x20c, 256, 0x200000, 2047, 0x200, 0x23, BZ_STANDARD_PREF,
		  BZ_STANDARD_INIT, 0x264, 1 },
		{ 0x20f, 256, 0x200000, 2047, 0x200, 0x23, BZ_STANDARD_PREF,
		  BZ_STANDARD_INIT, 0x264, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_bzimage_header header = read_version(rows[i].version);
		char name[16];

		snprintf(name, sizeof(name), "%#x", rows[i].version);
		assert_row(name, header.syssize, rows[i].syssize);
		assert_row(name, header.kernel_alignment, rows[i].alignment);
		assert_row(name, header.relocatable, rows[i].relocatable);
		assert_row(name, header.cmdline_size, rows[i].cmdline);
		assert_row(name, header.payload_offset, rows[i].payload);
		assert_row(name, kx_bzimage_has_payload(&header),
			   rows[i].payload != 0);
		assert_row(name, header.xloadflags, rows[i].xloadflags);
		assert_row(name, (long)header.pref_address, (long)rows[i].pref);
		assert_row(name, (long)header.init_size, (long)rows[i].init);
		assert_row(name, (long)header.end, (long)rows[i].end);
		/* All of these have it. */
		assert_row(name, header.initrd_addr_max, 0x7fffffff);
		assert_row(name, header.code32_start, 0x100000);
	}
}

/* iPXE: 2.07 and a jump to 0x248; memdisk: 2.03 and a jump to 0x240. */
TEST(a_header_ends_where_its_jump_leads_if_that_is_further)
{
	static const struct {
		const char *name;
		u16 version;
		u8 jump;
		u64 end;
	} rows[] = {
		{ "ipxe", 0x207, 70, 0x248 },
		{ "ipxe, a byte more", 0x207, 71, 0x249 },
		{ "memdisk", 0x203, 62, 0x240 },
		{ "shortest", 0x203, 0x2d, 0x230 },
		{ "a byte more", 0x203, 0x2f, 0x231 },
		{ "into EDD's fields", 0x203, 0xff, 0x290 },
	};
	struct kx_bzimage_header header;
	struct bzimage image;
	size_t i;

	bzimage_make(&image);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_put(&image, BZ_VERSION, 2, rows[i].version);
		bzimage_put(&image, BZ_JUMP, 1, rows[i].jump);
		assert_int_equal(
			kx_bzimage_read(bzimage_bytes(&image), &header), 0);
		assert_row(rows[i].name, (long)header.end, (long)rows[i].end);
	}
}

/* A size of 2 bytes, and what follows is another field. */
TEST(an_old_image_is_as_long_as_its_file)
{
	struct kx_bzimage_header header;
	struct bzimage image;

	bzimage_make(&image);
	bzimage_put(&image, BZ_SYSSIZE, 4, 0xffff0100);
	bzimage_put(&image, BZ_VERSION, 2, 0x203);
	assert_int_equal(kx_bzimage_read(bzimage_bytes(&image), &header), 0);
	assert_int_equal(header.setup_size, BZ_SETUP_SIZE);
	assert_int_equal(header.image_end, sizeof(image));
	bzimage_put(&image, BZ_VERSION, 2, 0x204);
	assert_int_equal(kx_bzimage_read(bzimage_bytes(&image), &header), 0);
	assert_true(header.image_end > sizeof(image));
}

TEST(a_file_that_ends_in_its_header_is_short)
{
	struct kx_bzimage_header header;
	struct bzimage image;
	u64 size;

	bzimage_make(&image);
	for (size = 0; size < KX_BZIMAGE_HEADER_SIZE; size++)
		assert_int_equal(
			kx_bzimage_read(kx_bytes(image.data, size), &header),
			-KX_E_SHORT);
	assert_int_equal(kx_bzimage_read(kx_bytes(image.data, size), &header),
			 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_is_read_from_its_protocol_on),
		cmocka_unit_test(
			a_header_ends_where_its_jump_leads_if_that_is_further),
		cmocka_unit_test(an_old_image_is_as_long_as_its_file),
		cmocka_unit_test(a_file_that_ends_in_its_header_is_short),
	};

	return cmocka_run_group_tests_name("bzimage_header", tests, NULL, NULL);
}
