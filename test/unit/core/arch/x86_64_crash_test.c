// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of crash kernels on a PC, with regions at many places. crash_oracle()
 * checks all of them; these tests also check the places, and the errors.
 */
#include "core/arch/x86_64_crash.h"

#include "test/unit/core/format/bzimage_setup.h"

#include <elf.h>

#define REGION_START (256 * TEST_MIB)
#define REGION_END   (512 * TEST_MIB)
#define BACKUP_SIZE  0x9f000ULL /* pages around [0x1000, 0x9fc00) */

struct crash_setup {
	struct setup s; /* first; made by set_up() */
	struct kx_memory dumped[3];
	struct kx_memmap dump;
	struct kx_memory region[1];
	struct kx_crash crash;
	struct kx_range note;
};

static void set_region(struct crash_setup *c, u64 start, u64 end)
{
	struct kx_machine *machine = &c->s.test.machine;

	c->region[0] = (struct kx_memory){ { start, end }, KX_MEM_RAM };
	machine->usable = (struct kx_memmap){ c->region, 1, 1 };
	machine->limits.is_crash = true;
	machine->limits.crash = c->region[0].range;
}

static int set_up_crash(void **state)
{
	struct crash_setup *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	bzimage_make(&c->s.image);
	test_machine_make(&c->s.test);
	c->s.request =
		test_machine_request(&c->s.test, bzimage_bytes(&c->s.image));
	c->s.request.purpose = KX_PURPOSE_CRASH;
	c->s.request.crash = &c->crash;
	c->s.request.cmdline = kx_bytes("maxcpus=1 -- 3", 14);
	set_region(c, REGION_START, REGION_END);
	c->dumped[0] = (struct kx_memory){ { 0x1000, 0x9fc00 }, KX_MEM_RAM };
	c->dumped[1] =
		(struct kx_memory){ { TEST_MIB, REGION_START }, KX_MEM_RAM };
	c->dumped[2] =
		(struct kx_memory){ { REGION_END, 3 * TEST_GIB }, KX_MEM_RAM };
	c->dump = (struct kx_memmap){ c->dumped, 3, 3 };
	c->note = (struct kx_range){ 0x1200, 0x1364 };
	c->crash.elfcore = (struct kx_elfcore){
		.notes = &c->note,
		.nr_notes = 1,
		.page_offset = 0xffff888000000000,
		.memory = &c->dump,
	};
	*state = c;
	return 0;
}

#define WITH_CRASH(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_crash, tear_down)

static const struct kx_segment *segment(const struct crash_setup *c,
					const char *name)
{
	u32 i;

	for (i = 0; i < c->s.plan.count; i++)
		if (!strcmp(kx_part_name(c->s.plan.parts[i]), name))
			return &c->s.plan.segments[i];
	return NULL;
}

TEST_WITH(headers_and_backup_lie_at_the_regions_top)
{
	struct crash_setup *c = *state;
	const struct kx_segment *headers;
	const struct kx_segment *backup;
	u32 i;

	assert_int_equal(make(&c->s), 0);
	headers = segment(c, "elfcorehdr");
	backup = segment(c, "backup");
	assert_int_equal(backup->mem + backup->memsz, REGION_END);
	assert_int_equal(backup->memsz, BACKUP_SIZE);
	assert_int_equal(headers->mem + headers->memsz, backup->mem);
	for (i = 0; i < c->s.plan.count; i++)
		assert_true(c->s.plan.segments[i].mem <= headers->mem ||
			    &c->s.plan.segments[i] == backup);
}

TEST_WITH(the_dump_finds_low_memory_in_the_backup)
{
	struct crash_setup *c = *state;
	Elf64_Phdr program[3];
	const u8 *headers;

	assert_int_equal(make(&c->s), 0);
	headers = segment(c, "elfcorehdr")->buf;
	memcpy(program, headers + sizeof(Elf64_Ehdr), sizeof(program));
	assert_int_equal(program[0].p_type, PT_NOTE);
	assert_int_equal(program[1].p_paddr, 0x1000);
	assert_int_equal(program[1].p_memsz, 0x9ec00);
	assert_int_equal(program[1].p_offset, segment(c, "backup")->mem);
	assert_int_equal(program[2].p_offset, TEST_MIB);
}

