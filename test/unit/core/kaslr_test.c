// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* 1,000 plans, whose places are each of the allowed ones, equally often. */
#include "core/kaslr.h"

#include <string.h>

#include "core/arch/x86_64_kaslr.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/core/uniform.h"
#include "test/unit/test.h"

#define ANY (~0ULL)

static bool draw(void *data, u64 *bits)
{
	*bits = dice_any(data);
	return true;
}

#define STEP	   (2 * TEST_MIB)
#define ROOM	   (64 * TEST_MIB)
#define PLANS	   1000
#define PLACES_MAX 4096

/* A PC of which some memory is not firmware's RAM, and some is kept. */
struct world {
	struct test_machine test;
	struct bzimage image;
	struct kx_memory firmware[2];
	struct kx_kernel kernel;
	struct kx_kaslr kaslr;
	struct kx_range kept;
	struct kx_range due; /* left out */
	struct dice dice;
};

static bool find_kept(void *data, struct kx_range range, struct kx_range *kept)
{
	const struct world *world = data;

	*kept = world->kept;
	return kx_range_overlaps(world->kept, range);
}

static void make_world(struct world *world, const char *line)
{
	static const struct kx_memory firmware[] = {
		{ { 0x1000, 0x9f000 }, KX_MEM_RAM },
		{ { 1 * TEST_MIB, 700 * TEST_MIB }, KX_MEM_RAM },
	};
	struct kx_kaslr_line read = { 0 };

	*world = (struct world){ .dice = { 4711 } };
	test_machine_make(&world->test);
	bzimage_make(&world->image);
	memcpy(world->firmware, firmware, sizeof(firmware));
	world->test.machine.firmware =
		(struct kx_memmap){ world->firmware, 2, 2 };
	world->kept = (struct kx_range){ 601 * TEST_MIB, 602 * TEST_MIB };
	world->test.machine.keeper = (struct kx_keeper){ find_kept, world, 0 };
	kx_kaslr_read(kx_bytes(line, strlen(line)), &read);
	world->kaslr = read.kaslr;
	world->kaslr.random = (struct kx_random){ draw, &world->dice };
	world->kernel = (struct kx_kernel){
		.arch = &kx_arch_x86_64,
		.pieces = { { kx_bytes("text", 4), 0 } },
		.nr_pieces = 1,
		.size = ROOM - 5,
		.align = STEP,
		.preferred = 16 * TEST_MIB,
		.is_relocatable = true,
		.kaslr = &world->kaslr,
	};
}

/* The kernel of the request takes the place of the file's. */
static int make_plan(struct world *world, struct kx_range within,
		     struct kx_plan *plan)
{
	struct kx_request request = test_machine_request(
		&world->test, bzimage_bytes(&world->image));
	struct kx_kernel kernel;
	struct kx_fault fault;
	int err;

	*plan = (struct kx_plan){ 0 };
	assert_int_equal(kx_plan_vet(&request, NULL, &kernel, NULL), 0);
	world->kernel.protocol = kernel.protocol;
	world->kernel.header = kernel.header;
	world->kernel.reach = kernel.reach;
	world->kernel.initrd_end = kernel.initrd_end;
	world->kernel.ways[0] = kernel.ways[0];
	world->kernel.nr_ways = 1;
	request.unpacked = &world->kernel;
	request.within = within;
	request.arena->used = 0;
	err = kx_plan_make(&request, NULL, plan, &fault);
	if (err)
		assert_string_equal(fault.what, "kernel");
	return err;
}

/* All places, one by one, by the rules: not by how they are drawn. */
static u32 list_places(const struct world *world, u64 end, u64 *places)
{
	u64 at;
	u32 count = 0;
	u32 i;

	for (at = 16 * TEST_MIB; at + ROOM <= end; at += STEP) {
		struct kx_range place = { at, at + ROOM };
		bool is_free = !kx_range_overlaps(place, world->kept) &&
			       !kx_range_overlaps(place, world->due) &&
			       at + ROOM <= 700 * TEST_MIB;

		for (i = 0; i < world->kaslr.nr_avoid; i++)
			is_free &= !kx_range_overlaps(place,
						      world->kaslr.avoid[i]);
		if (is_free)
			places[count++] = at;
	}
	return count;
}

static void assert_world(struct world *world, const char *line,
			 struct kx_range within, u64 end)
{
	static u32 counts[PLACES_MAX];
	static u64 places[PLACES_MAX];
	struct kx_plan plan;
	u32 count, i, j;

	count = list_places(world, end, places);
	memset(counts, 0, sizeof(counts));
	for (i = 0; i < PLANS; i++) {
		assert_int_equal(make_plan(world, within, &plan), 0);
		assert_false(plan.is_over_kept);
		for (j = 0; j < count; j++)
			if (places[j] == plan.segments[0].mem)
				break;
		if (j == count)
			fail_msg("%s: a kernel at %#llx", line,
				 (unsigned long long)plan.segments[0].mem);
		counts[j]++;
	}
	assert_uniform(counts, count, PLANS);
}

