// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Firmware tables of the machine below a root directory. */
#include "lib/machine/tables.h"

#include <elf.h>

#include "lib/machine/machine.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define SYSTEM	0x9fd00 /* in the firmware's memory */
#define CONFIG	0xa0000
#define MEMATTR 0xbfff1010 /* in RAM */
#define RAM	0xbfff0000 /* the part that /proc/kcore has */

static const u8 memattr[16] = {
	0x1d, 0x91, 0xfa, 0xdc, 0xeb, 0x26, 0x9f, 0x46,
	0xa2, 0x20, 0x38, 0xb7, 0xdc, 0x46, 0x12, 0x20
};
static const struct kx_range kept = { 0xbfff1000, 0xbfff3000 };

static void put_boot_params(const struct fixture *fixture, u64 system_table,
			    const char *signature)
{
	u8 boot_params[4096] = { 0 };

	memcpy(boot_params + 0x1c0, signature, 4);
	kx_write_le32(boot_params + 0x1c4, (u32)system_table);
	kx_write_le32(boot_params + 0x1d8, (u32)(system_table >> 32));
	fixture_put(fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(boot_params, sizeof(boot_params)));
}

/* Writes an EFI table, at an address with entries of @width. */
static void put_mem(const struct fixture *fixture, u32 count, size_t width)
{
	static u8 mem[0x100000];

	memset(mem, 0, sizeof(mem));
	memcpy(mem + SYSTEM, "IBI SYST", 8);
	kx_write_le32(mem + SYSTEM + count, 1);
	memcpy(mem + CONFIG, memattr, sizeof(memattr));
	kx_write_le32(mem + CONFIG + sizeof(memattr), MEMATTR);
	memset(mem + CONFIG + sizeof(memattr) + width, 0xff, 8);
	fixture_put(fixture, "/dev/mem", kx_bytes(mem, sizeof(mem)));
}

static void put_kcore(const struct fixture *fixture)
{
	static u8 kcore[0x11000];
	Elf64_Ehdr header = { .e_ident = ELFMAG,
			      .e_phoff = sizeof(Elf64_Ehdr),
			      .e_phentsize = sizeof(Elf64_Phdr),
			      .e_phnum = 1 };
	const Elf64_Phdr phdr = { .p_type = PT_LOAD,
				  .p_paddr = RAM,
				  .p_offset = 0x1000,
				  .p_filesz = 0x10000 };
	u8 *table = kcore + 0x1000 + (MEMATTR - RAM);

	header.e_ident[EI_CLASS] = ELFCLASS64;
	memcpy(kcore, &header, sizeof(header));
	memcpy(kcore + sizeof(header), &phdr, sizeof(phdr));
	/* 16 + 100 * 48 bytes, which extend into the second page */
	kx_write_le32(table + 4, 100);
	kx_write_le32(table + 8, 48);
	fixture_put(fixture, "/proc/kcore", kx_bytes(kcore, sizeof(kcore)));
}

static void make_efi(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	fixture_efi(fixture);
	fixture_text(fixture, "/sys/firmware/efi/systab", "");
	fixture_text(fixture, "/sys/firmware/efi/config_table", "0xa0000\n");
	put_boot_params(fixture, SYSTEM, "EL64");
	put_mem(fixture, 104, 8);
	put_kcore(fixture);
}

/* The number of bytes removed from the machine's RAM. */
static u64 keep(const struct fixture *fixture, struct kxl_machine *machine)
{
	u64 kept_bytes = 0xbff00000ULL;
	struct kx_memmap *usable = &machine->facts.usable;
	u32 i;

	assert_int_equal(kxl_machine_read(fixture->ctx, machine), 0);
	assert_int_equal(kxl_tables_keep(fixture->ctx, &machine->facts), 0);
	assert_true(usable->count <= usable->capacity);
	for (i = 0; i < usable->count; i++)
		if (usable->entries[i].range.start >= 0x100000)
			kept_bytes -= kx_range_size(usable->entries[i].range);
	return kept_bytes;
}

TEST(a_table_in_ram_is_taken_out_of_what_is_usable)
{
	static const struct {
		const char *signature;
		u32 count;
		size_t width;
	} rows[] = { { "EL64", 104, 8 }, { "EL32", 64, 4 } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kxl_machine machine;
		struct fixture fixture;

		make_efi(&fixture);
		put_boot_params(&fixture, SYSTEM, rows[i].signature);
		put_mem(&fixture, rows[i].count, rows[i].width);
		assert_row(rows[i].signature, keep(&fixture, &machine),
			   kx_range_size(kept));
		assert_false(kx_memmap_covers(
			&machine.facts.usable,
			(struct kx_range){ kept.start, kept.start + 1 },
			KX_MEM_RAM));
		assert_null(strstr(fixture.log, "warning: "));
		kxl_machine_free(&machine);
		fixture_free(&fixture);
	}
}

