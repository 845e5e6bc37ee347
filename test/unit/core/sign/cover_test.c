// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A signed kernel whose table is elsewhere, or whose bytes change: it is
 * refused, its digest differs, or it runs unchanged.
 */
#include "core/sign/cover.h"

#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_signed.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

/* Does what the module does: read, then check the coverage. */
static int check_cover(const struct signed_file *file,
		       struct kx_authenticode *pe)
{
	struct kx_fault fault = { 0 };
	struct kx_bytes cleared;
	struct kx_uses uses;
	const char *broken;
	int err = kx_authenticode_read(signed_bytes(file), pe, NULL);

	if (err)
		return err;
	cleared = signed_clear(signed_bytes(file), pe);
	err = signed_judge(&kx_arch_x86_64, cleared, pe, &uses, &fault);
	free((void *)(uintptr_t)cleared.data);
	if (err == -KX_E_NOT_COVERED) {
		assert_int_equal(fault.code, -err);
		assert_non_null(fault.what);
		assert_in_range(fault.value, 0, fault.limit - 1);
	}
	if (err)
		return err;
	broken = cover_oracle(signed_bytes(file), pe, &uses);
	if (!broken)
		broken = twin_oracle(&kx_arch_x86_64, signed_bytes(file), pe);
	if (broken)
		fail_msg("%s", broken);
	assert_false(uses.loads_pe);
	/* All signed bytes are loaded, whatever sizes the header has. */
	assert_int_equal(uses.loaded.end, pe->certificates.start);
	return 0;
}

/* Values in a header for the image's end and the payload. */
static const struct {
	u64 offset;
	u64 value;
} images[] = {
	{ BZ_SYSSIZE, 0 },
	{ BZ_SYSSIZE, 1 },
	{ BZ_SYSSIZE, BZ_IMAGE_SIZE / 16 / 3 },
	{ BZ_SYSSIZE, BZ_IMAGE_SIZE / 16 },
	{ BZ_PAYLOAD_OFFSET, 0 },
};

static void make_image(struct signed_file *file, size_t i)
{
	signed_make(file);
	signed_put(file, images[i].offset, 4, images[i].value);
	if (images[i].offset == BZ_PAYLOAD_OFFSET)
		signed_put(file, BZ_PAYLOAD_LENGTH, 4, 0);
}

TEST(a_table_before_the_end_leaves_bytes_unsigned)
{
	struct signed_file file;
	struct kx_authenticode pe;
	size_t i;
	u64 to;

	for (to = PE_HEADERS_END; to < SIGNED_TABLE; to++) {
		make_image(&file, to % ARRAY_SIZE(images));
		signed_move_table(&file, to);
		/* Inside the header it changes other numbers. */
		if (to < BZ_HEADER_END)
			assert_int_not_equal(check_cover(&file, &pe), 0);
		else
			assert_int_equal(check_cover(&file, &pe),
					 -KX_E_NOT_COVERED);
	}
	for (i = 0; i < ARRAY_SIZE(images); i++) {
		make_image(&file, i);
		signed_move_table(&file, SIGNED_TABLE);
		assert_int_equal(check_cover(&file, &pe), 0);
	}
}

/* A table of any size at any place in a file of any size. */
TEST(a_table_is_accepted_after_the_last_loaded_byte_alone)
{
	static const struct {
		const char *name;
		u64 table; /* bytes after the last loaded one */
		u64 size;  /* in the directory */
		u64 end;   /* end of the file, from the table's */
		int code;
	} rows[] = {
		{ "as signed", 0, SIGNED_TABLE_SIZE, 0, 0 },
		{ "padding in the table", 0, SIGNED_TABLE_SIZE + 64, 0, 0 },
		{ "a byte before it", 1, SIGNED_TABLE_SIZE, 0, 0 },
		{ "padding before it", 8, SIGNED_TABLE_SIZE, 0, 0 },
		{ "a byte after it", 0, SIGNED_TABLE_SIZE, 1,
		  KX_E_NOT_COVERED },
		{ "padding after it", 0, SIGNED_TABLE_SIZE, 7,
		  KX_E_NOT_COVERED },
		{ "table shorter than it is", 0, SIGNED_TABLE_SIZE - 8, 8,
		  KX_E_NOT_COVERED },
		{ "a second table", 0, SIGNED_TABLE_SIZE, SIGNED_TABLE_SIZE,
		  KX_E_NOT_COVERED },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 table = SIGNED_TABLE + rows[i].table;
		struct signed_file file;
		struct kx_authenticode pe;

		signed_make(&file);
		memmove(file.data + table, file.data + SIGNED_TABLE,
			SIGNED_TABLE_SIZE);
		signed_put(&file, PE_CERTS, 4, table);
		signed_put(&file, PE_CERTS_SIZE, 4, rows[i].size);
		file.size = table + rows[i].size + rows[i].end;
		assert_row(rows[i].name, check_cover(&file, &pe),
			   -rows[i].code);
	}
}

