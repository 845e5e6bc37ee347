// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Logs with struct layouts that no kernel has: every field is at an offset
 * other than 0, and every number has bits in its last byte.
 */
#include "tool/vmcore_dmesg/log.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/failure.h"

enum {
	BASE = 0x10000, /* address of the memory's first byte */
	MEMORY = 8192,
	SYMBOLS = 0x40,
	PRB = 0x100,
	DESCS = 0x403,
	INFOS = 0x803,
	TEXTS = 0x1000,
	LONG_TEXT = 300,
	LONG_DICT = 280,
};

static const char ring_info[] = "SYMBOL(prb)=10040\n"
				"SIZE(printk_ringbuffer)=256\n"
				"OFFSET(printk_ringbuffer.desc_ring)=24\n"
				"OFFSET(printk_ringbuffer.text_data_ring)=121\n"
				"OFFSET(prb_desc_ring.count_bits)=3\n"
				"OFFSET(prb_desc_ring.descs)=15\n"
				"OFFSET(prb_desc_ring.infos)=31\n"
				"OFFSET(prb_desc_ring.head_id)=45\n"
				"OFFSET(prb_desc_ring.tail_id)=63\n"
				"SIZE(prb_desc)=57\n"
				"OFFSET(prb_desc.state_var)=7\n"
				"OFFSET(prb_desc.text_blk_lpos)=23\n"
				"OFFSET(prb_data_blk_lpos.begin)=5\n"
				"OFFSET(prb_data_blk_lpos.next)=17\n"
				"SIZE(printk_info)=121\n"
				"OFFSET(printk_info.seq)=3\n"
				"OFFSET(printk_info.ts_nsec)=17\n"
				"OFFSET(printk_info.text_len)=31\n"
				"OFFSET(printk_info.caller_id)=41\n"
				"OFFSET(printk_info.dev_info)=51\n"
				"OFFSET(dev_printk_info.subsystem)=5\n"
				"LENGTH(printk_info_subsystem)=3\n"
				"OFFSET(dev_printk_info.device)=21\n"
				"LENGTH(printk_info_device)=39\n"
				"OFFSET(prb_data_ring.size_bits)=11\n"
				"OFFSET(prb_data_ring.data)=23\n"
				"OFFSET(atomic_long_t.counter)=2\n";

static const char list_info[] = "SYMBOL(log_buf)=10041\n"
				"SYMBOL(log_buf_len)=10051\n"
				"SYMBOL(log_first_idx)=10061\n"
				"SYMBOL(log_next_idx)=10071\n"
				"SIZE(printk_log)=31\n"
				"OFFSET(printk_log.ts_nsec)=23\n"
				"OFFSET(printk_log.len)=1\n"
				"OFFSET(printk_log.text_len)=5\n"
				"OFFSET(printk_log.dict_len)=9\n";

static u8 memory[MEMORY];

static int read_it(void *data, u64 va, void *to, u64 size,
		   struct failure *failure)
{
	(void)data;
	if (va < BASE || va - BASE > MEMORY || size > MEMORY - (va - BASE))
		return failure_set(failure, STATUS_ADDRESS, "no memory");
	memcpy(to, memory + (va - BASE), size);
	return 0;
}

static void put(u64 at, u64 value, u32 width)
{
	for (; width; width--, value >>= 8)
		memory[at++] = (u8)value;
}

static struct log_record got[4];
static char texts[4][LONG_TEXT + 1];
static u32 count;

static int keep(void *data, const struct log_record *record,
		struct failure *failure)
{
	(void)data;
	(void)failure;
	assert_in_range(count, 0, 3);
	got[count] = *record;
	if (record->text.size)
		memcpy(texts[count], record->text.data, record->text.size);
	count++;
	return 0;
}

/* The info is in a block of exact size, so that ASan detects overreads. */
static int read_log(const char *text, u32 long_size)
{
	size_t size = strlen(text);
	char *info = malloc(size);
	struct log_memory log = { .read = read_it,
				  .info = kx_bytes(info, size),
				  .long_size = long_size };
	struct failure failure;
	int status;

	memcpy(info, text, size);
	count = 0;
	memset(texts, 0, sizeof(texts));
	status = log_read(&log, keep, NULL, &failure);
	free(info);
	return status;
}

