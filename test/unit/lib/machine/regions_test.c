// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* /proc/iomem as ranges with names; hidden addresses are an error. */
#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static int read_text(struct fixture *fixture, const char *text,
		     struct kexec_memory **memory)
{
	fixture_text(fixture, "/proc/iomem", text);
	return kexec_memory_read(fixture->ctx, memory);
}

TEST(ranges_have_names_and_a_depth)
{
	struct kexec_memory *memory = NULL;
	struct fixture fixture;

	fixture_make(&fixture);
	assert_int_equal(read_text(&fixture,
				   "00001000-0009ffff : System RAM\n"
				   "00100000-3fffffff : System RAM\n"
				   "  01000000-01ffffff : Kernel code",
				   &memory),
			 0);
	assert_int_equal(memory->nr_ranges, 3);
	assert_int_equal(memory->ranges[0].start, 0x1000);
	assert_int_equal(memory->ranges[0].end, 0xa0000);
	assert_string_equal(memory->ranges[1].name, "System RAM");
	assert_int_equal(memory->ranges[1].depth, 0);
	assert_string_equal(memory->ranges[2].name, "Kernel code");
	assert_int_equal(memory->ranges[2].depth, 1);
	assert_int_equal(memory->ranges[2].end, 0x2000000);
	kexec_memory_free(memory);
	kexec_memory_free(NULL);
	fixture_free(&fixture);
}

TEST(what_is_no_map_is_an_error)
{
	static const struct {
		const char *text;
		int err;
	} rows[] = {
		{ "00000000-00000000 : System RAM\n", -EPERM },
		{ "", -EPERM },
		{ "0-1 System RAM\n", -EBADMSG },
	};
	struct kexec_memory *memory = NULL;
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	assert_int_equal(kexec_memory_read(fixture.ctx, &memory), -ENOENT);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(rows[i].text,
			   read_text(&fixture, rows[i].text, &memory),
			   rows[i].err);
		assert_null(memory);
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum,
				 -rows[i].err);
	}
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_have_names_and_a_depth),
		cmocka_unit_test(what_is_no_map_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
