// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The log before 5.10. */
#include "tool/vmcore_dmesg/log.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/collect.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static struct made made;
static struct log_memory memory;
static struct collected got, want;
static struct log_record records[MADE_RECORDS];

/* The records of a log without sequence numbers and callers. */
static void begin(void)
{
	u32 i;

	made_list(&made);
	for (i = 0; i < MADE_RECORDS; i++) {
		records[i] = made_records[i];
		records[i].has_seq = false;
		records[i].has_caller = false;
		made_list_add(&made, &records[i]);
	}
}

static void read_again(void)
{
	memory = made_log_memory(&made);
	collect(&memory, &got);
}

TEST(every_record_comes_out_as_it_went_in)
{
	begin();
	read_again();
	collect_expected(records, MADE_RECORDS, &want);
	assert_int_equal(got.status, 0);
	assert_string_equal(got.text, want.text);
}

TEST(names_from_before_3_11_do_as_well)
{
	static const struct {
		const char *name;
		const char *old;
		const char *value;
	} rows[] = {
		{ "SIZE(printk_log)", "SIZE(log)", "16" },
		{ "OFFSET(printk_log.ts_nsec)", "OFFSET(log.ts_nsec)", "0" },
		{ "OFFSET(printk_log.len)", "OFFSET(log.len)", "8" },
		{ "OFFSET(printk_log.text_len)", "OFFSET(log.text_len)", "10" },
		{ "OFFSET(printk_log.dict_len)", "OFFSET(log.dict_len)", "12" },
	};
	size_t i;

	begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_info(&made, rows[i].name, NULL);
		read_again();
		assert_row(rows[i].name, got.status, STATUS_NO_SIZE);
		made_info(&made, rows[i].old, rows[i].value);
	}
	read_again();
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, MADE_RECORDS);
}

/* The record that only means "continue at the start" is not counted. */
TEST(a_log_that_has_wrapped_has_no_record_for_that)
{
	u64 before;

	begin();
	do {
		before = made.next_index;
		made_list_add(&made, &records[0]);
	} while (made.next_index > before);
	/* The last record before the wrap, with a head of 16 and 17 bytes. */
	kx_write_le32(made.memory + MADE_SYMBOLS + 12, (u32)before - 36);
	read_again();
	collect_expected((const struct log_record[]){ records[0], records[0] },
			 2, &want);
	assert_int_equal(got.status, 0);
	assert_string_equal(got.text, want.text);
}

TEST(callers_are_read_where_the_struct_has_them)
{
	u32 caller = 0;
	char text[32];

	begin();
	made_info(&made, "SIZE(printk_log)", "20");
	read_again();
	/* The caller is read at the start of the text. */
	assert_int_equal(kx_read_le32(made_records[0].text, 0, &caller), 0);
	snprintf(text, sizeof(text), "\"caller\":\"T%u\"", caller);
	assert_non_null(strstr(got.text, text));
}

