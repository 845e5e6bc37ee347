// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Carries out the copy list on simulated memory: one number stands for the
 * content of a page. Random segments are loaded into random pages, and the
 * steps are done in random order. Then memory must contain the segments, and
 * nothing else may have changed.
 */
#include "core/copylist.h"

#include "test/unit/test.h"

#define PAGE	   4096ULL
#define WORLD	   512 /* pages of simulated memory */
#define GARBAGE	   0xbad0000000000000ULL
#define CONTENT(i) (0xc0ffee0000000000ULL + (i))

struct world {
	u64 memory[WORLD];
	u64 order[WORLD]; /* the order of allocated pages */
	u32 given;	  /* how many are allocated */
	struct kx_segment segments[KX_SEGMENT_MAX];
	u32 count;
	u64 source[WORLD];
	struct kx_copylist list;
};

static void shuffle(struct dice *dice, u64 *numbers, u32 count)
{
	u32 i;

	for (i = count; i > 1; i--) {
		u32 other = (u32)dice_roll(dice, i);
		u64 swap = numbers[i - 1];

		numbers[i - 1] = numbers[other];
		numbers[other] = swap;
	}
}

/* Segments that do not overlap, in random order, some of them empty. */
static void roll_segments(struct dice *dice, struct world *world)
{
	u64 pfn = dice_roll(dice, 20);
	u32 i;

	world->count = (u32)dice_roll(dice, KX_SEGMENT_MAX + 1);
	for (i = 0; i < world->count; i++) {
		u64 pages = dice_roll(dice, 14);
		u64 bytes = dice_roll(dice, pages * PAGE + 1);

		world->segments[i] = (struct kx_segment){
			.bufsz = dice_roll(dice, 3) ? pages * PAGE : bytes,
			.mem = pfn * PAGE,
			.memsz = pages * PAGE,
		};
		pfn += pages + (dice_roll(dice, 2) ? dice_roll(dice, 8) : 0);
	}
	for (i = world->count; i > 1; i--) {
		u32 other = (u32)dice_roll(dice, i);
		struct kx_segment swap = world->segments[i - 1];

		world->segments[i - 1] = world->segments[other];
		world->segments[other] = swap;
	}
}

static void world_roll(struct dice *dice, struct world *world)
{
	u32 i;

	world->given = 0;
	for (i = 0; i < WORLD; i++) {
		world->memory[i] = GARBAGE + i;
		world->order[i] = i;
	}
	shuffle(dice, world->order, WORLD);
	roll_segments(dice, world);
	kx_copylist_init(&world->list,
			 (struct kx_segments){ world->segments, world->count },
			 PAGE, world->source);
}

/* Does what the module does for one page that has bytes. */
static void load_page(struct world *world, u64 index)
{
	u64 source = kx_copylist_source(&world->list, index);
	enum kx_offer answer = KX_OFFER_KEPT;

	while (source == KX_NO_PFN && answer == KX_OFFER_KEPT) {
		u64 fresh = world->order[world->given++];
		u64 into = KX_NO_PFN;

		world->memory[fresh] = GARBAGE;
		answer = kx_copylist_offer(&world->list, index, fresh, &into);
		if (answer == KX_OFFER_MOVE)
			world->memory[fresh] = world->memory[into];
		if (answer == KX_OFFER_KEPT)
			world->memory[fresh] = 0;
		else
			source = into;
	}
	assert_int_equal(kx_copylist_source(&world->list, index), source);
	world->memory[source] = CONTENT(index);
}

/* Loads the pages of all segments that have bytes, at most @most pages. */
static void load(struct world *world, u64 most)
{
	u64 first = 0;
	u32 i;

	for (i = 0; i < world->count; i++) {
		const struct kx_segment *segment = &world->segments[i];
		u64 filled = (segment->bufsz + PAGE - 1) / PAGE;
		u64 page;

		for (page = 0; page < filled && most; page++, most--)
			load_page(world, first + page);
		first += segment->memsz / PAGE;
	}
}

