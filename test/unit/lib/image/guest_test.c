// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Images for a guest: no fact of the machine is in them, and none is loaded. */
#include "lib/image/guest.h"

#include <errno.h>
#include <string.h>

#include "lib/guest/machine.h"
#include "lib/machine/arch.h"
#include "test/unit/lib/recorded_image.h"

#define MIB (1ULL << 20)

TEST(a_plan_is_for_the_guests_memory_alone)
{
	const struct kexec_passed *passed;
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int i;
	uintptr_t end;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_remove(&fixture, "/proc/iomem");
	assert_int_equal(kexec_image_plan(image, &plan), -ENOENT);
	assert_int_equal(kexec_image_set_cmdline(image, "a b"), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_set_guest(image, 256 * MIB + 5), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++) {
		end = (uintptr_t)plan->segments[i].mem +
		      plan->segments[i].memsz;
		assert_true((uintptr_t)plan->segments[i].mem >= MIB);
		assert_true(end <= (256 - 32) * MIB);
	}
	assert_int_equal(kexec_image_passed(image, &passed), 0);
	assert_string_equal(passed->cmdline, "a b");
	assert_true(passed->initrd_end > passed->initrd_start);
	for (i = 0; i < passed->nr_ranges; i++)
		if (!strcmp(passed->ranges[i].name, "System RAM"))
			assert_true(passed->ranges[i].end <= 256 * MIB);
	recorder_finish(&fixture, image);
}

TEST(only_sizes_that_a_guest_can_have_are_taken)
{
	static const struct {
		const char *name;
		uint64_t memory;
		int result;
	} rows[] = {
		{ "this machine", 0, 0 },
		{ "too small", 64 * MIB - 1, -EINVAL },
		{ "least", 64 * MIB, 0 },
		{ "most", 65536 * MIB, 0 },
		{ "too large", 65536 * MIB + 1, -EINVAL },
		{ "far too large", UINT64_MAX, -EINVAL },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = recorder_start(&fixture, fixture_make_pc);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name,
			   kexec_image_set_guest(image, rows[i].memory),
			   rows[i].result);
	recorder_finish(&fixture, image);
}

/* Its segments would lie anywhere in this machine's memory. */
TEST(no_call_loads_what_is_planned_for_a_guest)
{
	static const enum kexec_method methods[] = {
		KEXEC_METHOD_AUTO,
		KEXEC_METHOD_LOAD,
		KEXEC_METHOD_FILE_LOAD,
	};
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_set_guest(image, 256 * MIB), 0);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		assert_int_equal(kexec_image_load(image, methods[i]), -EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->reason,
				    "it is planned for a guest");
		assert_int_equal(kexec_image_choose(image, methods[i], &choice),
				 -EINVAL);
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_int_equal(kexec_image_set_guest(image, 0), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.loads, 1);
	recorder_finish(&fixture, image);
}

TEST(a_guest_starts_nothing_but_normal_kernels)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_crash);
	assert_int_equal(kexec_image_set_guest(image, 256 * MIB), 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_NORMAL), 0);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE),
			 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	recorder_finish(&fixture, image);
}

TEST(a_guest_is_a_pc)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture.ctx->arch = &kx_arch_arm64;
	assert_int_equal(kexec_image_set_guest(image, KXL_GUEST_LEAST),
			 -EOPNOTSUPP);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "try it on a machine of x86_64");
	assert_int_equal(kexec_image_set_guest(image, 0), 0);
	fixture.ctx->arch = &kx_arch_x86_64;
	recorder_finish(&fixture, image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guest_is_a_pc),
		cmocka_unit_test(a_plan_is_for_the_guests_memory_alone),
		cmocka_unit_test(only_sizes_that_a_guest_can_have_are_taken),
		cmocka_unit_test(no_call_loads_what_is_planned_for_a_guest),
		cmocka_unit_test(a_guest_starts_nothing_but_normal_kernels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
