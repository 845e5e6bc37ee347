// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Whether an image is loaded. */
#include "include/libkexec.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(status_is_read_under_old_and_new_names)
{
	static const struct {
		const char *name;
		const char *path;
		const char *text;
		enum kexec_slot slot;
		int err;
		bool loaded;
	} rows[] = {
		{ "loaded", "/sys/kernel/kexec_loaded", "1\n",
		  KEXEC_SLOT_NORMAL, 0, true },
		{ "not loaded", "/sys/kernel/kexec_loaded", "0\n",
		  KEXEC_SLOT_NORMAL, 0, false },
		{ "any number", "/sys/kernel/kexec_loaded", "9\n",
		  KEXEC_SLOT_NORMAL, 0, true },
		{ "any number, new name", "/sys/kernel/kexec/loaded", "9\n",
		  KEXEC_SLOT_NORMAL, 0, true },
		{ "crash", "/sys/kernel/kexec_crash_loaded", "1\n",
		  KEXEC_SLOT_CRASH, 0, true },
		{ "the other one", "/sys/kernel/kexec_crash_loaded", "1\n",
		  KEXEC_SLOT_NORMAL, -ENOSYS, false },
		{ "new name", "/sys/kernel/kexec/loaded", "1\n",
		  KEXEC_SLOT_NORMAL, 0, true },
		{ "new crash name", "/sys/kernel/kexec/crash_loaded", "1\n",
		  KEXEC_SLOT_CRASH, 0, true },
		{ "garbage", "/sys/kernel/kexec_loaded", "yes\n",
		  KEXEC_SLOT_NORMAL, -EBADMSG, false },
		{ "no kexec", "/sys/kernel/notes", "", KEXEC_SLOT_NORMAL,
		  -ENOSYS, false },
		{ "no sysfs", "/sys/x", "", KEXEC_SLOT_NORMAL, -ENOENT, false },
	};
	struct fixture fixture;
	bool loaded;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		fixture_text(&fixture, rows[i].path, rows[i].text);
		loaded = false;
		assert_row(rows[i].name,
			   kexec_status(fixture.ctx, rows[i].slot, &loaded),
			   rows[i].err);
		assert_row(rows[i].name, loaded, rows[i].loaded);
		fixture_free(&fixture);
	}
}

TEST(a_kernel_may_have_kexec_and_no_crash_kernels)
{
	struct fixture fixture;
	bool loaded = true;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_status(fixture.ctx, KEXEC_SLOT_CRASH, &loaded),
			 -ENOSYS);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-kexec");
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	assert_int_equal(kexec_status(fixture.ctx, KEXEC_SLOT_CRASH, &loaded),
			 -ENOSYS);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-crash-kernels");
	assert_true(loaded);
	fixture_free(&fixture);
}

TEST(without_sysfs_the_advice_is_to_mount_it)
{
	struct fixture fixture;
	bool loaded = true;

	fixture_make(&fixture);
	assert_int_equal(kexec_status(fixture.ctx, KEXEC_SLOT_NORMAL, &loaded),
			 -ENOENT);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-sysfs");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "mount sysfs on /sys");
	fixture_free(&fixture);
}

TEST(a_slot_that_there_is_not_is_refused)
{
	struct fixture fixture;
	bool loaded = true;

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_status(fixture.ctx, (enum kexec_slot)2, &loaded),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "argument");
	assert_true(loaded);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_is_read_under_old_and_new_names),
		cmocka_unit_test(a_kernel_may_have_kexec_and_no_crash_kernels),
		cmocka_unit_test(without_sysfs_the_advice_is_to_mount_it),
		cmocka_unit_test(a_slot_that_there_is_not_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