/* The list has exactly the allocated pages, each of them once. */
static void assert_owns_what_was_given(const struct world *world)
{
	u8 owned[WORLD] = { 0 };
	u64 i;

	for (i = 0; i < world->list.pages; i++)
		if (world->source[i] != KX_NO_PFN)
			assert_int_equal(owned[world->source[i]]++, 0);
	for (i = 0; i < world->given; i++)
		assert_int_equal(owned[world->order[i]]--, 1);
	for (i = 0; i < WORLD; i++)
		assert_int_equal(owned[i], 0);
}

static u64 destination_of(const struct world *world, u64 index)
{
	u32 i;

	for (i = 0; i < world->count; i++) {
		u64 pages = world->segments[i].memsz / PAGE;

		if (index < pages)
			return world->segments[i].mem / PAGE + index;
		index -= pages;
	}
	fail();
	return 0;
}

/* A source page is its own destination, or no destination. */
static void assert_invariant(const struct world *world)
{
	u64 i;

	for (i = 0; i < world->list.pages; i++) {
		u64 source = world->source[i];

		if (source == KX_NO_PFN)
			continue;
		assert_true(source == destination_of(world, i) ||
			    !kx_copylist_is_destination(&world->list, source));
	}
}

/* The expected memory, computed from the segments only. */
static void expect(const struct world *world, u64 *expected)
{
	u64 index = 0;
	u32 i;

	memcpy(expected, world->memory, sizeof(world->memory));
	for (i = 0; i < world->count; i++) {
		const struct kx_segment *segment = &world->segments[i];
		u64 page;

		for (page = 0; page < segment->memsz / PAGE; page++, index++)
			expected[segment->mem / PAGE + page] =
				page * PAGE < segment->bufsz ? CONTENT(index)
							     : 0;
	}
}

static void carry_out(struct world *world, const struct kx_copy *copy)
{
	const u64 *memory = world->memory;
	u64 i;

	assert_true(copy->pages > 0);
	if (copy->source != KX_NO_PFN)
		assert_false(kx_range_overlaps(
			(struct kx_range){ copy->dest,
					   copy->dest + copy->pages },
			(struct kx_range){ copy->source,
					   copy->source + copy->pages }));
	for (i = 0; i < copy->pages; i++)
		world->memory[copy->dest + i] =
			copy->source == KX_NO_PFN ? 0
						  : memory[copy->source + i];
}

/* Collects the steps of the list, then does them in random order. */
static void relocate(struct dice *dice, struct world *world)
{
	struct kx_copy steps[WORLD];
	u64 order[WORLD];
	u32 count = 0;
	u64 cursor = 0;
	u32 i;

	while (kx_copylist_next(&world->list, &cursor, &steps[count])) {
		order[count] = count;
		count++;
		assert_true(count < WORLD);
	}
	shuffle(dice, order, count);
	for (i = 0; i < count; i++)
		carry_out(world, &steps[order[i]]);
}

TEST(random_images_arrive_whatever_the_order_of_copies)
{
	struct dice dice = dice_new();
	struct world world;
	u64 expected[WORLD];
	int round;

	for (round = 0; round < 3000; round++) {
		world_roll(&dice, &world);
		load(&world, ~0ULL);
		assert_invariant(&world);
		assert_owns_what_was_given(&world);
		expect(&world, expected);
		relocate(&dice, &world);
		assert_memory_equal(world.memory, expected, sizeof(expected));
	}
}

TEST(a_load_that_stops_owns_every_page_it_was_given)
{
	struct dice dice = dice_new();
	struct world world;
	int round;

	for (round = 0; round < 3000; round++) {
		world_roll(&dice, &world);
		load(&world, dice_roll(&dice, 60));
		assert_invariant(&world);
		assert_owns_what_was_given(&world);
	}
}

