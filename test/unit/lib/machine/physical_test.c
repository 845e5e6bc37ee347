// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Physical memory in /proc/kcore and /dev/mem. */
#include "lib/machine/physical.h"

#include <elf.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* RAM: [0x8000, 0x8010) at offset 0x200, and the image elsewhere. */
static void put_kcore(const struct fixture *fixture, u64 ram)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr phdrs[3];
		u8 rest[0x210 - sizeof(Elf64_Ehdr) - 3 * sizeof(Elf64_Phdr)];
	} kcore = {
		.header = { .e_ident = ELFMAG,
			    .e_phoff = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 3 },
		.phdrs = { { .p_type = PT_NOTE,
			     .p_paddr = 0x8000,
			     .p_filesz = 0x1000 },
			   { .p_type = PT_LOAD,
			     .p_paddr = UINT64_MAX,
			     .p_filesz = 0x1000 },
			   { .p_type = PT_LOAD,
			     .p_paddr = ram,
			     .p_offset = 0x200,
			     .p_filesz = 0x10 } },
	};

	kcore.header.e_ident[EI_CLASS] = ELFCLASS64;
	memcpy((u8 *)&kcore + 0x200, "RAM as in kcore!", 16);
	fixture_put(fixture, "/proc/kcore", kx_bytes(&kcore, sizeof(kcore)));
}

static void put_mem(const struct fixture *fixture)
{
	static u8 mem[0x9000];

	memset(mem, 'm', sizeof(mem));
	fixture_put(fixture, "/dev/mem", kx_bytes(mem, sizeof(mem)));
}

TEST(ram_is_read_in_kcore_and_the_rest_in_mem)
{
	static const struct {
		const char *name;
		u64 at;
		size_t size;
		const char *want; /* NULL: can't be read */
	} rows[] = {
		{ "RAM", 0x8000, 3, "RAM" },
		{ "its end", 0x800a, 6, "kcore!" },
		{ "past its end", 0x800b, 6, "mmmmmm" },
		{ "before it", 0x7fff, 4, "mmmm" },
		{ "the last of mem", 0x8ffc, 4, "mmmm" },
		{ "past mem", 0x8ffd, 4, NULL },
		{ "no address", UINT64_MAX - 1, 4, NULL },
	};
	struct kxl_physical physical;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	put_kcore(&fixture, 0x8000);
	put_mem(&fixture);
	kxl_physical_open(fixture.ctx, &physical);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		/* A buffer of exactly the size that is read. */
		char *got = calloc(1, rows[i].size);

		assert_row(rows[i].name,
			   kxl_physical_read(&physical, rows[i].at, got,
					     rows[i].size),
			   rows[i].want != NULL);
		if (rows[i].want)
			assert_memory_equal(got, rows[i].want, rows[i].size);
		free(got);
	}
	kxl_physical_close(&physical);
	fixture_free(&fixture);
}

/* Before Linux 4.19 all physical addresses in it are 0. */
TEST(a_kcore_without_addresses_has_no_memory)
{
	struct kxl_physical physical;
	struct fixture fixture;
	char got[4];

	fixture_make(&fixture);
	put_kcore(&fixture, 0);
	kxl_physical_open(fixture.ctx, &physical);
	assert_false(kxl_physical_read(&physical, 0, got, sizeof(got)));
	kxl_physical_close(&physical);
	fixture_free(&fixture);
}

TEST(either_file_may_be_missing_or_garbage)
{
	struct kxl_physical physical;
	struct fixture fixture;
	char got[4];

	fixture_make(&fixture);
	kxl_physical_open(fixture.ctx, &physical);
	assert_false(kxl_physical_read(&physical, 0x8000, got, sizeof(got)));
	kxl_physical_close(&physical);
	put_kcore(&fixture, 0x8000);
	kxl_physical_open(fixture.ctx, &physical);
	assert_true(kxl_physical_read(&physical, 0x8000, got, sizeof(got)));
	assert_false(kxl_physical_read(&physical, 0x1000, got, sizeof(got)));
	kxl_physical_close(&physical);
	put_mem(&fixture);
	fixture_text(&fixture, "/proc/kcore", "");
	kxl_physical_open(fixture.ctx, &physical);
	assert_true(kxl_physical_read(&physical, 0x8000, got, sizeof(got)));
	assert_memory_equal(got, "mmmm", 4);
	kxl_physical_close(&physical);
	fixture_text(&fixture, "/proc/kcore",
		     "garbage that is longer than the header of an ELF file, "
		     "which has 64 bytes, and no ELF file");
	kxl_physical_open(fixture.ctx, &physical);
	assert_true(kxl_physical_read(&physical, 0x8000, got, sizeof(got)));
	kxl_physical_close(&physical);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ram_is_read_in_kcore_and_the_rest_in_mem),
		cmocka_unit_test(a_kcore_without_addresses_has_no_memory),
		cmocka_unit_test(either_file_may_be_missing_or_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
