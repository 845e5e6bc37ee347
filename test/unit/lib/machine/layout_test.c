// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The running kernel's virtual addresses, visible and hidden. */
#include "lib/machine/layout.h"

#include <elf.h>
#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define KALLSYMS                                 \
	"0000000000000000 A fixed_percpu_data\n" \
	"ffffffff81000000 T startup_64\n"        \
	"ffffffff81000000 T _stext\n"            \
	"ffffffff81000000 T _text\n"             \
	"ffffffffc0000000 t more\t[some_module]\n"

static const char iomem[] = "00100000-bfffffff : System RAM\n"
			    "  01000000-02209987 : Kernel code\n"
			    "  03600000-037fffff : Kernel bss\n";

TEST(symbols_are_found_whole_and_not_when_hidden)
{
	u64 address = 7;

	assert_true(kxl_layout_symbol(view(KALLSYMS), "_text", &address));
	assert_int_equal(address, 0xffffffff81000000);
	assert_false(kxl_layout_symbol(view(KALLSYMS), "_tex", &address));
	assert_false(kxl_layout_symbol(view(KALLSYMS), "text", &address));
	assert_false(kxl_layout_symbol(view("0000000000000000 T _text\n"),
				       "_text", &address));
	assert_false(kxl_layout_symbol(view("garbage\n1\n1 T\n1 T \n"), "x",
				       &address));
	assert_int_equal(address, 0xffffffff81000000);
}

TEST(kcore_has_image_and_memory)
{
	struct kxl_layout layout;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	kxl_layout_read(fixture.ctx, view(iomem), false, &layout);
	assert_int_equal(layout.text.start, 0x1000000);
	assert_int_equal(layout.text.end, 0x3830000);
	assert_int_equal(layout.text_va, 0xffffffff9c200000);
	assert_int_equal(layout.page_offset, 0xffff88dc80000000);
	assert_null(strstr(fixture.log, "warning: "));
	fixture_free(&fixture);
}

TEST(without_kcore_there_are_iomem_and_kallsyms)
{
	struct kxl_layout layout;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/kallsyms", KALLSYMS);
	kxl_layout_read(fixture.ctx, view(iomem), false, &layout);
	assert_int_equal(layout.text.start, 0x1000000);
	assert_int_equal(layout.text.end, 0x3800000);
	assert_int_equal(layout.text_va, 0xffffffff81000000);
	assert_int_equal(layout.page_offset, 0xffff888000000000);
	assert_non_null(strstr(fixture.log, "warning: /proc/kcore: No such"));
	kxl_layout_read(fixture.ctx, view(iomem), true, &layout);
	assert_int_equal(layout.page_offset, 0xff11000000000000);
	fixture_free(&fixture);
}

/* No address is likely: that of memory, and how many bits there are, vary. */
TEST(without_kcore_arm64s_memory_is_not_guessed)
{
	struct kxl_layout layout;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", "CPU implementer\t: 0x41\n");
	/* Its architecture is looked for again. */
	assert_int_equal(kexec_ctx_set_root(fixture.ctx, fixture.dir), 0);
	fixture_text(&fixture, "/proc/kallsyms",
		     "ffffb2c3d1800000 T _text\n"
		     "ffffb2c3d1810000 T _stext\n");
	kxl_layout_read(fixture.ctx,
			view("40000000-7fffffff : System RAM\n"
			     "  40210000-411fffff : Kernel code\n"
			     "  41900000-41b8ffff : Kernel data\n"),
			false, &layout);
	assert_int_equal(layout.text.start, 0x40210000);
	assert_int_equal(layout.text.end, 0x41b90000);
	assert_int_equal(layout.text_va, 0xffffb2c3d1810000);
	/* Before Linux 5.11. */
	kxl_layout_read(fixture.ctx,
			view("40000000-7fffffff : System RAM\n"
			     "  40200000-411fffff : Kernel code\n"
			     "  41900000-41b8ffff : Kernel data\n"),
			false, &layout);
	assert_int_equal(layout.text_va, 0xffffb2c3d1800000);
	assert_int_equal(layout.page_offset, 0);
	assert_non_null(strstr(fixture.log, "won't say where memory is"));
	assert_null(strstr(fixture.log, "nokaslr"));
	fixture_free(&fixture);
}

TEST(what_is_hidden_everywhere_is_warned_about)
{
	struct kxl_layout layout;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/kallsyms", "0000000000000000 T _text\n");
	kxl_layout_read(fixture.ctx, view(iomem), false, &layout);
	assert_true(kx_range_is_empty(layout.text));
	assert_non_null(strstr(fixture.log, "warning: the kernel's own "));
	fixture_free(&fixture);

	/* With a virtual but no physical address. */
	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/kallsyms", KALLSYMS);
	kxl_layout_read(fixture.ctx, view(""), false, &layout);
	assert_true(kx_range_is_empty(layout.text));
	fixture_free(&fixture);
}

