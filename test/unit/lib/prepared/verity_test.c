// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Measures of fs-verity, from an ioctl() that answers as Linux does. */
#include "lib/prepared/verity.h"

#include <errno.h>
#include <linux/fsverity.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>

#include "test/unit/test.h"

#define FILE_FD 7

static struct {
	int err; /* 0: there is a digest */
	u16 algorithm;
	u16 size;
	u8 fill;
} answer;

/* What the file lies on; 0: that can't be known. */
static long file_system = EXT4_SUPER_MAGIC;

int fstatfs(int fd, struct statfs *status)
{
	assert_int_equal(fd, FILE_FD);
	if (!file_system) {
		errno = ENOSYS;
		return -1;
	}
	*status = (struct statfs){ .f_type = file_system };
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	struct fsverity_digest *digest;
	va_list args;

	va_start(args, request);
	digest = va_arg(args, struct fsverity_digest *);
	va_end(args);
	assert_int_equal(fd, FILE_FD);
	assert_int_equal(request, FS_IOC_MEASURE_VERITY);
	if (!answer.err && digest->digest_size < answer.size)
		answer.err = EOVERFLOW;
	errno = answer.err;
	if (answer.err)
		return -1;
	digest->digest_algorithm = answer.algorithm;
	digest->digest_size = answer.size;
	memset(digest->digest, answer.fill, answer.size);
	return 0;
}

static void measure(u16 algorithm, u16 size, u8 fill,
		    u8 result[KXL_SHA256_SIZE])
{
	answer.err = 0;
	answer.algorithm = algorithm;
	answer.size = size;
	answer.fill = fill;
	memset(result, 0xee, KXL_SHA256_SIZE);
	kxl_verity_read(FILE_FD, result);
}

TEST(a_measure_is_of_all_that_linux_says)
{
	static const u8 both[] = { 2, 0, 3, 0, 'x', 'x', 'x' };
	u8 expected[KXL_SHA256_SIZE];
	u8 a[KXL_SHA256_SIZE];
	u8 b[KXL_SHA256_SIZE];

	measure(2, 3, 'x', a);
	kxl_sha256(kx_bytes(both, sizeof(both)), expected);
	assert_memory_equal(a, expected, sizeof(a));
	measure(2, 64, 'x', a);
	measure(2, 64, 'x', b);
	assert_memory_equal(a, b, sizeof(a));
	assert_true(kxl_verity_is_there(a));
	measure(2, 64, 'y', b);
	assert_memory_not_equal(a, b, sizeof(a));
	measure(1, 64, 'x', b);
	assert_memory_not_equal(a, b, sizeof(a));
	measure(2, 32, 'x', b);
	assert_memory_not_equal(a, b, sizeof(a));
}

TEST(files_without_it_have_no_measure)
{
	static const int errors[] = { ENODATA, ENOTTY, EOPNOTSUPP };
	static const u8 none[KXL_SHA256_SIZE];
	u8 a[KXL_SHA256_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		answer.err = errors[i];
		memset(a, 0xee, sizeof(a));
		kxl_verity_read(FILE_FD, a);
		assert_memory_equal(a, none, sizeof(none));
		assert_false(kxl_verity_is_there(a));
	}
	measure(9, 65, 'x', a);
	assert_memory_equal(a, none, sizeof(none));
}

/* A server of FUSE gets the ioctl, and answers what it likes. */
TEST(linux_itself_has_to_check_the_file)
{
	static const struct {
		long file_system;
		bool is_there;
	} rows[] = {
		{ FUSE_SUPER_MAGIC, false }, { TMPFS_MAGIC, false },
		{ F2FS_SUPER_MAGIC, true },  { 0, false },
		{ BTRFS_SUPER_MAGIC, true }, { OVERLAYFS_SUPER_MAGIC, false },
		{ EXT4_SUPER_MAGIC, true },
	};
	u8 a[KXL_SHA256_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		file_system = rows[i].file_system;
		measure(1, 32, 'x', a);
		assert_int_equal(kxl_verity_is_there(a), rows[i].is_there);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_measure_is_of_all_that_linux_says),
		cmocka_unit_test(files_without_it_have_no_measure),
		cmocka_unit_test(linux_itself_has_to_check_the_file),
	};

	return cmocka_run_group_tests_name("lib/prepared/verity", tests, NULL,
					   NULL);
}
