// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages about the crash kernel's memory. */
#include "lib/machine/reserved.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* @region is the only one. */
static int apply(const struct fixture *fixture, struct kx_range region)
{
	const struct kxl_reserved reserved = { .region = region };
	struct kxl_machine machine;
	int err;

	assert_int_equal(kxl_machine_read(fixture->ctx, &machine), 0);
	err = kxl_reserved_apply(fixture->ctx, &reserved, &machine);
	kxl_machine_free(&machine);
	return err;
}

TEST(a_region_that_is_refused_is_named_with_its_ends)
{
	static const struct {
		struct kx_range region;
		const char *reason;
	} rows[] = {
		{ { 0x10001, 0x11fff },
		  "the crash kernel's memory [0x10001, 0x11fff) has no whole "
		  "page" },
		{ { 1ULL << 46, (1ULL << 46) + 0x1000 },
		  "the crash kernel's memory [0x400000000000, 0x400000001000) "
		  "lies above what kernels here can reach" },
	};
	const struct kexec_error *error;
	struct fixture fixture;
	size_t i;

	fixture_make_crash(&fixture);
	error = kexec_ctx_error(fixture.ctx);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(apply(&fixture, rows[i].region),
				 -EADDRNOTAVAIL);
		assert_string_equal(error->reason, rows[i].reason);
		assert_string_equal(
			error->advice,
			"set other memory aside: crashkernel=SIZE@ADDRESS");
	}
	fixture_free(&fixture);
}

TEST(a_region_that_is_odd_is_named_with_its_ends)
{
	static const struct {
		struct kx_range region;
		const char *line; /* NULL: no warning */
	} rows[] = {
		{ { 0x10000001, 0x20000000 },
		  "warning: the crash kernel's memory [0x10000001, 0x20000000) "
		  "does not begin and end on a page: only whole ones are "
		  "used\n" },
		{ { 0x100000000, 0x110000000 },
		  "warning: the crash kernel's memory [0x100000000, "
		  "0x110000000) lies above 4 GiB, and none below is set aside: "
		  "devices that reach no higher won't work there\n" },
		{ { 0xfffff000, 0x110000000 }, NULL },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		assert_int_equal(apply(&fixture, rows[i].region), 0);
		if (!rows[i].line)
			assert_null(strstr(fixture.log, "warning: "));
		else if (!strstr(fixture.log, rows[i].line))
			fail_msg("log: %s", fixture.log);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_region_that_is_refused_is_named_with_its_ends),
		cmocka_unit_test(a_region_that_is_odd_is_named_with_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
