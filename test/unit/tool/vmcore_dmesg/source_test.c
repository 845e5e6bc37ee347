// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "tool/vmcore_dmesg/source.h"

#include <sys/mman.h>
#include <unistd.h>

#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"

TEST(files_and_memory_give_all_or_nothing)
{
	static const struct {
		const char *name;
		u64 at;
		u64 size;
		int err;
	} rows[] = {
		{ "all", 0, 10, 0 },
		{ "the last", 9, 1, 0 },
		{ "nothing", 3, 0, 0 },
		{ "one more", 0, 11, -ENODATA },
		{ "behind", 10, 1, -ENODATA },
		{ "negative as an off_t", 1ULL << 63, 1, -ENODATA },
		{ "wraps", UINT64_MAX, 2, -ENODATA },
	};
	struct source sources[2];
	char bytes[16];
	size_t i, j;
	int fd;

	fd = memfd_create("source", MFD_CLOEXEC);
	assert_int_equal(write(fd, "0123456789", 10), 10);
	sources[0] = source_of_file(fd);
	sources[1] = source_of_bytes(made_string("0123456789"));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (j = 0; j < 2; j++) {
			assert_row(rows[i].name,
				   source_read(&sources[j], rows[i].at, bytes,
					       rows[i].size),
				   rows[i].err);
			if (!rows[i].err)
				assert_memory_equal(bytes,
						    &"0123456789"[rows[i].at],
						    rows[i].size);
		}
	}
	close(fd);
}

TEST(trouble_has_words)
{
	struct source source = source_of_file(-1);
	char byte;

	assert_int_equal(source_read(&source, 0, &byte, 1), -EBADF);
	assert_string_equal(source_trouble(-EBADF), strerror(EBADF));
	assert_string_equal(source_trouble(-ENODATA),
			    "the file ends before that");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_memory_give_all_or_nothing),
		cmocka_unit_test(trouble_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
