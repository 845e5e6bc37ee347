// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Variables, their scopes, and the device that paths are on. */
#include "lib/entries/grub.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/unit/lib/entries/fake_grub.h"
#include "test/unit/test.h"

TEST(a_variable_is_set_and_unset)
{
	struct fake_grub fake = { 0 };

	fake_grub_make(&fake);
	assert_null(kxl_grub_get(&fake.grub, "a"));
	kxl_grub_set(&fake.grub, "a", "1");
	kxl_grub_set(&fake.grub, "a", "2");
	assert_string_equal(kxl_grub_get(&fake.grub, "a"), "2");
	kxl_grub_unset(&fake.grub, "a");
	kxl_grub_unset(&fake.grub, "b");
	assert_null(kxl_grub_get(&fake.grub, "a"));
	fake_grub_free(&fake);
}

TEST(variables_have_a_limit)
{
	struct fake_grub fake = { 0 };
	char name[16];
	unsigned int i;

	fake_grub_make(&fake);
	for (i = 0; i < KXL_GRUB_VARIABLES_MAX + 10; i++) {
		snprintf(name, sizeof(name), "v%u", i);
		kxl_grub_set(&fake.grub, name, "1");
	}
	assert_non_null(kxl_grub_get(&fake.grub, "v900"));
	assert_null(kxl_grub_get(&fake.grub, "v1005"));
	fake_grub_free(&fake);
}

TEST(a_submenu_sees_what_is_exported)
{
	struct kxl_grub_value *values;
	struct fake_grub fake = { 0 };

	fake_grub_make(&fake);
	kxl_grub_set(&fake.grub, "a", "1");
	kxl_grub_set(&fake.grub, "b", "2");
	kxl_grub_export(&fake.grub, "b");
	values = fake.grub.values;
	kxl_grub_scope(&fake.grub, true);
	assert_null(kxl_grub_get(&fake.grub, "a"));
	assert_string_equal(kxl_grub_get(&fake.grub, "b"), "2");
	kxl_grub_set(&fake.grub, "b", "3");
	fake.grub.values = values;
	assert_string_equal(kxl_grub_get(&fake.grub, "b"), "2");
	kxl_grub_scope(&fake.grub, false);
	assert_string_equal(kxl_grub_get(&fake.grub, "a"), "1");
	fake_grub_free(&fake);
}

TEST(other_devices_have_no_paths)
{
	struct fake_grub fake = { 0 };

	fake_grub_make(&fake);
	assert_string_equal(kxl_grub_path(&fake.grub, "/a"), "/a");
	assert_string_equal(kxl_grub_path(&fake.grub, "(kexec)/a"), "/a");
	assert_null(kxl_grub_path(&fake.grub, "(hd0,gpt2)/a"));
	assert_null(kxl_grub_path(&fake.grub, "(kexec/a"));
	assert_null(kxl_grub_path(&fake.grub, "(kexec2)/a"));
	assert_null(kxl_grub_path(&fake.grub, "("));
	kxl_grub_set(&fake.grub, "root", "hd0,gpt2");
	assert_null(kxl_grub_path(&fake.grub, "/a"));
	kxl_grub_unset(&fake.grub, "root");
	assert_null(kxl_grub_path(&fake.grub, "/a"));
	fake_grub_free(&fake);
}

TEST(one_warning_ends_a_script)
{
	static const struct kxl_grub_text text = { .path = "/p", .line = 7 };
	struct fake_grub fake = { 0 };

	fake_grub_make(&fake);
	kxl_grub_stop(&fake.grub, &text, "why");
	kxl_grub_stop(&fake.grub, &text, "again");
	assert_true(fake.grub.is_ended);
	assert_string_equal(fake.log, "/p:7: why\n");
	fake_grub_free(&fake);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_variable_is_set_and_unset),
		cmocka_unit_test(variables_have_a_limit),
		cmocka_unit_test(a_submenu_sees_what_is_exported),
		cmocka_unit_test(other_devices_have_no_paths),
		cmocka_unit_test(one_warning_ends_a_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
