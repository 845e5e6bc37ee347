// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A signed kernel whose table lies elsewhere, or whose bytes change: it is
 * refused, or digested differently, or runs as it would have run.
 */
#include "format/cover.h"

#include "../make_pe.h"
#include "../make_signed.h"
#include "../plan_oracle.h"
#include "../test_machine.h"
#include "test.h"

/* As the module does it: read, then see what the digest leaves out. */
static int check_cover(const struct signed_file *file, struct kx_pe *pe)
{
	struct kx_fault fault = { 0 };
	struct kx_uses uses;
	const char *broken;
	int err = kx_pe_read(signed_bytes(file), pe, NULL);

	if (!err)
		err = kx_plan_uses(signed_bytes(file), &uses);
	if (err)
		return err;
	err = kx_cover_check(pe, &uses, &fault);
	if (err)
		assert_int_equal(fault.code, -err);
	broken = err ? NULL : cover_oracle(signed_bytes(file), pe, &uses);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

TEST(a_table_before_the_end_leaves_bytes_unsigned)
{
	struct signed_file file;
	struct kx_pe pe;
	u64 to;

	for (to = PE_HEADERS_END; to < SIGNED_TABLE; to++) {
		signed_make(&file);
		signed_move_table(&file, to);
		/* Among the fields of the header it makes other numbers. */
		if (to < BZ_HEADER_END)
			assert_int_not_equal(check_cover(&file, &pe), 0);
		else
			assert_int_equal(check_cover(&file, &pe),
					 -KX_E_NOT_COVERED);
	}
	signed_make(&file);
	signed_move_table(&file, SIGNED_TABLE);
	assert_int_equal(check_cover(&file, &pe), 0);
}

/* A table of any size at any place in a file of any size. */
TEST(a_table_is_accepted_after_the_last_loaded_byte_alone)
{
	static const struct {
		const char *name;
		u64 table; /* bytes from the last loaded one */
		u64 size;  /* that the directory says */
		u64 end;   /* of the file, from the table's */
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
		struct kx_pe pe;

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

/* One range that is used, first as header, then as what is loaded. */
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
	struct kx_pe pe;
	size_t i;

	pe_make(&image, PE_KIND_64);
	assert_int_equal(kx_pe_read(pe_bytes(&image), &pe, NULL), 0);
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

/* Nothing but signatures says what is wrong with this file. */
static int plan(struct test_machine *test, const struct signed_file *file,
		struct kx_plan *plan)
{
	struct kx_request request;

	test_machine_make(test);
	request = test_machine_request(test, signed_bytes(file));
	request.flags = KX_SKIP_CHECKSUM;
	return kx_plan_make(&request, NULL, plan, NULL);
}

/*
 * Every byte of a signed kernel in turn: once it is changed, the file is
 * refused, or what is digested is not the same, or what runs is.
 */
TEST(no_change_of_what_runs_leaves_the_digest_as_it_is)
{
	static struct signed_file file;
	static struct signed_file good;
	static struct test_machine tests[2];
	struct kx_plan plans[2] = { 0 };
	struct kx_bytes digested[2];
	u32 same = 0;
	struct kx_pe pe;
	u64 i;

	signed_make(&good);
	assert_int_equal(check_cover(&good, &pe), 0);
	digested[0] = signed_digested(signed_bytes(&good), &pe);
	assert_int_equal(plan(&tests[0], &good, &plans[0]), 0);
	for (i = 0; i < good.size; i++) {
		file = good;
		file.data[i] ^= 1U << (i % 8);
		if (check_cover(&file, &pe))
			continue;
		digested[1] = signed_digested(signed_bytes(&file), &pe);
		if (digested[0].size == digested[1].size &&
		    !memcmp(digested[0].data, digested[1].data,
			    digested[0].size)) {
			assert_int_equal(plan(&tests[1], &file, &plans[1]), 0);
			assert_null(plan_difference(&plans[0], &plans[1]));
			same++;
		}
		free((void *)(uintptr_t)digested[1].data);
	}
	free((void *)(uintptr_t)digested[0].data);
	/* The checksum, and the message with what follows it. */
	assert_in_range(same, 4, 4 + SIGNED_TABLE_SIZE);
}

TEST(random_tables_leave_nothing_unsigned)
{
	struct dice dice = dice_new();
	static struct signed_file file;
	u32 covered = 0;
	u32 round;

	for (round = 0; round < 20000; round++) {
		struct kx_pe pe;
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
	assert_true(covered > 500);
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
		cmocka_unit_test(random_tables_leave_nothing_unsigned),
	};

	return cmocka_run_group_tests_name("format/cover", tests, NULL, NULL);
}