static void assert_plans(const char *line, struct kx_range within, u64 end)
{
	static struct world world;

	make_world(&world, line);
	assert_world(&world, line, within, end);
}

TEST(a_thousand_plans_use_each_allowed_place_equally_often)
{
	const struct kx_range everywhere = { 0, ~0ULL };
	const struct kx_range window = { 0, 200 * TEST_MIB };

	assert_plans("", everywhere, ANY >> 20);
	assert_plans("mem=300M", everywhere, 300 * TEST_MIB);
	assert_plans("memmap=8M$100M,4K#0xd000000 mem=400M", everywhere,
		     400 * TEST_MIB);
	assert_plans("quiet", window, 200 * TEST_MIB);
}

/* There are 311 places, so 77 can be spared; of 256, 64. */
static const struct due_row {
	const char *name;
	const char *line;
	struct kx_range due; /* MiB */
	bool is_left_out;
} due_rows[] = {
	{ "92 MiB are 77 places", "", { 300, 392 }, true },
	{ "94 MiB are 78", "", { 300, 394 }, false },
	{ "at the end of memory", "", { 680, 720 }, true },
	{ "nothing is due", "", { 300, 300 }, true },
	{ "55 are avoided", "memmap=100M$590M", { 300, 366 }, true },
	{ "65 are too many then", "memmap=100M$590M", { 300, 368 }, false },
	{ "all are avoided but few", "memmap=500M$100M", { 20, 60 }, false },
	{ "beyond all memory", "memmap=8M$100M,4E$8E", { 300, 310 }, true },
	{ "64 GiB right after it", "memmap=64G$1G", { 300, 392 }, true },
};

TEST(what_is_given_out_next_is_left_out_if_it_is_little)
{
	const struct kx_range everywhere = { 0, ~0ULL };
	static struct world world;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(due_rows); i++) {
		const struct due_row *row = &due_rows[i];
		struct kx_range due = { row->due.start * TEST_MIB,
					row->due.end * TEST_MIB };

		make_world(&world, row->line);
		world.test.machine.due = due;
		if (row->is_left_out)
			world.due = due;
		assert_world(&world, row->name, everywhere, ANY >> 20);
	}
}

/* What is not kept starts at 16 MiB to 102 MiB, and reaches into it. */
TEST(what_is_given_out_next_is_used_if_it_must_be)
{
	const struct kx_range everywhere = { 0, ~0ULL };
	static struct world world;

	make_world(&world, "");
	world.kept = (struct kx_range){ 166 * TEST_MIB, 700 * TEST_MIB };
	world.test.machine.due =
		(struct kx_range){ 40 * TEST_MIB, 120 * TEST_MIB };
	assert_world(&world, "all is due", everywhere, ANY >> 20);
}

TEST(where_no_place_is_allowed_there_is_no_plan)
{
	static struct world world;
	const struct kx_range everywhere = { 0, ~0ULL };
	struct kx_plan plan;

	make_world(&world, "mem=79M");
	assert_int_equal(make_plan(&world, everywhere, &plan), -KX_E_NO_HOLE);
	make_world(&world, "mem=80M");
	assert_int_equal(make_plan(&world, everywhere, &plan), 0);
	assert_int_equal(plan.segments[0].mem, 16 * TEST_MIB);
	make_world(&world, "memmap=700M$1M");
	assert_int_equal(make_plan(&world, everywhere, &plan), -KX_E_NO_HOLE);
	make_world(&world, "");
	world.kaslr.random.draw = no_draw;
	assert_int_equal(make_plan(&world, everywhere, &plan), -KX_E_NO_HOLE);
}

/* Without firmware's map, only the running kernel's counts. */
TEST(an_unknown_firmware_limits_nothing)
{
	static struct world world;
	const struct kx_range above = { 4 * TEST_GIB - ROOM, 8 * TEST_GIB };
	struct kx_plan plan;

	make_world(&world, "");
	assert_int_equal(make_plan(&world, above, &plan), -KX_E_NO_HOLE);
	world.test.machine.firmware.count = 0;
	assert_int_equal(make_plan(&world, above, &plan), 0);
	assert_true(plan.segments[0].mem >= 4 * TEST_GIB);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_thousand_plans_use_each_allowed_place_equally_often),
		cmocka_unit_test(
			what_is_given_out_next_is_left_out_if_it_is_little),
		cmocka_unit_test(what_is_given_out_next_is_used_if_it_must_be),
		cmocka_unit_test(where_no_place_is_allowed_there_is_no_plan),
		cmocka_unit_test(an_unknown_firmware_limits_nothing),
	};

	return cmocka_run_group_tests_name("kaslr", tests, NULL, NULL);
}