TEST(a_kcore_that_is_none_is_told)
{
	static const struct {
		const char *name;
		size_t offset; /* of the byte to change */
		u8 value;
		int err;
	} rows[] = {
		{ "as it should be", EI_DATA, ELFDATA2LSB, 0 },
		{ "no ELF", 0, 0, -EBADMSG },
		{ "32-bit", EI_CLASS, ELFCLASS32, -EBADMSG },
		{ "other program headers", offsetof(Elf64_Ehdr, e_phentsize),
		  55, -EBADMSG },
		{ "too many", offsetof(Elf64_Ehdr, e_phnum), 5, -EBADMSG },
		{ "far away", offsetof(Elf64_Ehdr, e_phoff) + 7, 0xff,
		  -EBADMSG },
	};
	u8 bytes[sizeof(Elf64_Ehdr) + 4 * sizeof(Elf64_Phdr)];
	struct kxl_layout layout;
	struct fixture fixture;
	char path[128];
	FILE *file;
	size_t i;

	fixture_make_crash(&fixture);
	fixture_path(&fixture, "/proc/kcore", path);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		file = fopen(path, "r");
		assert_non_null(file);
		assert_int_equal(fread(bytes, sizeof(bytes), 1, file), 1);
		assert_int_equal(fclose(file), 0);
		bytes[rows[i].offset] = rows[i].value;
		layout = (struct kxl_layout){ 0 };
		assert_row(rows[i].name,
			   kxl_layout_kcore(kx_bytes(bytes, sizeof(bytes)),
					    &kx_arch_x86_64, &layout),
			   rows[i].err);
		assert_row(rows[i].name, layout.page_offset != 0, !rows[i].err);
	}
	assert_int_equal(
		kxl_layout_kcore(kx_bytes(bytes, 63), &kx_arch_x86_64, &layout),
		-EBADMSG);
	fixture_text(&fixture, "/proc/kcore", "short");
	kxl_layout_read(fixture.ctx, view(iomem), false, &layout);
	assert_non_null(strstr(fixture.log, "/proc/kcore: Bad message"));
	fixture_remove(&fixture, "/proc/kcore");
	kxl_layout_read(fixture.ctx, view(iomem), false, &layout);
	assert_non_null(
		strstr(fixture.log, "/proc/kcore: No such file or directory"));
	fixture_free(&fixture);
}

TEST(addresses_that_old_kernels_do_not_tell_are_not_taken)
{
	struct kxl_layout layout = { 0 };
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr phdr;
	} kcore = {
		.header = { .e_ident = ELFMAG,
			    .e_phoff = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 1 },
		.phdr = { .p_type = PT_LOAD, .p_vaddr = 0xffff888000000000 },
	};

	kcore.header.e_ident[EI_CLASS] = ELFCLASS64;
	assert_int_equal(kxl_layout_kcore(kx_bytes(&kcore, sizeof(kcore)),
					  &kx_arch_x86_64, &layout),
			 0);
	assert_int_equal(layout.page_offset, 0);
	kcore.phdr.p_vaddr = 0xffffffff81000000;
	assert_int_equal(kxl_layout_kcore(kx_bytes(&kcore, sizeof(kcore)),
					  &kx_arch_x86_64, &layout),
			 0);
	assert_true(kx_range_is_empty(layout.text));
}

/* As Debian's kernel has them, and one with 39 bits; two of each are known. */
TEST(arm64s_image_is_in_the_upper_half)
{
	static const struct {
		const char *name;
		u64 memory, image, first; /* physical address of memory */
	} rows[] = {
		{ "48 bits", 0xffff000000000000, 0xffff800008000000,
		  0x40000000 },
		{ "48 bits, KASLR", 0xffff5f2340000000, 0xffffb2c3d1a00000,
		  0x40000000 },
		{ "39 bits", 0xffffff8000000000, 0xffffffc008000000,
		  0x40000000 },
		{ "52 bits", 0xfff0000040000000, 0xffff800080000000,
		  0x40000000 },
		{ "52 bits, KASLR", 0xfffbffffc0000000, 0xffff800080000000,
		  0x40000000 },
		{ "memory at 0", 0xffff000000000000, 0xffffb2c3d1a00000, 0 },
	};
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr phdrs[4];
	} kcore = {
		.header = { .e_ident = ELFMAG,
			    .e_phoff = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 4 },
		.phdrs = { { .p_type = PT_LOAD,
			     .p_paddr = 0x40200000,
			     .p_memsz = 0x2000000 },
			   { .p_type = PT_LOAD,
			     .p_vaddr = 0xffff800010000000,
			     .p_paddr = UINT64_MAX },
			   { .p_type = PT_LOAD, .p_memsz = 0x40000000 },
			   { .p_type = PT_LOAD, .p_memsz = 0x40000000 } },
	};
	size_t i;

	kcore.header.e_ident[EI_CLASS] = ELFCLASS64;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kxl_layout layout = { 0 };

		kcore.phdrs[0].p_vaddr = rows[i].image;
		kcore.phdrs[2].p_vaddr = rows[i].memory;
		kcore.phdrs[2].p_paddr = rows[i].first;
		kcore.phdrs[3].p_vaddr = rows[i].memory + 0x80000000;
		kcore.phdrs[3].p_paddr = rows[i].first + 0x80000000;
		assert_row(rows[i].name,
			   kxl_layout_kcore(kx_bytes(&kcore, sizeof(kcore)),
					    &kx_arch_arm64, &layout),
			   0);
		assert_row(rows[i].name, layout.text_va, rows[i].image);
		assert_row(rows[i].name, layout.text.start, 0x40200000);
		assert_row(rows[i].name, layout.page_offset,
			   rows[i].memory - rows[i].first);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_are_found_whole_and_not_when_hidden),
		cmocka_unit_test(kcore_has_image_and_memory),
		cmocka_unit_test(without_kcore_there_are_iomem_and_kallsyms),
		cmocka_unit_test(without_kcore_arm64s_memory_is_not_guessed),
		cmocka_unit_test(what_is_hidden_everywhere_is_warned_about),
		cmocka_unit_test(a_kcore_that_is_none_is_told),
		cmocka_unit_test(arm64s_image_is_in_the_upper_half),
		cmocka_unit_test(
			addresses_that_old_kernels_do_not_tell_are_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
