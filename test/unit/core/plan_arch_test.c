// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of two architectures in one process: neither changes the other's, and
 * all differences come from the architecture of the request.
 */
#include "core/plan.h"

#include <stdlib.h>

#include "core/crash.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/other_arch.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"
#include "test/unit/test.h"

/* A machine of each architecture, and a request for it. */
struct setup {
	struct bzimage image;
	struct test_machine x86;
	struct kx_request x86_request;
	struct other_kernel kernel;
	struct test_machine other;
	struct kx_request request;
	struct kx_crash crash;
	struct kx_range note;
	struct kx_plan plan;
	struct kx_fault fault;
};

static const struct kx_bytes initrds[] = { { (const u8 *)"first", 5 },
					   { (const u8 *)"second", 6 } };

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	bzimage_make(&s->image);
	test_machine_make(&s->x86);
	s->x86_request =
		test_machine_request(&s->x86, bzimage_bytes(&s->image));
	other_kernel_make(&s->kernel);
	test_machine_make(&s->other);
	s->other.machine.limits.page_size = OTHER_PAGE;
	s->other.machine.limits.address_limit = OTHER_END;
	s->request = test_machine_request(&s->other, other_bytes(&s->kernel));
	s->request.arch = &other_arch;
	s->request.initrds = initrds;
	s->request.nr_initrds = ARRAY_SIZE(initrds);
	s->request.cmdline = kx_bytes("quiet", 5);
	s->note = (struct kx_range){ 0x1000, 0x1164 };
	s->crash.elfcore.notes = &s->note;
	s->crash.elfcore.nr_notes = 1;
	s->crash.elfcore.memory = &s->x86.machine.usable;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int make(struct setup *s, struct kx_plan *plan)
{
	const char *broken;
	int err;

	s->other.arena.used = 0;
	s->other.arena.size = kx_plan_arena_size(&s->request);
	err = kx_plan_make(&s->request, NULL, plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->request, plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

static void make_x86(struct setup *s, struct kx_plan *plan)
{
	const char *broken;

	assert_int_equal(kx_plan_make(&s->x86_request, NULL, plan, &s->fault),
			 0);
	broken = plan_oracle(&s->x86_request, plan);
	if (broken)
		fail_msg("%s", broken);
}

TEST_WITH(another_architecture_makes_plans_of_its_own)
{
	struct setup *s = *state;

	assert_int_equal(make(s, &s->plan), 0);
	assert_int_equal(s->plan.count, 5);
	assert_string_equal(kx_part_name(s->plan.parts[0]), "kernel");
	assert_string_equal(kx_part_name(s->plan.parts[1]), "kernel");
	assert_string_equal(kx_part_name(s->plan.parts[3]), "initrd");
	assert_string_equal(kx_part_name(s->plan.parts[4]), "boot data");
	/* 2 MiB aligned; the first piece has four pages. */
	assert_int_equal(s->plan.segments[0].mem, 7 * TEST_GIB - 0x200000);
	assert_int_equal(s->plan.segments[1].mem,
			 7 * TEST_GIB - 0x200000 + 4 * OTHER_PAGE);
	assert_int_equal(s->plan.segments[1].memsz, 2 * OTHER_PAGE);
	/* x86 has it last and high; here it is first and low. */
	assert_int_equal(s->plan.segments[4].mem, OTHER_START);
	assert_ptr_equal(s->plan.entry.mode, &other_entry);
	assert_int_equal(s->plan.entry.address, 7 * TEST_GIB - 0x200000 + 0x40);
	assert_int_equal(s->plan.entry.arguments[0], OTHER_CPU);
	assert_int_equal(s->plan.entry.arguments[1], OTHER_START);
}

TEST_WITH(plans_of_two_architectures_leave_each_other_alone)
{
	struct setup *s = *state;
	struct test_machine *other = calloc(1, sizeof(*other));
	struct kx_plan alone;
	struct kx_plan again;

	assert_non_null(other);
	make_x86(s, &alone);
	assert_int_equal(make(s, &s->plan), 0);
	test_machine_make(other);
	s->x86_request.machine = &other->machine;
	s->x86_request.arena = &other->arena;
	make_x86(s, &again);
	assert_null(plan_difference(&alone, &again));
	assert_null(plan_oracle(&s->request, &s->plan));
	assert_ptr_equal(again.entry.mode, &kx_entry_x86_64);
	free(other);
}

TEST_WITH(a_file_is_of_the_architecture_that_is_asked)
{
	struct setup *s = *state;
	struct kx_kernel kernel;
	struct kx_uses uses;

	assert_int_equal(kx_plan_vet(&s->request, NULL, &kernel, NULL), 0);
	assert_ptr_equal(kernel.arch, &other_arch);
	s->request.arch = &kx_arch_x86_64;
	s->x86_request.arch = &other_arch;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, NULL),
			 -KX_E_FORMAT);
	assert_int_equal(kx_plan_vet(&s->x86_request, NULL, NULL, NULL),
			 -KX_E_FORMAT);
	assert_int_equal(kx_plan_vet(&s->x86_request, "bzImage64", NULL, NULL),
			 -KX_E_TYPE);
	assert_int_equal(
		kx_plan_uses(&other_arch, bzimage_bytes(&s->image), &uses),
		-KX_E_FORMAT);
}

