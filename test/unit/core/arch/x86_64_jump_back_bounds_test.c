// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Kernels that return, with maps of many entries and segments of one page. */
#include "core/arch/x86_64_jump_back.h"

#include "core/jump_back.h"
#include "test/unit/core/format/bzimage_setup.h"

#define MANY 2000

struct bounds {
	struct setup s; /* first, so that bzimage_setup.h can use it */
	struct kx_memory firmware[MANY];
	struct kx_memory usable[MANY];
};

static int set_up_bounds(void **state)
{
	struct bounds *b = calloc(1, sizeof(*b));
	u32 i;

	assert_non_null(b);
	bzimage_make(&b->s.image);
	test_machine_make(&b->s.test);
	b->s.request =
		test_machine_request(&b->s.test, bzimage_bytes(&b->s.image));
	b->s.request.purpose = KX_PURPOSE_RETURNING;
	b->s.request.within.end = 512 * TEST_MIB;
	b->firmware[0] =
		(struct kx_memory){ { TEST_MIB, TEST_GIB }, KX_MEM_RAM };
	for (i = 1; i < MANY; i++)
		b->firmware[i] = (struct kx_memory){
			{ i * TEST_GIB, i * TEST_GIB + TEST_PAGE },
			KX_MEM_RESERVED,
		};
	for (i = 0; i < MANY; i++)
		b->usable[i] = (struct kx_memory){
			{ 2 * (i + 512) * TEST_PAGE,
			  (2 * (i + 512) + 1) * TEST_PAGE },
			KX_MEM_RAM,
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

TEST_WITH(the_arena_holds_a_map_of_many_entries)
{
	struct bounds *b = *state;
	struct setup *s = &b->s;
	u64 map_size;

	s->test.machine.firmware =
		(struct kx_memmap){ b->firmware, MANY, MANY };
	assert_int_equal(make_in(s, kx_plan_arena_size(&s->request)), 0);
	map_size = kx_jump_back_size(&s->request);
	assert_int_equal(make_in(s, map_size - 16), -KX_E_FULL);
	assert_string_equal(s->fault.what, "arena");
	assert_int_equal(s->fault.value, map_size);
	assert_int_equal(s->fault.limit, map_size - 16);
}

/* Every piece splits the firmware's only entry. */
TEST_WITH(a_map_has_room_for_all_pieces)
{
	struct bounds *b = *state;
	struct setup *s = &b->s;
	struct kx_memmap map;
	u64 size;

	s->test.machine.firmware = (struct kx_memmap){ b->firmware, 1, 1 };
	s->test.machine.usable = (struct kx_memmap){ b->usable, MANY, MANY };
	size = kx_jump_back_size(&s->request);
	assert_true(size <= kx_plan_arena_size(&s->request));
	s->test.arena = (struct kx_arena){ malloc(size), size, 0 };
	assert_non_null(s->test.arena.base);
	assert_int_equal(kx_jump_back_memory(&s->request, NULL, &map, NULL), 0);
	assert_int_equal(map.count, 2 * MANY + 1);
	free(s->test.arena.base);
}

TEST_WITH(a_map_is_aligned_whatever_the_arena_has)
{
	struct bounds *b = *state;
	struct setup *s = &b->s;
	struct kx_memmap map;
	u64 used;

	for (used = 0; used < 16; used++) {
		s->test.arena.used = used;
		assert_int_equal(
			kx_jump_back_memory(&s->request, NULL, &map, NULL), 0);
		assert_int_equal(((u8 *)map.entries - s->test.arena.base) % 16,
				 0);
	}
}

static u32 count_segments(const struct setup *s, u64 start, u64 size)
{
	u32 count = 0;
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		count += s->plan.segments[i].mem == start &&
			 s->plan.segments[i].memsz == size;
	return count;
}

/* Pieces of one page, and an initrd of one page that fills such a piece. */
TEST_WITH(a_page_is_a_segment_of_its_own)
{
	static struct kx_memory usable[] = {
		{ { 0x1000, 0x2000 }, KX_MEM_RAM },
		{ { 2 * TEST_MIB, 2 * TEST_MIB + TEST_PAGE }, KX_MEM_RAM },
		{ { 256 * TEST_MIB, 264 * TEST_MIB }, KX_MEM_RAM },
		{ { 266 * TEST_MIB, 266 * TEST_MIB + 9 * TEST_PAGE },
		  KX_MEM_RAM },
		{ { 300 * TEST_MIB, 300 * TEST_MIB + TEST_PAGE }, KX_MEM_RAM },
	};
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct bounds *b = *state;
	struct setup *s = &b->s;

	s->test.machine.usable = (struct kx_memmap){ usable, 5, 5 };
	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), 0);
	assert_int_equal(count_segments(s, 0x1000, TEST_PAGE), 1);
	assert_int_equal(count_segments(s, 2 * TEST_MIB, TEST_PAGE), 1);
	assert_int_equal(count_segments(s, 300 * TEST_MIB, TEST_PAGE), 1);
	assert_int_equal(count_segments(s, 256 * TEST_MIB, 8 * TEST_MIB), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_BOUNDS(the_arena_holds_a_map_of_many_entries),
		WITH_BOUNDS(a_map_has_room_for_all_pieces),
		WITH_BOUNDS(a_map_is_aligned_whatever_the_arena_has),
		WITH_BOUNDS(a_page_is_a_segment_of_its_own),
	};

	return cmocka_run_group_tests_name("x86_64_jump_back_bounds", tests,
					   NULL, NULL);
}