/* At the top of memory, where a kernel is placed. */
TEST(no_segment_of_a_plan_lies_over_a_table)
{
	static const char *const missing[] = { NULL, "/dev/mem" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(missing); i++) {
		const struct kexec_plan *plan = NULL;
		struct kexec_image *image;
		struct fixture fixture;
		bool is_over = false;
		unsigned int n;

		make_efi(&fixture);
		if (missing[i])
			fixture_remove(&fixture, missing[i]);
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		for (n = 0; n < plan->nr_segments; n++) {
			u64 mem = (uintptr_t)plan->segments[n].mem;

			is_over |= mem < kept.end &&
				   mem + plan->segments[n].memsz > kept.start;
		}
		/* Otherwise this would test nothing. */
		assert_int_equal(is_over, missing[i] != NULL);
		assert_int_equal(strstr(fixture.log, "warning: ") != NULL,
				 missing[i] != NULL);
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

TEST(a_warning_says_what_can_not_be_read_if_it_matters)
{
	static const struct {
		const char *name;
		const char *removed;
		const char *warning; /* NULL: none */
		u64 kept;
	} rows[] = {
		{ "all is there", "/proc/meminfo.none", NULL, 0x2000 },
		{ "no mem", "/dev/mem", "/dev/mem: 1; segments may", 0 },
		/* Only the page that it begins in is known. */
		{ "no kcore", "/proc/kcore", "/dev/mem: 1; segments may",
		  0x1000 },
		{ "no address", "/sys/firmware/efi/config_table", NULL, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kxl_machine machine;
		struct fixture fixture;
		const char *warning;

		make_efi(&fixture);
		fixture_text(&fixture, "/proc/meminfo.none", "");
		fixture_remove(&fixture, rows[i].removed);
		assert_row(rows[i].name, keep(&fixture, &machine),
			   rows[i].kept);
		warning = strstr(fixture.log, "warning: firmware's tables");
		assert_row(rows[i].name, warning != NULL,
			   rows[i].warning != NULL);
		if (warning)
			assert_non_null(strstr(warning, rows[i].warning));
		kxl_machine_free(&machine);
		fixture_free(&fixture);
	}
}

TEST(an_efi_that_is_not_handed_on_needs_no_warning)
{
	struct kxl_machine machine;
	struct fixture fixture;

	make_efi(&fixture);
	fixture_remove(&fixture, "/dev/mem");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	machine.facts.efi.memmap.size = 0;
	assert_int_equal(kxl_tables_keep(fixture.ctx, &machine.facts), 0);
	assert_null(strstr(fixture.log, "warning: "));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(a_machine_without_efi_keeps_nothing)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(keep(&fixture, &machine), 0);
	assert_null(strstr(fixture.log, "warning: "));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
	/* Nor is there one if the kernel shows no boot_params. */
	make_efi(&fixture);
	fixture_remove(&fixture, "/sys/kernel/boot_params/data");
	assert_int_equal(keep(&fixture, &machine), 0);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(the_root_pointer_of_acpi_leads_to_tables_in_ram)
{
	static u8 mem[0x100000];
	struct kxl_machine machine;
	struct fixture fixture;

	/* Its boot_params have 0xf4000. */
	fixture_make_pc(&fixture);
	memcpy(mem + 0xf4000, "RSD PTR ", 8);
	kx_write_le32(mem + 0xf4010, 0xf5000);
	memcpy(mem + 0xf5000, "RSDT\x28\0\0\0", 8);
	kx_write_le32(mem + 0xf5024, MEMATTR);
	fixture_put(&fixture, "/dev/mem", kx_bytes(mem, sizeof(mem)));
	put_kcore(&fixture);
	/*
	 * 100 bytes: put_kcore() has that number at the table's length field.
	 */
	assert_int_equal(keep(&fixture, &machine), 0x1000);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_in_ram_is_taken_out_of_what_is_usable),
		cmocka_unit_test(no_segment_of_a_plan_lies_over_a_table),
		cmocka_unit_test(
			a_warning_says_what_can_not_be_read_if_it_matters),
		cmocka_unit_test(an_efi_that_is_not_handed_on_needs_no_warning),
		cmocka_unit_test(a_machine_without_efi_keeps_nothing),
		cmocka_unit_test(
			the_root_pointer_of_acpi_leads_to_tables_in_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
