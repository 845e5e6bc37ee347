// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * bzImages with various requests: the places of kernel and boot data, the
 * command line, and machines without enough room.
 */
#include "core/protocol/linux_x86.h"

#include "test/unit/core/format/bzimage_setup.h"

TEST_WITH(a_relocatable_kernel_lies_as_high_as_it_can)
{
	struct setup *s = *state;

	assert_int_equal(make_with(s, BZ_ALIGNMENT, 4, 0x1000000), 0);
	assert_int_equal(s->plan.segments[0].mem, 7 * TEST_GIB - 0x1000000);
}

TEST_WITH(a_kernel_that_cannot_lie_above_4_gib_lies_below)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	u32 i;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x21), 0);
	assert_int_equal(s->plan.count, 3);
	for (i = 0; i < s->plan.count; i++)
		assert_true(s->plan.segments[i].mem +
				    s->plan.segments[i].memsz <=
			    4 * TEST_GIB);
	/* The header's initrd_addr_max is 2 GiB - 1. */
	assert_true(ramdisk_image(s) + ramdisk_size(s) <= 2 * TEST_GIB);
}

/* On 5-level machines, whatever paging the next kernel uses. */
TEST_WITH(nothing_lies_above_64_tib)
{
	const u64 limit = 1ULL << 46;
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	u32 i;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	s->test.machine.x86.is_5level = true;
	s->test.machine.limits.address_limit = (1ULL << 52) - 1;
	s->test.memory[3].range =
		(struct kx_range){ limit - TEST_GIB, limit + TEST_GIB };
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x63), 0);
	assert_int_equal(s->plan.count, 3);
	for (i = 0; i < s->plan.count; i++)
		if (s->plan.parts[i] != KX_PART_INITRD)
			assert_in_range(s->plan.segments[i].mem +
						s->plan.segments[i].memsz,
					limit - TEST_GIB, limit);
	s->request.within.start = limit;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
}

TEST_WITH(a_kernel_that_cannot_move_lies_where_it_prefers)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_ALIGNMENT, 4, 3); /* not looked at */
	assert_int_equal(make_with(s, BZ_RELOCATABLE, 1, 0), 0);
	assert_int_equal(s->plan.segments[0].mem, BZ_STANDARD_PREF);
	/* Its memory may end inside a page; no other segment uses the rest. */
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_STANDARD_INIT - 1),
			 0);
	assert_int_equal(s->plan.segments[0].mem, BZ_STANDARD_PREF);
	assert_int_equal(s->plan.segments[0].memsz, BZ_STANDARD_INIT);
}

TEST_WITH(a_kernel_that_cannot_move_and_finds_no_room_is_refused)
{
	static const struct {
		const char *name;
		u64 address;
		int code;
		u64 value, limit;
	} rows[] = {
		{ "not RAM", 3 * TEST_GIB, KX_E_NO_HOLE, BZ_STANDARD_INIT,
		  3 * TEST_GIB + BZ_STANDARD_INIT },
		{ "RAM ends too early", 3 * TEST_GIB - 0x1000, KX_E_NO_HOLE,
		  BZ_STANDARD_INIT, 3 * TEST_GIB - 0x1000 + BZ_STANDARD_INIT },
		{ "not on a page", BZ_STANDARD_PREF + 1, KX_E_NO_HOLE,
		  BZ_STANDARD_INIT, BZ_STANDARD_PREF + 1 + BZ_STANDARD_INIT },
		{ "wraps", ~0ULL - 0xfff, KX_E_NO_HOLE, BZ_STANDARD_INIT,
		  ~0ULL - 0xfff },
		{ "beyond what it reaches", 1ULL << 46, KX_E_NO_HOLE,
		  BZ_STANDARD_INIT, 1ULL << 46 },
	};
	struct setup *s = *state;
	size_t i;

	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   make_with(s, BZ_PREF_ADDRESS, 8, rows[i].address),
			   -rows[i].code);
		assert_row(rows[i].name, s->fault.value, rows[i].value);
		assert_row(rows[i].name, s->fault.limit, rows[i].limit);
	}
}

/* Like hand-made images; Linux places them freely. */
TEST_WITH(a_kernel_that_prefers_what_none_may_have_lies_anywhere)
{
	struct setup *s = *state;
	u64 anywhere;

	assert_int_equal(make_with(s, BZ_PREF_ADDRESS, 8, 0), 0);
	anywhere = s->plan.segments[0].mem;
	assert_int_equal(make_with(s, BZ_RELOCATABLE, 1, 0), 0);
	assert_int_equal(s->plan.segments[0].mem, anywhere);
	assert_int_equal(make_with(s, BZ_PREF_ADDRESS, 8, 0xff000), 0);
	assert_int_equal(s->plan.segments[0].mem, anywhere);
}