TEST(logs_that_make_no_sense_are_refused)
{
	static const struct {
		const char *name;
		u64 offset; /* in memory */
		u32 width;
		u64 value;
		int status;
	} rows[] = {
		{ "no buffer", MADE_SYMBOLS, 8, 0x1000, STATUS_ADDRESS },
		{ "4 GiB", MADE_SYMBOLS + 8, 4, UINT32_MAX, STATUS_OUTSIDE },
		{ "smaller", MADE_SYMBOLS + 8, 4, 8, STATUS_OUTSIDE },
		{ "first outside", MADE_SYMBOLS + 12, 4, 513, STATUS_OUTSIDE },
		{ "first at the end", MADE_SYMBOLS + 12, 4, 512,
		  STATUS_OUTSIDE },
		{ "next outside", MADE_SYMBOLS + 16, 4, 513, STATUS_OUTSIDE },
		{ "next never met", MADE_SYMBOLS + 16, 4, 3, STATUS_LOOP },
		{ "a short record", MADE_TEXT_ARRAY + 8, 2, 15, STATUS_LOOP },
		{ "a long record", MADE_TEXT_ARRAY + 8, 2, 600,
		  STATUS_OUTSIDE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 *at;

		begin();
		at = made.memory + rows[i].offset;
		if (rows[i].width == 8)
			kx_write_le64(at, rows[i].value);
		else if (rows[i].width == 4)
			kx_write_le32(at, (u32)rows[i].value);
		else
			kx_write_le16(at, (u16)rows[i].value);
		read_again();
		assert_row(rows[i].name, got.status, rows[i].status);
	}
}

/* There is no memory at the address of a number of the log. */
TEST(a_number_that_is_not_in_the_dump_is_named)
{
	static const char *const names[] = {
		"SYMBOL(log_buf)",
		"SYMBOL(log_buf_len)",
		"SYMBOL(log_first_idx)",
		"SYMBOL(log_next_idx)",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		begin();
		made_info(&made, names[i], "ffffffff8100a000");
		read_again();
		assert_row(names[i], got.status, STATUS_ADDRESS);
		assert_string_equal(got.failure.text,
				    "no memory at 0xffffffff8100a000");
		assert_int_equal(got.count, 0);
	}
}

/* The last offset that fits, and the first one that does not. */
TEST(fields_lie_in_their_struct)
{
	static const struct {
		const char *name;
		u32 last;
	} rows[] = {
		{ "OFFSET(printk_log.ts_nsec)", 8 },
		{ "OFFSET(printk_log.len)", 14 },
		{ "OFFSET(printk_log.text_len)", 14 },
		{ "OFFSET(printk_log.dict_len)", 12 },
		{ "SIZE(printk_log)", 1024 },
	};
	char value[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_list(&made);
		snprintf(value, sizeof(value), "%u", rows[i].last);
		made_info(&made, rows[i].name, value);
		read_again();
		assert_row(rows[i].name, got.status, 0);
		snprintf(value, sizeof(value), "%u", rows[i].last + 1);
		made_info(&made, rows[i].name, value);
		read_again();
		assert_row(rows[i].name, got.status, STATUS_NO_SIZE);
	}
}

TEST(a_log_may_have_2_gib_and_end_where_it_begins)
{
	static const struct {
		const char *name;
		u32 size, first, next;
		int status;
		const char *says;
	} rows[] = {
		{ "2 GiB", 1U << 31, 0, 0, 0, "" },
		{ "2 GiB and a byte", (1U << 31) + 1, 1, 2, STATUS_OUTSIDE,
		  "from 1 to 2 in 2147483649 bytes" },
		{ "both at the end", 512, 512, 512, 0, "" },
		{ "first beyond it", 512, 513, 512, STATUS_OUTSIDE,
		  "from 513 to 512 in 512 bytes" },
		{ "a head beyond it", 512, 497, 500, STATUS_OUTSIDE,
		  "497 + 16 in 512 bytes" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_list(&made);
		kx_write_le32(made.memory + MADE_SYMBOLS + 8, rows[i].size);
		kx_write_le32(made.memory + MADE_SYMBOLS + 12, rows[i].first);
		kx_write_le32(made.memory + MADE_SYMBOLS + 16, rows[i].next);
		read_again();
		assert_row(rows[i].name, got.status, rows[i].status);
		if (got.status && !strstr(got.failure.text, rows[i].says))
			fail_msg("%s: %s", rows[i].name, got.failure.text);
	}
}

/* A "continue at the start" record at the start is a loop. */
TEST(a_second_wrap_is_a_loop)
{
	begin();
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 8, 0);
	read_again();
	assert_int_equal(got.status, STATUS_LOOP);
	assert_non_null(strstr(got.failure.text, "0 bytes at 0;"));
}

TEST(texts_stay_in_their_records)
{
	begin();
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 10, 65535);
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 12, 65535);
	read_again();
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, MADE_RECORDS);
	assert_non_null(strstr(got.text, "\"Linux version 7.3\\u0000"));
}

