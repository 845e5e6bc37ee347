// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Objects for this machine, and section tables that lead out of the file. */
#include "lib/image/kind_object.h"

#include <elf.h>
#include <string.h>
#include <sys/utsname.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/test.h"

/* uname(2)'s name of an architecture, and ours. */
static const struct {
	const char *machine;
	const char *program;
} programs[] = {
	{ "x86_64", "64-bit ELF program or library for x86-64" },
	{ "aarch64", "64-bit ELF program or library for arm64" },
};

static const char *program_here(void)
{
	struct utsname here;
	size_t i;

	assert_int_equal(uname(&here), 0);
	for (i = 0; i < ARRAY_SIZE(programs); i++)
		if (!strcmp(programs[i].machine, here.machine))
			return programs[i].program;
	return "no row for this machine";
}

TEST(the_running_program_is_an_elf_file_of_this_machine)
{
	FILE *self = fopen("/proc/self/exe", "re");
	char detail[64] = "";
	u8 data[4096];
	struct kx_bytes file;

	assert_non_null(self);
	file = kx_bytes(data, fread(data, 1, sizeof(data), self));
	(void)fclose(self);
	assert_true(kxl_is_elf(file));
	kxl_describe_elf(file, detail, sizeof(detail));
	assert_string_equal(detail, program_here());
	assert_false(kxl_is_multiboot_elf(file));
	file.data += 1;
	assert_false(kxl_is_pe(file));
}

/* The synthetic kernel has the EFI stub's header. */
TEST(a_pe_header_may_lie_anywhere)
{
	static const u32 offsets[] = { 0,    0x3c,  0x40,	1023,
				       1024, 65536, 0xfffffff0, 0xffffffff };
	struct bzimage image;
	size_t size;
	size_t i;
	u8 *cut;

	bzimage_make(&image);
	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		bzimage_put(&image, BZ_PE_OFFSET, 4, offsets[i]);
		assert_row("offset", kxl_is_pe(bzimage_bytes(&image)),
			   offsets[i] == BZ_PE_HEADER);
	}
	bzimage_put(&image, BZ_PE_OFFSET, 4, BZ_PE_HEADER);
	for (size = 0; size < 1024; size++) {
		cut = malloc(size ? size : 1);
		assert_non_null(cut);
		memcpy(cut, image.data, size);
		assert_row("cut", kxl_is_pe(kx_bytes(cut, size)),
			   size >= BZ_PE_HEADER + 24);
		(void)kxl_is_uki(kx_bytes(cut, size));
		free(cut);
	}
}

/* PE and COFF specification, "Machine Types"; gABI, "e_machine". */
TEST(each_machine_has_its_name)
{
	static const struct {
		u16 pe; /* 0: no PE files exist for it */
		u16 elf;
		const char *name;
	} rows[] = {
		{ 0x8664, EM_X86_64, "x86-64" }, { 0x14c, EM_386, "i386" },
		{ 0xaa64, EM_AARCH64, "arm64" }, { 0x1c2, EM_ARM, "ARM" },
		{ 0x5064, EM_RISCV, "RISC-V" },	 { 0x5032, EM_RISCV, "RISC-V" },
		{ 0x6264, 258, "LoongArch" },	 { 0x1f0, EM_PPC, "PowerPC" },
		{ 0x1f1, EM_PPC64, "PowerPC" },	 { 0, EM_S390, "s390" },
		{ 0x166, EM_MIPS, "MIPS" },	 { 0x200, EM_IA_64, "Itanium" },
		{ 0, EM_SPARCV9, "SPARC" },
	};
	u8 elf[64] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1 };
	struct bzimage image;
	char want[64], detail[64];
	size_t i;

	bzimage_make(&image);
	elf[16] = ET_EXEC;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_put(&image, BZ_PE_HEADER + 4, 2, rows[i].pe);
		kxl_describe_pe(bzimage_bytes(&image), detail, sizeof(detail));
		snprintf(want, sizeof(want), " for %s", rows[i].name);
		assert_string_equal(detail,
				    rows[i].pe ? want : " for machine 0");
		kx_write_le16(elf + 18, rows[i].elf);
		kxl_describe_elf(kx_bytes(elf, sizeof(elf)), detail,
				 sizeof(detail));
		snprintf(want, sizeof(want), "64-bit ELF executable for %s",
			 rows[i].name);
		assert_string_equal(detail, want);
	}
}

TEST(what_is_no_object_is_described_by_nothing)
{
	static const u8 zeroes[4096];
	const struct kx_bytes file = kx_bytes(zeroes, sizeof(zeroes));
	char detail[8] = "before";

	kxl_describe_pe(file, detail, sizeof(detail));
	assert_string_equal(detail, "");
	strcpy(detail, "before");
	kxl_describe_elf(file, detail, sizeof(detail));
	assert_string_equal(detail, "");
}

TEST(the_tables_of_sections_end_with_the_file)
{
	struct bzimage image;

	bzimage_make(&image);
	bzimage_put(&image, BZ_PE_HEADER + 6, 2, 0xffff);
	bzimage_put(&image, BZ_PE_HEADER + 20, 2, 0xffff);
	assert_false(kxl_is_uki(bzimage_bytes(&image)));
	bzimage_put(&image, BZ_PE_HEADER + 20, 2, 0x20);
	assert_false(kxl_is_uki(bzimage_bytes(&image)));
	memcpy(image.data + BZ_PE_HEADER + 24 + 0x20 + 3 * 40, ".linux\0\0", 8);
	assert_true(kxl_is_uki(bzimage_bytes(&image)));
	/* The third section is the last one. */
	bzimage_put(&image, BZ_PE_HEADER + 6, 2, 3);
	assert_false(kxl_is_uki(bzimage_bytes(&image)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_running_program_is_an_elf_file_of_this_machine),
		cmocka_unit_test(a_pe_header_may_lie_anywhere),
		cmocka_unit_test(each_machine_has_its_name),
		cmocka_unit_test(what_is_no_object_is_described_by_nothing),
		cmocka_unit_test(the_tables_of_sections_end_with_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
