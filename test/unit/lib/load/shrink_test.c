// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Frees memory that is reserved for crash kernels. */
#include "include/libkexec.h"

#include <errno.h>
#include <sys/stat.h>

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

TEST(a_smaller_size_is_written_to_the_kernel)
{
	struct fixture fixture;
	struct kx_bytes text;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_crash_size", "");
	assert_int_equal(kexec_crash_set_size(fixture.ctx, 134217728), 0);
	assert_int_equal(
		kxl_read(fixture.ctx, "/sys/kernel/kexec_crash_size", &text),
		0);
	assert_true(text.size == 10 && !memcmp(text.data, "134217728\n", 10));
	kxl_text_free(text);
	fixture_remove(&fixture, "/sys/kernel/kexec_crash_size");
	assert_int_equal(kexec_crash_set_size(fixture.ctx, 1), -ENOSYS);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-crash-kernels");
	fixture_free(&fixture);
}

/* diagnose_test.c tests the kernel's errnos. */
TEST(a_size_that_can_not_be_written_says_why)
{
	struct fixture fixture;
	char path[128];

	fixture_make_crash(&fixture);
	fixture_remove(&fixture, "/sys/kernel/kexec_crash_size");
	fixture_path(&fixture, "/sys/kernel/kexec_crash_size", path);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(kexec_crash_set_size(fixture.ctx, 1), -EISDIR);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "shrink");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
			    "/sys/kernel/kexec_crash_size");
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_smaller_size_is_written_to_the_kernel),
		cmocka_unit_test(a_size_that_can_not_be_written_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
