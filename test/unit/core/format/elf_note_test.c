// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Notes at their limits: each that is cut off is none. */
#include "core/format/elf_note.h"

#include "test/unit/core/format/elf_file_setup.h"

static bool find(const struct setup *s, u32 type, u64 *number)
{
	struct kx_bytes file = elf_bytes(&s->file);
	struct kx_elf elf;
	u16 machine = s->file.class->number == KX_ELF_CLASS_32 ? KX_ELF_386
							       : KX_ELF_X86_64;

	assert_int_equal(kx_elf_read(file, s->file.class, machine, &elf, NULL),
			 0);
	return kx_elf_find_note(file, s->file.class, &elf, type, number);
}

TEST_WITH(it_is_found_behind_others_in_both_classes)
{
	struct setup *s = *state;
	u64 number = 77;
	u64 at;
	u8 class;

	for (class = KX_ELF_CLASS_32; class <= KX_ELF_CLASS_64; class ++) {
		elf_make(&s->file, class);
		assert_false(find(s, 18, &number));
		at = elf_put_note(&s->file, 0, 5, 4, 1);
		at = elf_put_note(&s->file, at, 18, 4, 0x89abcdef);
		assert_true(find(s, 18, &number));
		assert_int_equal(number, 0x89abcdef);
		assert_true(find(s, 5, &number));
		assert_int_equal(number, 1);
		assert_false(find(s, 4, &number));
	}
	elf_put_note(&s->file, 0, 18, 8, 0x123456789);
	assert_true(find(s, 18, &number));
	assert_int_equal(number, 0x123456789);
}

TEST_WITH(another_name_or_size_is_another_note)
{
	static const struct {
		u64 offset; /* in the note */
		u8 put;
	} rows[] = {
		{ 0, 3 }, { 0, 5 },    { 4, 2 },
		{ 4, 0 }, { 12, 'x' }, { 15, ' ' },
	};
	struct setup *s = *state;
	u64 number = 77;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		elf_make(&s->file, KX_ELF_CLASS_64);
		elf_put_note(&s->file, 0, 18, 8, 1);
		s->file.data[ELF_NOTE_AT + rows[i].offset] = rows[i].put;
		assert_row("note", find(s, 18, &number), false);
	}
	assert_int_equal(number, 77);
}

/* A PT_NOTE of this size; the note has 24 bytes. */
TEST_WITH(one_that_is_cut_off_is_none)
{
	struct setup *s = *state;
	const struct kx_elf_class *class = s->file.class;
	u64 number;
	u64 size;

	elf_put_note(&s->file, 0, 18, 8, 1);
	for (size = 0; size <= 24; size++) {
		elf_put_program(&s->file, 2, class->p_filesz, size);
		assert_row("size", find(s, 18, &number), size == 24);
	}
	/* Sizes that lead out of the file, and round again. */
	elf_put_note(&s->file, 0, 5, 4, 1);
	elf_put_note(&s->file, 20, 18, 4, 2);
	for (size = 0; size < 0x40; size++) {
		kx_elf_put(s->file.data + ELF_NOTE_AT,
			   (struct kx_elf_field){ size % 2 ? 4 : 0, 4 },
			   0xffffffff - size);
		assert_false(find(s, 18, &number));
	}
}

/* What is not loaded may change after a signature was made. */
TEST_WITH(notes_lie_in_what_is_loaded)
{
	static const struct {
		u64 offset;
		u64 size;
		bool is_found;
	} rows[] = {
		{ ELF_NOTE_AT, 24, true },   { ELF_TEXT_AT - 1, 24, false },
		{ ELF_SIZE - 24, 24, true }, { ELF_SIZE - 24, 25, false },
		{ ~0ULL, 24, false },
	};
	struct setup *s = *state;
	const struct kx_elf_class *class = s->file.class;
	u64 number;
	size_t i;

	elf_put_note(&s->file, 0, 18, 8, 1);
	memcpy(s->file.data + ELF_SIZE - 24, s->file.data + ELF_NOTE_AT, 24);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		elf_put_program(&s->file, 2, class->p_offset, rows[i].offset);
		elf_put_program(&s->file, 2, class->p_filesz, rows[i].size);
		assert_row("place", find(s, 18, &number), rows[i].is_found);
	}
}

/* Many headers may name the same bytes, and each is searched. */
TEST_WITH(all_have_as_many_bytes_as_are_loaded)
{
	static const u64 loaded = ELF_SIZE - ELF_TEXT_AT;
	struct setup *s = *state;
	const struct kx_elf_class *class = s->file.class;
	u64 number;
	u64 more;

	elf_put(&s->file, class->e_phnum, 4);
	elf_put_program(&s->file, 2, class->p_offset, ELF_TEXT_AT);
	elf_put_program(&s->file, 3, class->p_type, KX_ELF_NOTE);
	elf_put_program(&s->file, 3, class->p_offset, ELF_NOTE_AT);
	elf_put_program(&s->file, 3, class->p_filesz, 24);
	elf_put_note(&s->file, 0, 18, 8, 1);
	for (more = 0; more < 2; more++) {
		elf_put_program(&s->file, 2, class->p_filesz,
				loaded - 24 + more);
		assert_row("bytes", find(s, 18, &number), !more);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_is_found_behind_others_in_both_classes),
		WITH(another_name_or_size_is_another_note),
		WITH(one_that_is_cut_off_is_none),
		WITH(notes_lie_in_what_is_loaded),
		WITH(all_have_as_many_bytes_as_are_loaded),
	};

	return cmocka_run_group_tests_name("elf_note", tests, NULL, NULL);
}