/* Always up to init_size, but no bytes for later fields of boot_params. */
TEST_WITH(the_setup_header_is_copied_within_its_bounds)
{
	static const struct {
		u8 jump;
		u64 end;
	} rows[] = {
		{ 0, 0x264 },	 { 0x62, 0x264 }, { 0x63, 0x265 },
		{ 0x8d, 0x28f }, { 0x8e, 0x290 }, { 0x8f, 0x290 },
		{ 0xff, 0x290 },
	};
	struct setup *s = *state;
	size_t i;

	memset(s->image.data + 0x264, 0xee, 0x301 - 0x264);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(make_with(s, BZ_JUMP, 1, rows[i].jump), 0);
		assert_int_equal(param(s, 0x260, 4), BZ_STANDARD_INIT);
		if (rows[i].end > 0x264)
			assert_int_equal(param(s, rows[i].end - 1, 1), 0xee);
		assert_int_not_equal(param(s, rows[i].end, 1), 0xee);
	}
}

TEST_WITH(an_alignment_that_is_none_is_a_page)
{
	static const struct {
		u32 alignment;
		u64 multiple;
	} rows[] = {
		{ 0, 4096 },	    { 1, 4096 },
		{ 3, 4096 },	    { 4096, 4096 },
		{ 0x300000, 4096 }, { 0xffffffff, 4096 },
		{ 8192, 8192 },	    { 0x1000000, 0x1000000 },
	};
	struct setup *s = *state;
	u64 end = 2 * TEST_GIB + 3 * 4096;
	size_t i;

	/* The highest place: neither its end nor the size is aligned. */
	s->request.within = (struct kx_range){ TEST_MIB, end };
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
			make_with(s, BZ_ALIGNMENT, 4, rows[i].alignment), 0);
		assert_int_equal(s->plan.segments[0].mem,
				 (end - BZ_STANDARD_INIT) / rows[i].multiple *
					 rows[i].multiple);
	}
}

/*
 * boot.rst: it runs at its load address or its preferred address, whichever is
 * higher. If it were loaded lower, it would move itself over other segments.
 */
TEST_WITH(a_relocatable_kernel_never_lies_below_what_it_prefers)
{
	struct setup *s = *state;

	s->request.within =
		(struct kx_range){ 0, BZ_STANDARD_PREF + BZ_STANDARD_INIT / 2 };
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	s->request.within.end = BZ_STANDARD_PREF + BZ_STANDARD_INIT;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].mem, BZ_STANDARD_PREF);
}

TEST_WITH(the_first_mebibyte_is_the_firmwares)
{
	struct setup *s = *state;

	s->request.within = (struct kx_range){ 0, TEST_MIB };
	bzimage_put(&s->image, BZ_PREF_ADDRESS, 8, 0);
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE),
			 -KX_E_NO_HOLE);
}

TEST_WITH(a_command_line_may_be_as_long_as_the_header_says)
{
	struct setup *s = *state;
	char cmdline[100];

	memset(cmdline, 'x', sizeof(cmdline));
	s->request.cmdline = kx_bytes(cmdline, 99);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 100), 0);
	s->request.cmdline_reserve = 1;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	s->request.cmdline_reserve = 0;
	s->request.cmdline = kx_bytes(cmdline, 100);
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.value, 100);
	assert_int_equal(s->fault.limit, 99);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 0),
			 -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 0);
}

TEST_WITH(a_command_line_has_no_nul_inside)
{
	struct setup *s = *state;

	s->request.cmdline = kx_bytes("quiet\0splash", 12);
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
	assert_int_equal(s->fault.value, 5);
	s->request.cmdline = kx_bytes("quiet", 6);
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
}

/* XLF_EFI_KEXEC: a kernel built without kexec can't enter EFI again. */
TEST_WITH(efi_goes_to_a_kernel_that_says_it_takes_it)
{
	struct setup *s = *state;
	static const u8 map[48] = { 7 };
	static u8 old_params[KX_BOOT_PARAMS_SIZE];

	kx_write_le32(old_params + 0x1c0, 0x34364c45);
	s->test.machine.x86.boot_params =
		kx_bytes(old_params, sizeof(old_params));
	s->test.machine.efi.memmap = kx_bytes(map, sizeof(map));
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x23), 0);
	assert_int_equal(param(s, 0x1c0, 4), 0);
	assert_int_equal(param(s, 0x1d4, 4), 0);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x33), 0);
	assert_int_equal(param(s, 0x1c0, 4), 0x34364c45);
	assert_int_equal(param(s, 0x1d4, 4), sizeof(map));
}

TEST_WITH(more_than_half_of_memory_is_refused)
{
	struct setup *s = *state;

	s->test.machine.limits.ram_pages = 2 * BZ_STANDARD_INIT / TEST_PAGE;
	assert_int_equal(make(s), -KX_E_SUM_TOO_LARGE);
	s->test.machine.limits.ram_pages -= 2;
	assert_int_equal(make(s), -KX_E_SEGMENT_TOO_LARGE);
}

