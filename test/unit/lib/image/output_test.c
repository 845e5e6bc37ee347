// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What unpacking writes, and the memory that it takes and gives back. */
#include "lib/image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/machine/sealed.h"
#include "test/unit/test.h"

#define PAGE	   4096U
#define MIB	   (1U << 20)
#define PACKED_MIB 4U

static u64 blocks_of(int fd)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	return (u64)status.st_blocks * 512;
}

static void assert_holds(int fd, struct kx_bytes bytes)
{
	struct stat status;
	u8 *got = malloc(bytes.size);

	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, bytes.size);
	assert_int_equal(pread(fd, got, bytes.size, 0), bytes.size);
	assert_memory_equal(got, bytes.data, bytes.size);
	free(got);
}

/* A file in memory that is mapped as kernel files are. */
static struct kx_bytes map_packed(void)
{
	static u8 full[PACKED_MIB * MIB];
	int fd = kxl_sealed_open("test-packed");
	void *at;

	memset(full, 0x55, sizeof(full));
	assert_int_equal(kxl_sealed_write(fd, kx_bytes(full, sizeof(full))), 0);
	at = mmap(NULL, sizeof(full), PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(at, MAP_FAILED);
	close(fd);
	return kx_bytes(at, sizeof(full));
}

/* Mapped pages: bit 63 (Documentation/admin-guide/mm/pagemap.rst). */
static u64 mapped_pages(struct kx_bytes bytes)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	u64 first = (u64)(uintptr_t)bytes.data / PAGE;
	u64 count = 0;
	u64 entry;
	u64 i;

	assert_true(fd >= 0);
	for (i = 0; i < bytes.size / PAGE; i++) {
		assert_int_equal(pread(fd, &entry, sizeof(entry),
				       (off_t)((first + i) * sizeof(entry))),
				 sizeof(entry));
		count += entry >> 63;
	}
	close(fd);
	return count;
}

static u64 touch(struct kx_bytes bytes)
{
	u64 sum = 0;
	u64 at;

	for (at = 0; at < bytes.size; at += PAGE)
		sum += *(const volatile u8 *)(bytes.data + at);
	return sum;
}

/* The pages stay mapped for the first MiB that comes out, and no longer. */
TEST(pages_that_were_read_are_released)
{
	static u8 piece[MIB / 2];
	struct kx_bytes packed = map_packed();
	int fd = kxl_sealed_open("test");
	struct kxl_output output = kxl_output_make(packed, 4 * MIB, fd);

	memset(piece, 1, sizeof(piece));
	touch(packed);
	assert_int_equal(mapped_pages(packed), packed.size / PAGE);
	assert_int_equal(
		kxl_sink_put(&output.sink, kx_bytes(piece, sizeof(piece))),
		KXL_UNPACKED);
	assert_int_equal(mapped_pages(packed), packed.size / PAGE);
	assert_int_equal(
		kxl_sink_put(&output.sink, kx_bytes(piece, sizeof(piece))),
		KXL_UNPACKED);
	assert_int_equal(mapped_pages(packed), 0);
	assert_int_equal(touch(packed), packed.size / PAGE * 0x55);
	assert_int_equal(kxl_output_finish(&output), 0);
	assert_int_equal(mapped_pages(packed), 0);
	munmap((void *)(uintptr_t)packed.data, packed.size);
	close(fd);
}

/* Half a page on either side may be mapped for something else. */
TEST(only_whole_pages_are_released)
{
	struct kx_bytes packed = map_packed();
	struct kx_bytes inner =
		kx_bytes(packed.data + PAGE / 2, packed.size - PAGE);
	int fd = kxl_sealed_open("test");
	struct kxl_output output = kxl_output_make(inner, MIB, fd);

	touch(packed);
	assert_int_equal(kxl_output_finish(&output), 0);
	assert_int_equal(mapped_pages(packed), 2);
	output = kxl_output_make(kx_bytes(packed.data + 1, 1), MIB, fd);
	assert_int_equal(kxl_output_finish(&output), 0);
	munmap((void *)(uintptr_t)packed.data, packed.size);
	close(fd);
}

