// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Objects of this machine, and tables of sections that lead out of the file. */
#include "kind_object.h"

#include <string.h>

#include "make_bzimage.h"
#include "test.h"

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
	assert_string_equal(detail, "64-bit ELF program or library for x86-64");
	assert_false(kxl_is_vmlinux(file));
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
		cmocka_unit_test(the_tables_of_sections_end_with_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