/* Its last entry has no NUL; it has none of the keys. */
TEST(a_dictionary_without_the_keys_names_nothing)
{
	begin();
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 10, 14);
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 12, 3);
	read_again();
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, MADE_RECORDS);
	assert_non_null(strstr(got.text, "\"subsystem\":null,\"device\":null,"
					 "\"text\":\"Linux version \"}"));
}

/* Bytes after it, up to the record's end, are not part of it. */
TEST(a_dictionary_ends_where_its_record_says)
{
	begin();
	made_list(&made);
	made_list_add(&made, &records[1]);
	/* "SUBSYSTEM=pci" without "DEVICE=..." */
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + 12, 13);
	read_again();
	assert_int_equal(got.status, 0);
	assert_non_null(
		strstr(got.text, "\"subsystem\":\"pci\",\"device\":null,"));
}

/* Each byte of each number counts: lengths above 255, times above 2^56. */
TEST(numbers_of_a_record_are_read_in_full)
{
	static const u8 letters[300] = { [0 ... 299] = 'x' };
	static const struct log_record rows[] = {
		{ .text = { letters, 300 }, .time_ns = 1ULL << 56 },
		{ .text = { letters, 1 },
		  .subsystem = { letters, 3 },
		  .device = { letters, 90 } },
		{ .text = { letters, 10 },
		  .subsystem = { letters, 180 },
		  .device = { letters, 90 } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		made_list(&made);
		made_list_add(&made, &rows[i]);
		read_again();
		collect_expected(&rows[i], 1, &want);
		assert_int_equal(got.status, 0);
		assert_string_equal(got.text, want.text);
	}
}

TEST(each_line_of_vmcoreinfo_is_needed)
{
	static const struct {
		const char *name;
		int status;
	} rows[] = {
		{ "SYMBOL(log_buf)", STATUS_NO_SYMBOL },
		{ "SYMBOL(log_buf_len)", STATUS_NO_SYMBOL },
		{ "SYMBOL(log_first_idx)", STATUS_NO_LOG },
		{ "SYMBOL(log_next_idx)", STATUS_NO_SYMBOL },
		{ "SIZE(printk_log)", STATUS_NO_SIZE },
		{ "OFFSET(printk_log.ts_nsec)", STATUS_NO_SIZE },
		{ "OFFSET(printk_log.len)", STATUS_NO_SIZE },
		{ "OFFSET(printk_log.text_len)", STATUS_NO_SIZE },
		{ "OFFSET(printk_log.dict_len)", STATUS_NO_SIZE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		made_info(&made, rows[i].name, NULL);
		read_again();
		assert_row(rows[i].name, got.status, rows[i].status);
		if (rows[i].status != STATUS_NO_SIZE)
			continue;
		made_info(&made, rows[i].name, "15");
		read_again();
		assert_row(rows[i].name, got.status, STATUS_NO_SIZE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_comes_out_as_it_went_in),
		cmocka_unit_test(names_from_before_3_11_do_as_well),
		cmocka_unit_test(a_log_that_has_wrapped_has_no_record_for_that),
		cmocka_unit_test(callers_are_read_where_the_struct_has_them),
		cmocka_unit_test(logs_that_make_no_sense_are_refused),
		cmocka_unit_test(a_number_that_is_not_in_the_dump_is_named),
		cmocka_unit_test(fields_lie_in_their_struct),
		cmocka_unit_test(a_log_may_have_2_gib_and_end_where_it_begins),
		cmocka_unit_test(a_second_wrap_is_a_loop),
		cmocka_unit_test(texts_stay_in_their_records),
		cmocka_unit_test(a_dictionary_without_the_keys_names_nothing),
		cmocka_unit_test(a_dictionary_ends_where_its_record_says),
		cmocka_unit_test(numbers_of_a_record_are_read_in_full),
		cmocka_unit_test(each_line_of_vmcoreinfo_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