TEST_WITH(a_dump_without_low_memory_needs_no_backup)
{
	struct crash_setup *c = *state;

	c->dump = (struct kx_memmap){ c->dumped + 1, 2, 2 };
	assert_int_equal(make(&c->s), 0);
	assert_null(segment(c, "backup"));
}

TEST_WITH(room_for_new_headers_is_kept_and_not_summed)
{
	struct crash_setup *c = *state;
	const struct kx_purgatory_head *head;
	u32 rows;

	assert_int_equal(make(&c->s), 0);
	head = segment(c, "purgatory")->buf;
	rows = head->nr_rows[0];
	c->crash.elfcorehdr_room = 100 * TEST_PAGE + 1;
	assert_int_equal(make(&c->s), 0);
	head = segment(c, "purgatory")->buf;
	assert_int_equal(head->nr_rows[0], rows - 1);
	assert_int_equal(segment(c, "elfcorehdr")->memsz, 101 * TEST_PAGE);
}

TEST_WITH(a_region_may_lie_anywhere_that_the_kernel_reaches)
{
	static const struct {
		const char *name;
		u64 start;
		u64 end;
		u64 xloadflags;
		int code;
		const char *what; /* the part that has no place */
	} rows[] = {
		{ "below 4 GiB", REGION_START, REGION_END, 0x21, KX_OK, NULL },
		{ "above", 5 * TEST_GIB, 6 * TEST_GIB, 0x23, KX_OK, NULL },
		{ "above what it reaches", 5 * TEST_GIB, 6 * TEST_GIB, 0x21,
		  KX_E_NO_HOLE, "kernel" },
		{ "across", 3 * TEST_GIB, 5 * TEST_GIB, 0x21, KX_OK, NULL },
		{ "on no page's edges", REGION_START + 1, REGION_END - 1, 0x23,
		  KX_OK, NULL },
		{ "below what it prefers", TEST_MIB, 12 * TEST_MIB, 0x23,
		  KX_E_NO_HOLE, "kernel" },
		{ "none at all", 0, 0, 0x23, KX_E_NO_CRASH_REGION, NULL },
		{ "too small for a backup", REGION_START,
		  REGION_START + 0x9e000, 0x23, KX_E_NO_HOLE, "backup" },
		{ "too small for headers", REGION_START, REGION_START + 0x9f000,
		  0x23, KX_E_NO_HOLE, "elfcorehdr" },
		{ "too small for a kernel", REGION_START,
		  REGION_START + TEST_MIB, 0x23, KX_E_NO_HOLE, "kernel" },
	};
	struct crash_setup *c = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		c->s.fault = (struct kx_fault){ 0 };
		set_region(c, rows[i].start, rows[i].end);
		assert_row(
			rows[i].name,
			make_with(&c->s, BZ_XLOADFLAGS, 2, rows[i].xloadflags),
			-rows[i].code);
		if (rows[i].what)
			assert_string_equal(c->s.fault.what, rows[i].what);
	}
}

TEST_WITH(what_does_not_fit_is_told_with_the_region)
{
	struct crash_setup *c = *state;

	set_region(c, REGION_START, REGION_START + TEST_MIB);
	assert_int_equal(make(&c->s), -KX_E_NO_HOLE);
	assert_string_equal(c->s.fault.what, "kernel");
	assert_int_equal(c->s.fault.value, BZ_STANDARD_INIT);
	assert_int_equal(c->s.fault.start, REGION_START);
	assert_int_equal(c->s.fault.limit, REGION_START + TEST_MIB);
}

TEST_WITH(an_initrd_keeps_to_its_own_limit_as_well)
{
	static const struct {
		const char *name;
		u64 start;
		u64 xloadflags;
		int code;
	} rows[] = {
		{ "below initrd_addr_max", 2 * TEST_GIB - 64 * TEST_MIB, 0x21,
		  KX_OK },
		{ "above it", 2 * TEST_GIB, 0x21, KX_E_NO_HOLE },
		{ "where it has no limit", 2 * TEST_GIB, 0x23, KX_OK },
		{ "above 4 GiB", 5 * TEST_GIB, 0x23, KX_OK },
	};
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct crash_setup *c = *state;
	size_t i;

	c->s.request.initrds = &initrd;
	c->s.request.nr_initrds = 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_region(c, rows[i].start, rows[i].start + 64 * TEST_MIB);
		assert_row(
			rows[i].name,
			make_with(&c->s, BZ_XLOADFLAGS, 2, rows[i].xloadflags),
			-rows[i].code);
		if (rows[i].code)
			assert_string_equal(c->s.fault.what, "initrd");
	}
}

