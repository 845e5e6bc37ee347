// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads ELF core headers back: everything that kx_elfcore_write() recorded, and
 * no values from damaged headers.
 */
#include "core/elfcore.h"

#include "test/unit/test.h"

#include <elf.h>

#define GIB	  0x40000000ULL
#define BACKUP_AT 0x7f000000ULL
#define NOWHERE	  0x5a5a5a5aULL /* initial value */

static u64 buffer[64];
static u8 *const bytes = (u8 *)buffer;
static Elf64_Ehdr *const header = (Elf64_Ehdr *)buffer;

static const struct kx_range note = { 0x1200, 0x1364 };

static struct kx_memory memory[] = {
	{ { 0x1000, 0x9000 }, KX_MEM_RAM },
	{ { 0xa000, 0x9fc00 }, KX_MEM_RAM },
	{ { 0x100000, GIB }, KX_MEM_RAM },
};
static const struct kx_memmap memory_map = { memory, ARRAY_SIZE(memory),
					     ARRAY_SIZE(memory) };

static const struct kx_elfcore machine = {
	.machine = EM_AARCH64,
	.notes = &note,
	.nr_notes = 1,
	.text = { 0x1000000, 0x2c00000 },
	.text_va = 0xffffffff81000000ULL,
	.page_offset = 0xffff888000000000ULL,
	.memory = &memory_map,
	.backup = { 0x1000, 0x9fc00 },
	.backup_at = BACKUP_AT,
};

/* The note, the text, and then memory. */
static Elf64_Phdr *program(int i)
{
	return (Elf64_Phdr *)(header + 1) + i;
}

static void write_core(const struct kx_elfcore *core)
{
	memset(buffer, 0, sizeof(buffer));
	assert_int_equal(kx_elfcore_write(core, buffer, sizeof(buffer), NULL),
			 0);
}

static int read_core(u64 size, struct kx_elfcore *core)
{
	*core = (struct kx_elfcore){ .text_va = NOWHERE,
				     .backup = { 1, 2 },
				     .backup_at = NOWHERE };
	return kx_elfcore_read(kx_bytes(buffer, size), core);
}

