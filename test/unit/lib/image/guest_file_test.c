// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The file is there for a guest alone; program_test.c reads it. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test/unit/lib/recorded_image.h"

#define MIB (1ULL << 20)

TEST(a_file_is_written_for_a_guest_alone)
{
	struct kexec_image *image;
	struct fixture fixture;
	char magic[4] = "";
	int fd;

	image = recorder_start(&fixture, fixture_make_pc);
	fd = memfd_create("test", MFD_CLOEXEC);
	assert_int_equal(kexec_image_write_guest(image, fd), -EINVAL);
	assert_int_equal(kexec_image_set_guest(image, 256 * MIB), 0);
	assert_int_equal(kexec_image_write_guest(image, -1), -EBADF);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->reason,
			       "can't be written: Bad file descriptor"));
	assert_int_equal(kexec_image_write_guest(image, fd), 0);
	assert_int_equal(pread(fd, magic, 4, 0), 4);
	assert_memory_equal(magic, "\177ELF", 4);
	close(fd);
	recorder_finish(&fixture, image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_for_a_guest_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