TEST_WITH(a_kernel_that_cannot_move_wants_its_place)
{
	static const struct {
		const char *name;
		u64 preferred;
		int code;
	} rows[] = {
		{ "at the region's start", REGION_START, KX_OK },
		{ "inside", REGION_START + 5 * TEST_PAGE, KX_OK },
		{ "below", REGION_START - TEST_PAGE, KX_E_NO_HOLE },
		{ "under the backup", REGION_END - BZ_STANDARD_INIT,
		  KX_E_NO_HOLE },
		{ "above", REGION_END, KX_E_NO_HOLE },
	};
	struct crash_setup *c = *state;
	size_t i;

	bzimage_put(&c->s.image, BZ_RELOCATABLE, 1, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(
			rows[i].name,
			make_with(&c->s, BZ_PREF_ADDRESS, 8, rows[i].preferred),
			-rows[i].code);
		if (!rows[i].code)
			assert_row(rows[i].name, segment(c, "kernel")->mem,
				   rows[i].preferred);
	}
}

/* The smallest region that is large enough, and one page less. */
TEST_WITH(a_region_is_used_to_its_last_page)
{
	struct crash_setup *c = *state;
	/* Alignment of the kernel leaves gaps that the other parts fit into. */
	u64 size = BZ_STANDARD_INIT + BACKUP_SIZE;

	do {
		size += TEST_PAGE;
		set_region(c, REGION_START, REGION_START + size);
	} while (make(&c->s) != 0 && size < 64 * TEST_MIB);
	assert_int_equal(make(&c->s), 0);
	assert_int_equal(c->s.plan.count, 5);
	set_region(c, REGION_START, REGION_START + size - TEST_PAGE);
	assert_int_equal(make(&c->s), -KX_E_NO_HOLE);
}

TEST_WITH(the_command_line_counts_what_is_put_before_it)
{
	static char cmdline[2048];
	struct crash_setup *c = *state;

	memset(cmdline, 'x', sizeof(cmdline));
	/*
	 * The header allows 2047 with the NUL; the address reserves up to 30.
	 */
	c->s.request.cmdline = kx_bytes(cmdline, 2047 - 1 - 30);
	assert_int_equal(make(&c->s), 0);
	c->s.request.cmdline.size++;
	assert_int_equal(make(&c->s), -KX_E_CMDLINE_LONG);
	/* kexec_file_load(2) has counted those bytes itself. */
	c->s.request.cmdline.size--;
	c->s.request.cmdline_reserve = 30;
	assert_int_equal(make(&c->s), 0);
	c->s.request.cmdline_reserve = 31;
	assert_int_equal(make(&c->s), -KX_E_CMDLINE_LONG);
}

TEST(the_address_of_the_headers_is_written_in_full)
{
	static const struct {
		u64 address;
		const char *text;
	} rows[] = {
		{ 0, "elfcorehdr=0x0 " },
		{ 0xf000, "elfcorehdr=0xf000 " },
		{ 0x10000, "elfcorehdr=0x10000 " },
		{ 0x123456789abcd000, "elfcorehdr=0x123456789abcd000 " },
		{ 0xfffffffffffff000, "elfcorehdr=0xfffffffffffff000 " },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kx_crash_parts parts = {
			.elfcorehdr = { rows[i].address, rows[i].address },
		};
		char text[KX_ELFCOREHDR_ROOM + 1] = { 0 };

		assert_int_equal(kx_crash_cmdline(&parts, text),
				 strlen(rows[i].text));
		assert_string_equal(text, rows[i].text);
	}
}

