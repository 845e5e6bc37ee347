// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The log since 5.10: all records are printed, and damage is reported. */
#include "tool/vmcore_dmesg/log.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/collect.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static struct made made;
static struct log_memory memory;
static struct collected got, want;

static void begin(void)
{
	made_ring(&made);
	memory = made_log_memory(&made);
}

static void add_all(void)
{
	u32 i;

	begin();
	for (i = 0; i < MADE_RECORDS; i++)
		made_ring_add(&made, &made_records[i]);
}

static void read_again(void)
{
	memory = made_log_memory(&made);
	collect(&memory, &got);
}

TEST(every_record_comes_out_as_it_went_in)
{
	add_all();
	read_again();
	collect_expected(made_records, MADE_RECORDS, &want);
	assert_int_equal(got.status, 0);
	assert_string_equal(got.text, want.text);
}

TEST(an_empty_log_is_no_error)
{
	begin();
	read_again();
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, 0);
}

/* Both rings wrap repeatedly, with every length of text. */
TEST(old_records_make_room_for_new_ones)
{
	struct log_record records[MADE_DESCS];
	static char texts[MADE_DESCS][64];
	u32 i, length;

	for (length = 1; length < 40; length++) {
		begin();
		for (i = 0; i < 100; i++) {
			struct log_record *record = &records[i % MADE_DESCS];
			char *text = texts[i % MADE_DESCS];

			memset(text, 'a' + (int)(i % 26), length);
			*record = (struct log_record){
				.seq = i,
				.has_seq = true,
				.has_caller = true,
				.time_ns = i * 1000000ULL,
				.text = kx_bytes(text, length),
			};
			made_ring_add(&made, record);
		}
		read_again();
		assert_row("length", got.status, 0);
		assert_row("length", got.count, MADE_DESCS);
		/* 100 % 8: the oldest of the last eight is number 92. */
		collect_expected(records + 4, 4, &want);
		assert_memory_equal(got.text, want.text, want.size);
	}
}

TEST(a_text_that_ends_with_the_ring_is_its_own)
{
	char text[MADE_TEXT] = { 0 };
	struct log_record record = {
		.text = kx_bytes(text, MADE_TEXT / 2 - 8),
		.has_seq = true,
		.has_caller = true,
	};

	begin();
	memset(text, 'x', sizeof(text));
	made_ring_add(&made, &record);
	memset(text, 'y', sizeof(text));
	made_ring_add(&made, &record);
	read_again();
	assert_int_equal(got.count, 2);
	assert_non_null(strstr(got.text, "xxxx\"}\n"));
	assert_non_null(strstr(got.text, "yyyy\"}\n"));
}

TEST(only_records_whose_writer_was_done_count)
{
	static const struct {
		const char *name;
		u64 state;
		u32 count;
	} rows[] = {
		{ "reserved", 0, 3 },
		{ "committed", 1, 4 },
		{ "finalized", 2, 4 },
		{ "reusable", 3, 3 },
	};
	u64 id;
	u8 *desc;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		add_all();
		id = made.next_id - 1;
		desc = made_desc(&made, id);
		kx_write_le64(desc, id | rows[i].state << 62);
		read_again();
		assert_row(rows[i].name, got.status, 0);
		assert_row(rows[i].name, got.count, rows[i].count);
	}
	kx_write_le64(desc, (id + MADE_DESCS) | 2ULL << 62);
	read_again();
	assert_int_equal(got.count, 3);
}

/*
 * A record with an empty message (both positions 3) counts; one whose text
 * failed to be stored (both 1) does not.
 */
TEST(a_record_that_found_no_room_is_none)
{
	const struct log_record empty = { .has_seq = true,
					  .has_caller = true,
					  .seq = MADE_RECORDS };
	u8 *desc;

	add_all();
	made_ring_add(&made, &empty);
	read_again();
	assert_int_equal(got.count, MADE_RECORDS + 1);
	desc = made_desc(&made, made.next_id - 1);
	kx_write_le64(desc + 8, 1);
	kx_write_le64(desc + 16, 1);
	read_again();
	collect_expected(made_records, MADE_RECORDS, &want);
	assert_int_equal(got.status, 0);
	assert_string_equal(got.text, want.text);
}