#define SEQ  0x8102030405060708ULL
#define TIME 0x9112131415161718ULL

/* Writes record @id of eight; its text exists already. */
static void put_record(u64 id, u64 begin, u64 length, u32 width)
{
	u64 desc = DESCS + id % 8 * 57;
	u64 info = INFOS + id % 8 * 121;

	put(desc + 7 + 2, id | 1ULL << (width * 8 - 2), width);
	put(desc + 23 + 5, begin, width);
	put(desc + 23 + 17, begin + width + length, width);
	put(info + 3, SEQ + id, 8);
	put(info + 17, TIME, 8);
	put(info + 31, length, 2);
	put(info + 33, 0xa1, 1);
	put(info + 34, 6 << 5 | 0x1f, 1);
	put(info + 41, 0x81223344, 4);
	memcpy(memory + info + 51 + 5, "pci+", 4);
	memcpy(memory + info + 51 + 21, "+pci:0000", 9);
}

static void make_ring(u32 width)
{
	u64 i;

	memset(memory, 0, sizeof(memory));
	put(SYMBOLS, BASE + PRB, width);
	put(PRB + 24 + 3, 3, 4);
	put(PRB + 24 + 15, BASE + DESCS, width);
	put(PRB + 24 + 31, BASE + INFOS, width);
	put(PRB + 24 + 45 + 2, 9, width);
	put(PRB + 24 + 63 + 2, 8, width);
	put(PRB + 121 + 11, 10, 4);
	put(PRB + 121 + 23, BASE + TEXTS, width);
	for (i = 0; i < 1024; i++)
		memory[TEXTS + i] = (u8)(1 + i % 250);
	put_record(8, 1024 * 3 + 16, LONG_TEXT, width);
	put_record(9, 1024 * 3 + 512, 3, width);
}

static void check_record(u32 i, u64 start, u64 length, u32 width)
{
	assert_true(got[i].has_seq && got[i].has_caller);
	assert_true(got[i].seq == SEQ + 8 + i);
	assert_true(got[i].time_ns == TIME);
	assert_int_equal(got[i].caller, 0x81223344);
	assert_int_equal(got[i].facility, 0xa1);
	assert_int_equal(got[i].level, 6);
	assert_int_equal(got[i].subsystem.size, 3);
	assert_int_equal(got[i].device.size, 9);
	assert_int_equal(got[i].text.size, length);
	assert_memory_equal(texts[i], memory + TEXTS + start + width, length);
}

TEST(a_ring_is_read_by_its_offsets)
{
	static const u32 widths[] = { 4, 8 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		make_ring(widths[i]);
		assert_int_equal(read_log(ring_info, widths[i]), 0);
		assert_int_equal(count, 2);
		check_record(0, 16, LONG_TEXT, widths[i]);
		check_record(1, 512, 3, widths[i]);
	}
}

