// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The architecture's object is complete. */
#include "core/arch.h"

#include "core/format/bzimage.h"
#include "core/plan.h"
#include "test/unit/test.h"

TEST(the_formats_have_names_and_end_with_null)
{
	const struct kx_format *const *format = kx_arch_x86_64.formats;

	assert_ptr_equal(*format, &kx_format_bzimage);
	for (; *format; format++) {
		assert_true(strlen((*format)->name) > 0);
		assert_non_null((*format)->probe);
		assert_non_null((*format)->vet);
		assert_non_null((*format)->uses);
	}
}

TEST(each_purpose_has_all_of_its_functions)
{
	u32 i;

	for (i = 0; i < KX_PURPOSES; i++) {
		const struct kx_purpose_row *row = &kx_arch_x86_64.purposes[i];

		assert_non_null(row->arena_size);
		assert_non_null(row->reserve);
		assert_non_null(row->memory);
		assert_int_equal(!row->prefix, !row->prefix_room);
		assert_non_null(row->complete);
		assert_int_equal(row->is_in_region, i == KX_PURPOSE_CRASH);
	}
}

/* boot.rst: one register has the address of boot_params. */
TEST(a_kernel_is_entered_with_one_argument)
{
	assert_string_equal(kx_entry_x86_64.name, "64-bit");
	assert_string_equal(kx_entry_x86_64.registers[0], "rsi");
	assert_null(kx_entry_x86_64.registers[1]);
	assert_string_equal(kx_entry_x86_32.name, "32-bit");
	assert_string_equal(kx_entry_x86_32.registers[0], "esi");
	assert_null(kx_entry_x86_32.registers[1]);
}

/* KEXEC_ARCH_X86_64 of Linux include/uapi/linux/kexec.h. */
TEST(the_flags_have_elfs_number)
{
	assert_int_equal(kx_arch_flags(&kx_arch_x86_64), 0x3e0000);
	assert_string_equal(kx_arch_x86_64.name, "x86_64");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_formats_have_names_and_end_with_null),
		cmocka_unit_test(each_purpose_has_all_of_its_functions),
		cmocka_unit_test(a_kernel_is_entered_with_one_argument),
		cmocka_unit_test(the_flags_have_elfs_number),
	};

	return cmocka_run_group_tests_name("x86_64", tests, NULL, NULL);
}
