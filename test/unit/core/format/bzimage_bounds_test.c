// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The ends of a bzImage's parts, and the numbers in each fault. Users see them,
 * so every row compares value and limit.
 */
#include "core/format/bzimage.h"

#include "core/crc32.h"
#include "test/unit/core/format/bzimage_setup.h"

#define MAGIC	 0x53726448
#define TAIL	 100 /* bytes of an appended signature */
#define FOUR_GIB 0x100000000

static void expect_numbers(const char *name, const struct setup *s, u64 value,
			   u64 limit)
{
	assert_row(name, s->fault.value, value);
	assert_row(name, s->fault.limit, limit);
}

TEST_WITH(each_refused_field_is_told_with_its_limit)
{
	static const struct {
		const char *name;
		u64 offset;
		u32 width;
		u64 put;
		int code;
		u64 value, limit;
	} rows[] = {
		{ "no magic", BZ_MAGIC, 4, 0, KX_E_FORMAT, 0, MAGIC },
		{ "protocol", BZ_VERSION, 2, 0x202, KX_E_PROTOCOL, 0x202,
		  0x203 },
		{ "zImage", BZ_LOADFLAGS, 1, 0, KX_E_REAL_MODE, 0, 1 },
		{ "setup", BZ_SETUP_SECTS, 1, 0xff, KX_E_TRUNCATED,
		  BZ_SETUP_SIZE + BZ_IMAGE_SIZE, 256 * 512 + BZ_IMAGE_SIZE },
		{ "truncated", BZ_SYSSIZE, 4, BZ_IMAGE_SIZE / 16 + 1,
		  KX_E_TRUNCATED, BZ_SETUP_SIZE + BZ_IMAGE_SIZE,
		  BZ_SETUP_SIZE + BZ_IMAGE_SIZE + 16 },
		{ "largest syssize", BZ_SYSSIZE, 4, 0xffffffff, KX_E_TRUNCATED,
		  BZ_SETUP_SIZE + BZ_IMAGE_SIZE, BZ_SETUP_SIZE + 0xffffffff0 },
		{ "payload", BZ_PAYLOAD_LENGTH, 4, 0xe01, KX_E_PAYLOAD, 0xe01,
		  BZ_IMAGE_SIZE },
		{ "init_size", BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE - 1, KX_E_HEADER,
		  BZ_IMAGE_SIZE - 1, BZ_IMAGE_SIZE },
		{ "no room", BZ_INIT_SIZE, 4, 0xffffffff, KX_E_NO_HOLE,
		  FOUR_GIB, 64 * 1024 * TEST_GIB },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_make(&s->image);
		assert_row(rows[i].name,
			   make_with(s, rows[i].offset, rows[i].width,
				     rows[i].put),
			   -rows[i].code);
		expect_numbers(rows[i].name, s, rows[i].value, rows[i].limit);
	}
}

static const struct {
	const char *name;
	u64 file_size;
	u32 flags;
	u64 xloadflags;
	const char *cmdline;
	u64 cmdline_size;
	u64 arena;
	int code;
	u64 value, limit;
} requests[] = {
	{ "no header", 0x263, 0, 0x23, "", 0, 4096, KX_E_SHORT, 0x263, 0x264 },
	{ "no probe", 1023, KX_VET_AS_PROBE, 0x23, "", 0, 4096, KX_E_SHORT,
	  1023, 1024 },
	{ "not above", 1024, KX_VET_AS_PROBE, 0x21, "", 0, 4096,
	  KX_E_NOT_ABOVE_4G, 0x21, 2 },
	{ "5 levels", 6144, 0, 0x03, "", 0, 65536, KX_E_NOT_5LEVEL, 3, 0x20 },
	{ "long line", 6144, 0, 0x23, "12345678", 8, 65536, KX_E_CMDLINE_LONG,
	  8, 7 },
	{ "NUL", 6144, 0, 0x23, "12\0xy", 5, 65536, KX_E_CMDLINE_NUL, 2, 5 },
	{ "arena", 6144, KX_CHECK_SUM, 0x23, "", 0, 16, KX_E_FULL,
	  sizeof(struct kx_crc32), 16 },
};

TEST_WITH(what_does_not_suit_the_request_is_told_with_its_limit)
{
	struct setup *s = *state;
	size_t i;

	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 8);
	bzimage_put(&s->image, BZ_CODE32_START, 4, 0);
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		bzimage_put(&s->image, BZ_XLOADFLAGS, 2,
			    requests[i].xloadflags);
		bzimage_seal(&s->image);
		s->request.kernel.size = requests[i].file_size;
		s->request.flags = requests[i].flags;
		s->request.cmdline =
			kx_bytes(requests[i].cmdline, requests[i].cmdline_size);
		s->test.machine.x86.is_5level =
			requests[i].code == KX_E_NOT_5LEVEL;
		s->test.arena.used = 0;
		s->test.arena.size = requests[i].arena;
		assert_row(
			requests[i].name,
			kx_plan_vet(&s->request, "bzImage64", NULL, &s->fault),
			-requests[i].code);
		expect_numbers(requests[i].name, s, requests[i].value,
			       requests[i].limit);
	}
}

