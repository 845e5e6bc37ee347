// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Crash kernels with many regions, notes or segments, and windows of all kinds.
 */
#include "core/arch/x86_64_crash.h"

#include "test/unit/core/format/bzimage_setup.h"

#define MANY	     2000
#define REGION_START (256 * TEST_MIB)
#define REGION_END   (512 * TEST_MIB)
#define NOTES	     3000
#define INITRDS	     10

struct bounds {
	struct setup s; /* first, so that bzimage_setup.h can use it */
	struct kx_memory usable[MANY];
	struct kx_memory dumped;
	struct kx_memmap dump;
	struct kx_range notes[NOTES];
	struct kx_crash crash;
};

/* One large piece of the region, then single pages with gaps. */
static void set_regions(struct bounds *b, u32 count)
{
	struct kx_machine *machine = &b->s.test.machine;
	u32 i;

	b->usable[0] = (struct kx_memory){
		{ REGION_START, REGION_START + 64 * TEST_MIB }, KX_MEM_RAM
	};
	for (i = 1; i < count; i++) {
		u64 start = b->usable[0].range.end + 2 * i * TEST_PAGE;

		b->usable[i] = (struct kx_memory){ { start, start + TEST_PAGE },
						   KX_MEM_RAM };
	}
	machine->usable = (struct kx_memmap){ b->usable, count, count };
	machine->limits.is_crash = true;
	machine->limits.crash = (struct kx_range){ REGION_START, REGION_END };
}

static int set_up_bounds(void **state)
{
	struct bounds *b = calloc(1, sizeof(*b));
	u32 i;

	assert_non_null(b);
	bzimage_make(&b->s.image);
	test_machine_make(&b->s.test);
	b->s.request =
		test_machine_request(&b->s.test, bzimage_bytes(&b->s.image));
	b->s.request.purpose = KX_PURPOSE_CRASH;
	b->s.request.crash = &b->crash;
	set_regions(b, 1);
	for (i = 0; i < NOTES; i++)
		b->notes[i] = (struct kx_range){ i * 4096, i * 4096 + 0x164 };
	b->dumped =
		(struct kx_memory){ { TEST_MIB, REGION_START }, KX_MEM_RAM };
	b->dump = (struct kx_memmap){ &b->dumped, 1, 1 };
	b->crash.elfcore = (struct kx_elfcore){
		.notes = b->notes,
		.nr_notes = 1,
		.memory = &b->dump,
	};
	*state = b;
	return 0;
}

#define WITH_BOUNDS(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_bounds, tear_down)

static int make_in(struct setup *s, u64 size)
{
	return exact_plan_make_in(&s->request, size, &s->plan, &s->fault);
}

TEST_WITH(the_arena_holds_a_region_in_many_pieces)
{
	struct bounds *b = *state;

	set_regions(b, MANY);
	assert_int_equal(make_in(&b->s, kx_plan_arena_size(&b->s.request)), 0);
}

TEST_WITH(headers_that_alone_exceed_the_arena_are_refused)
{
	struct bounds *b = *state;
	u64 size;

	b->crash.elfcore.nr_notes = NOTES;
	size = kx_elfcore_size(&b->crash.elfcore);
	assert_int_equal(make_in(&b->s, size - 16), -KX_E_FULL);
	assert_string_equal(b->s.fault.what, "arena");
	assert_int_equal(b->s.fault.value, size);
	assert_int_equal(b->s.fault.limit, size - 16);
}

TEST_WITH(headers_without_notes_are_told_with_their_number)
{
	struct bounds *b = *state;

	b->crash.elfcore.nr_notes = 0;
	assert_int_equal(make(&b->s), -KX_E_ELFCORE_NOTES);
	assert_string_equal(b->s.fault.what, "notes");
	assert_int_equal(b->s.fault.value, 0);
	assert_int_equal(b->s.fault.limit, 1);
}