/* In pieces that begin and end anywhere, as from an unpacker. */
TEST(pages_of_zeroes_take_no_memory)
{
	static u8 full[64 * PAGE + 5];
	const u64 sizes[] = { sizeof(full), PAGE, 5 * PAGE, 3 * PAGE + 7, 100 };
	size_t i;

	memset(full, 0, sizeof(full));
	full[3 * PAGE] = 1;
	full[10 * PAGE - 1] = 2;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		int fd = kxl_sealed_open("test");
		struct kxl_output output =
			kxl_output_make(kx_bytes(NULL, 0), sizeof(full), fd);
		u64 at;

		for (at = 0; at < sizeof(full); at += sizes[i]) {
			u64 rest = sizeof(full) - at;

			assert_int_equal(
				kxl_sink_put(&output.sink,
					     kx_bytes(full + at,
						      rest < sizes[i]
							      ? rest
							      : sizes[i])),
				KXL_UNPACKED);
		}
		assert_int_equal(kxl_output_finish(&output), 0);
		assert_holds(fd, kx_bytes(full, sizeof(full)));
		/* Small pieces write the zeroes beside their ends. */
		if (sizes[i] % PAGE == 0 || sizes[i] == sizeof(full))
			assert_in_range(blocks_of(fd), 2 * PAGE, 5 * PAGE);
		close(fd);
	}
}

TEST(what_is_lent_is_the_file)
{
	int fd = kxl_sealed_open("test");
	struct kxl_output output = kxl_output_make(kx_bytes(NULL, 0), MIB, fd);
	u8 *lent = output.sink.lend(&output.sink, 3 * PAGE);

	assert_non_null(lent);
	assert_in_range(blocks_of(fd), 3 * PAGE, 4 * PAGE);
	memset(lent, 7, 2 * PAGE);
	assert_int_equal(kxl_sink_put(&output.sink, kx_bytes(lent, 2 * PAGE)),
			 KXL_UNPACKED);
	/* Once, and only at the start. */
	assert_null(output.sink.lend(&output.sink, PAGE));
	/* More comes from elsewhere. */
	assert_int_equal(kxl_sink_put(&output.sink, kx_bytes("more", 4)),
			 KXL_UNPACKED);
	assert_memory_equal(lent + 2 * PAGE, "more", 4);
	assert_int_equal(kxl_output_finish(&output), 0);
	assert_int_equal(lseek(fd, 0, SEEK_END), 2 * PAGE + 4);
	/* Else a writable mapping is left, and it can't be sealed. */
	assert_int_equal(kxl_sealed_finish(&fd), 0);
	assert_in_range(blocks_of(fd), 2 * PAGE, 3 * PAGE);
	close(fd);
}

TEST(what_can_not_be_allocated_is_not_lent)
{
	struct rlimit before;
	struct rlimit limit;
	int fd = kxl_sealed_open("test");
	struct kxl_output output = kxl_output_make(kx_bytes(NULL, 0), MIB, fd);

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 2 * PAGE;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_null(output.sink.lend(&output.sink, 3 * PAGE));
	assert_int_equal(blocks_of(fd), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(kxl_output_finish(&output), 0);
	close(fd);
	/* An output that can't be written to: pieces fail, the end does. */
	output = kxl_output_make(kx_bytes(NULL, 0), MIB, -1);
	assert_int_equal(kxl_sink_put(&output.sink, kx_bytes("x", 1)),
			 KXL_UNPACK_UNWRITTEN);
	assert_int_equal(output.sink.err, -EBADF);
	assert_int_equal(kxl_output_finish(&output), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_that_were_read_are_released),
		cmocka_unit_test(only_whole_pages_are_released),
		cmocka_unit_test(pages_of_zeroes_take_no_memory),
		cmocka_unit_test(what_is_lent_is_the_file),
		cmocka_unit_test(what_can_not_be_allocated_is_not_lent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
