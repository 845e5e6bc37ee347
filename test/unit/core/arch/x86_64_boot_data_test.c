// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Boot data, read as a kernel reads it: boot_params by offset, pointers inside
 * the one segment followed, setup_data walked. All inputs must be found, and
 * nothing else.
 */
#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"

#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

#define PARAMS	       KX_BOOT_PARAMS_SIZE
#define SETUP_E820_EXT 1
#define SETUP_EFI      4
#define SETUP_RNG_SEED 9
#define MANY_ENTRIES   300

static const u8 setup_header[0x268 - KX_SETUP_HEADER] = { 0x1f };

struct setup {
	struct test_machine test;
	struct kx_memory firmware[MANY_ENTRIES];
	u8 old_params[KX_BOOT_PARAMS_SIZE];
	struct kx_request request;
	struct kx_boot_data data;
	struct kx_plan plan;
	struct kx_fault fault;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	test_machine_make(&s->test);
	s->request = test_machine_request(&s->test, kx_bytes("", 0));
	s->request.cmdline = kx_bytes("console=ttyS0 panic=1", 21);
	s->data = (struct kx_boot_data){
		.setup_header = kx_bytes(setup_header, sizeof(setup_header)),
		.entry = 0x123456789000,
		.mode = &kx_entry_x86_64,
		.within = { TEST_MIB, ~0ULL },
	};
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int add(struct setup *s)
{
	s->plan = (struct kx_plan){ 0 };
	s->test.arena.used = 0;
	return kx_boot_data_add(&s->request, &s->data, &s->plan, &s->fault);
}

/* Bytes at a physical address in the segment. */
static const u8 *at(const struct setup *s, u64 address, u64 size)
{
	const struct kx_segment *segment = &s->plan.segments[0];

	assert_true(address >= segment->mem);
	assert_true(address - segment->mem + size <= segment->bufsz);
	return (const u8 *)segment->buf + (address - segment->mem);
}

static u64 number(const u8 *data, u32 width)
{
	u64 value = 0;

	while (width--)
		value = value << 8 | data[width];
	return value;
}

static const u8 *params(const struct setup *s)
{
	return at(s, s->plan.segments[0].mem + PARAMS, KX_BOOT_PARAMS_SIZE);
}

static u64 param(const struct setup *s, u64 offset, u32 width)
{
	return number(params(s) + offset, width);
}

/* Finds a type's setup_data entry: its bytes, or NULL; counts all entries. */
static const u8 *setup_data(const struct setup *s, u32 type, u64 *size)
{
	u64 address = param(s, 0x250, 8);
	const u8 *found = NULL;
	u32 count = 0;

	while (address) {
		const u8 *entry = at(s, address, 16);

		assert_true(++count < 10);
		if (number(entry + 8, 4) == type) {
			assert_null(found);
			*size = number(entry + 12, 4);
			found = at(s, address + 16, *size);
		}
		address = number(entry, 8);
	}
	return found;
}

TEST_WITH(the_plan_enters_the_purgatory_which_enters_the_kernel)
{
	struct setup *s = *state;
	const struct kx_segment *segment = &s->plan.segments[0];
	struct kx_purgatory_head head;
	size_t size = (size_t)(kx_purgatory_end - kx_purgatory);

	assert_int_equal(add(s), 0);
	assert_int_equal(s->plan.count, 1);
	assert_string_equal(kx_part_name(s->plan.parts[0]), "boot data");
	assert_ptr_equal(s->plan.entry.mode, &kx_entry_x86_64);
	assert_int_equal(s->plan.entry.address, segment->mem);
	assert_int_equal(s->plan.entry.arguments[0], 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_64);
	assert_int_equal(s->plan.kernel.address, 0x123456789000);
	assert_int_equal(s->plan.kernel.arguments[0], segment->mem + PARAMS);
	memcpy(&head, segment->buf, sizeof(head));
	assert_int_equal(number(head.entry, 8), 0x123456789000);
	assert_int_equal(number(head.boot_params, 8), segment->mem + PARAMS);
	assert_memory_equal(head.jump, kx_purgatory, sizeof(head.jump));
	assert_memory_equal((const u8 *)segment->buf + sizeof(head),
			    kx_purgatory + sizeof(head), size - sizeof(head));
}

/* The head follows a jump over it: EB with 8 bits, E9 with 32. */
TEST(the_purgatory_begins_with_a_jump_over_its_numbers)
{
	int to = kx_purgatory[0] == 0xeb ? 2 + kx_purgatory[1]
					 : 5 + (int)number(kx_purgatory + 1, 4);

	assert_true(kx_purgatory_end - kx_purgatory <= KX_BOOT_PARAMS_SIZE);
	assert_true(kx_purgatory[0] == 0xeb || kx_purgatory[0] == 0xe9);
	assert_int_equal(to, sizeof(struct kx_purgatory_head));
}

TEST_WITH(boot_params_lie_on_a_page)
{
	struct setup *s = *state;

	assert_int_equal(add(s), 0);
	assert_int_equal(s->plan.segments[0].mem % TEST_PAGE, 0);
	assert_int_equal(s->plan.segments[0].memsz % TEST_PAGE, 0);
}

TEST_WITH(the_command_line_is_found_whole_and_ended)
{
	struct setup *s = *state;
	u64 address;

	assert_int_equal(add(s), 0);
	address = param(s, 0x0c8, 4) << 32 | param(s, 0x228, 4);
	assert_string_equal((const char *)at(s, address, 22),
			    "console=ttyS0 panic=1");
	s->request.cmdline = kx_bytes(NULL, 0);
	assert_int_equal(add(s), 0);
	address = param(s, 0x0c8, 4) << 32 | param(s, 0x228, 4);
	assert_int_equal(*at(s, address, 1), 0);
}

TEST_WITH(the_initrd_is_told_above_4_gib_as_well)
{
	struct setup *s = *state;

	s->data.initrd = (struct kx_range){ 0x123456000, 0x323456789 };
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x0c0, 4), 0x1);
	assert_int_equal(param(s, 0x218, 4), 0x23456000);
	assert_int_equal(param(s, 0x0c4, 4), 0x2);
	assert_int_equal(param(s, 0x21c, 4), 0x00000789);
}

