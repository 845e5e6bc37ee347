// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Files that nothing can change: in memory, and where that is not to be had. */
#include "lib/machine/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/test.h"

static void assert_holds(int fd, const char *text)
{
	char got[32] = "";

	assert_int_equal(pread(fd, got, sizeof(got), 0), strlen(text));
	assert_string_equal(got, text);
}

TEST(a_finished_file_can_not_change)
{
	static const int seals =
		F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
	int fd = kxl_sealed_open("test");

	assert_true(fd >= 0);
	assert_int_equal(kxl_sealed_write(fd, kx_bytes("one", 3)), 0);
	assert_int_equal(kxl_sealed_write(fd, kx_bytes("two", 3)), 0);
	assert_int_equal(kxl_sealed_finish(&fd), 0);
	assert_int_equal(fcntl(fd, F_GET_SEALS) & seals, seals);
	assert_int_equal(kxl_sealed_write(fd, kx_bytes("x", 1)), -EPERM);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_holds(fd, "onetwo");
	close(fd);
}

/* With stdin closed the file's number is 0. */
TEST(each_number_is_that_of_a_file)
{
	int stdin_copy = dup(STDIN_FILENO);
	int fd;

	assert_true(stdin_copy > 0);
	close(STDIN_FILENO);
	errno = EINVAL;
	fd = kxl_sealed_open("test");
	assert_int_equal(fd, STDIN_FILENO);
	assert_int_equal(kxl_sealed_write(fd, kx_bytes("one", 3)), 0);
	assert_int_equal(kxl_sealed_finish(&fd), 0);
	assert_int_equal(fd, STDIN_FILENO);
	assert_int_equal(dup2(stdin_copy, STDIN_FILENO), STDIN_FILENO);
	close(stdin_copy);
}

/* Such a file takes no seals: it is open for reading alone. */
TEST(a_file_with_a_folder_is_opened_again)
{
	static const char *const folders[] = { "/tmp", "/dev/shm" };
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		fd = open(folders[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC,
			  0600);
		if (fd < 0)
			continue;
		assert_int_equal(kxl_sealed_write(fd, kx_bytes("one", 3)), 0);
		assert_row(folders[i], kxl_sealed_finish(&fd), 0);
		assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
		assert_holds(fd, "one");
		close(fd);
	}
}

/* At any place; pages of zeroes are left out, but not parts of pages. */
TEST(zeroes_are_written_only_where_a_page_has_more)
{
	static const struct {
		const char *name;
		u64 at;
		u64 size;
		u64 other; /* offset of what is not zero; none if past the end
			    */
		u64 pages; /* that are written */
	} rows[] = {
		{ "a page of zeroes", 0, 4096, 4096, 0 },
		{ "a page of zeroes further on", 8192, 4096, 4096, 0 },
		{ "its last byte is none", 0, 4096, 4095, 1 },
		{ "its first byte is none", 0, 4096, 0, 1 },
		{ "part of a page", 0, 4095, 4095, 1 },
		{ "the end of a page", 4095, 1, 1, 1 },
		{ "not at the start of a page", 1, 4096, 4096, 2 },
		{ "zeroes before", 0, 3 * 4096, 2 * 4096, 1 },
		{ "zeroes after", 0, 3 * 4096, 4095, 1 },
		{ "zeroes around", 0, 3 * 4096, 4096 + 5, 1 },
		{ "parts around", 100, 3 * 4096, 3 * 4096, 2 },
	};
	u8 bytes[3 * 4096];
	u8 got[3 * 4096];
	struct stat status;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 end = rows[i].at + rows[i].size;

		memset(bytes, 0, sizeof(bytes));
		if (rows[i].other < rows[i].size)
			bytes[rows[i].other] = 1;
		fd = kxl_sealed_open("test");
		assert_row(rows[i].name,
			   kxl_sealed_write_at(fd,
					       kx_bytes(bytes, rows[i].size),
					       rows[i].at),
			   0);
		assert_int_equal(ftruncate(fd, (off_t)end), 0);
		assert_int_equal(fstat(fd, &status), 0);
		assert_row(rows[i].name, (u64)status.st_blocks * 512,
			   rows[i].pages * 4096);
		assert_row(rows[i].name,
			   pread(fd, got, rows[i].size, (off_t)rows[i].at),
			   rows[i].size);
		assert_row(rows[i].name, memcmp(got, bytes, rows[i].size), 0);
		close(fd);
	}
}

/*
 * A limit makes write(2) return less than it was given, as 2 GiB do: the rest
 * is written, or it is an error.
 */
TEST(a_short_write_is_never_taken_for_a_whole_one)
{
	struct rlimit before;
	struct rlimit limit;
	int fd = kxl_sealed_open("test");

	assert_true(fd >= 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 5;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(kxl_sealed_write(fd, kx_bytes("12345678", 8)), -EFBIG);
	assert_int_equal(kxl_sealed_write_at(fd, kx_bytes("345678", 6), 2),
			 -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_holds(fd, "12345");
	close(fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_is_that_of_a_file),
		cmocka_unit_test(a_finished_file_can_not_change),
		cmocka_unit_test(a_file_with_a_folder_is_opened_again),
		cmocka_unit_test(zeroes_are_written_only_where_a_page_has_more),
		cmocka_unit_test(a_short_write_is_never_taken_for_a_whole_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