TEST_WITH(segments_from_the_tenth_on_have_two_digits)
{
	struct bounds *b = *state;
	struct kx_bytes initrds[INITRDS];
	const struct kx_purgatory_head *head;
	u32 i;

	for (i = 0; i < INITRDS; i++)
		initrds[i] = kx_bytes("initrd", 6);
	b->s.request.initrds = initrds;
	b->s.request.nr_initrds = INITRDS;
	assert_int_equal(make(&b->s), 0);
	/*
	 * 0 is elfcorehdr, which may change; 1 is the kernel, 12 the boot data.
	 */
	head = b->s.plan.segments[b->s.plan.count - 1].buf;
	assert_int_equal(b->s.plan.count, INITRDS + 4);
	for (i = 0; i < head->nr_rows[0]; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%u (%s)", i,
			 kx_part_name(b->s.plan.parts[i]));
		assert_string_equal((const char *)head->rows[i].name, name);
	}
	assert_int_equal(i, INITRDS + 3);
	assert_string_equal((const char *)head->own_name, "13 (purgatory)");
}

/* All RAM is usable here: only the window limits the plan to the region. */
TEST_WITH(a_window_is_cut_to_the_region)
{
	static const struct {
		const char *name;
		struct kx_range within;
		u64 start, end;
	} rows[] = {
		{ "around", { 0, ~0ULL }, REGION_START, REGION_END },
		{ "begins below",
		  { 0, 384 * TEST_MIB },
		  REGION_START,
		  384 * TEST_MIB },
		{ "ends above",
		  { 384 * TEST_MIB, TEST_GIB },
		  384 * TEST_MIB,
		  REGION_END },
		{ "the same",
		  { REGION_START, REGION_END },
		  REGION_START,
		  REGION_END },
		{ "inside",
		  { 300 * TEST_MIB, 301 * TEST_MIB },
		  300 * TEST_MIB,
		  301 * TEST_MIB },
	};
	struct bounds *b = *state;
	struct setup *s = &b->s;
	size_t i;

	s->test.machine.usable = s->test.machine.firmware;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_want want = { 1,
					TEST_PAGE,
					{ 0, ~0ULL },
					KX_PLACE_LOWEST,
					KX_PART_KEPT };
		struct kx_range hole;

		s->request.within = rows[i].within;
		assert_row(
			rows[i].name,
			kx_plan_find(&s->request, &s->plan, want, &hole, NULL),
			0);
		assert_row(rows[i].name, hole.start, rows[i].start);
		want.order = KX_PLACE_HIGHEST;
		assert_row(
			rows[i].name,
			kx_plan_find(&s->request, &s->plan, want, &hole, NULL),
			0);
		assert_row(rows[i].name, hole.end, rows[i].end);
	}
}

TEST_WITH(all_usable_memory_is_ram)
{
	static struct kx_memory usable[] = {
		{ { 5 * TEST_GIB, 5 * TEST_GIB + TEST_MIB }, KX_MEM_RAM },
		{ { 5 * TEST_GIB + 2 * TEST_MIB, 5 * TEST_GIB + 3 * TEST_MIB },
		  KX_MEM_RAM },
		{ { 6 * TEST_GIB - TEST_MIB, 6 * TEST_GIB }, KX_MEM_RAM },
	};
	struct bounds *b = *state;
	const struct kx_crash_parts parts = { .elfcorehdr = { 0, 0 } };
	struct kx_memory none[1];
	struct kx_memmap map;
	u32 i;

	b->s.test.machine.firmware = (struct kx_memmap){ none, 0, 1 };
	b->s.test.machine.usable = (struct kx_memmap){ usable, 3, 3 };
	b->s.test.arena.used = 0;
	assert_int_equal(kx_crash_memory(&b->s.request, &parts, &map, NULL), 0);
	assert_int_equal(map.count, ARRAY_SIZE(usable));
	for (i = 0; i < ARRAY_SIZE(usable); i++)
		assert_int_equal(map.entries[i].range.start,
				 usable[i].range.start);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_BOUNDS(the_arena_holds_a_region_in_many_pieces),
		WITH_BOUNDS(headers_that_alone_exceed_the_arena_are_refused),
		WITH_BOUNDS(headers_without_notes_are_told_with_their_number),
		WITH_BOUNDS(segments_from_the_tenth_on_have_two_digits),
		WITH_BOUNDS(a_window_is_cut_to_the_region),
		WITH_BOUNDS(all_usable_memory_is_ram),
	};

	return cmocka_run_group_tests_name("x86_64_crash_bounds", tests, NULL,
					   NULL);
}