TEST(a_text_is_no_longer_than_its_block)
{
	struct log_record record = { .text = made_string("short"),
				     .has_seq = true };

	begin();
	made_ring_add(&made, &record);
	kx_write_le16(made.memory + MADE_INFO_ARRAY +
			      (made.next_id - 1) % MADE_DESCS * MADE_INFO_SIZE +
			      16,
		      60000);
	read_again();
	assert_int_equal(got.status, 0);
	assert_int_equal(got.count, 1);
	/* Up to the block's end, which has zeroes. */
	assert_non_null(strstr(got.text, "\"short\\u0000\\u0000\\u0000\"}"));
}

/* The block starts at the ring's start, because it would cross the end. */
TEST(a_text_may_wrap_and_end_where_it_began)
{
	u8 *desc;

	begin();
	made_ring_add(&made, &made_records[0]);
	desc = made_desc(&made, made.next_id - 1);
	kx_write_le64(desc + 8, 128);
	kx_write_le64(desc + 16, MADE_TEXT + 128);
	/* With the length in the record's info. */
	memcpy(made.memory + MADE_TEXT_ARRAY + 8, "a text that wraps", 17);
	read_again();
	assert_int_equal(got.status, 0);
	assert_non_null(strstr(got.text, "\"a text that wraps\"}"));
}

/* The last offset that fits, and the first one that does not. */
TEST(fields_lie_in_their_structs)
{
	static const struct {
		const char *name;
		u32 last;
	} rows[] = {
		{ "OFFSET(prb_desc_ring.count_bits)", 92 },
		{ "OFFSET(prb_desc_ring.descs)", 88 },
		{ "OFFSET(prb_desc_ring.infos)", 88 },
		{ "OFFSET(prb_desc_ring.head_id)", 88 },
		{ "OFFSET(prb_desc_ring.tail_id)", 88 },
		{ "OFFSET(prb_data_ring.size_bits)", 44 },
		{ "OFFSET(prb_data_ring.data)", 40 },
		{ "OFFSET(prb_desc.state_var)", 16 },
		{ "OFFSET(prb_data_blk_lpos.begin)", 8 },
		{ "OFFSET(prb_data_blk_lpos.next)", 8 },
		{ "OFFSET(printk_info.seq)", 80 },
		{ "OFFSET(printk_info.ts_nsec)", 80 },
		{ "OFFSET(printk_info.text_len)", 84 },
		{ "OFFSET(printk_info.caller_id)", 84 },
		{ "OFFSET(dev_printk_info.subsystem)", 48 },
		{ "OFFSET(dev_printk_info.device)", 16 },
		{ "LENGTH(printk_info_subsystem)", 64 },
		{ "LENGTH(printk_info_device)", 48 },
		{ "SIZE(printk_info)", 1024 },
		{ "SIZE(prb_desc)", 1024 },
		{ "SIZE(printk_ringbuffer)", 1024 },
		{ "OFFSET(atomic_long_t.counter)", 16 },
	};
	char value[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		add_all();
		snprintf(value, sizeof(value), "%u", rows[i].last);
		made_info(&made, rows[i].name, value);
		read_again();
		assert_row(rows[i].name, got.status == STATUS_NO_SIZE, false);
		snprintf(value, sizeof(value), "%u", rows[i].last + 1);
		made_info(&made, rows[i].name, value);
		read_again();
		assert_row(rows[i].name, got.status, STATUS_NO_SIZE);
	}
	/* Head and tail have counters, which must fit in the struct, too. */
	for (i = 3; i < 5; i++) {
		add_all();
		made_info(&made, rows[i].name, "88");
		made_info(&made, "OFFSET(atomic_long_t.counter)", "1");
		read_again();
		assert_row(rows[i].name, got.status, STATUS_NO_SIZE);
	}
}

