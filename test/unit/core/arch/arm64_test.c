// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The architecture's object, and what it refuses. */
#include "core/arch.h"

#include "core/format/arm64_image.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/test.h"

TEST(the_formats_have_names_and_end_with_null)
{
	const struct kx_format *const *format = kx_arch_arm64.formats;

	assert_ptr_equal(*format, &kx_format_arm64_image);
	for (; *format; format++) {
		assert_true(strlen((*format)->name) > 0);
		assert_non_null((*format)->probe);
		assert_non_null((*format)->vet);
		assert_non_null((*format)->uses);
	}
}

/* KEXEC_ARCH_AARCH64 of Linux include/uapi/linux/kexec.h; uname -m. */
TEST(the_flags_have_elfs_number)
{
	assert_int_equal(kx_arch_flags(&kx_arch_arm64), 183 << 16);
	assert_string_equal(kx_arch_arm64.name, "aarch64");
}

TEST(a_kernel_is_entered_with_one_argument)
{
	assert_string_equal(kx_entry_arm64.registers[0], "x0");
	assert_null(kx_entry_arm64.registers[1]);
}

TEST(a_kernel_that_returns_can_not_be_planned)
{
	static struct arm64_machine arm64;
	struct kx_plan plan;
	struct kx_fault fault;

	arm64_machine_make(&arm64);
	assert_int_equal(kx_plan_vet(&arm64.request, NULL, NULL, &fault), 0);
	arm64.request.purpose = KX_PURPOSE_RETURNING;
	assert_true(kx_plan_arena_size(&arm64.request) <=
		    sizeof(arm64.arena_bytes));
	assert_int_equal(kx_plan_make(&arm64.request, NULL, &plan, &fault),
			 -KX_E_PURPOSE);
	assert_int_equal(kx_plan_vet(&arm64.request, NULL, NULL, &fault),
			 -KX_E_PURPOSE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_formats_have_names_and_end_with_null),
		cmocka_unit_test(the_flags_have_elfs_number),
		cmocka_unit_test(a_kernel_is_entered_with_one_argument),
		cmocka_unit_test(a_kernel_that_returns_can_not_be_planned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