/* boot.rst, setup_sects: "if it is 0 the real value is 4". */
TEST_WITH(no_setup_sectors_mean_four)
{
	const u64 setup_size = 5 * 512; /* with the boot sector */
	const u64 size = sizeof(((struct setup *)NULL)->image) - setup_size;
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_SETUP_SECTS, 1, 0);
	assert_int_equal(make_with(s, BZ_SYSSIZE, 4, size / 16), 0);
	assert_ptr_equal(s->plan.segments[0].buf, s->image.data + setup_size);
	assert_int_equal(s->plan.segments[0].bufsz, size);
	assert_int_equal(make_with(s, BZ_SYSSIZE, 4, size / 16 + 1),
			 -KX_E_TRUNCATED);
	assert_int_equal(s->fault.limit, sizeof(s->image) + 16);
}

/* Otherwise the kernel would be larger than its own memory. */
TEST_WITH(memory_holds_all_of_a_file_whatever_its_image_says)
{
	static const u32 syssizes[] = { 0, 1, BZ_IMAGE_SIZE / 16 - 1 };
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(syssizes); i++) {
		bzimage_put(&s->image, BZ_SYSSIZE, 4, syssizes[i]);
		assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE),
				 0);
		assert_int_equal(
			make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE - 1),
			-KX_E_HEADER);
		assert_int_equal(s->fault.limit, BZ_IMAGE_SIZE);
	}
}

TEST_WITH(a_payload_is_a_part_of_what_is_loaded)
{
	static const struct {
		const char *name;
		u32 offset, length;
		u64 size; /* of the bytes in the file */
	} rows[] = {
		{ "up to the end", 0x200, BZ_IMAGE_SIZE - 0x200,
		  BZ_IMAGE_SIZE - 0x200 },
		{ "a byte too long", 0x200, BZ_IMAGE_SIZE - 0x1ff,
		  BZ_IMAGE_SIZE - 0x200 },
		{ "any length", 0x200, ~0U, BZ_IMAGE_SIZE - 0x200 },
		{ "at the end", BZ_IMAGE_SIZE, 1, 0 },
		{ "anywhere", ~0U, ~0U, 0 },
		{ "none", 0, 0, 0 },
	};
	struct setup *s = *state;
	struct kx_uses uses;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 4, rows[i].offset);
		bzimage_put(&s->image, BZ_PAYLOAD_LENGTH, 4, rows[i].length);
		assert_int_equal(kx_plan_uses(&kx_arch_x86_64,
					      bzimage_bytes(&s->image), &uses),
				 0);
		assert_row(rows[i].name, kx_range_size(uses.payload),
			   rows[i].size);
		if (rows[i].size)
			assert_int_equal(uses.payload.start,
					 BZ_SETUP_SIZE + rows[i].offset);
	}
}

/* For each size up to the last field that is read. */
TEST_WITH(a_file_that_ends_in_its_header_uses_nothing)
{
	static const u64 sizes[] = { 0, 0x1f1, 0x202, 0x206, 0x263 };
	struct kx_uses before = { .loaded = { 7, 8 } };
	struct setup *s = *state;
	struct kx_uses uses;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kx_bytes file = bzimage_bytes(&s->image);

		file.size = sizes[i];
		uses = before;
		assert_row("uses", kx_format_bzimage.uses(file, &uses),
			   -KX_E_SHORT);
		assert_memory_equal(&uses, &before, sizeof(uses));
	}
}

/* As written by sign-file and sbsign: no padding, and the old CRC. */
TEST_WITH(the_sum_covers_the_image_and_no_byte_after_it)
{
	static const struct {
		const char *name;
		u8 byte, last;
	} rows[] = {
		{ "noise", 0xa5, 0x5a },
		{ "noise, and zeroes at the end", 0xa5, 0 },
		{ "zeroes, and noise at the end", 0, 0x5a },
		{ "zeroes", 0, 0 },
	};
	struct setup *s = *state;
	u8 file[sizeof(s->image) + TAIL] = { 0 };
	size_t i;

	s->request.kernel = kx_bytes(file, sizeof(file));
	s->request.flags = KX_CHECK_SUM;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(file, &s->image, sizeof(s->image));
		memset(file + sizeof(s->image), rows[i].byte, TAIL);
		memset(file + sizeof(file) - 8, rows[i].last, 8);
		assert_row(rows[i].name, make(s), 0);
		file[3000] ^= 1;
		assert_row(rows[i].name, make(s), -KX_E_CHECKSUM);
		assert_int_not_equal(s->fault.value, 0);
		assert_row(rows[i].name, s->fault.limit, 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(each_refused_field_is_told_with_its_limit),
		WITH(what_does_not_suit_the_request_is_told_with_its_limit),
		WITH(no_setup_sectors_mean_four),
		WITH(memory_holds_all_of_a_file_whatever_its_image_says),
		WITH(a_payload_is_a_part_of_what_is_loaded),
		WITH(a_file_that_ends_in_its_header_uses_nothing),
		WITH(the_sum_covers_the_image_and_no_byte_after_it),
	};

	return cmocka_run_group_tests_name("bzimage_bounds", tests, NULL, NULL);
}
