// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The machine below a root directory. */
#include "lib/machine/machine.h"

#include <errno.h>

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* Frees a machine, and checks that all of it is zero, the seed as well. */
static void free_wholly(struct kxl_machine *machine)
{
	static const struct kxl_machine none;

	kxl_machine_free(machine);
	assert_memory_equal(machine, &none, sizeof(none));
}

TEST(a_pc_is_read_in_full)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.usable.count, 2);
	assert_int_equal(machine.facts.usable.entries[1].range.end,
			 0xc0000000ULL);
	assert_int_equal(machine.facts.firmware.count, 3);
	assert_int_equal(machine.facts.x86.boot_params.size, 4096);
	assert_int_equal(machine.facts.acpi_rsdp, 0xf4000);
	assert_int_equal(machine.facts.rng_seed.size, 32);
	assert_false(machine.facts.x86.is_5level);
	assert_int_equal(machine.facts.limits.page_size, 4096);
	assert_int_equal(machine.facts.limits.address_limit, (1ULL << 46) - 1);
	assert_int_equal(machine.facts.limits.ram_pages, 3143724 / 4);
	assert_int_equal(machine.facts.efi.memmap.size, 0);
	free_wholly(&machine);
	fixture_free(&fixture);
}

TEST(each_range_of_a_map_is_logged)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "000a0000-000bffff : Reserved\n"
		     "00100000-bfffffff : System RAM\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_non_null(strstr(fixture.log, "usable memory: 2 ranges\n"
					    "  [0x1000, 0x9fc00) type 1\n"
					    "  [0x100000, 0xc0000000) type 1\n"
					    "firmware's memory map: 3 ranges\n"
					    "  [0x1000, 0x9fc00) type 1\n"
					    "  [0xa0000, 0xc0000) type 2\n"));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(five_level_paging_widens_the_addresses)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", "flags\t\t: fpu la57 lm\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_true(machine.facts.x86.is_5level);
	assert_int_equal(machine.facts.limits.address_limit, (1ULL << 52) - 1);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

/* As Debian's 6.1 lists it on QEMU's virt machine with UEFI. */
TEST(an_arm64_machine_is_its_ram_and_its_tree)
{
	const struct kx_range usable[] = { { 0x40000000, 0x43c00000 },
					   { 0x44000000, 0x5c1b0000 },
					   { 0x5c1c0000, 0x5c410000 } };
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture.ctx->arch = &kx_arch_arm64;
	fixture_remove(&fixture, "/sys/kernel/boot_params/data");
	fixture_text(&fixture, "/sys/firmware/fdt", "flattened");
	fixture_text(&fixture, "/proc/iomem",
		     "09000000-09000fff : pl011@9000000\n"
		     "40000000-5c40ffff : System RAM\n"
		     "  40210000-41edffff : Kernel code\n"
		     "  42150000-4237ffff : Kernel data\n"
		     "  43c00000-43ffffff : reserved\n"
		     "  5c1b0000-5c1bffff : reserved\n"
		     "5c410000-5c5bffff : reserved\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.usable.count, ARRAY_SIZE(usable));
	for (i = 0; i < ARRAY_SIZE(usable); i++) {
		assert_int_equal(machine.facts.usable.entries[i].range.start,
				 usable[i].start);
		assert_int_equal(machine.facts.usable.entries[i].range.end,
				 usable[i].end);
	}
	assert_int_equal(machine.facts.firmware.count, 0);
	assert_int_equal(machine.facts.limits.address_limit, ~0ULL);
	assert_int_equal(machine.facts.limits.page_size, 4096);
	assert_int_equal(machine.facts.arm64.fdt.size, 9);
	assert_int_equal(machine.facts.rng_seed.size, KXL_SEED_SIZE);
	/* What is x86's alone is not read. */
	assert_null(strstr(fixture.log, "boot_params"));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(the_firmwares_own_map_is_preferred)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0x9fbff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.firmware.count, 1);
	assert_int_equal(machine.facts.firmware.entries[0].range.end, 0x9fc00);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

/* /proc/iomem has RAM from 1 MiB on; this firmware reports only its end. */
TEST(memory_that_efi_alone_told_of_is_handed_on)
{
	static const struct {
		const char *cmdline;
		unsigned int count;
	} rows[] = {
		{ "quiet add_efi_memmap ro\n", 4 },
		{ "quiet\n", 2 },
		{ "add_efi_memmaps x=add_efi_memmap\n", 2 },
		{ "quiet -- add_efi_memmap\n", 2 },
	};
	const struct kx_range low = { 0, 0x9fc00 };
	const struct kx_range set_aside = { 0x80000000, 0xc0000000 };
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0x9fbff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/start", "0x80000000\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/end", "0xbfffffff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/type",
		     "Soft Reserved\n");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kx_memmap *map = &machine.facts.firmware;

		fixture_text(&fixture, "/proc/cmdline", rows[i].cmdline);
		assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
		assert_row(rows[i].cmdline, map->count, rows[i].count);
		assert_true(kx_memmap_covers(map, low, KX_MEM_RAM));
		assert_true(
			kx_memmap_covers(map, set_aside, KX_MEM_SOFT_RESERVED));
		kxl_machine_free(&machine);
	}
	fixture_remove(&fixture, "/proc/cmdline");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.firmware.count, 2);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