/* A log of 8192 records, whose arrays are all longer than a window. */
enum {
	BIG_COUNT = 8192,
	BIG_TEXTS = 4,
	BIG_LENGTH = 60000,
	BIG_BLOCK = BIG_LENGTH + 16,
	BIG_INFO_ARRAY = BIG_COUNT * MADE_DESC_SIZE,
	BIG_TEXT_ARRAY = BIG_INFO_ARRAY + BIG_COUNT * MADE_INFO_SIZE,
	BIG_TEXT = 1 << 18,
	BIG_SIZE = BIG_TEXT_ARRAY + BIG_TEXT,
};
#define BIG_VA 0xffff888100000000ULL

static u8 big[BIG_SIZE];

/* Reads of the big arrays must not extend past their end. */
static int read_big(void *data, u64 va, void *to, u64 size,
		    struct failure *failure)
{
	if (va < BIG_VA || va - BIG_VA > BIG_SIZE)
		return made_log_memory(data).read(data, va, to, size, failure);
	if (size > BIG_SIZE - (va - BIG_VA))
		return failure_set(failure, STATUS_ADDRESS, "behind it");
	memcpy(to, big + (va - BIG_VA), size);
	return 0;
}

/* Every 2048th record has a text, whose bytes depend on their places. */
static void make_big(void)
{
	u8 *prb = made.memory + MADE_PRB;
	u64 i, lpos;

	begin();
	kx_write_le32(prb, 13);
	kx_write_le64(prb + 8, BIG_VA);
	kx_write_le64(prb + 16, BIG_VA + BIG_INFO_ARRAY);
	kx_write_le64(prb + 24, BIG_COUNT - 1);
	kx_write_le64(prb + 32, 0);
	kx_write_le32(prb + 48, 18);
	kx_write_le64(prb + 56, BIG_VA + BIG_TEXT_ARRAY);
	for (i = 0; i < BIG_COUNT; i++) {
		u8 *desc = big + i * MADE_DESC_SIZE;
		u8 *info = big + BIG_INFO_ARRAY + i * MADE_INFO_SIZE;

		lpos = i / (BIG_COUNT / BIG_TEXTS) * BIG_BLOCK;
		kx_write_le64(desc, i | 2ULL << 62);
		kx_write_le64(desc + 8, i % 2048 ? 3 : lpos);
		kx_write_le64(desc + 16, i % 2048 ? 3 : lpos + BIG_BLOCK);
		kx_write_le64(info, i);
		kx_write_le16(info + 16, i % 2048 ? 0 : BIG_LENGTH);
	}
	for (i = 0; i < BIG_TEXT; i++)
		big[BIG_TEXT_ARRAY + i] = (u8)(i * i / 251);
}

static int check_big(void *data, const struct log_record *record,
		     struct failure *failure)
{
	u64 *count = data;
	u64 number = *count / 2048;

	(void)failure;
	assert_int_equal(record->seq, *count);
	assert_int_equal(record->text.size, *count % 2048 ? 0 : BIG_LENGTH);
	if (record->text.size)
		assert_memory_equal(record->text.data,
				    big + BIG_TEXT_ARRAY + number * BIG_BLOCK +
					    8,
				    BIG_LENGTH);
	++*count;
	return 0;
}

TEST(arrays_may_be_longer_than_a_window)
{
	struct failure failure;
	u64 count = 0;

	make_big();
	memory = made_log_memory(&made);
	memory.read = read_big;
	assert_int_equal(log_read(&memory, check_big, &count, &failure), 0);
	assert_int_equal(count, BIG_COUNT);
}

TEST(rings_that_make_no_sense_are_refused)
{
	static const struct {
		const char *name;
		u64 offset; /* in the ring's struct */
		u64 value;
		int status;
	} rows[] = {
		{ "2^27 records", 0, 27, STATUS_OUTSIDE },
		{ "2^(2^32-1) records", 0, UINT32_MAX, STATUS_OUTSIDE },
		{ "2^32 bytes", 48, 32, STATUS_OUTSIDE },
		{ "head before tail", 24, 5, STATUS_LOOP },
		{ "head far away", 24, 1ULL << 61, STATUS_LOOP },
		{ "no descriptors", 8, 0x1000, STATUS_INCOMPLETE },
		{ "no infos", 16, 0x1000, STATUS_INCOMPLETE },
		{ "no texts", 56, 0x1000, STATUS_INCOMPLETE },
	};
	u8 *field;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		add_all();
		field = made.memory + MADE_PRB + rows[i].offset;
		if (rows[i].offset % 48)
			kx_write_le64(field, rows[i].value);
		else
			kx_write_le32(field, (u32)rows[i].value);
		read_again();
		assert_row(rows[i].name, got.status, rows[i].status);
	}
}