/* One used range, first as header, then as loaded. */
TEST(what_a_signer_writes_may_touch_what_is_used)
{
	static const struct {
		const char *name;
		struct kx_range used;
		const char *what;
		u64 value;
	} rows[] = {
		{ "up to checksum", { 0, PE_CHECKSUM }, NULL, 0 },
		{ "first byte of checksum",
		  { PE_CHECKSUM, PE_CHECKSUM + 1 },
		  "CheckSum",
		  PE_CHECKSUM },
		{ "last byte of checksum",
		  { PE_CHECKSUM + 3, PE_CERTS },
		  "CheckSum",
		  PE_CHECKSUM },
		{ "between", { PE_CHECKSUM + 4, PE_CERTS }, NULL, 0 },
		{ "first byte of entry",
		  { PE_CHECKSUM + 4, PE_CERTS + 1 },
		  "Certificate Table entry",
		  PE_CERTS },
		{ "last byte of entry",
		  { PE_CERTS + 7, PE_TABLE },
		  "Certificate Table entry",
		  PE_CERTS },
		{ "up to table", { PE_CERTS + 8, PE_TABLE }, NULL, 0 },
		{ "first byte of table",
		  { PE_CERTS + 8, PE_TABLE + 1 },
		  "Certificate Table",
		  PE_TABLE },
		{ "after the file",
		  { PE_TABLE_END, PE_TABLE_END + 1 },
		  "Certificate Table",
		  PE_TABLE },
	};
	struct pe_image image;
	struct kx_authenticode pe;
	size_t i;

	pe_make(&image, PE_KIND_64);
	assert_int_equal(kx_authenticode_read(pe_bytes(&image), &pe, NULL), 0);
	for (i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		const struct kx_range used = rows[i / 2].used;
		const struct kx_uses uses = {
			.header = i % 2 ? used : (struct kx_range){ 0, 0 },
			.loaded = i % 2 ? (struct kx_range){ 0, 0 } : used,
		};
		struct kx_fault fault = { 0 };
		int err = kx_cover_check(&pe, &uses, &fault);

		assert_row(rows[i / 2].name, err,
			   rows[i / 2].what ? -KX_E_NOT_COVERED : 0);
		if (!err)
			continue;
		assert_string_equal(fault.what, rows[i / 2].what);
		assert_int_equal(fault.value, rows[i / 2].value);
		assert_int_equal(fault.limit, used.end);
	}
}

/* Makes a plan of the signed content, without the signature checks. */
static int plan(struct test_machine *test, const struct signed_file *file,
		const struct kx_authenticode *pe, struct kx_plan *plan)
{
	struct kx_request request;

	test_machine_make(test);
	request = test_machine_request(
		test, kx_authenticode_content(signed_bytes(file), pe));
	return kx_plan_make(&request, NULL, plan, NULL);
}

/*
 * Changes every byte of a signed kernel in turn: then the file is refused, the
 * digested bytes differ, or the plan is the same.
 */
static void change_every_byte(size_t image)
{
	static struct signed_file file;
	static struct signed_file good;
	static struct test_machine tests[2];
	struct kx_plan plans[2] = { 0 };
	struct kx_bytes digested[2];
	u32 same = 0;
	struct kx_authenticode pe;
	u64 i;

	make_image(&good, image);
	assert_int_equal(check_cover(&good, &pe), 0);
	digested[0] = signed_digested(signed_bytes(&good), &pe);
	assert_int_equal(plan(&tests[0], &good, &pe, &plans[0]), 0);
	for (i = 0; i < good.size; i++) {
		file = good;
		file.data[i] ^= 1U << (i % 8);
		if (check_cover(&file, &pe))
			continue;
		digested[1] = signed_digested(signed_bytes(&file), &pe);
		if (signed_same(digested[0], digested[1])) {
			assert_int_equal(plan(&tests[1], &file, &pe, &plans[1]),
					 0);
			assert_null(plan_difference(&plans[0], &plans[1]));
			same++;
		}
		free((void *)(uintptr_t)digested[1].data);
	}
	free((void *)(uintptr_t)digested[0].data);
	/* The checksum, and the message with the bytes after it. */
	assert_in_range(same, 4, 4 + SIGNED_TABLE_SIZE);
}

TEST(no_change_of_what_runs_leaves_the_digest_as_it_is)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(images); i++)
		change_every_byte(i);
}

/* The first begins after the headers, the second in the middle. */
#define MIDDLE ((u32)BZ_SETUP_SIZE)
#define FIRST  ((u32)PE_HEADERS_END)
#define LAST   ((u32)SIGNED_TABLE)

