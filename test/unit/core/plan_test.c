// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Plans, with loaders of an architecture of our own. */
#include "plan.h"
#include "crash.h"
#include "err.h"

#include "test.h"

#define PAGE  0x1000ULL
#define COUNT 400 /* pages of RAM */

static bool begins_with_a(struct kx_bytes file)
{
	return file.size && file.data[0] == 'a';
}

static bool begins_at_all(struct kx_bytes file)
{
	return file.size > 0;
}

/* One page of RAM; the entry tells which loader it was. */
static int load_one(const struct kx_request *request, struct kx_plan *plan,
		    struct kx_fault *fault)
{
	(void)request;
	plan->entry = 1;
	return kx_plan_add(plan, KX_PART_KERNEL, kx_bytes(NULL, 0),
			   (struct kx_range){ PAGE, 2 * PAGE }, fault);
}

static int load_overlapping(const struct kx_request *request,
			    struct kx_plan *plan, struct kx_fault *fault)
{
	int err = load_one(request, plan, fault);

	return err ? err : load_one(request, plan, fault);
}

static int load_nothing(const struct kx_request *request, struct kx_plan *plan,
			struct kx_fault *fault)
{
	plan->entry = 0xdead;
	plan->count = 3;
	return kx_fault_set(fault, KX_E_CHECKSUM, "fake", request->kernel.size,
			    0);
}

/* Has no machine to look at. */
static int vet_length(const struct kx_request *request, struct kx_fault *fault)
{
	if (request->kernel.size > 10)
		return kx_fault_set(fault, KX_E_HEADER, "length",
				    request->kernel.size, 10);
	return 0;
}

static int uses_all(struct kx_bytes file, struct kx_uses *uses)
{
	if (file.size > 10)
		return -KX_E_SHORT;
	*uses = (struct kx_uses){ .loaded = { 0, file.size } };
	return 0;
}

static const struct kx_format first = { "first", begins_with_a, vet_length,
					uses_all, load_one };
static const struct kx_format second = { "second", begins_at_all, vet_length,
					 uses_all, load_overlapping };
static const struct kx_format third = { "third", begins_at_all, vet_length,
					uses_all, load_nothing };
static const struct kx_format *const formats[] = { &first, &second, &third,
						   NULL };
static const struct kx_arch arch = { .name = "toy", .formats = formats };

static struct kx_memory ram = { { PAGE, (1 + COUNT) * PAGE }, KX_MEM_RAM };
static const struct kx_machine machine = {
	.usable = { &ram, 1, 1 },
	.limits = { .page_size = PAGE,
		    .address_limit = 1ULL << 46,
		    .ram_pages = COUNT },
};

static struct kx_request request_for(const char *kernel)
{
	return (struct kx_request){
		.arch = &arch,
		.kernel = kx_bytes(kernel, strlen(kernel)),
		.within = { 0, ~0ULL },
		.machine = &machine,
	};
}

TEST(the_first_loader_whose_probe_says_yes_makes_the_plan)
{
	struct kx_request request = request_for("a kernel");
	struct kx_plan plan = { 0 };
	struct kx_fault fault = { 0 };

	assert_int_equal(kx_plan_make(&request, NULL, &plan, &fault), 0);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.entry, 1);
	assert_string_equal(kx_part_name(plan.parts[0]), "kernel");
	assert_int_equal(fault.code, 0);
}

TEST(a_type_names_the_loader_whatever_the_probes_say)
{
	struct kx_request request = request_for("not one");
	struct kx_plan plan;

	assert_int_equal(kx_plan_make(&request, "first", &plan, NULL), 0);
	assert_int_equal(kx_plan_make(&request, "third", &plan, NULL),
			 -KX_E_CHECKSUM);
}

TEST(a_type_is_compared_to_its_last_letter)
{
	static const char *const types[] = { "", "firs", "firstt", "First" };
	struct kx_request request = request_for("a");
	struct kx_plan plan;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		assert_row(types[i],
			   kx_plan_make(&request, types[i], &plan, NULL),
			   -KX_E_TYPE);
}

