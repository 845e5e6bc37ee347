// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images in real mode: the places of setup code, command line, kernel and
 * initrds, the fields of the setup header, and machines without enough low
 * memory. real_oracle.c reads each plan as the setup code would.
 */
#include "core/protocol/linux_x86_real.h"

#include "test/unit/core/format/bzimage_setup.h"
#include "test/unit/core/read_plan.h"

#define FOUR_GIB (4 * TEST_GIB)

static int set_up_real(void **state)
{
	int err = set_up(state);
	struct setup *s = *state;

	s->request.flags = KX_ENTER_REAL_MODE;
	return err;
}

#define WITH_REAL(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_real, tear_down)

static const struct kx_segment *setup_code(const struct setup *s)
{
	return read_segment(&s->plan, "boot data");
}

static u64 field(const struct setup *s, u32 offset, u32 width)
{
	return read_number((const u8 *)setup_code(s)->buf + offset, width);
}

TEST_WITH(setup_code_lies_as_low_as_it_may)
{
	struct setup *s = *state;
	const struct kx_segment *purgatory;

	s->request.cmdline = kx_bytes("quiet", 5);
	assert_int_equal(make(s), 0);
	purgatory = read_segment(&s->plan, "purgatory");
	assert_int_equal(s->plan.count, 3);
	assert_int_equal(setup_code(s)->mem, 0x10000);
	assert_int_equal(setup_code(s)->memsz, 0xf000);
	assert_int_equal(setup_code(s)->bufsz, 0xe000 + 6);
	assert_int_equal(purgatory->mem, 0x1000);
	assert_int_equal(s->plan.entry.address, 0x1000);
	assert_ptr_equal(s->plan.entry.mode, &kx_entry_x86_64);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_16);
	assert_int_equal(s->plan.kernel.address, 0x10200);
	assert_int_equal(s->plan.kernel.arguments[0], 0x1000);
	assert_int_equal(s->plan.kernel.arguments[1], 0xe000);
}

TEST_WITH(its_header_says_where_all_is)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct setup *s = *state;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	memset(s->image.data + 0x224, 0xee, 4);
	assert_int_equal(make_with(s, BZ_CODE32_START, 4, 0x100010), 0);
	assert_int_equal(field(s, 0x210, 1), 0xd0);
	assert_int_equal(field(s, 0x211, 1), 0x81);
	assert_int_equal(field(s, 0x214, 4), s->plan.segments[0].mem + 0x10);
	assert_int_equal(field(s, 0x218, 4), s->plan.segments[1].mem);
	assert_int_equal(field(s, 0x21c, 4), 6);
	assert_int_equal(field(s, 0x224, 2), 0xde00);
	assert_int_equal(field(s, 0x226, 2), 0);
	assert_int_equal(field(s, 0x228, 4), 0x1e000);
	/* Its addresses in the header have 32 bits. */
	assert_true(s->plan.segments[0].mem + s->plan.segments[0].memsz <=
		    FOUR_GIB);
	/* The header's initrd_addr_max is 2 GiB - 1. */
	assert_int_equal(s->plan.segments[1].mem, 2 * TEST_GIB - TEST_PAGE);
}

/* iPXE's header: what lies at 1 MiB is no code that is entered. */
TEST_WITH(an_image_without_a_32bit_entry_keeps_its_field)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0);
	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	bzimage_put(&s->image, BZ_VERSION, 2, 0x207);
	assert_int_equal(make_with(s, BZ_CODE32_START, 4, 0), 0);
	assert_int_equal(field(s, 0x214, 4), 0);
	assert_int_equal(s->plan.segments[0].mem, 0x100000);
	s->request.flags = 0;
	assert_int_equal(make(s), -KX_E_REAL_MODE);
}