struct sections {
	const char *name;
	u32 count;
	u32 start[2];
	u32 size[2];
	bool is_good;
};

static void put_sections(struct signed_file *file,
			 const struct sections *sections)
{
	signed_make(file);
	signed_put(file, PE_NR_SECTIONS, 2, sections->count);
	signed_put(file, PE_RAW_START, 4, sections->start[0]);
	signed_put(file, PE_RAW_SIZE, 4, sections->size[0]);
	signed_put(file, PE_RAW_START_2, 4, sections->start[1]);
	signed_put(file, PE_RAW_SIZE_2, 4, sections->size[1]);
}

/* clang-format off */
static const struct sections section_rows[] = {
	{ "back to back", 2, { FIRST, MIDDLE }, { MIDDLE - FIRST, LAST - MIDDLE }, true },
	{ "one", 1, { FIRST, 0 }, { LAST - FIRST, 1 }, true },
	{ "none", 0, { 1, 1 }, { 1, 1 }, true },
	{ "a byte after the last", 2, { FIRST, MIDDLE }, { MIDDLE - FIRST, LAST - MIDDLE - 1 }, true },
	{ "empty ones anywhere", 2, { ~0U, 7 }, { 0, 0 }, true },
	{ "an empty one in between", 2, { 8, FIRST }, { 0, LAST - FIRST }, true },
	{ "a gap after the headers", 2, { FIRST + 1, MIDDLE }, { MIDDLE - FIRST - 1, LAST - MIDDLE }, false },
	{ "a gap between", 2, { FIRST, MIDDLE }, { MIDDLE - FIRST - 1, LAST - MIDDLE }, false },
	{ "a gap after an empty one", 2, { 8, FIRST + 1 }, { 0, LAST - FIRST - 1 }, false },
	{ "a large gap", 2, { FIRST, LAST - 16 }, { MIDDLE - FIRST, 16 }, false },
	{ "a byte of both", 2, { FIRST, MIDDLE - 1 }, { MIDDLE - FIRST, LAST - MIDDLE + 1 }, false },
	{ "a byte of the headers", 1, { FIRST - 1, 0 }, { LAST - FIRST, 0 }, false },
	{ "the same twice", 2, { FIRST, FIRST }, { MIDDLE - FIRST, MIDDLE - FIRST }, false },
	{ "another order", 2, { MIDDLE, FIRST }, { LAST - MIDDLE, MIDDLE - FIRST }, false },
	{ "a byte of the certificates", 2, { FIRST, MIDDLE }, { MIDDLE - FIRST, LAST - MIDDLE + 1 }, false },
	{ "past the file", 1, { FIRST, 0 }, { ~0U, 0 }, false },
	{ "all of it past the file", 1, { ~0U, 0 }, { ~0U, 0 }, false },
};
/* clang-format on */

TEST(sections_lie_back_to_back_or_leave_bytes_unsigned)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(section_rows); i++) {
		const struct sections *row = &section_rows[i];
		struct signed_file file;
		struct kx_authenticode pe;

		put_sections(&file, row);
		assert_row(row->name, check_cover(&file, &pe),
			   row->is_good ? 0 : -KX_E_NOT_COVERED);
	}
}

/* No payload and no loaded bytes, in a file that ends in its setup code. */
TEST(what_is_loaded_does_not_end_before_it_begins)
{
	struct bzimage image;
	struct kx_uses uses;

	bzimage_make(&image);
	bzimage_put(&image, BZ_SYSSIZE, 4, 0);
	bzimage_put(&image, BZ_PAYLOAD_OFFSET, 8, 0);
	assert_int_equal(kx_plan_uses(&kx_arch_x86_64,
				      kx_bytes(image.data, BZ_SETUP_SIZE - 8),
				      &uses),
			 0);
	assert_int_equal(uses.loaded.start, BZ_SETUP_SIZE);
	assert_int_equal(uses.loaded.end, BZ_SETUP_SIZE);
}

TEST(the_section_table_is_where_both_fields_say)
{
	struct signed_file file;
	struct kx_authenticode pe;

	signed_make(&file);
	signed_put(&file, PE_OPTIONAL_SIZE, 2, PE_SECTIONS - PE_OPTIONAL + 8);
	assert_int_equal(check_cover(&file, &pe), -KX_E_NOT_COVERED);
	signed_make(&file);
	signed_put(&file, PE_NR_DIRECTORIES, 4, 5);
	assert_int_equal(check_cover(&file, &pe), -KX_E_NOT_COVERED);
}