TEST(destinations_are_the_pages_of_the_segments)
{
	struct dice dice = dice_new();
	struct world world;
	int round;

	for (round = 0; round < 300; round++) {
		u8 is_destination[WORLD] = { 0 };
		u64 i;

		world_roll(&dice, &world);
		assert_int_equal(
			world.list.pages,
			kx_copylist_pages((struct kx_segments){ world.segments,
								world.count },
					  PAGE));
		for (i = 0; i < world.list.pages; i++)
			is_destination[destination_of(&world, i)] = 1;
		for (i = 0; i < WORLD; i++)
			assert_int_equal(
				kx_copylist_is_destination(&world.list, i),
				is_destination[i]);
	}
}

/* Two segments of two pages: destinations 10, 11 and 20, 21. */
static void small_list(struct kx_copylist *list, u64 *source)
{
	static const struct kx_segment segments[] = {
		{ NULL, 2 * PAGE, 10 * PAGE, 2 * PAGE },
		{ NULL, 2 * PAGE, 20 * PAGE, 2 * PAGE },
	};

	kx_copylist_init(list, (struct kx_segments){ segments, 2 }, PAGE,
			 source);
}

TEST(a_page_that_is_nobodys_destination_is_taken)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 source = 0;

	small_list(&list, sources);
	assert_int_equal(kx_copylist_offer(&list, 0, 99, &source),
			 KX_OFFER_TAKEN);
	assert_int_equal(source, 99);
}

TEST(a_page_in_its_own_place_needs_no_copy)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 source;
	u64 cursor = 0;
	struct kx_copy copy;

	small_list(&list, sources);
	assert_int_equal(kx_copylist_offer(&list, 0, 10, &source),
			 KX_OFFER_TAKEN);
	assert_true(kx_copylist_next(&list, &cursor, &copy));
	assert_int_equal(copy.dest, 11);
}

TEST(a_late_destination_takes_its_bytes_over)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 source;

	small_list(&list, sources);
	assert_int_equal(kx_copylist_offer(&list, 0, 99, &source),
			 KX_OFFER_TAKEN);
	assert_int_equal(kx_copylist_offer(&list, 3, 10, &source),
			 KX_OFFER_MOVE);
	assert_int_equal(source, 99);
	assert_int_equal(kx_copylist_source(&list, 0), 10);
	assert_int_equal(kx_copylist_source(&list, 3), 99);
}

TEST(an_early_destination_is_kept_for_its_bytes)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 source = 7;

	small_list(&list, sources);
	assert_int_equal(kx_copylist_offer(&list, 0, 21, &source),
			 KX_OFFER_KEPT);
	assert_int_equal(source, 7);
	assert_int_equal(kx_copylist_source(&list, 0), KX_NO_PFN);
	assert_int_equal(kx_copylist_source(&list, 3), 21);
}

TEST(neighbouring_pages_are_copied_in_one_step)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 cursor = 0;
	u64 source;
	struct kx_copy copy;
	u64 i;

	small_list(&list, sources);
	for (i = 0; i < 4; i++)
		assert_int_equal(kx_copylist_offer(&list, i, 90 + i, &source),
				 KX_OFFER_TAKEN);
	/* Sources are contiguous across the segments, destinations are not. */
	assert_true(kx_copylist_next(&list, &cursor, &copy));
	assert_int_equal(copy.dest, 10);
	assert_int_equal(copy.source, 90);
	assert_int_equal(copy.pages, 2);
	assert_true(kx_copylist_next(&list, &cursor, &copy));
	assert_int_equal(copy.dest, 20);
	assert_int_equal(copy.source, 92);
	assert_int_equal(copy.pages, 2);
	assert_false(kx_copylist_next(&list, &cursor, &copy));
}