TEST_WITH(other_regions_are_ram_and_nothing_lies_there)
{
	static const struct kx_range others[] = {
		{ 64 * TEST_MIB, 96 * TEST_MIB }, /* low */
		{ 128 * TEST_MIB, 160 * TEST_MIB },
		{ TEST_GIB, 2 * TEST_GIB },
	};
	struct crash_setup *c = *state;
	static struct kx_memory firmware[1];
	struct kx_crash_parts parts = { .elfcorehdr = { 0, 0 } };
	struct kx_memmap map;
	u32 i;

	c->s.test.machine.firmware = (struct kx_memmap){ firmware, 0, 1 };
	c->crash.low = others[0];
	c->crash.cma[0] = others[1];
	c->crash.cma[KX_CRASH_CMA_MAX - 1] = others[2];
	set_region(c, 5 * TEST_GIB, 6 * TEST_GIB);
	assert_int_equal(make(&c->s), 0);
	for (i = 0; i < c->s.plan.count; i++)
		assert_true(c->s.plan.segments[i].mem >= 5 * TEST_GIB);
	assert_int_equal(kx_crash_memory(&c->s.request, &parts, &map, NULL), 0);
	assert_int_equal(map.count, ARRAY_SIZE(others) + 1);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		assert_int_equal(map.entries[i].range.start, others[i].start);
		assert_int_equal(map.entries[i].range.end, others[i].end);
		assert_int_equal(map.entries[i].type, KX_MEM_RAM);
	}
}

TEST_WITH(the_firmwares_map_is_kept_but_for_its_ram)
{
	static const struct kx_memory want[] = {
		{ { 0x1000, 0x9f000 }, KX_MEM_RAM },
		{ { 0xf0000, 0x100000 }, KX_MEM_RESERVED },
		{ { REGION_START, REGION_END - 0x3000 }, KX_MEM_RAM },
		{ { REGION_END - 0x2000, REGION_END - 0x1000 }, KX_MEM_RAM },
		/* It may be RAM of the crashed kernel. */
		{ { 4 * TEST_GIB, 7 * TEST_GIB }, KX_MEM_RESERVED },
	};
	const struct kx_crash_parts parts = {
		.elfcorehdr = { REGION_END - 0x3000, REGION_END - 0x2000 },
		.backup_to = { REGION_END - 0x1000, REGION_END },
	};
	struct crash_setup *c = *state;
	struct kx_memmap map;
	size_t i;

	c->s.test.memory[3].type = KX_MEM_SOFT_RESERVED;
	assert_int_equal(make(&c->s), 0);
	assert_int_equal(kx_crash_memory(&c->s.request, &parts, &map, NULL), 0);
	assert_int_equal(map.count, ARRAY_SIZE(want));
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		assert_int_equal(map.entries[i].range.start,
				 want[i].range.start);
		assert_int_equal(map.entries[i].range.end, want[i].range.end);
		assert_int_equal(map.entries[i].type, want[i].type);
	}
}

TEST_WITH(an_arena_that_is_too_small_is_no_crash_of_ours)
{
	struct crash_setup *c = *state;
	u64 enough;
	u64 size;

	assert_int_equal(make(&c->s), 0);
	enough = c->s.test.arena.used;
	assert_true(enough <= kx_plan_arena_size(&c->s.request));
	for (size = 0; size < enough; size += 16) {
		c->s.test.arena.size = size;
		assert_int_equal(make(&c->s), -KX_E_FULL);
	}
}

TEST_WITH(headers_that_cannot_be_written_are_refused)
{
	struct crash_setup *c = *state;

	c->crash.elfcore.nr_notes = 0;
	assert_int_equal(make(&c->s), -KX_E_ELFCORE_NOTES);
	c->crash.elfcore.nr_notes = 1;
	c->crash.elfcore.is_32bit = true;
	assert_int_equal(make(&c->s), 0);
	c->dumped[2].range.end = 5 * TEST_GIB;
	assert_int_equal(make(&c->s), -KX_E_ELF32);
}

/* Also the entries that do not fit into boot_params. */
TEST_WITH(a_long_map_is_handed_on_whole)
{
	static struct kx_memory firmware[300];
	struct crash_setup *c = *state;
	struct kx_crash_parts parts = { .elfcorehdr = { 0, 0 } };
	struct kx_memmap map;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(firmware); i++)
		firmware[i] = (struct kx_memory){
			{ i * 0x2000ULL, i * 0x2000ULL + 0x1000 },
			i % 2 ? KX_MEM_RAM : KX_MEM_NVS,
		};
	c->s.test.machine.firmware =
		(struct kx_memmap){ firmware, ARRAY_SIZE(firmware),
				    ARRAY_SIZE(firmware) };
	assert_int_equal(make(&c->s), 0);
	assert_int_equal(kx_crash_memory(&c->s.request, &parts, &map, NULL), 0);
	/* 150 entries of NVS, 40 of RAM below 640 KiB, and the region. */
	assert_int_equal(map.count, 150 + 40 + 1);
}

