// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Windows of memory. */
#include "tool/vmcore_dmesg/log_look.h"

#include "test/unit/test.h"
#include "tool/vmcore_dmesg/failure.h"

/* Memory of 200 KiB, of which the second half can't be read. */
static int read_half(void *data, u64 va, void *to, u64 size,
		     struct failure *failure)
{
	u32 *reads = data;

	++*reads;
	if (va + size > 102400)
		return failure_set(failure, STATUS_ADDRESS, "not there");
	memset(to, (int)(va & 0xff), size);
	return 0;
}

TEST(a_window_reads_much_and_falls_back_to_little)
{
	static struct log_window window;
	struct failure failure;
	const u8 *bytes;
	u32 reads = 0;
	struct log_memory memory = { .read = read_half, .data = &reads };
	struct log_range range = { .va = 10, .size = 20, .end = 204800 };

	assert_int_equal(log_look(&memory, &window, range, &bytes, &failure),
			 0);
	assert_int_equal(*bytes, 10);
	range.va = 10 + LOG_WINDOW - 20;
	assert_int_equal(log_look(&memory, &window, range, &bytes, &failure),
			 0);
	assert_int_equal(reads, 1);
	range.va++;
	assert_int_equal(log_look(&memory, &window, range, &bytes, &failure),
			 0);
	assert_int_equal(*bytes, range.va & 0xff);
	assert_int_equal(reads, 3); /* the whole window failed */
	range.va = 102390;
	assert_int_equal(log_look(&memory, &window, range, &bytes, &failure),
			 STATUS_ADDRESS);
	range.va = 102380;
	assert_int_equal(log_look(&memory, &window, range, &bytes, &failure),
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_window_reads_much_and_falls_back_to_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