TEST_WITH(the_setup_header_is_the_files_and_the_loader_is_kexec)
{
	struct setup *s = *state;
	u8 header[sizeof(setup_header)];
	u64 i;

	for (i = 0; i < sizeof(header); i++)
		header[i] = (u8)(0x40 + i % 100);
	s->data.setup_header = kx_bytes(header, sizeof(header));
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x210, 1), 0xd0);
	assert_int_equal(param(s, 0x226, 2), 0); /* ext_loader_* */
	/* syssize .. version, and kernel_alignment .. cmdline_size */
	assert_memory_equal(params(s) + 0x1f4, header + 3, 0x1c);
	assert_memory_equal(params(s) + 0x230, header + 0x3f, 0x0c);
	/* No byte of the file after its header. */
	assert_int_equal(param(s, 0x268, 4), 0);
}

/* Compares the entries of page and list together, in order. */
static void assert_e820_is_firmware(const struct setup *s)
{
	const struct kx_memmap *map = &s->test.machine.firmware;
	u64 in_page = param(s, 0x1e8, 1);
	u64 size = 0;
	const u8 *more = setup_data(s, SETUP_E820_EXT, &size);
	u32 i;

	assert_true(in_page <= 128);
	assert_int_equal(in_page + size / 20, map->count);
	for (i = 0; i < map->count; i++) {
		const u8 *entry = i < in_page ? params(s) + 0x2d0 + i * 20
					      : more + (i - in_page) * 20;

		assert_int_equal(number(entry, 8), map->entries[i].range.start);
		assert_int_equal(number(entry + 8, 8),
				 kx_range_size(map->entries[i].range));
		assert_int_equal(number(entry + 16, 4), map->entries[i].type);
	}
}

TEST_WITH(the_firmwares_map_is_handed_on_whatever_its_length)
{
	static const u32 counts[] = { 0, 1, 127, 128, 129, MANY_ENTRIES };
	struct setup *s = *state;
	u32 i;

	for (i = 0; i < MANY_ENTRIES; i++)
		s->firmware[i] = (struct kx_memory){
			.range = { i * TEST_GIB, i * TEST_GIB + 0x201234 },
			.type = i % 5 + 1,
		};
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		s->test.machine.firmware =
			(struct kx_memmap){ s->firmware, counts[i],
					    MANY_ENTRIES };
		assert_int_equal(add(s), 0);
		assert_e820_is_firmware(s);
	}
}

TEST_WITH(old_memory_sizes_count_from_the_second_mebibyte)
{
	static const struct {
		const char *name;
		u64 end, ext_mem_k, alt_mem_k;
	} rows[] = {
		{ "2 MiB", 2 * TEST_MIB, 1024, 1024 },
		{ "63 MiB", 64 * TEST_MIB, 0xfc00, 0xfc00 },
		{ "64 MiB", 65 * TEST_MIB, 0xfc00, 0x10000 },
		{ "3 GiB", 3 * TEST_GIB, 0xfc00, 0x2ffc00 },
		{ "8 TiB", 1ULL << 43, 0xfc00, 0xffffffff },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->firmware[0] = (struct kx_memory){ { TEST_MIB, rows[i].end },
						     KX_MEM_RAM };
		/* An entry after the last one in use. */
		s->firmware[1] =
			(struct kx_memory){ { 0, 1ULL << 40 }, KX_MEM_RAM };
		s->test.machine.firmware =
			(struct kx_memmap){ s->firmware, 1, 1 };
		assert_int_equal(add(s), 0);
		assert_row(rows[i].name, param(s, 0x002, 2), rows[i].ext_mem_k);
		assert_row(rows[i].name, param(s, 0x1e0, 4), rows[i].alt_mem_k);
	}
	/* It need not be the first entry. */
	s->firmware[0] = (struct kx_memory){ { 0, 0x9f000 }, KX_MEM_RAM };
	s->firmware[1] =
		(struct kx_memory){ { TEST_MIB, 3 * TEST_MIB }, KX_MEM_RAM };
	s->test.machine.firmware.count = 2;
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x1e0, 4), 2048);
}

