// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Bounds that hold on a machine of any size. */
#include "tool/kexec/try_memory.h"

#include <string.h>

#include "test/unit/test.h"
#include "test/unit/tool/common/capture.h"
#include "tool/kexec/report.h"

#define MIB (1ULL << 20)

static struct capture errors;

static int check(uint64_t guest, uint64_t more)
{
	int status;

	capture_start(&errors, stderr);
	status = try_memory_check(guest, more);
	capture_end(&errors);
	return status;
}

TEST(a_guest_has_what_was_asked_for_or_what_fits)
{
	const struct options asked = { .trial = { .mib = 3000 } };
	const struct options none = { 0 };
	uint64_t memory = try_memory_find(&none);

	assert_int_equal(try_memory_find(&asked), 3000 * MIB);
	assert_true(memory >= 256 * MIB && memory <= 1024 * MIB);
	assert_int_equal(memory % MIB, 0);
}

/* No machine has so much. */
TEST(a_guest_that_may_take_too_much_does_not_start)
{
	assert_int_equal(check(1ULL << 60, 0), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "less by --try-memory"));
	assert_int_equal(check(64 * MIB, 1ULL << 60), EXIT_FAILED);
	assert_non_null(strstr(errors.text, "64 MiB of its own"));
	assert_int_equal(check(0, 0), EXIT_OK);
	assert_string_equal(errors.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guest_has_what_was_asked_for_or_what_fits),
		cmocka_unit_test(a_guest_that_may_take_too_much_does_not_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
