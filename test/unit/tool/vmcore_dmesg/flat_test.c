// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Flattened files: records in any order, with overlaps, give the same bytes. */
#include "tool/vmcore_dmesg/flat.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/failure.h"

static struct made made;
static struct failure failure;

static void write_be64(u8 *to, u64 value)
{
	u32 i;

	for (i = 0; i < 8; i++)
		to[i] = (u8)(value >> (56 - 8 * i));
}

static void begin(void)
{
	made.size = MADE_PAGE;
	memset(made.file, 0, MADE_PAGE);
	memcpy(made.file, "makedumpfile", 12);
	write_be64(made.file + 16, 1);
	write_be64(made.file + 24, 1);
}

static void add(u64 offset, const void *bytes, u64 size)
{
	write_be64(made.file + made.size, offset);
	write_be64(made.file + made.size + 8, size);
	memcpy(made.file + made.size + 16, bytes, size);
	made.size += 16 + size;
}

static int open_made(struct source *below, struct source *flat)
{
	*below = source_of_bytes(kx_bytes(made.file, made.size));
	*flat = (struct source){ .fd = -1 };
	return flat_open(below, flat, &failure);
}

TEST(random_writes_read_as_in_a_file)
{
	static u8 file[4096], got[4096], part[256];
	struct dice dice = dice_new();
	struct source below, flat;
	u64 end, at, size;
	u32 round, i;

	for (round = 0; round < 200; round++) {
		memset(file, 0, sizeof(file));
		end = 0;
		begin();
		/* At most SEARCH_MAX records, so that each byte is found. */
		for (i = 0; i < 16; i++) {
			size = dice_between(&dice, 1, sizeof(part));
			at = dice_roll(&dice, sizeof(file) - size);
			memset(part, (int)dice_roll(&dice, 256), size);
			add(at, part, size);
			memcpy(file + at, part, size);
			if (end < at + size)
				end = at + size;
		}
		assert_int_equal(open_made(&below, &flat), 0);
		assert_int_equal(source_read(&flat, 0, got, end), 0);
		assert_memory_equal(got, file, end);
		at = dice_roll(&dice, end);
		size = dice_roll(&dice, end - at);
		assert_int_equal(source_read(&flat, at, got, size), 0);
		assert_memory_equal(got, file + at, size);
		assert_int_equal(source_read(&flat, at, got, end - at + 1),
				 -ENODATA);
		flat_close(&flat);
	}
}

TEST(a_flattened_file_may_be_cut_off)
{
	struct source below, flat;
	u8 got[8];

	begin();
	add(0, "01234567", 8);
	add(8, "89abcdef", 8);
	made.size -= 4;
	assert_int_equal(open_made(&below, &flat), 0);
	assert_int_equal(source_read(&flat, 0, got, 8), 0);
	assert_int_equal(source_read(&flat, 8, got, 8), -ENODATA);
	flat_close(&flat);
}

TEST(what_stands_behind_the_end_does_not_count)
{
	struct source below, flat;
	u8 got[8];

	begin();
	add(0, "01234567", 8);
	write_be64(made.file + made.size, UINT64_MAX);
	write_be64(made.file + made.size + 8, UINT64_MAX);
	made.size += 16;
	add(0, "xxxxxxxx", 8);
	assert_int_equal(open_made(&below, &flat), 0);
	assert_int_equal(source_read(&flat, 0, got, 8), 0);
	assert_memory_equal(got, "01234567", 8);
	flat_close(&flat);
}

TEST(nonsense_is_refused)
{
	static const struct {
		const char *name;
		u64 at;
		u64 value;
		int status;
	} rows[] = {
		{ "type", 16, 2, STATUS_HEADER },
		{ "version", 24, 2, STATUS_HEADER },
		{ "offset", MADE_PAGE, 1ULL << 62, STATUS_TABLE },
		{ "the last offset", MADE_PAGE, (1ULL << 62) - 1, 0 },
		{ "size 0", MADE_PAGE + 8, 0, STATUS_TABLE },
		{ "size", MADE_PAGE + 8, 1ULL << 62, STATUS_TABLE },
		{ "negative size", MADE_PAGE + 8, UINT64_MAX, STATUS_TABLE },
	};
	struct source below, flat;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin();
		add(0, "01234567", 8);
		write_be64(made.file + rows[i].at, rows[i].value);
		assert_row(rows[i].name, open_made(&below, &flat),
			   rows[i].status);
		if (!rows[i].status)
			flat_close(&flat);
	}
	/* A second one, after the first has allocated memory. */
	begin();
	add(0, "01234567", 8);
	add(8, "89abcdef", 8);
	write_be64(made.file + made.size - 16, 0);
	assert_int_equal(open_made(&below, &flat), STATUS_TABLE);
	made.size = 20;
	assert_int_equal(open_made(&below, &flat), STATUS_HEADER);
	assert_true(flat_probe(kx_bytes(made.file, 16)));
	assert_false(flat_probe(kx_bytes(made.file, 12)));
	assert_false(flat_probe(made_string("makedumpfiles...")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_writes_read_as_in_a_file),
		cmocka_unit_test(a_flattened_file_may_be_cut_off),
		cmocka_unit_test(what_stands_behind_the_end_does_not_count),
		cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