TEST(destinations_without_source_become_zero_in_one_step)
{
	struct kx_copylist list;
	u64 sources[4];
	u64 cursor = 0;
	struct kx_copy copy;

	small_list(&list, sources);
	assert_true(kx_copylist_next(&list, &cursor, &copy));
	assert_int_equal(copy.source, KX_NO_PFN);
	assert_int_equal(copy.pages, 2);
	assert_true(kx_copylist_next(&list, &cursor, &copy));
	assert_int_equal(copy.dest, 20);
	assert_int_equal(copy.pages, 2);
	assert_false(kx_copylist_next(&list, &cursor, &copy));
}

TEST(an_empty_list_has_no_steps)
{
	struct kx_copylist list;
	u64 nothing[1];
	u64 cursor = 0;
	struct kx_copy copy;

	kx_copylist_init(&list, (struct kx_segments){ NULL, 0 }, PAGE, nothing);
	assert_int_equal(list.pages, 0);
	assert_false(kx_copylist_is_destination(&list, 0));
	assert_false(kx_copylist_next(&list, &cursor, &copy));
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/*
 * Build and walk a list of @pages in the worst case: the allocator returns the
 * destinations themselves, backwards, and then pages without neighbours.
 */
static double build_seconds(u64 pages, u64 *source)
{
	const struct kx_segment segment = { .bufsz = pages * PAGE,
					    .mem = 0,
					    .memsz = pages * PAGE };
	double start = cpu_seconds();
	struct kx_copylist list;
	struct kx_copy copy;
	u64 fresh = pages;
	u64 cursor = 0;
	u64 index;

	kx_copylist_init(&list, (struct kx_segments){ &segment, 1 }, PAGE,
			 source);
	for (index = 0; index < pages; index++) {
		enum kx_offer answer = KX_OFFER_KEPT;
		u64 into;

		while (kx_copylist_source(&list, index) == KX_NO_PFN &&
		       answer == KX_OFFER_KEPT) {
			fresh += fresh > pages / 2 && fresh <= pages
					 ? -1ULL
					 : pages * 2;
			answer = kx_copylist_offer(&list, index, fresh, &into);
		}
	}
	while (kx_copylist_next(&list, &cursor, &copy))
		;
	return cpu_seconds() - start;
}

static double build_times(u64 pages, u64 *source, int times)
{
	double sum = 0;

	while (times--)
		sum += build_seconds(pages, source);
	return sum;
}

/*
 * 2 GiB are 32 times 64 MiB, built a 32nd as often: linear work takes as long,
 * quadratic work 32 times longer. The limit of 8 allows for cache misses of the
 * larger table. Process clocks may tick in hundredths of a second, so it
 * repeats until that is negligible.
 */
TEST(building_a_list_for_two_gigabytes_is_linear)
{
	u64 small = (64ULL << 20) / PAGE;
	u64 large = (2048ULL << 20) / PAGE;
	u64 *source = malloc(large * sizeof(*source));
	double of_small = 0;
	double of_large = 0;

	assert_non_null(source);
	while (of_small < 0.2) {
		of_small += build_times(small, source, 32);
		of_large += build_times(large, source, 1);
	}
	printf("# 2 GiB take %.1f times as long\n", of_large / of_small);
	assert_true(of_large < 8 * of_small);
	free(source);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			random_images_arrive_whatever_the_order_of_copies),
		cmocka_unit_test(
			a_load_that_stops_owns_every_page_it_was_given),
		cmocka_unit_test(destinations_are_the_pages_of_the_segments),
		cmocka_unit_test(a_page_that_is_nobodys_destination_is_taken),
		cmocka_unit_test(a_page_in_its_own_place_needs_no_copy),
		cmocka_unit_test(a_late_destination_takes_its_bytes_over),
		cmocka_unit_test(an_early_destination_is_kept_for_its_bytes),
		cmocka_unit_test(neighbouring_pages_are_copied_in_one_step),
		cmocka_unit_test(
			destinations_without_source_become_zero_in_one_step),
		cmocka_unit_test(an_empty_list_has_no_steps),
		cmocka_unit_test(building_a_list_for_two_gigabytes_is_linear),
	};

	return cmocka_run_group_tests_name("copylist", tests, NULL, NULL);
}