/* A ring of 2^26 entries, nearly all of them missing: reading ends soon. */
TEST(a_huge_ring_of_nothing_ends)
{
	add_all();
	kx_write_le32(made.memory + MADE_PRB, 26);
	kx_write_le64(made.memory + MADE_PRB + 8, 0x1000);
	kx_write_le64(made.memory + MADE_PRB + 24, (1 << 26) - 1);
	kx_write_le64(made.memory + MADE_PRB + 32, 0);
	read_again();
	assert_int_equal(got.status, STATUS_INCOMPLETE);
	assert_non_null(strstr(got.failure.text, "67108864 records"));
}

TEST(texts_that_overlap_without_end_are_stopped)
{
	u64 id;

	add_all();
	for (id = 0; id < MADE_DESCS; id++) {
		kx_write_le64(made_desc(&made, id), id | 2ULL << 62);
		kx_write_le64(made_desc(&made, id) + 8, 0);
		kx_write_le64(made_desc(&made, id) + 16, MADE_TEXT);
	}
	kx_write_le64(made.memory + MADE_PRB + 24, MADE_DESCS - 1);
	kx_write_le64(made.memory + MADE_PRB + 32, 0);
	read_again();
	assert_int_equal(got.status, STATUS_INCOMPLETE);
	assert_int_equal(got.count, 2);
}

TEST(each_line_of_vmcoreinfo_is_needed_and_checked)
{
	static const char *const unused[] = {
		"OSRELEASE",
		"PAGESIZE",
		"SYMBOL(init_top_pgt)",
		"NUMBER(pgtable_l5_enabled)",
		"NUMBER(phys_base)",
		"KERNELOFFSET",
		"NUMBER(sme_mask)",
		"OFFSET(printk_ringbuffer.fail)",
		"SIZE(prb_desc_ring)",
		"SIZE(prb_data_blk_lpos)",
		"SIZE(dev_printk_info)",
		"SIZE(prb_data_ring)",
		"SIZE(atomic_long_t)",
	};
	static struct made whole;
	char name[64];
	const char *line;
	bool is_used;
	size_t i;

	add_all();
	whole = made;
	for (line = whole.info; *line; line = strchr(line, '\n') + 1) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, "="),
			 line);
		is_used = true;
		for (i = 0; i < ARRAY_SIZE(unused); i++)
			is_used &= strcmp(name, unused[i]) != 0;
		made = whole;
		made_info(&made, name, NULL);
		read_again();
		assert_row(name, !!got.status, is_used);
		made = whole;
		made_info(&made, name, "999999999999");
		read_again();
		if (strncmp(name, "SYMBOL(", 7) != 0)
			assert_row(name, !!got.status, is_used);
		/* Small and wrong: any result, but the reading ends. */
		made = whole;
		made_info(&made, name, "1");
		read_again();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_comes_out_as_it_went_in),
		cmocka_unit_test(an_empty_log_is_no_error),
		cmocka_unit_test(old_records_make_room_for_new_ones),
		cmocka_unit_test(a_text_that_ends_with_the_ring_is_its_own),
		cmocka_unit_test(only_records_whose_writer_was_done_count),
		cmocka_unit_test(a_record_that_found_no_room_is_none),
		cmocka_unit_test(a_text_is_no_longer_than_its_block),
		cmocka_unit_test(a_text_may_wrap_and_end_where_it_began),
		cmocka_unit_test(fields_lie_in_their_structs),
		cmocka_unit_test(arrays_may_be_longer_than_a_window),
		cmocka_unit_test(rings_that_make_no_sense_are_refused),
		cmocka_unit_test(a_huge_ring_of_nothing_ends),
		cmocka_unit_test(texts_that_overlap_without_end_are_stopped),
		cmocka_unit_test(each_line_of_vmcoreinfo_is_needed_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