static void roll(struct dice *dice, struct crash_setup *c)
{
	static const u8 bytes[16 * 1024];
	static struct kx_bytes initrd;
	u64 start = dice_roll(dice, 6 * TEST_GIB);
	u64 size = dice_roll(dice, 20 * TEST_MIB);

	/* Mostly whole pages, like real regions. */
	if (dice_roll(dice, 4)) {
		start &= ~(TEST_PAGE - 1);
		size &= ~(TEST_PAGE - 1);
	}
	set_region(c, start, start + size);
	c->crash.low.start = dice_roll(dice, 2) * dice_roll(dice, TEST_GIB);
	c->crash.low.end = c->crash.low.start + dice_roll(dice, TEST_MIB);
	c->crash.cma[3].start = dice_roll(dice, 2) * dice_roll(dice, TEST_GIB);
	c->crash.cma[3].end = c->crash.cma[3].start + dice_roll(dice, TEST_MIB);
	c->crash.elfcorehdr_room = dice_roll(dice, 2) * dice_roll(dice, 99999);
	c->dumped[0].range.start = dice_roll(dice, 0xa0000);
	c->dumped[0].range.end =
		dice_between(dice, c->dumped[0].range.start, 2 * TEST_MIB / 3);
	initrd = kx_bytes(bytes, dice_roll(dice, sizeof(bytes)));
	c->s.request.initrds = &initrd;
	c->s.request.nr_initrds = 1;
	bzimage_put(&c->s.image, BZ_INIT_SIZE, 4,
		    dice_between(dice, BZ_IMAGE_SIZE, TEST_MIB));
	bzimage_put(&c->s.image, BZ_XLOADFLAGS, 2, 1 + 2 * dice_roll(dice, 2));
	bzimage_put(&c->s.image, BZ_ALIGNMENT, 4, 1ULL << dice_roll(dice, 25));
	bzimage_put(&c->s.image, BZ_RELOCATABLE, 1, dice_roll(dice, 8) != 0);
	bzimage_put(&c->s.image, BZ_PREF_ADDRESS, 8,
		    dice_roll(dice, 2) * dice_roll(dice, TEST_GIB));
}

/* make() runs the oracles; this only checks that both results occur. */
TEST_WITH(random_regions_get_plans_that_keep_every_promise)
{
	struct crash_setup *c = *state;
	struct dice dice = dice_new();
	int made = 0;
	int round;

	for (round = 0; round < 1000; round++) {
		roll(&dice, c);
		made += make(&c->s) == 0;
	}
	assert_in_range(made, 100, 999);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_CRASH(headers_and_backup_lie_at_the_regions_top),
		WITH_CRASH(the_dump_finds_low_memory_in_the_backup),
		WITH_CRASH(a_dump_without_low_memory_needs_no_backup),
		WITH_CRASH(room_for_new_headers_is_kept_and_not_summed),
		WITH_CRASH(a_region_may_lie_anywhere_that_the_kernel_reaches),
		WITH_CRASH(what_does_not_fit_is_told_with_the_region),
		WITH_CRASH(an_initrd_keeps_to_its_own_limit_as_well),
		WITH_CRASH(a_kernel_that_cannot_move_wants_its_place),
		WITH_CRASH(a_region_is_used_to_its_last_page),
		WITH_CRASH(the_command_line_counts_what_is_put_before_it),
		cmocka_unit_test(the_address_of_the_headers_is_written_in_full),
		WITH_CRASH(other_regions_are_ram_and_nothing_lies_there),
		WITH_CRASH(the_firmwares_map_is_kept_but_for_its_ram),
		WITH_CRASH(an_arena_that_is_too_small_is_no_crash_of_ours),
		WITH_CRASH(headers_that_cannot_be_written_are_refused),
		WITH_CRASH(a_long_map_is_handed_on_whole),
		WITH_CRASH(random_regions_get_plans_that_keep_every_promise),
	};

	return cmocka_run_group_tests_name("x86_64_crash", tests, NULL, NULL);
}
