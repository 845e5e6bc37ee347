// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Reads that return less than requested, like those of /proc/vmcore. This test
 * has its own pread(2): at most three bytes, after a signal.
 */
#include "tool/vmcore_dmesg/source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

static const char contents[] = "0123456789abcdef";
static unsigned int calls;

ssize_t pread(int fd, void *to, size_t size, off_t at)
{
	size_t left = strlen(contents) - (size_t)at;

	(void)fd;
	if (calls++ % 2) {
		errno = EINTR;
		return -1;
	}
	if (size > left)
		size = left;
	if (size > 3)
		size = 3;
	memcpy(to, contents + at, size);
	return (ssize_t)size;
}

TEST(short_reads_are_put_together)
{
	struct source source = source_of_file(0);
	char bytes[17] = "................";

	assert_int_equal(source_read(&source, 0, bytes, 16), 0);
	assert_string_equal(bytes, contents);
	assert_int_equal(calls, 11);
	memset(bytes, '.', 16);
	assert_int_equal(source_read(&source, 5, bytes, 7), 0);
	assert_string_equal(bytes, "56789ab.........");
	assert_int_equal(source_read(&source, 5, bytes, 12), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_reads_are_put_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
