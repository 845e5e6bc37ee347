// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Compares both classes of ELF files with the structs of the system's elf.h. */
#include "core/elf_class.h"

#include <elf.h>
#include <stddef.h>

#include "test/unit/test.h"

#define FIELD(type, name)                                       \
	{                                                       \
		offsetof(type, name), sizeof(((type *)0)->name) \
	}

/* The members of a class, in their order. */
#define CLASS(bits)                                           \
	{                                                     \
		FIELD(Elf##bits##_Ehdr, e_type),              \
			FIELD(Elf##bits##_Ehdr, e_machine),   \
			FIELD(Elf##bits##_Ehdr, e_version),   \
			FIELD(Elf##bits##_Ehdr, e_entry),     \
			FIELD(Elf##bits##_Ehdr, e_phoff),     \
			FIELD(Elf##bits##_Ehdr, e_shoff),     \
			FIELD(Elf##bits##_Ehdr, e_ehsize),    \
			FIELD(Elf##bits##_Ehdr, e_phentsize), \
			FIELD(Elf##bits##_Ehdr, e_phnum),     \
			FIELD(Elf##bits##_Phdr, p_type),      \
			FIELD(Elf##bits##_Phdr, p_flags),     \
			FIELD(Elf##bits##_Phdr, p_offset),    \
			FIELD(Elf##bits##_Phdr, p_vaddr),     \
			FIELD(Elf##bits##_Phdr, p_paddr),     \
			FIELD(Elf##bits##_Phdr, p_filesz),    \
			FIELD(Elf##bits##_Phdr, p_memsz),     \
			FIELD(Elf##bits##_Phdr, p_align),     \
			FIELD(Elf##bits##_Shdr, sh_info),     \
	}
#define FIELDS 18

static void expect_class(u8 number, const struct kx_elf_field *fields)
{
	const struct kx_elf_class *class = kx_elf_class(number);

	assert_non_null(class);
	assert_int_equal(class->number, number);
	assert_memory_equal(&class->e_type, fields, FIELDS * sizeof(*fields));
	assert_int_equal(class->width, class->e_phoff.width);
}

TEST(each_field_is_where_elf_h_has_it)
{
	static const struct kx_elf_field fields32[FIELDS] = CLASS(32);
	static const struct kx_elf_field fields64[FIELDS] = CLASS(64);

	expect_class(ELFCLASS32, fields32);
	expect_class(ELFCLASS64, fields64);
	assert_int_equal(kx_elf_class(1)->header_size, sizeof(Elf32_Ehdr));
	assert_int_equal(kx_elf_class(2)->header_size, sizeof(Elf64_Ehdr));
	assert_int_equal(kx_elf_class(1)->program_size, sizeof(Elf32_Phdr));
	assert_int_equal(kx_elf_class(2)->program_size, sizeof(Elf64_Phdr));
}

TEST(there_are_two_classes)
{
	u32 i;

	for (i = 0; i < 256; i++)
		assert_int_equal(!kx_elf_class((u8)i),
				 i != ELFCLASS32 && i != ELFCLASS64);
}

TEST(numbers_are_elfs)
{
	assert_int_equal(KX_ELF_CLASS_AT, EI_CLASS);
	assert_int_equal(KX_ELF_DATA_AT, EI_DATA);
	assert_int_equal(KX_ELF_VERSION_AT, EI_VERSION);
	assert_int_equal(KX_ELF_LITTLE_ENDIAN, ELFDATA2LSB);
	assert_int_equal(KX_ELF_VERSION, EV_CURRENT);
	assert_int_equal(KX_ELF_EXEC, ET_EXEC);
	assert_int_equal(KX_ELF_DYN, ET_DYN);
	assert_int_equal(KX_ELF_CORE, ET_CORE);
	assert_int_equal(KX_ELF_X86_64, EM_X86_64);
	assert_int_equal(KX_ELF_LOAD, PT_LOAD);
	assert_int_equal(KX_ELF_NOTE, PT_NOTE);
	assert_int_equal(KX_ELF_RWX, PF_R | PF_W | PF_X);
	assert_int_equal(KX_ELF_NOTE_HEAD, sizeof(Elf64_Nhdr));
}

TEST(a_field_is_read_as_it_was_written)
{
	u8 header[64] = { 0 };

	kx_elf_put(header, kx_elf_class(2)->e_phoff, 0x1122334455667788);
	assert_int_equal(header[32], 0x88);
	assert_int_equal(header[39], 0x11);
	assert_int_equal(header[40], 0);
	assert_true(kx_elf_get(header, kx_elf_class(2)->e_phoff) ==
		    0x1122334455667788);
	assert_int_equal(kx_elf_get(header, kx_elf_class(1)->e_shoff),
			 0x55667788);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_where_elf_h_has_it),
		cmocka_unit_test(there_are_two_classes),
		cmocka_unit_test(numbers_are_elfs),
		cmocka_unit_test(a_field_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests_name("elf_class", tests, NULL, NULL);
}