TEST(what_was_written_is_read_in_both_classes)
{
	static const struct {
		const char *name;
		bool is_32bit;
		struct kx_range backup;
		struct kx_range found;
	} rows[] = {
		{ "in two pieces",
		  0,
		  { 0x1000, 0x9fc00 },
		  { 0x1000, 0x9fc00 } },
		{ "32 bits", 1, { 0x1000, 0x9fc00 }, { 0x1000, 0x9fc00 } },
		{ "part of one", 0, { 0x2000, 0x3000 }, { 0x2000, 0x3000 } },
		{ "more than memory", 0, { 0, 0xa0000 }, { 0x1000, 0x9fc00 } },
		{ "none", 0, { 0, 0 }, { 0, 0 } },
		{ "none of 32 bits", 1, { 0, 0 }, { 0, 0 } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_elfcore core = machine;
		struct kx_elfcore got;

		core.is_32bit = rows[i].is_32bit;
		core.backup = rows[i].backup;
		write_core(&core);
		assert_row(rows[i].name, read_core(sizeof(buffer), &got), 0);
		assert_row(rows[i].name, got.is_32bit, rows[i].is_32bit);
		assert_row(rows[i].name, got.machine, EM_AARCH64);
		assert_row(rows[i].name, got.backup.start, rows[i].found.start);
		assert_row(rows[i].name, got.backup.end, rows[i].found.end);
		/* The other members are not touched. */
		assert_row(rows[i].name, got.text_va, NOWHERE);
		if (!kx_range_is_empty(rows[i].found))
			assert_row(rows[i].name,
				   got.backup_at - got.backup.start,
				   BACKUP_AT - rows[i].backup.start);
	}
}

TEST(headers_that_end_too_early_are_refused)
{
	u64 size;
	u64 whole;

	write_core(&machine);
	whole = kx_elfcore_size(&machine);
	for (size = 0; size < whole; size++) {
		struct kx_elfcore got;
		/*
		 * The fields that identify core headers are at the beginning.
		 */
		int want = size < 18 ? -KX_E_FORMAT : -KX_E_SHORT;
		int err = read_core(size, &got);

		/* The last field that is read ends 8 bytes before the end. */
		if (size >= whole - 8) {
			assert_int_equal(err, 0);
			continue;
		}
		assert_int_equal(err, want);
		assert_int_equal(got.backup_at, NOWHERE);
	}
}

/* Each changes one field to a wrong value. */
static void flip_magic(void)
{
	bytes[3] ^= 1;
}

static void make_executable(void)
{
	header->e_type = ET_EXEC;
}

static void make_no_class(void)
{
	bytes[EI_CLASS] = 3;
}

static void wrap(void)
{
	program(3)->p_paddr = 0ULL - 1;
}

static void move_back(void)
{
	program(3)->p_offset = 1;
}

static void move_elsewhere(void)
{
	program(3)->p_offset += 0x1000;
}

static void swap_pieces(void)
{
	Elf64_Phdr first = *program(2);

	*program(2) = *program(3);
	*program(3) = first;
}

static void overlap(void)
{
	program(3)->p_paddr -= 0x2000;
	program(3)->p_offset -= 0x2000;
}

TEST(what_makes_no_sense_is_refused)
{
	static const struct {
		const char *name;
		void (*spoil)(void);
		int code;
	} rows[] = {
		{ "no ELF file", flip_magic, KX_E_FORMAT },
		{ "no core", make_executable, KX_E_FORMAT },
		{ "no class", make_no_class, KX_E_FORMAT },
		{ "past the last address", wrap, KX_E_WRAPS },
		{ "moved before the first piece", move_back, KX_E_FORMAT },
		{ "moved further", move_elsewhere, KX_E_FORMAT },
		{ "in no order", swap_pieces, KX_E_FORMAT },
		{ "over each other", overlap, KX_E_FORMAT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_elfcore got;

		write_core(&machine);
		rows[i].spoil();
		assert_row(rows[i].name, read_core(sizeof(buffer), &got),
			   -rows[i].code);
		assert_row(rows[i].name, got.backup_at, NOWHERE);
	}
}

/* Notes and an empty piece are not in the backup. */
TEST(only_memory_is_in_the_backup)
{
	struct kx_elfcore got;

	write_core(&machine);
	program(0)->p_offset = 0x4000;
	program(4)->p_offset = 0x4000;
	program(4)->p_memsz = 0;
	assert_int_equal(read_core(sizeof(buffer), &got), 0);
	assert_int_equal(got.backup.start, 0x1000);
	assert_int_equal(got.backup.end, 0x9fc00);
	assert_int_equal(got.backup_at, BACKUP_AT);
}

/* For any bytes the function returns, and never reads past the end. */
TEST(any_bytes_have_an_answer)
{
	struct dice dice = dice_new();
	int round;

	for (round = 0; round < 100000; round++) {
		u64 size = dice_roll(&dice, sizeof(buffer) + 1);
		u8 *copy = malloc(size ? size : 1);
		struct kx_elfcore core = { .text_va = NOWHERE };
		int err;

		assert_non_null(copy);
		write_core(&machine);
		bytes[dice_roll(&dice, sizeof(buffer))] =
			(u8)dice_roll(&dice, 256);
		memcpy(copy, buffer, size);
		err = kx_elfcore_read(kx_bytes(copy, size), &core);
		assert_int_equal(core.text_va, NOWHERE);
		assert_true(err || core.backup.start <= core.backup.end);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_in_both_classes),
		cmocka_unit_test(headers_that_end_too_early_are_refused),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(only_memory_is_in_the_backup),
		cmocka_unit_test(any_bytes_have_an_answer),
	};

	return cmocka_run_group_tests_name("elfcore_read", tests, NULL, NULL);
}