TEST_WITH(a_seed_is_handed_on_once_and_an_empty_one_is_not)
{
	struct setup *s = *state;
	u64 size = 0;

	assert_int_equal(add(s), 0);
	assert_null(setup_data(s, SETUP_RNG_SEED, &size));
	s->test.machine.rng_seed =
		kx_bytes("thirty-two bytes of randomness!!", 32);
	assert_int_equal(add(s), 0);
	assert_memory_equal(setup_data(s, SETUP_RNG_SEED, &size),
			    "thirty-two bytes of randomness!!", 32);
	assert_int_equal(size, 32);
}

/* screen_info, edid, EDD etc.; all other bytes are the next kernel's own. */
static const struct kx_range inherited[] = {
	{ 0x000, 0x002 }, { 0x004, 0x040 }, { 0x070, 0x078 }, { 0x140, 0x1c0 },
	{ 0x1e9, 0x1eb }, { 0x1ec, 0x1ed }, { 0x290, 0x2d0 }, { 0xd00, 0xeec },
};

/* Offsets that boot data always writes itself. */
static const struct kx_range written[] = {
	{ 0x002, 0x004 }, { 0x0c0, 0x0cc }, { 0x1e0, 0x1e9 },
	{ 0x1f1, 0x268 }, { 0x2d0, 0xcd0 },
};

static bool is_in(const struct kx_range *ranges, size_t count, u64 offset)
{
	while (count--)
		if (kx_range_has(ranges[count], offset))
			return true;
	return false;
}

TEST_WITH(only_what_describes_the_machine_is_inherited)
{
	struct setup *s = *state;
	u64 i;

	memset(s->old_params, 0xab, sizeof(s->old_params));
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	assert_int_equal(add(s), 0);
	for (i = 0; i < KX_BOOT_PARAMS_SIZE; i++)
		if (!is_in(written, ARRAY_SIZE(written), i))
			assert_int_equal(
				param(s, i, 1),
				is_in(inherited, ARRAY_SIZE(inherited), i)
					? 0xab
					: 0);
}

/* A sentinel that is not zero makes Linux wipe the page (zero-page.rst). */
TEST_WITH(the_sentinel_is_zero)
{
	struct setup *s = *state;

	memset(s->old_params, 0xff, sizeof(s->old_params));
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x1ef, 1), 0);
}

TEST_WITH(boot_params_that_are_cut_short_are_not_used)
{
	struct setup *s = *state;

	memset(s->old_params, 0xab, sizeof(s->old_params));
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params) - 1);
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x140, 8), 0);
}

TEST_WITH(the_rsdp_is_the_old_kernels_or_the_one_we_know)
{
	struct setup *s = *state;

	s->test.machine.acpi_rsdp = 0xe0000;
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x070, 8), 0xe0000);
	kx_write_le64(s->old_params + 0x070, 0xf6a20);
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x070, 8), 0xf6a20);
}

TEST_WITH(efi_is_handed_on_with_its_map_and_tables)
{
	struct setup *s = *state;
	static const u8 map[3 * 48] = { 1, 2, 3 };
	const u8 *efi;
	u64 address;
	u64 size = 0;

	kx_write_le32(s->old_params + 0x1c0, 0x34364c45); /* "EL64" */
	kx_write_le32(s->old_params + 0x1c4, 0x7f9ee018); /* system table */
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	s->test.machine.efi = (struct kx_efi){
		.memmap = kx_bytes(map, sizeof(map)),
		.desc_size = 48,
		.desc_version = 1,
		.fw_vendor = 0x1111222233334444,
		.runtime = 0x7777888899990000,
		.config_table = 0x5555666677778888,
		.smbios = 0x99990000aaaabbbb,
	};
	/* Only for a kernel with XLF_EFI_KEXEC. */
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x1c0, 4), 0);
	assert_null(setup_data(s, SETUP_EFI, &size));

	s->data.takes_efi = true;
	s->plan = (struct kx_plan){ 0 };
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x1c0, 4), 0x34364c45);
	assert_int_equal(param(s, 0x1c4, 4), 0x7f9ee018);
	assert_int_equal(param(s, 0x1c8, 4), 48);
	assert_int_equal(param(s, 0x1cc, 4), 1);
	assert_int_equal(param(s, 0x1d4, 4), sizeof(map));
	address = param(s, 0x1dc, 4) << 32 | param(s, 0x1d0, 4);
	assert_memory_equal(at(s, address, sizeof(map)), map, sizeof(map));
	efi = setup_data(s, SETUP_EFI, &size);
	assert_non_null(efi);
	/* struct efi_setup_data: these four, and eight that are reserved */
	assert_int_equal(size, 96);
	assert_int_equal(number(efi, 8), 0x1111222233334444);
	assert_int_equal(number(efi + 8, 8), 0x7777888899990000);
	assert_int_equal(number(efi + 16, 8), 0x5555666677778888);
	assert_int_equal(number(efi + 24, 8), 0x99990000aaaabbbb);
	assert_memory_equal(efi + 32, (u8[64]){ 0 }, 64);
}