TEST(vetting_asks_the_loader_and_needs_no_machine)
{
	static const struct {
		const char *kernel;
		const char *type;
		int code;
	} rows[] = {
		{ "a kernel", NULL, KX_OK },
		{ "a kernel", "third", KX_OK },
		{ "a kernel that is long", NULL, KX_E_HEADER },
		{ "a kernel that is long", "first", KX_E_HEADER },
		{ "a kernel", "fourth", KX_E_TYPE },
		{ "", NULL, KX_E_FORMAT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_request request = request_for(rows[i].kernel);
		struct kx_fault fault = { 0 };

		request.machine = NULL;
		assert_row(rows[i].kernel,
			   kx_plan_vet(&request, rows[i].type, &fault),
			   -rows[i].code);
		assert_row(rows[i].kernel, fault.code, rows[i].code);
		assert_row(rows[i].kernel,
			   kx_plan_vet(&request, rows[i].type, NULL),
			   -rows[i].code);
	}
}

TEST(the_loader_says_which_bytes_it_uses)
{
	struct kx_uses uses = { .loaded = { 7, 7 } };

	assert_int_equal(kx_plan_uses(&arch, kx_bytes("", 0), &uses),
			 -KX_E_FORMAT);
	assert_int_equal(
		kx_plan_uses(&arch, kx_bytes("a long file", 11), &uses),
		-KX_E_SHORT);
	assert_int_equal(uses.loaded.start, 7);
	assert_int_equal(kx_plan_uses(&arch, kx_bytes("a file", 6), &uses), 0);
	assert_int_equal(uses.loaded.end, 6);
}

TEST(a_file_that_no_probe_knows_is_refused)
{
	struct kx_request request = request_for("");
	struct kx_plan plan;
	struct kx_fault fault;

	assert_int_equal(kx_plan_make(&request, NULL, &plan, &fault),
			 -KX_E_FORMAT);
	assert_int_equal(fault.code, KX_E_FORMAT);
	assert_null(fault.what);
}

TEST(a_loader_that_fails_leaves_the_plan_alone)
{
	struct kx_request request = request_for("x");
	struct kx_plan plan = { .entry = 42, .count = 7 };
	struct kx_fault fault;

	assert_int_equal(kx_plan_make(&request, "third", &plan, &fault),
			 -KX_E_CHECKSUM);
	assert_string_equal(fault.what, "fake");
	assert_int_equal(plan.entry, 42);
	assert_int_equal(plan.count, 7);
}

TEST(a_plan_that_breaks_a_segment_rule_never_comes_out)
{
	struct kx_request request = request_for("x");
	struct kx_plan plan = { .entry = 42 };
	struct kx_fault fault;

	assert_int_equal(kx_plan_make(&request, NULL, &plan, &fault),
			 -KX_E_OVERLAP);
	assert_int_equal(fault.segment, 1);
	assert_int_equal(fault.other, 0);
	assert_string_equal(fault.what, "kernel");
	assert_int_equal(plan.entry, 42);
	assert_int_equal(kx_plan_make(&request, NULL, &plan, NULL),
			 -KX_E_OVERLAP);
}

static const struct kx_want one_page = {
	1, PAGE, { 0, ~0ULL }, KX_PLACE_LOWEST, KX_PART_KEPT
};

TEST(sizes_are_rounded_up_to_pages)
{
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;

	assert_int_equal(kx_plan_find(&request, &plan, one_page, &hole, NULL),
			 0);
	assert_int_equal(hole.start, PAGE);
	assert_int_equal(kx_range_size(hole), PAGE);
}

TEST(a_hole_avoids_the_segments_that_the_plan_has)
{
	struct kx_request request = request_for("x");
	struct kx_plan plan = { 0 };
	struct kx_range hole;
	u32 i;

	for (i = 0; i < KX_SEGMENT_MAX; i++) {
		assert_int_equal(
			kx_plan_find(&request, &plan, one_page, &hole, NULL),
			0);
		assert_int_equal(hole.start, (1 + i) * PAGE);
		assert_int_equal(kx_plan_add(&plan, KX_PART_KEPT,
					     kx_bytes(NULL, 0), hole, NULL),
				 0);
	}
}

TEST(a_hole_keeps_inside_the_window_of_the_request)
{
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;

	request.within = (struct kx_range){ 5 * PAGE, 6 * PAGE };
	assert_int_equal(kx_plan_find(&request, &plan, one_page, &hole, NULL),
			 0);
	assert_int_equal(hole.start, 5 * PAGE);
}

/* The running kernel has RAM that its firmware did not tell of: COUNT pages. */
TEST(a_kernel_lies_where_its_map_will_have_ram)
{
	static struct kx_memory told[] = {
		{ { 0, 4 * PAGE + 0x400 }, KX_MEM_RAM },
		{ { 4 * PAGE + 0x400, 8 * PAGE }, KX_MEM_RESERVED },
		{ { 8 * PAGE + 1, 9 * PAGE + 1 }, KX_MEM_RAM },
		{ { 300 * PAGE + 1, 303 * PAGE - 1 }, KX_MEM_RAM },
		{ { 400 * PAGE, 900 * PAGE }, KX_MEM_RESERVED },
	};
	static const struct kx_crash crash;
	static const struct {
		const char *name;
		u32 told;
		enum kx_place_order order;
		u32 flags;
		const struct kx_crash *crash;
		u64 pages;
		u64 start;
	} rows[] = {
		{ "lowest", 5, KX_PLACE_LOWEST, 0, NULL, 1, PAGE },
		{ "highest", 5, KX_PLACE_HIGHEST, 0, NULL, 1, 301 * PAGE },
		{ "whole pages", 5, KX_PLACE_HIGHEST, 0, NULL, 3, PAGE },
		{ "no map", 0, KX_PLACE_HIGHEST, 0, NULL, 1, COUNT * PAGE },
		{ "a kernel that returns", 5, KX_PLACE_HIGHEST, KX_RETURNS,
		  NULL, 1, 301 * PAGE },
		{ "a crash kernel", 5, KX_PLACE_HIGHEST, 0, &crash, 1,
		  COUNT * PAGE },
	};
	const struct kx_plan plan = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_machine here = machine;
		struct kx_request request = request_for("x");
		struct kx_want want = one_page;
		struct kx_range hole = { 0, 0 };

		here.firmware = (struct kx_memmap){ told, rows[i].told, 5 };
		here.limits.crash = ram.range;
		request.machine = &here;
		request.flags = rows[i].flags;
		request.crash = rows[i].crash;
		want.size = rows[i].pages * PAGE;
		want.order = rows[i].order;
		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, want, &hole, NULL), 0);
		assert_row(rows[i].name, hole.start, rows[i].start);
	}
}

