// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which kind of log a dump has. */
#include "tool/vmcore_dmesg/log.h"

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/collect.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static struct made made;
static struct collected got;

TEST(vmcoreinfo_says_which_log_it_is)
{
	struct log_memory memory;

	made_ring(&made);
	memory = made_log_memory(&made);
	collect(&memory, &got);
	assert_int_equal(got.status, 0);
	made_list(&made);
	memory = made_log_memory(&made);
	collect(&memory, &got);
	assert_int_equal(got.status, 0);
	memory.info = made_string("OSRELEASE=2.6.32\nSYMBOL(log_buf)=1\n");
	collect(&memory, &got);
	assert_int_equal(got.status, STATUS_NO_LOG);
	assert_non_null(strstr(got.failure.text, "since Linux 3.5"));
	memory.info = kx_bytes(NULL, 0);
	collect(&memory, &got);
	assert_int_equal(got.status, STATUS_NO_LOG);
	assert_non_null(strstr(got.failure.text, "no vmcoreinfo"));
}

static int refuse(void *data, const struct log_record *record,
		  struct failure *failure)
{
	u32 *count = data;

	(void)record;
	return ++*count == 2 ? failure_set(failure, STATUS_WRITE, "full") : 0;
}

TEST(a_sink_can_end_the_reading)
{
	void (*const begins[])(struct made *) = { made_ring, made_list };
	void (*const adds[])(struct made *,
			     const struct log_record *) = { made_ring_add,
							    made_list_add };
	struct log_memory memory;
	struct failure failure;
	u32 count;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		begins[i](&made);
		for (j = 0; j < MADE_RECORDS; j++)
			adds[i](&made, &made_records[j]);
		memory = made_log_memory(&made);
		count = 0;
		assert_int_equal(log_read(&memory, refuse, &count, &failure),
				 STATUS_WRITE);
		assert_int_equal(count, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vmcoreinfo_says_which_log_it_is),
		cmocka_unit_test(a_sink_can_end_the_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