TEST_WITH(without_an_efi_map_nothing_is_said_of_efi)
{
	struct setup *s = *state;
	u64 size;

	memset(s->old_params, 0xab, sizeof(s->old_params));
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	assert_int_equal(add(s), 0);
	assert_int_equal(param(s, 0x1c0, 4), 0);
	assert_null(setup_data(s, SETUP_EFI, &size));
}

TEST_WITH(everything_at_once_leaves_each_thing_as_it_is)
{
	struct setup *s = *state;
	static const u8 map[48] = { 0 };
	u64 size = 0;
	u32 i;

	for (i = 0; i < MANY_ENTRIES; i++)
		s->firmware[i] = (struct kx_memory){
			.range = { i * 0x10000ULL, i * 0x10000ULL + 0x1000 },
			.type = KX_MEM_RESERVED,
		};
	s->firmware[MANY_ENTRIES - 1].range.end += TEST_MIB;
	s->firmware[MANY_ENTRIES - 1].type = KX_MEM_RAM;
	s->test.machine.firmware =
		(struct kx_memmap){ s->firmware, MANY_ENTRIES, MANY_ENTRIES };
	s->test.machine.x86.boot_params =
		kx_bytes(s->old_params, sizeof(s->old_params));
	s->test.machine.efi.memmap = kx_bytes(map, sizeof(map));
	s->data.takes_efi = true;
	s->test.machine.rng_seed = kx_bytes("seed", 4);
	assert_int_equal(add(s), 0);
	assert_e820_is_firmware(s);
	assert_non_null(setup_data(s, SETUP_EFI, &size));
	assert_memory_equal(setup_data(s, SETUP_RNG_SEED, &size), "seed", 4);
	assert_string_equal(
		(const char *)at(
			s, param(s, 0x0c8, 4) << 32 | param(s, 0x228, 4), 22),
		"console=ttyS0 panic=1");
}

TEST_WITH(no_room_or_no_arena_leaves_the_plan_empty)
{
	struct setup *s = *state;

	s->data.within.end = 2 * TEST_MIB;
	s->request.within = (struct kx_range){ TEST_MIB, TEST_MIB + 0x1000 };
	assert_int_equal(add(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "boot data");
	s->request.within.end = ~0ULL;
	s->test.arena.size = 4096;
	assert_int_equal(add(s), -KX_E_FULL);
	assert_string_equal(s->fault.what, "arena");
	assert_int_equal(s->plan.count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_plan_enters_the_purgatory_which_enters_the_kernel),
		cmocka_unit_test(
			the_purgatory_begins_with_a_jump_over_its_numbers),
		WITH(boot_params_lie_on_a_page),
		WITH(the_command_line_is_found_whole_and_ended),
		WITH(the_initrd_is_told_above_4_gib_as_well),
		WITH(the_setup_header_is_the_files_and_the_loader_is_kexec),
		WITH(the_firmwares_map_is_handed_on_whatever_its_length),
		WITH(old_memory_sizes_count_from_the_second_mebibyte),
		WITH(a_seed_is_handed_on_once_and_an_empty_one_is_not),
		WITH(only_what_describes_the_machine_is_inherited),
		WITH(the_sentinel_is_zero),
		WITH(boot_params_that_are_cut_short_are_not_used),
		WITH(the_rsdp_is_the_old_kernels_or_the_one_we_know),
		WITH(efi_is_handed_on_with_its_map_and_tables),
		WITH(without_an_efi_map_nothing_is_said_of_efi),
		WITH(everything_at_once_leaves_each_thing_as_it_is),
		WITH(no_room_or_no_arena_leaves_the_plan_empty),
	};

	return cmocka_run_group_tests_name("x86_64", tests, NULL, NULL);
}
