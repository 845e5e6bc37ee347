// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Archives in files of tmpfs: their holes, and searches for them. */
#include "lib/unpack/archives.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/make_cpio.h"
#include "test/unit/test.h"

#define PAGE 4096

static u8 bytes[2 * PAGE];

/* The linker puts this one before the C library's. */
static unsigned int searches;

off_t __real_lseek64(int fd, off_t offset, int whence);
off_t __wrap_lseek64(int fd, off_t offset, int whence);

off_t __wrap_lseek64(int fd, off_t offset, int whence)
{
	searches++;
	return __real_lseek64(fd, offset, whence);
}

/* Zeroes follow, up to a page. */
static u64 put_archive(void)
{
	u64 size;

	memset(bytes, 0, sizeof(bytes));
	size = cpio_put(bytes, "a", 10);
	return size + cpio_end(bytes + size);
}

/* In tmpfs a hole that is read through a mapping gets memory. */
TEST(a_hole_of_a_file_stays_one)
{
	const off_t gap = 64 << 20;
	struct kxl_archives archives = { 0 };
	struct stat status;
	u8 *map;
	int fd = memfd_create("hole", 0);
	u64 size;

	assert_true(fd >= 0);
	size = put_archive();
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(pwrite(fd, "junk", 4, gap), 4);
	assert_int_equal(ftruncate(fd, 2 * gap), 0);
	map = mmap(NULL, (size_t)(2 * gap), PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(lseek(fd, 7, SEEK_SET), 7);
	kxl_archives_walk(&archives, kx_bytes(map, (u64)(2 * gap)), fd);
	assert_int_equal(archives.loss.kind, KXL_LOSS_FOREIGN);
	assert_int_equal(archives.loss.at, gap);
	/* Without data before its end, too. */
	assert_int_equal(ftruncate(fd, gap), 0);
	archives = (struct kxl_archives){ 0 };
	kxl_archives_walk(&archives, kx_bytes(map, (u64)gap), fd);
	assert_int_equal(archives.loss.kind, KXL_LOSS_NONE);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 7);
	assert_int_equal(fstat(fd, &status), 0);
	assert_in_range(status.st_blocks, 1, 4 << 20 >> 9);
	munmap(map, (size_t)(2 * gap));
	close(fd);
}

/* Each search goes through all pages of tmpfs before the hole that it finds. */
TEST(many_files_without_a_hole_need_few_searches)
{
	const u64 files = 1000;
	struct kxl_archives archives = { 0 };
	u64 size = cpio_put(bytes, "a", 4000);
	int fd = memfd_create("files", 0);
	u64 i;
	u8 *map;

	assert_true(fd >= 0);
	for (i = 0; i < files; i++)
		assert_int_equal(write(fd, bytes, size), size);
	map = mmap(NULL, files * size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	searches = 0;
	kxl_archives_walk(&archives, kx_bytes(map, files * size), fd);
	assert_int_equal(archives.loss.kind, KXL_LOSS_NONE);
	assert_in_range(searches, 1, 10);
	munmap(map, files * size);
	close(fd);
}

/* Data and holes in turn: each hole is found, also when at its beginning. */
TEST(every_hole_of_a_file_is_found)
{
	const u64 gap = 1 << 20;
	struct kxl_archives archives = { 0 };
	int fd = memfd_create("holes", 0);
	struct stat status;
	u8 *map;
	u64 i;

	assert_true(fd >= 0);
	(void)put_archive();
	for (i = 0; i < 8; i++)
		assert_int_equal(
			pwrite(fd, bytes, PAGE, (off_t)((2 * i + i % 2) * gap)),
			PAGE);
	assert_int_equal(ftruncate(fd, (off_t)(16 * gap)), 0);
	map = mmap(NULL, 16 * gap, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	kxl_archives_walk(&archives, kx_bytes(map, 16 * gap), fd);
	assert_int_equal(archives.loss.kind, KXL_LOSS_NONE);
	assert_int_equal(fstat(fd, &status), 0);
	assert_in_range(status.st_blocks, 1, 4 << 20 >> 9);
	munmap(map, 16 * gap);
	close(fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hole_of_a_file_stays_one),
		cmocka_unit_test(many_files_without_a_hole_need_few_searches),
		cmocka_unit_test(every_hole_of_a_file_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
