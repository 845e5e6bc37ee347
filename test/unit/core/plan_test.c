// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Plans, with loaders of an architecture for tests only. */
#include "core/err.h"
#include "core/plan.h"

#include "test/unit/core/toy_arch.h"
#include "test/unit/test.h"

TEST(the_first_loader_whose_probe_says_yes_makes_the_plan)
{
	struct kx_request request = request_for("a kernel");
	struct kx_plan plan = { 0 };
	struct kx_fault fault = { 0 };

	assert_int_equal(kx_plan_make(&request, NULL, &plan, &fault), 0);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.entry.address, 1);
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
			   kx_plan_vet(&request, rows[i].type, NULL, &fault),
			   -rows[i].code);
		assert_row(rows[i].kernel, fault.code, rows[i].code);
		assert_row(rows[i].kernel,
			   kx_plan_vet(&request, rows[i].type, NULL, NULL),
			   -rows[i].code);
		if (rows[i].code == KX_E_HEADER)
			continue;
		/* No error with a number. */
		assert_row(rows[i].kernel, fault.value, 0);
		assert_row(rows[i].kernel, fault.limit, 0);
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
	struct kx_plan plan = { .entry.address = 42, .count = 7 };
	struct kx_fault fault;

	assert_int_equal(kx_plan_make(&request, "third", &plan, &fault),
			 -KX_E_CHECKSUM);
	assert_string_equal(fault.what, "fake");
	assert_int_equal(plan.entry.address, 42);
	assert_int_equal(plan.count, 7);
}

static int vet_nothing(const struct kx_request *request,
		       struct kx_kernel *kernel, struct kx_fault *fault)
{
	(void)request;
	(void)kernel;
	(void)fault;
	return 0;
}

TEST(a_format_without_a_protocol_makes_no_plan)
{
	static const struct kx_format odd = { .name = "odd",
					      .probe = begins_at_all,
					      .vet = vet_nothing,
					      .uses = uses_all };
	static const struct kx_format *const odd_formats[] = { &odd, NULL };
	const struct kx_arch odd_arch = { .formats = odd_formats,
					  .purposes = purposes };
	struct kx_request request = request_for("x");
	struct kx_plan plan;

	request.arch = &odd_arch;
	assert_int_equal(kx_plan_make(&request, NULL, &plan, NULL),
			 -KX_E_FORMAT);
}

TEST(a_plan_that_breaks_a_segment_rule_never_comes_out)
{
	struct kx_request request = request_for("x");
	struct kx_plan plan = { .entry.address = 42 };
	struct kx_fault fault;

	assert_int_equal(kx_plan_make(&request, NULL, &plan, &fault),
			 -KX_E_OVERLAP);
	assert_int_equal(fault.segment, 1);
	assert_int_equal(fault.other, 0);
	assert_string_equal(fault.what, "kernel");
	assert_int_equal(fault.part, KX_PART_KERNEL);
	assert_int_equal(plan.entry.address, 42);
	assert_int_equal(kx_plan_make(&request, NULL, &plan, NULL),
			 -KX_E_OVERLAP);
}

TEST(a_purpose_that_an_architecture_lacks_is_refused)
{
	static const struct kx_purpose_row lacking[KX_PURPOSES] = {
		[KX_PURPOSE_NORMAL] = { .arena_size = take_mibs },
		[KX_PURPOSE_CRASH] = { .arena_size = take_mibs,
				       .is_missing = true },
	};
	const struct kx_arch odd_arch = { .formats = formats,
					  .purposes = lacking };
	struct kx_request request = request_for("x");
	struct kx_plan plan;
	struct kx_fault fault;

	request.arch = &odd_arch;
	assert_int_equal(kx_plan_vet(&request, "first", NULL, &fault), 0);
	request.purpose = KX_PURPOSE_CRASH;
	assert_int_equal(kx_plan_make(&request, "first", &plan, &fault),
			 -KX_E_PURPOSE);
	assert_int_equal(fault.code, KX_E_PURPOSE);
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
	assert_int_equal(fault.part, KX_PART_KEPT);
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
	small_size = kx_plan_arena_size(&request);
	request.purpose = KX_PURPOSE_CRASH;
	assert_int_equal(kx_plan_arena_size(&request), small_size + (1 << 20));
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
		cmocka_unit_test(a_format_without_a_protocol_makes_no_plan),
		cmocka_unit_test(
			a_plan_that_breaks_a_segment_rule_never_comes_out),
		cmocka_unit_test(
			a_purpose_that_an_architecture_lacks_is_refused),
		cmocka_unit_test(
			a_plan_takes_sixteen_segments_and_refuses_the_next),
		cmocka_unit_test(the_arena_grows_with_what_goes_into_it),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