TEST_WITH(pages_and_limits_are_the_machines)
{
	struct setup *s = *state;

	/* Its pages are larger, so the same window is too small. */
	s->request.within =
		(struct kx_range){ OTHER_START, OTHER_START + 8 * OTHER_PAGE };
	s->kernel.data[OTHER_ALIGN] = 0;
	assert_int_equal(make(s, &s->plan), -KX_E_NO_HOLE);
	s->request.within.end += OTHER_PAGE;
	assert_int_equal(make(s, &s->plan), 0);
	s->other.machine.limits.address_limit = OTHER_START + OTHER_PAGE;
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, NULL),
			 -KX_E_BEYOND_LIMIT);
}

TEST_WITH(a_purpose_is_what_the_architecture_makes_of_it)
{
	const struct kx_range region = { 0x100000000ULL, 0x102000000ULL };
	struct setup *s = *state;
	u64 normal = kx_plan_arena_size(&s->request);

	s->request.purpose = KX_PURPOSE_RETURNING;
	assert_int_equal(make(s, &s->plan), -KX_E_ARCH);
	s->request.purpose = KX_PURPOSE_CRASH;
	s->request.crash = &s->crash;
	assert_true(kx_plan_arena_size(&s->request) > normal);
	assert_int_equal(make(s, &s->plan), -KX_E_NO_CRASH_REGION);
	s->other.machine.limits.is_crash = true;
	s->other.machine.limits.crash = region;
	assert_int_equal(make(s, &s->plan), 0);
	assert_string_equal(kx_part_name(s->plan.parts[0]), "elfcorehdr");
	assert_int_equal(s->plan.segments[0].mem, region.end - OTHER_PAGE);
	/* No purgatory: the crashed kernel enters the next one directly. */
	assert_int_equal(s->plan.parts[s->plan.count - 1], KX_PART_BOOT_DATA);
}

static u64 nothing(void)
{
	return 0;
}

/* As in a library that was built without a compiler for it. */
TEST_WITH(an_architecture_without_its_code_makes_no_plan)
{
	struct setup *s = *state;
	struct kx_arch arch = kx_arch_x86_64;

	assert_true(arch.code_size() > 0);
	arch.code_size = nothing;
	s->x86_request.arch = &arch;
	assert_int_equal(kx_plan_vet(&s->x86_request, NULL, NULL, NULL), 0);
	assert_int_equal(
		kx_plan_make(&s->x86_request, NULL, &s->plan, &s->fault),
		-KX_E_NO_PURGATORY);
	s->x86_request.arch = &kx_arch_x86_64;
	assert_int_equal(
		kx_plan_make(&s->x86_request, NULL, &s->plan, &s->fault), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(another_architecture_makes_plans_of_its_own),
		WITH(plans_of_two_architectures_leave_each_other_alone),
		WITH(a_file_is_of_the_architecture_that_is_asked),
		WITH(pages_and_limits_are_the_machines),
		WITH(a_purpose_is_what_the_architecture_makes_of_it),
		WITH(an_architecture_without_its_code_makes_no_plan),
	};

	return cmocka_run_group_tests_name("plan_arch", tests, NULL, NULL);
}