TEST(ram_that_nobody_will_know_is_no_room)
{
	static struct kx_memory told[] = {
		{ { 0, 3 * PAGE }, KX_MEM_RAM },
		{ { 3 * PAGE, 900 * PAGE }, KX_MEM_RESERVED },
	};
	struct kx_machine here = machine;
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_want want = one_page;
	struct kx_fault fault = { 0 };
	struct kx_range hole = { 7, 7 };

	here.firmware = (struct kx_memmap){ told, 2, 2 };
	request.machine = &here;
	want.size = 3 * PAGE;
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, &fault),
			 -KX_E_NO_HOLE);
	assert_int_equal(fault.value, 3 * PAGE);
	assert_int_equal(hole.start, 7);
	want.align = 3;
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, NULL),
			 -KX_E_ALIGN);
}

TEST(searches_that_cannot_succeed_say_which_part_and_why)
{
	static const struct {
		const char *name;
		struct kx_want want;
		int code;
	} rows[] = {
		{ "a page more than there is",
		  { COUNT * PAGE + 1,
		    PAGE,
		    { 0, ~0ULL },
		    KX_PLACE_LOWEST,
		    KX_PART_INITRD },
		  KX_E_NO_HOLE },
		{ "no window",
		  { 1, PAGE, { 0, 0 }, KX_PLACE_LOWEST, KX_PART_INITRD },
		  KX_E_NO_HOLE },
		{ "rounding wraps",
		  { ~0ULL,
		    PAGE,
		    { 0, ~0ULL },
		    KX_PLACE_LOWEST,
		    KX_PART_INITRD },
		  KX_E_HEADER },
		{ "no power of two",
		  { 1, 3, { 0, ~0ULL }, KX_PLACE_LOWEST, KX_PART_INITRD },
		  KX_E_ALIGN },
	};
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_range hole = { 7, 7 };
		struct kx_fault fault = { 0 };

		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, rows[i].want, &hole,
					&fault),
			   -rows[i].code);
		assert_row(rows[i].name, fault.code, rows[i].code);
		assert_row(rows[i].name, hole.start, 7);
		assert_string_equal(fault.what, "initrd");
	}
}