/* Writes the digested bytes into a file; other bytes are unchanged. */
static void spread(struct kx_bytes digested, struct signed_file *file)
{
	const u64 table = SIGNED_TABLE;

	assert_int_equal(digested.size, table - 12);
	memcpy(file->data, digested.data, PE_CHECKSUM);
	memcpy(file->data + PE_CHECKSUM + 4, digested.data + PE_CHECKSUM,
	       PE_CERTS - PE_CHECKSUM - 4);
	memcpy(file->data + PE_CERTS + 8, digested.data + PE_CERTS - 4,
	       table - PE_CERTS - 8);
}

/*
 * A signed file with a gap. Without the gap, and with more bytes at its end,
 * the file has the digest that was signed, but the kernel is at another place
 * in it.
 */
TEST(a_gap_that_was_not_signed_can_not_be_closed)
{
	u32 gap;

	for (gap = 1; gap < 64; gap++) {
		const struct sections sections = {
			.count = 2,
			.start = { FIRST, MIDDLE + gap },
			.size = { MIDDLE - FIRST, LAST - MIDDLE - gap },
		};
		struct signed_file file;
		struct kx_bytes digested[2];
		struct kx_authenticode pe;

		put_sections(&file, &sections);
		digested[0] = signed_authenticode(signed_bytes(&file));
		spread(digested[0], &file);
		assert_int_equal(
			kx_authenticode_read(signed_bytes(&file), &pe, NULL),
			0);
		digested[1] = signed_digested(signed_bytes(&file), &pe);
		assert_true(signed_same(digested[0], digested[1]));
		assert_int_equal(check_cover(&file, &pe), -KX_E_NOT_COVERED);
		free((void *)(uintptr_t)digested[0].data);
		free((void *)(uintptr_t)digested[1].data);
	}
}

static void put_random_sections(struct dice *dice, struct signed_file *file)
{
	u32 half = FIRST + (u32)dice_roll(dice, LAST - FIRST);
	struct sections sections = {
		.count = (u32)dice_roll(dice, 3),
		.start = { FIRST, half },
		.size = { half - FIRST, LAST - half },
	};
	u32 i;

	for (i = 0; i < 2 && dice_roll(dice, 2); i++) {
		sections.start[i] += (u32)dice_roll(dice, 9) - 4;
		sections.size[i] += (u32)dice_roll(dice, 9) - 4;
	}
	put_sections(file, &sections);
}

/* For any signed file: an accepted file with that digest is the same file. */
TEST(random_sections_are_the_signers)
{
	struct dice dice = dice_new();
	u32 accepted = 0;
	u32 round;

	for (round = 0; round < 10000; round++) {
		struct signed_file signers;
		struct signed_file file;
		struct kx_bytes digested;
		struct kx_authenticode pe;

		put_random_sections(&dice, &signers);
		digested = signed_authenticode(signed_bytes(&signers));
		file = signers;
		if (digested.size == SIGNED_TABLE - 12)
			spread(digested, &file);
		free((void *)(uintptr_t)digested.data);
		if (check_cover(&file, &pe))
			continue;
		assert_true(signed_same(signed_bytes(&file),
					signed_bytes(&signers)));
		accepted++;
	}
	assert_true(accepted > 250);
}

TEST(random_tables_leave_nothing_unsigned)
{
	struct dice dice = dice_new();
	static struct signed_file file;
	u32 covered = 0;
	u32 round;

	for (round = 0; round < 10000; round++) {
		struct kx_authenticode pe;
		u64 changes = dice_roll(&dice, 3);

		signed_make(&file);
		if (dice_roll(&dice, 2))
			signed_move_table(&file,
					  dice_between(&dice, 0, SIGNED_TABLE));
		file.size += dice_roll(&dice, 2) * dice_roll(&dice, 64);
		while (changes--)
			signed_put(&file, dice_roll(&dice, 0x300),
				   (u32)dice_between(&dice, 1, 4),
				   dice_any(&dice) >> dice_roll(&dice, 64));
		covered += !check_cover(&file, &pe);
	}
	assert_true(covered > 250);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_before_the_end_leaves_bytes_unsigned),
		cmocka_unit_test(
			a_table_is_accepted_after_the_last_loaded_byte_alone),
		cmocka_unit_test(what_a_signer_writes_may_touch_what_is_used),
		cmocka_unit_test(
			no_change_of_what_runs_leaves_the_digest_as_it_is),
		cmocka_unit_test(
			sections_lie_back_to_back_or_leave_bytes_unsigned),
		cmocka_unit_test(what_is_loaded_does_not_end_before_it_begins),
		cmocka_unit_test(the_section_table_is_where_both_fields_say),
		cmocka_unit_test(a_gap_that_was_not_signed_can_not_be_closed),
		cmocka_unit_test(random_sections_are_the_signers),
		cmocka_unit_test(random_tables_leave_nothing_unsigned),
	};

	return cmocka_run_group_tests_name("sign/cover", tests, NULL, NULL);
}