/* With add_efi_memmap, EFI's map has more than RAM. */
TEST(memory_of_efi_that_is_no_ram_is_handed_on)
{
	const struct kx_range reserved = { 0x9fc00, 0x100000 };
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0x9fbff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	fixture_text(&fixture, "/proc/cmdline", "add_efi_memmap\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_true(kx_memmap_covers(&machine.facts.firmware, reserved,
				     KX_MEM_RESERVED));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(a_crash_kernels_map_has_what_the_running_kernel_knows)
{
	static const struct {
		const char *name;
		struct kx_range range;
		u32 type;
	} rows[] = {
		{ "low RAM", { 0x1000, 0x8000 }, KX_MEM_RAM },
		{ "low RAM set aside", { 0x8000, 0x9000 }, KX_MEM_RESERVED },
		{ "memmap=$", { 0x20000000, 0x20200000 }, KX_MEM_RESERVED },
		{ "memmap=#", { 0x20200000, 0x20300000 }, KX_MEM_ACPI },
		{ "NVS", { 0x20300000, 0x20400000 }, KX_MEM_NVS },
		{ "memmap=!", { 0x30000000, 0x31000000 }, KX_MEM_PRAM },
		{ "NVDIMM", { 0x140000000, 0x150000000 }, KX_MEM_PMEM },
		{ "firmware alone", { 0xf0000000, 0xf0001000 }, KX_MEM_NVS },
		{ "RAM stays", { 0x21000000, 0x22000000 }, KX_MEM_RAM },
	};
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/firmware/memmap/0/start", "0x0\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/end", "0xbfffffff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/0/type", "System RAM\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/start", "0xf0000000\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/end", "0xf0000fff\n");
	fixture_text(&fixture, "/sys/firmware/memmap/1/type",
		     "ACPI Non-volatile Storage\n");
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-00007fff : System RAM\n"
		     "00008000-00008fff : Reserved\n"
		     "00009000-1fffffff : System RAM\n"
		     "20000000-201fffff : Reserved\n"
		     "20200000-202fffff : ACPI Tables\n"
		     "20300000-203fffff : ACPI Non-volatile Storage\n"
		     "20400000-2fffffff : System RAM\n"
		     "30000000-30ffffff : Persistent Memory (legacy)\n"
		     "140000000-14fffffff : Persistent Memory\n"
		     "  140000000-14fffffff : System RAM (kmem)\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.firmware.count, 2);
	/* The data that it adds was read before. */
	fixture_remove(&fixture, "/proc/iomem");
	assert_int_equal(kxl_machine_add_known(fixture.ctx, &machine), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name,
			   kx_memmap_covers(&machine.facts.firmware,
					    rows[i].range, rows[i].type),
			   true);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(efi_knows_the_rsdp_where_the_boot_loader_did_not)
{
	static const u8 zeroes[4096];
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/firmware/efi/systab", "ACPI=0x1230\n");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.acpi_rsdp, 0xf4000);
	kxl_machine_free(&machine);
	fixture_put(&fixture, "/sys/kernel/boot_params/data",
		    kx_bytes(zeroes, sizeof(zeroes)));
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.acpi_rsdp, 0x1230);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(a_machine_without_boot_params_is_warned_about)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_remove(&fixture, "/sys/kernel/boot_params/data");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(machine.facts.x86.boot_params.size, 0);
	assert_non_null(
		strstr(fixture.log, "warning: /sys/kernel/boot_params"));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

/* The explanation for /proc/iomem does not fit other files. */
TEST(an_empty_iomem_is_not_called_hidden)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/iomem", "");
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), -ENODATA);
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "hidden"));
	assert_int_equal(kxl_fail_read(fixture.ctx, "/proc/x", -EPERM), -EPERM);
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "hidden"));
	fixture_free(&fixture);
}

