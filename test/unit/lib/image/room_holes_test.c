// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Holes of an initrd in memory: whether the kernel fits unpacked as well. */
#include "lib/image/room.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/image/planner.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MIB    (1ULL << 20)
#define INITRD (40 * MIB)

static void set_available(struct fixture *fixture, u64 bytes)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "MemTotal: 262144 kB\nMemFree: %llu kB\nMemAvailable: %llu "
		 "kB\n",
		 (unsigned long long)bytes / 1024,
		 (unsigned long long)bytes / 1024);
	fixture_text(fixture, "/proc/meminfo", text);
}

TEST(a_hole_in_memory_is_counted_until_it_is_filled)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	char path[32];
	u64 i;
	int fd;

	fixture_make_pc(&fixture);
	fd = memfd_create("initrd", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, INITRD), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	set_available(&fixture, kxl_room_plan(image) + INITRD / 2);
	assert_int_equal(kxl_room_for_plan(image, KXL_ROOM_LIKELY), 0);
	assert_int_equal(kxl_room_for_unpacked(image), -ENOMEM);
	for (i = 0; i < INITRD; i += 4096)
		assert_int_equal(pwrite(fd, "x", 1, (off_t)i), 1);
	assert_int_equal(kxl_room_for_unpacked(image), 0);
	kexec_image_close(image);
	close(fd);
	fixture_free(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_hole_in_memory_is_counted_until_it_is_filled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