TEST_WITH(a_low_image_has_places_of_its_own)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct setup *s = *state;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	s->request.cmdline = kx_bytes("quiet", 5);
	bzimage_put(&s->image, BZ_CODE32_START, 4, 0x1000);
	assert_int_equal(make_with(s, BZ_LOADFLAGS, 1, 0), 0);
	assert_int_equal(s->plan.segments[0].mem, 0x10000);
	assert_int_equal(s->plan.segments[0].memsz, BZ_IMAGE_SIZE);
	assert_int_equal(setup_code(s)->mem, 0x90000);
	assert_int_equal(setup_code(s)->memsz, 0xa000);
	assert_int_equal(s->plan.kernel.arguments[0], 0x9000);
	assert_int_equal(s->plan.kernel.arguments[1], 0x9800);
	assert_int_equal(field(s, 0x211, 1), 0x80);
	assert_int_equal(field(s, 0x214, 4), 0x1000);
	assert_int_equal(field(s, 0x224, 2), 0x9600);
	assert_int_equal(field(s, 0x228, 4), 0x99800);
	assert_true(s->plan.segments[1].mem >= 0x100000);
}

/* The fields of a header as each protocol has them. */
TEST_WITH(an_old_protocol_finds_its_command_line)
{
	struct setup *s = *state;
	u32 version;

	s->request.cmdline = kx_bytes("quiet", 5);
	memset(s->image.data + 0x20, 0xee, 4);
	memset(s->image.data + 0x224, 0xee, 8);
	for (version = 0x200; version <= 0x203; version++) {
		bool is_old = version < 0x202;
		u64 at = is_old ? 0x90000 : 0x10000;

		assert_int_equal(make_with(s, BZ_VERSION, 2, version), 0);
		assert_int_equal(setup_code(s)->mem, at);
		assert_int_equal(field(s, 0x20, 4),
				 is_old ? 0x9800a33f : 0xeeeeeeee);
		assert_int_equal(field(s, 0x228, 4),
				 is_old ? 0xeeeeeeee : at + 0xe000);
		if (is_old)
			assert_int_equal(field(s, 0x212, 2), 0x9806);
		assert_int_equal(field(s, 0x211, 1),
				 version < 0x201 ? 0x01 : 0x81);
		assert_int_equal(field(s, 0x224, 2), version < 0x201 ? 0xeeee
						     : is_old	     ? 0x9600
								     : 0xde00);
	}
}

TEST_WITH(a_command_line_may_leave_the_segment)
{
	static char cmdline[0x4000];
	struct setup *s = *state;

	memset(cmdline, 'x', sizeof(cmdline));
	s->request.cmdline = kx_bytes(cmdline, sizeof(cmdline) - 1);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, sizeof(cmdline)), 0);
	assert_int_equal(setup_code(s)->memsz, 0xe000 + sizeof(cmdline));
}

/* Each is needed, and nothing else will do. */
TEST_WITH(low_memory_that_is_not_ram_is_no_place)
{
	static const struct {
		const char *name;
		u8 loadflags;
		struct kx_range ram;
		const char *part; /* NULL: there is room */
	} rows[] = {
		{ "just enough", 1, { 0x1000, 0x1f000 }, NULL },
		{ "a page less", 1, { 0x1000, 0x1e000 }, "boot data" },
		{ "higher", 1, { 0x8b000, 0x9a000 }, "purgatory" },
		{ "with two pages", 1, { 0x89000, 0x9a000 }, NULL },
		{ "too high", 1, { 0x8c000, 0x9f000 }, "boot data" },
		{ "begins inside a page", 1, { 0x1010, 0x20000 }, NULL },
		{ "inside the next", 1, { 0x89010, 0x9a000 }, "purgatory" },
		{ "low", 0, { 0xf000, 0x9a000 }, NULL },
		{ "no image", 0, { 0x11000, 0x9a000 }, "kernel" },
		{ "no setup", 0, { 0x1000, 0x99000 }, "boot data" },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->test.memory[0].range = rows[i].ram;
		assert_row(rows[i].name,
			   make_with(s, BZ_LOADFLAGS, 1, rows[i].loadflags),
			   rows[i].part ? -KX_E_NO_HOLE : 0);
		if (rows[i].part)
			assert_string_equal(s->fault.what, rows[i].part);
	}
}