TEST(files_that_are_missing_or_garbage_are_named)
{
	static const struct {
		const char *name;
		const char *path;
		const char *text; /* NULL: removed */
		int err;
		const char *object;
	} rows[] = {
		{ "no iomem", "/proc/iomem", NULL, -ENOENT, "/proc/iomem" },
		{ "hidden addresses", "/proc/iomem",
		  "00000000-00000000 : System RAM\n", -EPERM, "/proc/iomem" },
		{ "no ram", "/proc/iomem", "00000001-00000002 : ROM\n",
		  -ENODATA, "/proc/iomem" },
		{ "garbage", "/proc/iomem", "garbage\n", -EBADMSG,
		  "/proc/iomem" },
		{ "no cpuinfo", "/proc/cpuinfo", NULL, -ENOENT,
		  "/proc/cpuinfo" },
		{ "no meminfo", "/proc/meminfo", NULL, -ENOENT,
		  "/proc/meminfo" },
		{ "no total", "/proc/meminfo", "MemFree: 1 kB\n", -EBADMSG,
		  "/proc/meminfo" },
		{ "firmware's map with a hole", "/sys/firmware/memmap/1/start",
		  "zz\n", -ENOENT, "/sys/firmware/memmap/1/end" },
		{ "firmware's map is a file", "/sys/firmware/memmap", "",
		  -ENOTDIR, "/sys/firmware/memmap" },
		{ "firmware's start is a folder",
		  "/sys/firmware/memmap/1/start/x", "", -EISDIR,
		  "/sys/firmware/memmap/1/start" },
		{ "short boot_params", "/sys/kernel/boot_params/data", "short",
		  -EBADMSG, "/sys/kernel/boot_params/data" },
	};
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		if (rows[i].text)
			fixture_text(&fixture, rows[i].path, rows[i].text);
		else
			fixture_remove(&fixture, rows[i].path);
		assert_row(rows[i].name,
			   kxl_machine_read(fixture.ctx, &machine),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
				    rows[i].object);
		fixture_free(&fixture);
	}
}

/* Writes RAM and reserved ranges alternately, @count lines above 1 GiB. */
static void put_ranges(const struct fixture *fixture, unsigned int count)
{
	size_t size = 0;
	char *text = NULL;
	FILE *file = open_memstream(&text, &size);
	unsigned long long at = 0x40000000;
	unsigned int i;

	assert_non_null(file);
	fprintf(file, "00100000-3fffffff : System RAM\n");
	for (i = 0; i < count; i++, at += 0x2000)
		fprintf(file, "%08llx-%08llx : %s\n", at, at + 0x1fff,
			i % 2 ? "System RAM" : "Reserved");
	assert_int_equal(fclose(file), 0);
	fixture_text(fixture, "/proc/iomem", text);
	free(text);
}

/* Nanoseconds of processor time for the fastest of three plans. */
static long long time_plan(const struct fixture *fixture, unsigned int count)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	long long best = 0;
	struct timespec now;
	unsigned int i;

	put_ranges(fixture, count);
	for (i = 0; i < 3; i++) {
		long long took;

		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
		took = -(now.tv_sec * 1000000000LL + now.tv_nsec);
		assert_int_equal(
			kexec_image_open(fixture->ctx, fixture->kernel, &image),
			0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		kexec_image_close(image);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
		took += now.tv_sec * 1000000000LL + now.tv_nsec;
		if (!i || took < best)
			best = took;
	}
	return best;
}

/* Four times the ranges take four times as long, not sixteen times. */
TEST(time_for_a_plan_grows_as_the_number_of_ranges)
{
	struct fixture fixture;
	long long many;
	long long few;

	fixture_make_pc(&fixture);
	/* Without a log: its many lines take most of the time. */
	kexec_ctx_set_log(fixture.ctx, NULL, NULL);
	few = time_plan(&fixture, 10000);
	many = time_plan(&fixture, 40000);
	assert_true(many < 8 * few);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pc_is_read_in_full),
		cmocka_unit_test(each_range_of_a_map_is_logged),
		cmocka_unit_test(five_level_paging_widens_the_addresses),
		cmocka_unit_test(an_arm64_machine_is_its_ram_and_its_tree),
		cmocka_unit_test(the_firmwares_own_map_is_preferred),
		cmocka_unit_test(memory_that_efi_alone_told_of_is_handed_on),
		cmocka_unit_test(memory_of_efi_that_is_no_ram_is_handed_on),
		cmocka_unit_test(
			a_crash_kernels_map_has_what_the_running_kernel_knows),
		cmocka_unit_test(
			efi_knows_the_rsdp_where_the_boot_loader_did_not),
		cmocka_unit_test(a_machine_without_boot_params_is_warned_about),
		cmocka_unit_test(an_empty_iomem_is_not_called_hidden),
		cmocka_unit_test(files_that_are_missing_or_garbage_are_named),
		cmocka_unit_test(time_for_a_plan_grows_as_the_number_of_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
