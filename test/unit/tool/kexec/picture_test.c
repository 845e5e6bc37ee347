// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Each byte is in the cell of its address, and nothing is hidden by size. */
#include "tool/kexec/picture.h"

#include "kx_port.h"
#include "test/unit/test.h"

static const struct kexec_range ranges[] = {
	{ 0x1000, 0xa0000, "System RAM", 0 },
	{ 0xf0000, 0x100000, "System ROM", 0 },
	{ 0x100000, 0x40000000, "System RAM", 0 },
	{ 0x1000000, 0x1800000, "Kernel code", 1 },
	{ 0x20000000, 0x28000000, "Crash kernel", 1 },
	{ 0x3fff0000, 0x40000000, "Reserved", 1 },
	{ 0xfee00000, 0xfee01000, "Local APIC", 0 },
};
static const struct kexec_memory memory = { ARRAY_SIZE(ranges), ranges };

static const char *const names[] = { "kernel", "boot data", "initrd" };
static struct kexec_segment segments[] = {
	{ .mem = (void *)(uintptr_t)0x2000000, .memsz = 0x2000000 },
	{ .mem = (void *)(uintptr_t)0x4000000, .memsz = 0x1000 },
	{ .mem = (void *)(uintptr_t)0x4001000, .memsz = 0x800000 },
};
static const struct kexec_plan plan = { 0, 0, 3, segments, names };

static char letter_at(const struct picture *picture, uint64_t address)
{
	const struct picture_item *item =
		picture_cell(picture, address - address % picture->cell);

	return item ? picture_letter(picture, item) : ' ';
}

TEST(every_address_has_its_letter)
{
	static const struct {
		uint64_t address;
		char letter;
	} rows[] = {
		{ 0x1000, '.' },
		{ 0x10000000, '.' },
		{ 0x1200000, 'k' },
		{ 0x24000000, 'c' },
		{ 0x3fff8000, 'r' },
		{ 0x2000000, 'A' },
		{ 0x3ffffff, 'A' },
		{ 0x4800000, 'C' },
		{ 0x50000000, ' ' },
		{ 0xfee00000, ' ' },
		/* A page among megabytes. */
		{ 0x4000000, 'B' },
	};
	struct picture picture;
	size_t i;

	assert_true(picture_make(&memory, &plan, &picture));
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(letter_at(&picture, rows[i].address),
				 rows[i].letter);
	picture_free(&picture);
}

TEST(rows_cover_what_there_is_and_nothing_else)
{
	struct picture picture;
	uint64_t size;
	unsigned int i;

	assert_true(picture_make(&memory, NULL, &picture));
	size = picture_row_bytes(&picture);
	assert_true(picture.nr_rows > PICTURE_ROWS / 2 &&
		    picture.nr_rows <= PICTURE_ROWS);
	assert_int_equal(picture.rows[0], 0);
	for (i = 0; i < picture.nr_rows; i++) {
		assert_int_equal(picture.rows[i] % size, 0);
		assert_true(picture.rows[i] < 0x40000000);
		if (i)
			assert_int_equal(picture.rows[i],
					 picture.rows[i - 1] + size);
	}
	picture_free(&picture);
}

TEST(holes_and_the_last_address_are_no_trouble)
{
	static const struct kexec_range far[] = {
		{ 0, 0x1000, "System RAM", 0 },
		{ UINT64_MAX - 0x1000, UINT64_MAX, "System RAM", 0 },
	};
	const struct kexec_memory wide = { ARRAY_SIZE(far), far };
	const struct kexec_memory empty = { 0, far };
	struct picture picture;

	assert_true(picture_make(&wide, NULL, &picture));
	assert_int_equal(picture.cell, 0x1000);
	assert_int_equal(picture.nr_rows, 2);
	picture_free(&picture);
	assert_true(picture_make(&empty, NULL, &picture));
	assert_int_equal(picture.nr_rows, 0);
	picture_free(&picture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_address_has_its_letter),
		cmocka_unit_test(rows_cover_what_there_is_and_nothing_else),
		cmocka_unit_test(holes_and_the_last_address_are_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
