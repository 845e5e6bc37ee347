// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The file's numbers, and its limit. test/try/run has QEMU read and fill it. */
#include "tool/kexec/try_overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "test/unit/test.h"

#define MIB (1ULL << 20)

static uint64_t number(int fd, off_t at, size_t size)
{
	unsigned char bytes[8];
	uint64_t value = 0;
	size_t i;

	assert_int_equal(pread(fd, bytes, size, at), size);
	for (i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* QEMU docs/interop/qcow2.txt: offsets in the header. */
TEST(tables_count_what_is_used_and_nothing_is_written_yet)
{
	static const struct {
		const char *name;
		uint64_t size;
		uint64_t rows;
		unsigned int clusters;
	} table[] = {
		{ "a sector", 512, 1, 4 },
		{ "one row", 512 * MIB, 1, 4 },
		{ "two rows", 512 * MIB + 512, 2, 4 },
		{ "a cluster of rows", 8192 * 512 * MIB, 8192, 4 },
		{ "more", 8193 * 512 * MIB, 8193, 5 },
	};
	unsigned int cluster;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		fd = try_overlay_open(table[i].size, 64 * MIB);
		assert_true(fd >= 0);
		assert_row(table[i].name, number(fd, 0, 4), 0x514649fb);
		assert_row(table[i].name, number(fd, 4, 4), 2);
		assert_row(table[i].name, number(fd, 20, 4), 16);
		assert_row(table[i].name, number(fd, 24, 8), table[i].size);
		assert_row(table[i].name, number(fd, 36, 4), table[i].rows);
		assert_row(table[i].name, number(fd, 40, 8), 3 << 16);
		assert_row(table[i].name, number(fd, 48, 8), 1 << 16);
		assert_row(table[i].name, number(fd, 1 << 16, 8), 2 << 16);
		for (cluster = 0; cluster < 8; cluster++)
			assert_row(table[i].name,
				   number(fd, (2 << 16) + 2 * cluster, 2),
				   cluster < table[i].clusters);
		assert_row(table[i].name, number(fd, 3 << 16, 8), 0);
		close(fd);
	}
}

TEST(it_never_grows)
{
	int fd = try_overlay_open(1024 * MIB, MIB);
	struct stat is;

	assert_int_equal(fstat(fd, &is), 0);
	assert_int_equal(is.st_size, MIB);
	assert_int_equal(pwrite(fd, "x", 1, MIB - 1), 1);
	assert_int_equal(pwrite(fd, "x", 1, MIB), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(ftruncate(fd, 2 * MIB), -1);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
	close(fd);
}

/* What would be allocated at once may be refused as a whole. */
TEST(it_is_full_when_no_write_may_fit)
{
	int fd = try_overlay_open(1024 * MIB, 8 * MIB);

	assert_false(try_overlay_is_full(fd));
	assert_int_equal(pwrite(fd, "x", 1, 6 * MIB - 1), 1);
	assert_false(try_overlay_is_full(fd));
	assert_int_equal(pwrite(fd, "x", 1, 6 * MIB), 1);
	assert_true(try_overlay_is_full(fd));
	close(fd);
	assert_false(try_overlay_is_full(-1));
}

TEST(a_disk_without_a_size_or_a_bound_is_refused)
{
	assert_int_equal(try_overlay_open(0, MIB), -EFBIG);
	assert_int_equal(try_overlay_open(UINT64_MAX / 2, MIB), -EFBIG);
	assert_int_equal(try_overlay_open(UINT64_MAX, MIB), -EFBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			tables_count_what_is_used_and_nothing_is_written_yet),
		cmocka_unit_test(it_never_grows),
		cmocka_unit_test(it_is_full_when_no_write_may_fit),
		cmocka_unit_test(a_disk_without_a_size_or_a_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
