// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What is in memory, from a mincore() that answers as Linux does, or Linux's.
 */
#include "lib/prepared/resident.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/unit/test.h"

#define ALL 0xfe /* the other bits of a byte are undefined (mincore(2)) */

static struct {
	bool is_linux;
	int err;
	u64 missing; /* offset of a page */
	const u8 *start;
	u64 asked; /* bytes */
} memory;

int mincore(void *start, size_t size, unsigned char *pages)
{
	const u64 page = (u64)sysconf(_SC_PAGESIZE);
	const u64 at = (u64)((const u8 *)start - memory.start);
	u64 i;

	if (memory.is_linux)
		return (int)syscall(SYS_mincore, start, size, pages);
	assert_int_equal(at, memory.asked);
	memory.asked += size;
	if (memory.err) {
		errno = memory.err;
		return -1;
	}
	for (i = 0; i * page < size; i++)
		pages[i] = ALL | (at + i * page != memory.missing);
	return 0;
}

static bool is_resident(u64 size, u64 missing, int err)
{
	static const u8 start[1];

	memory.is_linux = false;
	memory.err = err;
	memory.missing = missing;
	memory.start = start;
	memory.asked = 0;
	return kxl_is_resident(kx_bytes(start, size));
}

TEST(each_page_counts)
{
	const u64 page = (u64)sysconf(_SC_PAGESIZE);
	const u64 size = 10000 * page + 1;
	const u64 rows[] = { 0,		  page,	       4095 * page,
			     4096 * page, 8192 * page, 10000 * page };
	size_t i;

	assert_true(is_resident(size, size + page, 0));
	assert_int_equal(memory.asked, size);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_false(is_resident(size, rows[i], 0));
	assert_true(is_resident(4096 * page, 4096 * page, 0));
	assert_int_equal(memory.asked, 4096 * page);
}

TEST(what_is_not_said_is_not_there)
{
	assert_false(is_resident(1, ~0ULL, ENOMEM));
	assert_false(is_resident(1, ~0ULL, ENOSYS));
}

/* It was written just now, and lies in memory at least until it is on a disk.
 */
TEST(linux_says_so_of_a_file)
{
	char path[] = "/tmp/resident-XXXXXX";
	int fd = mkstemp(path);
	const size_t size = 300001;
	void *at;
	u8 *bytes = malloc(size);

	assert_true(fd >= 0);
	assert_non_null(bytes);
	memset(bytes, 'x', size);
	assert_int_equal(write(fd, bytes, size), (ssize_t)size);
	at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(at != MAP_FAILED);
	memory.is_linux = true;
	assert_true(kxl_is_resident(kx_bytes(at, size)));
	assert_int_equal(munmap(at, size), 0);
	/* Nothing is mapped there any more. */
	assert_false(kxl_is_resident(kx_bytes(at, size)));
	free(bytes);
	close(fd);
	unlink(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_page_counts),
		cmocka_unit_test(what_is_not_said_is_not_there),
		cmocka_unit_test(linux_says_so_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