TEST_WITH(a_window_binds_low_memory_too)
{
	struct setup *s = *state;

	s->request.within.start = 0x20000;
	assert_int_equal(make(s), 0);
	assert_int_equal(setup_code(s)->mem, 0x20000);
	s->request.within.start = 0x100000;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "boot data");
}

/* The last allocations are the setup code and the purgatory. */
TEST_WITH(an_arena_that_is_too_small_is_no_crash)
{
	struct setup *s = *state;
	u64 enough;
	u64 size;

	assert_int_equal(make(s), 0);
	enough = s->test.arena.used;
	assert_true(enough <= kx_plan_arena_size(&s->request));
	for (size = 0; size < enough; size += 512) {
		s->test.arena.size = size;
		assert_int_equal(make(s), -KX_E_FULL);
	}
	s->test.arena.size = enough;
	assert_int_equal(make(s), 0);
}

static bool keep_low(void *data, struct kx_range range, struct kx_range *kept)
{
	u32 *asked = data;

	++*asked;
	*kept = (struct kx_range){ 0, 0x100000 };
	return kx_range_overlaps(*kept, range);
}

/* Linux 5.13 and newer keep all of it. */
TEST_WITH(low_memory_that_is_kept_is_used_and_no_other)
{
	struct setup *s = *state;
	u32 asked = 0;

	s->test.machine.keeper =
		(struct kx_keeper){ keep_low, &asked, 0x100000 };
	assert_int_equal(make(s), 0);
	assert_false(s->plan.is_over_kept);
	assert_true(asked > 0);
	s->test.machine.keeper.from = 0xfffff;
	assert_int_equal(make(s), 0);
	assert_false(s->plan.is_over_kept);
	s->test.machine.keeper.from = 0;
	assert_int_equal(make(s), 0);
	assert_true(s->plan.is_over_kept);
}

/* All numbers of the header that matter here, and any machine. */
TEST_WITH(any_plan_keeps_its_promises)
{
	struct dice dice = dice_new();
	struct setup *s = *state;
	u32 planned = 0;
	u32 i;

	for (i = 0; i < 4000; i++) {
		u64 start = dice_between(&dice, 1, 0x20) * TEST_PAGE;
		u64 end = dice_between(&dice, 0x20, 0x9f) * TEST_PAGE;

		s->test.memory[0].range = (struct kx_range){ start, end };
		bzimage_put(&s->image, BZ_VERSION, 2,
			    dice_between(&dice, 0x1ff, 0x20f));
		bzimage_put(&s->image, BZ_LOADFLAGS, 1, dice_roll(&dice, 256));
		bzimage_put(&s->image, BZ_CODE32_START, 4,
			    0x100000 + dice_roll(&dice, 3) * 0x1000);
		bzimage_put(&s->image, BZ_RELOCATABLE, 1, dice_roll(&dice, 2));
		planned +=
			!make_with(s, BZ_XLOADFLAGS, 2, dice_roll(&dice, 64));
	}
	assert_true(planned > 100);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_REAL(setup_code_lies_as_low_as_it_may),
		WITH_REAL(its_header_says_where_all_is),
		WITH_REAL(an_image_without_a_32bit_entry_keeps_its_field),
		WITH_REAL(a_low_image_has_places_of_its_own),
		WITH_REAL(an_old_protocol_finds_its_command_line),
		WITH_REAL(a_command_line_may_leave_the_segment),
		WITH_REAL(low_memory_that_is_not_ram_is_no_place),
		WITH_REAL(a_window_binds_low_memory_too),
		WITH_REAL(an_arena_that_is_too_small_is_no_crash),
		WITH_REAL(low_memory_that_is_kept_is_used_and_no_other),
		WITH_REAL(any_plan_keeps_its_promises),
	};

	return cmocka_run_group_tests_name("linux_x86_real", tests, NULL, NULL);
}
