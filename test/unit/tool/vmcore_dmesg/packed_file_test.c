// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Dumps in each compression: flattened, cut, changed, and in other formats. */
#include "tool/vmcore_dmesg/packed_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/unit/lib/pack_file.h"
#include "test/unit/test.h"
#include "test/unit/tool/vmcore_dmesg/make_dump.h"
#include "tool/vmcore_dmesg/dump.h"
#include "tool/vmcore_dmesg/failure.h"

static int file_of(struct kx_bytes bytes)
{
	int fd = memfd_create("dump", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes.data, bytes.size), bytes.size);
	return fd;
}

static int open_packed(struct kx_bytes bytes, int *plain,
		       struct failure *failure)
{
	int fd = file_of(bytes);
	int err = packed_file_open(fd, plain, failure);

	close(fd);
	return err;
}

/* As saved by kdump-tools: flattened, then compressed. */
static struct kx_bytes make_flat(void)
{
	static struct made made;
	u32 i;

	made_ring(&made);
	for (i = 0; i < MADE_RECORDS; i++)
		made_ring_add(&made, &made_records[i]);
	made_elf(&made, ELFCLASS64, MADE_VA_BOTH);
	made_flat(&made);
	return kx_bytes(made.file, made.size);
}

TEST(a_flattened_dump_is_read_out_of_each_compression)
{
	struct kx_bytes flat = make_flat();
	struct failure failure;
	struct source source;
	struct dump dump;
	u8 *got = malloc(flat.size + 1);
	int plain;
	size_t i;

	for (i = 0; i < FILE_PACKINGS; i++) {
		const struct file_packing *packing = &file_packings[i];
		struct kx_bytes file = pack_file(packing, flat);

		assert_row(packing->name, open_packed(file, &plain, &failure),
			   packing->has_library ? 0 : STATUS_DATA);
		pack_free(file);
		if (!packing->has_library)
			continue;
		assert_row(packing->name, pread(plain, got, flat.size + 1, 0),
			   flat.size);
		assert_memory_equal(got, flat.data, flat.size);
		source = source_of_file(plain);
		assert_row(packing->name, dump_open(&source, &dump, &failure),
			   0);
		dump_close(&dump);
		close(plain);
	}
	free(got);
}

TEST(other_files_are_left_alone)
{
	static const char *const files[] = { "", "\x1f", "KDUMP   ",
					     "makedumpfile", "text" };
	struct failure failure;
	int plain = 7;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		assert_row(files[i],
			   open_packed(made_string(files[i]), &plain, &failure),
			   0);
		assert_row(files[i], plain, -1);
	}
}

TEST(zeroes_become_holes)
{
	static u8 zeroes[8 << 20];
	struct failure failure;
	struct kx_bytes file;
	struct stat status;
	int plain = -1;

	zeroes[0] = 1;
	file = pack_file(&file_packings[0], kx_bytes(zeroes, sizeof(zeroes)));
	if (HAVE_ZLIB) {
		assert_int_equal(open_packed(file, &plain, &failure), 0);
		assert_int_equal(fstat(plain, &status), 0);
		assert_int_equal(status.st_size, sizeof(zeroes));
		assert_in_range(status.st_blocks, 0, 1024);
		close(plain);
	}
	pack_free(file);
}

/* A limit makes ftruncate(2) fail, which counts the hole at the end. */
TEST(a_size_that_can_not_be_set_is_an_error)
{
	static u8 zeroes[8 << 20];
	const struct rlimit small = { 1 << 20, RLIM_INFINITY };
	struct failure failure;
	struct kx_bytes file;
	struct rlimit before;
	int plain = -1;

	if (!HAVE_ZLIB)
		return;
	zeroes[0] = 1;
	file = pack_file(&file_packings[0], kx_bytes(zeroes, sizeof(zeroes)));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(open_packed(file, &plain, &failure), STATUS_WRITE);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_string_equal(failure.text, "write what its gzip data unpacks "
					  "to: File too large");
	pack_free(file);
}

/* For example, a dump that did not fit on its disk. */
TEST(a_cut_dump_gives_what_there_is_a_damaged_one_nothing)
{
	struct kx_bytes flat = make_flat();
	struct kx_bytes file = pack_file(&file_packings[0], flat);
	struct failure failure;
	struct stat status;
	int plain = -1;

	if (HAVE_ZLIB) {
		assert_int_equal(open_packed(kx_bytes(file.data, file.size / 2),
					     &plain, &failure),
				 0);
		assert_int_equal(fstat(plain, &status), 0);
		assert_in_range(status.st_size, 1, flat.size - 1);
		close(plain);
		((u8 *)(uintptr_t)file.data)[file.size - 6] ^= 1;
		assert_int_equal(open_packed(file, &plain, &failure),
				 STATUS_DATA);
		assert_string_equal(failure.text, "its gzip data is damaged; "
						  "copy the dump again");
	}
	pack_free(file);
}

TEST(what_is_not_unpacked_here_is_named)
{
	struct failure failure;
	int plain = -1;

	assert_int_equal(open_packed(kx_bytes("\x89LZO\0\r\n\x1a\n", 9), &plain,
				     &failure),
			 STATUS_DATA);
	assert_string_equal(failure.text,
			    "it is lzop data, which this vmcore-dmesg can't "
			    "unpack; unpack it");
}

TEST(a_folder_without_room_for_it_is_not_used)
{
	struct kx_bytes file = pack_file(&file_packings[0], make_flat());
	struct failure failure;
	int plain = -1;

	setenv("TMPDIR", "/nowhere", 1);
	if (HAVE_ZLIB) {
		assert_int_equal(open_packed(file, &plain, &failure), 0);
		close(plain);
	}
	pack_free(file);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_flattened_dump_is_read_out_of_each_compression),
		cmocka_unit_test(other_files_are_left_alone),
		cmocka_unit_test(zeroes_become_holes),
		cmocka_unit_test(a_size_that_can_not_be_set_is_an_error),
		cmocka_unit_test(
			a_cut_dump_gives_what_there_is_a_damaged_one_nothing),
		cmocka_unit_test(what_is_not_unpacked_here_is_named),
		cmocka_unit_test(a_folder_without_room_for_it_is_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