TEST(a_search_that_fails_says_where_it_looked)
{
	static const struct {
		const char *name;
		struct kx_range within;
		u64 start;
		u64 end;
	} rows[] = {
		{ "window inside", { 2 * PAGE, 3 * PAGE }, 2 * PAGE, 3 * PAGE },
		{ "window around", { 0, ~0ULL }, PAGE, 4 * PAGE },
		{ "window below: nothing between", { 0, 7 }, PAGE, 7 },
		{ "window above: the same",
		  { 9 * PAGE, ~0ULL },
		  9 * PAGE,
		  4 * PAGE },
	};
	struct kx_want want = { 9 * PAGE,
				PAGE,
				{ PAGE, 4 * PAGE },
				KX_PLACE_LOWEST,
				KX_PART_KEPT };
	struct kx_request request = request_for("x");
	const struct kx_plan plan = { 0 };
	struct kx_range hole;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_fault fault = { 0 };

		request.within = rows[i].within;
		assert_row(rows[i].name,
			   kx_plan_find(&request, &plan, want, &hole, &fault),
			   -KX_E_NO_HOLE);
		assert_row(rows[i].name, fault.value, 9 * PAGE);
		assert_row(rows[i].name, fault.start, rows[i].start);
		assert_row(rows[i].name, fault.limit, rows[i].end);
	}
	assert_int_equal(kx_plan_find(&request, &plan, want, &hole, NULL),
			 -KX_E_NO_HOLE);
}

TEST(a_plan_takes_sixteen_segments_and_refuses_the_next)
{
	struct kx_plan plan = { 0 };
	struct kx_fault fault;
	u32 i;

	for (i = 0; i < KX_SEGMENT_MAX; i++)
		assert_int_equal(
			kx_plan_add(
				&plan, KX_PART_KEPT, kx_bytes("x", 1),
				(struct kx_range){ i * PAGE, (i + 1) * PAGE },
				&fault),
			0);
	assert_int_equal(kx_plan_add(&plan, KX_PART_KEPT, kx_bytes("x", 1),
				     (struct kx_range){ 0, PAGE }, &fault),
			 -KX_E_SEGMENT_COUNT);
	assert_int_equal(fault.value, KX_SEGMENT_MAX + 1);
	assert_int_equal(fault.limit, KX_SEGMENT_MAX);
	assert_int_equal(plan.count, KX_SEGMENT_MAX);
	assert_int_equal(plan.segments[15].mem, 15 * PAGE);
	assert_int_equal(plan.segments[15].memsz, PAGE);
	assert_int_equal(plan.segments[15].bufsz, 1);
}

TEST(the_arena_grows_with_what_goes_into_it)
{
	struct kx_machine large = machine;
	struct kx_request request = request_for("x");
	u64 small_size = kx_plan_arena_size(&request);

	large.efi.memmap.size = 10000;
	large.rng_seed.size = 32;
	large.firmware.count = 1000;
	request.machine = NULL;
	assert_true(kx_plan_arena_size(&request) <= small_size);
	request.machine = &large;
	request.cmdline.size = 2000;
	assert_true(kx_plan_arena_size(&request) >=
		    small_size + 10000 + 32 + 1000 * 20 + 2000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_first_loader_whose_probe_says_yes_makes_the_plan),
		cmocka_unit_test(
			a_type_names_the_loader_whatever_the_probes_say),
		cmocka_unit_test(a_type_is_compared_to_its_last_letter),
		cmocka_unit_test(vetting_asks_the_loader_and_needs_no_machine),
		cmocka_unit_test(the_loader_says_which_bytes_it_uses),
		cmocka_unit_test(a_file_that_no_probe_knows_is_refused),
		cmocka_unit_test(a_loader_that_fails_leaves_the_plan_alone),
		cmocka_unit_test(
			a_plan_that_breaks_a_segment_rule_never_comes_out),
		cmocka_unit_test(sizes_are_rounded_up_to_pages),
		cmocka_unit_test(a_hole_avoids_the_segments_that_the_plan_has),
		cmocka_unit_test(a_hole_keeps_inside_the_window_of_the_request),
		cmocka_unit_test(a_kernel_lies_where_its_map_will_have_ram),
		cmocka_unit_test(ram_that_nobody_will_know_is_no_room),
		cmocka_unit_test(
			searches_that_cannot_succeed_say_which_part_and_why),
		cmocka_unit_test(a_search_that_fails_says_where_it_looked),
		cmocka_unit_test(
			a_plan_takes_sixteen_segments_and_refuses_the_next),
		cmocka_unit_test(the_arena_grows_with_what_goes_into_it),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