/* The last byte of each number of the ring: other values change the log. */
TEST(numbers_of_a_ring_have_all_their_bytes)
{
	static const struct {
		const char *name;
		u64 at;
		u32 width;
		int status;
	} rows[] = {
		{ "address", SYMBOLS, 8, STATUS_ADDRESS },
		{ "count", PRB + 24 + 3, 4, STATUS_OUTSIDE },
		{ "descriptors", PRB + 24 + 15, 8, STATUS_INCOMPLETE },
		{ "infos", PRB + 24 + 31, 8, STATUS_INCOMPLETE },
		{ "head", PRB + 24 + 45 + 2, 8, STATUS_LOOP },
		{ "tail", PRB + 24 + 63 + 2, 8, STATUS_LOOP },
		{ "size", PRB + 121 + 11, 4, STATUS_OUTSIDE },
		{ "texts", PRB + 121 + 23, 8, STATUS_INCOMPLETE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_ring(8);
		memory[rows[i].at + rows[i].width - 1] |= 0x20;
		assert_row(rows[i].name, read_log(ring_info, 8),
			   rows[i].status);
	}
	/*
	 * Ids and positions of a record: changes give another record, or no
	 * text.
	 */
	make_ring(8);
	memory[DESCS + 7 + 2 + 7] |= 0x20;
	assert_int_equal(read_log(ring_info, 8), 0);
	assert_int_equal(count, 1);
	make_ring(8);
	put(DESCS + 23 + 5, 1, 8);
	put(DESCS + 23 + 17, 1, 8);
	assert_int_equal(read_log(ring_info, 8), 0);
	assert_int_equal(count, 1);
	for (i = 0; i < 2; i++) {
		make_ring(8);
		put(DESCS + 23 + 5, 1, 8);
		put(DESCS + 23 + 17, 1, 8);
		memory[DESCS + 23 + (i ? 5 : 17) + 7] |= 0x80;
		assert_int_equal(read_log(ring_info, 8), 0);
		assert_int_equal(count, 2);
		assert_int_equal(got[0].text.size, 0);
	}
}

/* @at: offset in the buffer; text and dictionary follow the head. */
static void put_list_record(u64 at, u64 text, u64 dict, u64 size)
{
	u64 head = TEXTS + at;

	put(head + 1, size, 2);
	put(head + 5, text, 2);
	put(head + 9, dict, 2);
	put(head + 11, 0xa1, 1);
	put(head + 12, 6 << 5 | 0x1f, 1);
	put(head + 16, 0x81223344, 4);
	put(head + 23, TIME, 8);
}

static void make_list(u32 width)
{
	u64 dict = TEXTS + 5 + 31 + LONG_TEXT;
	u64 i;

	memset(memory, 0, sizeof(memory));
	put(SYMBOLS + 1, BASE + TEXTS, width);
	put(SYMBOLS + 0x11, 1024, 4);
	put(SYMBOLS + 0x21, 5, 4);
	put(SYMBOLS + 0x31, 5 + 31 + LONG_TEXT + LONG_DICT + 31 + 3, 4);
	for (i = 0; i < 1024; i++)
		memory[TEXTS + i] = (u8)(1 + i % 250);
	put_list_record(5, LONG_TEXT, LONG_DICT, 31 + LONG_TEXT + LONG_DICT);
	memcpy(memory + dict, "SUBSYSTEM=pci", 14);
	memcpy(memory + dict + LONG_DICT - 10, "\0DEVICE=+x", 10);
	put_list_record(5 + 31 + LONG_TEXT + LONG_DICT, 3, 0, 31 + 3);
}

TEST(a_list_is_read_by_its_offsets)
{
	static const u32 widths[] = { 4, 8 };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		make_list(widths[i]);
		assert_int_equal(read_log(list_info, widths[i]), 0);
		assert_int_equal(count, 2);
		for (j = 0; j < 2; j++) {
			assert_true(got[j].has_caller && !got[j].has_seq);
			assert_true(got[j].time_ns == TIME);
			assert_int_equal(got[j].caller, 0x81223344);
			assert_int_equal(got[j].facility, 0xa1);
			assert_int_equal(got[j].level, 6);
		}
		assert_int_equal(got[0].text.size, LONG_TEXT);
		assert_memory_equal(texts[0], memory + TEXTS + 5 + 31,
				    LONG_TEXT);
		assert_int_equal(got[0].subsystem.size, 3);
		assert_int_equal(got[0].device.size, 2);
		assert_int_equal(got[1].text.size, 3);
		assert_int_equal(got[1].subsystem.size, 0);
	}
}

TEST(numbers_of_a_list_have_all_their_bytes)
{
	static const struct {
		const char *name;
		u64 at;
		u32 width;
		int status;
	} rows[] = {
		{ "address", SYMBOLS + 1, 8, STATUS_ADDRESS },
		{ "size", SYMBOLS + 0x11, 4, STATUS_OUTSIDE },
		{ "first", SYMBOLS + 0x21, 4, STATUS_OUTSIDE },
		{ "next", SYMBOLS + 0x31, 4, STATUS_OUTSIDE },
		{ "length", TEXTS + 5 + 1, 2, STATUS_OUTSIDE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_list(8);
		memory[rows[i].at + rows[i].width - 1] |= 0xa0;
		assert_row(rows[i].name, read_log(list_info, 8),
			   rows[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_is_read_by_its_offsets),
		cmocka_unit_test(numbers_of_a_ring_have_all_their_bytes),
		cmocka_unit_test(a_list_is_read_by_its_offsets),
		cmocka_unit_test(numbers_of_a_list_have_all_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
