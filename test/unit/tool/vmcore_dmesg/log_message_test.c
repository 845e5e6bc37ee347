// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages about damaged logs, and the last valid numbers. */
#include "tool/vmcore_dmesg/log.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/collect.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static struct made made;
static struct collected got;

static void read_again(void)
{
	struct log_memory memory = made_log_memory(&made);

	collect(&memory, &got);
}

static void make_ring(void)
{
	u32 i;

	made_ring(&made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_ring_add(&made, &made_records[i]);
}

/* Sets numbers of the ring's struct, and of its last descriptor. */
static void damage_ring(u64 count_bits, u64 size_bits, u64 tail, u64 head)
{
	u8 *prb = made.memory + MADE_PRB;

	kx_write_le32(prb, (u32)count_bits);
	kx_write_le32(prb + 48, (u32)size_bits);
	kx_write_le64(prb + 32, tail);
	kx_write_le64(prb + 24, head);
}

TEST(a_ring_that_makes_no_sense_is_described)
{
	static const struct {
		const char *name;
		u64 count_bits, size_bits, tail, head;
		int status;
		const char *text;
	} rows[] = {
		{ "records", 27, 9, 0, 3, STATUS_OUTSIDE,
		  "the log claims 2^27 records and 2^9 bytes: damaged memory, "
		  "or a wrong vmcoreinfo" },
		{ "bytes", 3, 32, 0, 3, STATUS_OUTSIDE,
		  "the log claims 2^3 records and 2^32 bytes: damaged memory, "
		  "or a wrong vmcoreinfo" },
		{ "full", 3, 9, 0x10, 0x17, 0, "" },
		{ "one more", 3, 9, 0xf, 0x17, STATUS_LOOP,
		  "the log goes from record 0xf to 0x17 in a ring of 8: "
		  "damaged memory, or a wrong vmcoreinfo" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_ring();
		damage_ring(rows[i].count_bits, rows[i].size_bits, rows[i].tail,
			    rows[i].head);
		read_again();
		assert_row(rows[i].name, got.status, rows[i].status);
		assert_string_equal(got.failure.text, rows[i].text);
	}
}

TEST(a_ring_that_is_not_in_the_dump_is_named)
{
	make_ring();
	made_info(&made, "SYMBOL(prb)", "ffffffff8100a000");
	read_again();
	assert_int_equal(got.status, STATUS_ADDRESS);
	assert_string_equal(got.failure.text,
			    "no memory at 0xffffffff8100a000");
	make_ring();
	kx_write_le64(made.memory + MADE_SYMBOLS, MADE_VA + 0xb000);
	read_again();
	assert_int_equal(got.status, STATUS_ADDRESS);
	assert_string_equal(got.failure.text,
			    "no memory at 0xffffffff8100b000");
}

TEST(a_text_that_is_nowhere_is_described)
{
	u8 *desc;

	make_ring();
	desc = made_desc(&made, made.next_id - 1);
	kx_write_le64(desc + 8, 0x40);
	kx_write_le64(desc + 16, 0x44);
	read_again();
	assert_int_equal(got.status, STATUS_INCOMPLETE);
	assert_int_equal(got.count, MADE_RECORDS - 1);
	assert_string_equal(got.failure.text,
			    "1 records of the log are lost; the first: a text "
			    "from 0x40 to 0x44: damaged memory");
}

/* Sets a wrong length in the second record; returns its place. */
static u32 damage_list(u16 length)
{
	u32 place;

	made_list(&made);
	made_list_add(&made, &made_records[0]);
	place = (u32)made.next_index;
	made_list_add(&made, &made_records[1]);
	kx_write_le16(made.memory + MADE_TEXT_ARRAY + place + 8, length);
	read_again();
	return place;
}

TEST(a_record_of_a_list_is_described_with_its_place)
{
	char want[160];
	u32 place;

	place = damage_list(15);
	assert_int_equal(got.status, STATUS_LOOP);
	snprintf(want, sizeof(want),
		 "Cycle when parsing dmesg detected: a record of 15 bytes at "
		 "%u; damaged memory",
		 place);
	assert_string_equal(got.failure.text, want);
	place = damage_list(600);
	assert_int_equal(got.status, STATUS_OUTSIDE);
	snprintf(want, sizeof(want),
		 "Index outside log_buf detected: %u + 600 in 512 bytes; "
		 "damaged memory, or a wrong vmcoreinfo",
		 place);
	assert_string_equal(got.failure.text, want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_that_makes_no_sense_is_described),
		cmocka_unit_test(a_ring_that_is_not_in_the_dump_is_named),
		cmocka_unit_test(a_text_that_is_nowhere_is_described),
		cmocka_unit_test(
			a_record_of_a_list_is_described_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
