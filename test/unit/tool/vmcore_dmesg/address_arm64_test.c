// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Virtual addresses of arm64, by numbers in vmcoreinfo; names and forms of the
 * lines are those of Linux arch/arm64/kernel/crash_core.c.
 */
#include "tool/vmcore_dmesg/address.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/open_made.h"

#include <stdio.h>

#define STEXT	 0xffffb2c3d1810000ULL
#define IMAGE	 0xffffb2c3d1800000ULL
#define IMAGE_PA MADE_PA
#define LINEAR	 0xffff000000000000ULL

static struct made made;
static struct source source;
static struct dump dump;
static struct failure failure;

static void put(const char *name, u64 value, bool is_symbol)
{
	char text[32];

	snprintf(text, sizeof(text), is_symbol ? "%llx" : "0x%llx",
		 (unsigned long long)value);
	made_info(&made, name, text);
}

static void make(enum made_va va)
{
	made_ring(&made);
	put("SYMBOL(_stext)", STEXT, true);
	put("NUMBER(kimage_voffset)", IMAGE - IMAGE_PA, false);
	made_info(&made, "NUMBER(VA_BITS)", "48");
	put("NUMBER(PHYS_OFFSET)", MADE_PA, false);
	made_elf(&made, ELFCLASS64, va);
	made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	made.file[offsetof(Elf64_Ehdr, e_machine) + 1] = 0;
}

static void open_made(void)
{
	source = source_of_bytes(kx_bytes(made.file, made.size));
	assert_int_equal(dump_open(&source, &dump, &failure), 0);
	assert_int_equal(dump.machine, DUMP_OF_ARM64);
	assert_int_equal(dump.long_size, 8);
}

static int read_at(u64 va, u8 *bytes)
{
	int err;

	open_made();
	err = address_read(&dump, va, bytes, 16, &failure);
	dump_close(&dump);
	return err;
}

static void check_same(u64 va, u64 offset)
{
	u8 bytes[16];

	assert_int_equal(read_at(va, bytes), 0);
	assert_memory_equal(bytes, made.memory + offset, sizeof(bytes));
}

TEST(image_and_linear_map_are_the_same_memory)
{
	make(MADE_VA_NONE);
	check_same(IMAGE + MADE_PRB, MADE_PRB);
	check_same(LINEAR + MADE_PRB, MADE_PRB);
}

/* Those of kexec-tools may be wrong. */
TEST(vmcoreinfo_counts_more_than_program_headers)
{
	u8 bytes[16];

	make(MADE_VA_BOTH);
	put("SYMBOL(_stext)", MADE_VA + 0x10000, true);
	put("NUMBER(kimage_voffset)", MADE_VA - MADE_PA - 0x1000, false);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	check_same(MADE_VA, 0x1000);
	/* Without it they are better than nothing. */
	made_info(&made, "NUMBER(kimage_voffset)", NULL);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	check_same(MADE_VA, 0);
	made_elf(&made, ELFCLASS64, MADE_VA_NONE);
	made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	assert_int_equal(read_at(MADE_VA, bytes), STATUS_ADDRESS);
}

/* As a copy of /proc/kcore has it: vmalloc, behind the image, is elsewhere. */
TEST(program_headers_have_what_follows_the_image)
{
	u8 bytes[16];

	make(MADE_VA_BOTH);
	put("SYMBOL(_stext)", MADE_VA - 0x10000000 + 0x10000, true);
	/* By this, it would be where the dump has no memory. */
	put("NUMBER(kimage_voffset)", MADE_VA - MADE_PA - 0x20000000, false);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	made.file[offsetof(Elf64_Ehdr, e_machine) + 1] = 0;
	assert_int_equal(read_at(MADE_VA, bytes), 0);
	assert_memory_equal(bytes, made.memory, sizeof(bytes));
}

TEST(addresses_that_are_nowhere_are_refused)
{
	static const struct {
		const char *name;
		u64 va;
	} rows[] = {
		{ "of user space", 0xaaaab2c3d1800000 },
		{ "below the linear map", LINEAR - 16 },
		{ "in no memory", LINEAR + MADE_MEMORY },
		{ "of vmalloc", 0xffff80000802b8d0 },
		{ "below the image", IMAGE - 16 },
		{ "behind the image", IMAGE + 0x40000000 },
		{ "the last", UINT64_MAX - 15 },
	};
	u8 bytes[16];
	size_t i;

	make(MADE_VA_NONE);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name, read_at(rows[i].va, bytes),
			   STATUS_ADDRESS);
}

/* Kernels for 52 bits have memory where those for 48 have it (memory.rst). */
TEST(addresses_may_have_other_sizes)
{
	static const struct {
		const char *name;
		const char *bits;
		u64 linear, first;
		int err;
		const char *page;
	} rows[] = {
		{ "39", "39", 0xffffff8000000000, MADE_PA, 0, "4096" },
		{ "52", "52", 0xfff0000000000000, MADE_PA, 0, "4096" },
		{ "52 on 48", "52", LINEAR, MADE_PA - 0x000f000000000000, 0,
		  "4096" },
		{ "a negative offset", "48", 0xffff7f0000000000,
		  MADE_PA - 0x7f0000000000, 0, "4096" },
		{ "35", "35", 0xfffffff800000000, MADE_PA, STATUS_ADDRESS,
		  "4096" },
		{ "64", "64", LINEAR, MADE_PA, STATUS_ADDRESS, "4096" },
		/* Pages of 16 KiB: Linux 6.9, on a CPU without LPA2. */
		{ "52 on 47", "52", 0xffff800000000000,
		  MADE_PA - 0x000f800000000000, 0, "16384" },
		{ "48 of 16 KiB", "48", LINEAR, MADE_PA, 0, "16384" },
	};
	u8 bytes[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(MADE_VA_NONE);
		made_info(&made, "NUMBER(VA_BITS)", rows[i].bits);
		put("NUMBER(PHYS_OFFSET)", rows[i].first, false);
		made_info(&made, "PAGESIZE", rows[i].page);
		made_elf(&made, ELFCLASS64, MADE_VA_NONE);
		made.file[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
		assert_row(rows[i].name, read_at(rows[i].linear, bytes),
			   rows[i].err);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_and_linear_map_are_the_same_memory),
		cmocka_unit_test(vmcoreinfo_counts_more_than_program_headers),
		cmocka_unit_test(program_headers_have_what_follows_the_image),
		cmocka_unit_test(addresses_that_are_nowhere_are_refused),
		cmocka_unit_test(addresses_may_have_other_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