/* The first allocation is the table of the CRC, the second the boot data. */
TEST_WITH(an_arena_that_is_too_small_is_no_crash)
{
	struct setup *s = *state;
	u64 size;
	u64 enough;

	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(make(s), 0);
	enough = s->test.arena.used;
	for (size = 0; size < enough; size += 16) {
		s->test.arena.size = size;
		assert_int_equal(make(s), -KX_E_FULL);
	}
	s->test.arena.size = enough;
	assert_int_equal(make(s), 0);
}

/* A random machine, window and sizes: each plan keeps its promises. */
static void roll(struct dice *dice, struct setup *s, struct kx_bytes *initrds)
{
	static const u8 bytes[64 * 1024];
	u64 top = dice_between(dice, 2, 64) * TEST_MIB;
	u32 i;

	bzimage_put(&s->image, BZ_PREF_ADDRESS, 8,
		    dice_roll(dice, 8) * TEST_MIB);
	bzimage_put(&s->image, BZ_INIT_SIZE, 4,
		    dice_between(dice, BZ_IMAGE_SIZE, 16 * TEST_MIB));
	bzimage_put(&s->image, BZ_ALIGNMENT, 4, 1ULL << dice_roll(dice, 25));
	bzimage_put(&s->image, BZ_RELOCATABLE, 1, dice_roll(dice, 2));
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, dice_roll(dice, 4));
	s->test.memory[2].range.end = TEST_MIB + top;
	s->test.memory[3].range.end = 4 * TEST_GIB + dice_roll(dice, top);
	s->request.within.start = dice_roll(dice, 2) * dice_roll(dice, top);
	s->request.nr_initrds = (u32)dice_roll(dice, 5);
	s->request.initrds = initrds;
	for (i = 0; i < s->request.nr_initrds; i++)
		initrds[i] = kx_bytes(bytes, dice_roll(dice, sizeof(bytes)));
}

TEST_WITH(random_machines_get_plans_that_keep_every_promise)
{
	struct setup *s = *state;
	struct dice dice = dice_new();
	int made = 0;
	int round;

	for (round = 0; round < 20000; round++) {
		struct kx_bytes initrds[5];

		roll(&dice, s, initrds);
		made += make(s) == 0;
	}
	assert_in_range(made, 2000, 19999);
}

/* Its 64-bit or 32-bit entry is used, whatever the file format. */
TEST_WITH(a_kernel_without_a_way_in_is_refused)
{
	struct setup *s = *state;
	struct kx_kernel kernel;

	assert_string_equal(kx_protocol_linux_x86.name, "Linux on x86");
	assert_int_equal(kx_plan_vet(&s->request, NULL, &kernel, NULL), 0);
	assert_ptr_equal(kernel.protocol, &kx_protocol_linux_x86);
	assert_int_equal(kernel.protocol->plan(&s->request, &kernel, &s->plan,
					       &s->fault),
			 0);
	kernel.ways[0] = (struct kx_way){ &kx_entry_x86_32, 0x10 };
	s->plan = (struct kx_plan){ 0 };
	assert_int_equal(kernel.protocol->plan(&s->request, &kernel, &s->plan,
					       &s->fault),
			 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	assert_int_equal(s->plan.kernel.address,
			 s->plan.segments[0].mem + 0x10);
	kernel.nr_ways = 0;
	s->plan = (struct kx_plan){ 0 };
	assert_int_equal(kernel.protocol->plan(&s->request, &kernel, &s->plan,
					       &s->fault),
			 -KX_E_NOT_64BIT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_relocatable_kernel_lies_as_high_as_it_can),
		WITH(a_kernel_that_cannot_lie_above_4_gib_lies_below),
		WITH(nothing_lies_above_64_tib),
		WITH(a_kernel_that_cannot_move_lies_where_it_prefers),
		WITH(a_kernel_that_cannot_move_and_finds_no_room_is_refused),
		WITH(a_kernel_that_prefers_what_none_may_have_lies_anywhere),
		WITH(the_setup_header_is_copied_within_its_bounds),
		WITH(an_alignment_that_is_none_is_a_page),
		WITH(a_relocatable_kernel_never_lies_below_what_it_prefers),
		WITH(the_first_mebibyte_is_the_firmwares),
		WITH(a_command_line_may_be_as_long_as_the_header_says),
		WITH(a_command_line_has_no_nul_inside),
		WITH(efi_goes_to_a_kernel_that_says_it_takes_it),
		WITH(more_than_half_of_memory_is_refused),
		WITH(an_arena_that_is_too_small_is_no_crash),
		WITH(a_kernel_without_a_way_in_is_refused),
		WITH(random_machines_get_plans_that_keep_every_promise),
	};

	return cmocka_run_group_tests_name("linux_x86", tests, NULL, NULL);
}
