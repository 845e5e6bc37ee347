// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The estimate of a crash kernel's memory. */
#include "lib/image/image.h"

#include <errno.h>
#include <unistd.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define MIB (1ULL << 20)

static struct kexec_image *start(struct fixture *fixture)
{
	struct kexec_image *image;

	fixture_make_crash(fixture);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static void finish(struct fixture *fixture, struct kexec_image *image)
{
	kexec_image_close(image);
	fixture_free(fixture);
}

static u64 sum_of(const struct kexec_crash_estimate *sum)
{
	return sum->kernel + sum->initrds + sum->unpacked + sum->rootfs +
	       sum->pages + sum->cpus + sum->tables + sum->bitmap + sum->other;
}

TEST(the_parts_are_the_sum)
{
	struct kexec_crash_estimate sum;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.reserved, 256 * MIB);
	assert_int_equal(sum.kernel, BZ_STANDARD_INIT);
	assert_int_equal(sum.initrds, 2 * 7);
	assert_int_equal(sum.unpacked, 2 * 5 * 7);
	assert_int_equal(sum.rootfs, 0);
	assert_false(sum.is_unpacked_known);
	/*
	 * Below 128 MiB: its section, the one before, and that of low memory.
	 */
	assert_int_equal(sum.pages, 6 * MIB);
	assert_int_equal(sum.cpus, 4 * MIB);
	/* 3 GiB without the region, 2 bits per page. */
	assert_in_range(sum.bitmap, (2815 * MIB) >> 14, (2816 * MIB) >> 14);
	assert_in_range(sum.tables, 704 * 1024, 720 * 1024);
	assert_int_equal(sum.needed % MIB, 0);
	assert_in_range(sum.needed, sum_of(&sum), sum_of(&sum) + MIB - 1);
	fixture_text(&fixture, "/sys/kernel/kexec_crash_cma_ranges",
		     "10000000-17ffffff\n");
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.reserved, (256 + 128) * MIB);
	finish(&fixture, image);
}

/* Like crashkernel=256M,high: a part of it is below 4 GiB. */
TEST(both_regions_are_set_aside)
{
	struct kexec_crash_estimate sum;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-bfffffff : System RAM\n"
		     "  a0000000-a7ffffff : Crash kernel\n"
		     "100000000-1ffffffff : System RAM\n"
		     "  1a0000000-1afffffff : Crash kernel\n");
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.reserved, (256 + 128) * MIB);
	finish(&fixture, image);
}

TEST(what_is_asked_for_counts)
{
	static const struct {
		const char *cmdline;
		u64 cpus;
	} rows[] = {
		{ "", 4 },
		{ "nr_cpus=1 quiet", 1 },
		{ "nr_cpus=1 nr_cpus=2", 1 },
		{ "nr_cpus=0", 4 },
		{ "nr_cpus=0 nr_cpus=1", 1 },
		{ "nr_cpus=8", 4 },
		{ "nr_cpus=x", 4 },
		{ "maxcpus=1", 4 },
		{ "maxcpus=0", 4 },
		{ "quiet -- nr_cpus=1", 4 },
	};
	struct kexec_crash_estimate sum;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = start(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			kexec_image_set_cmdline(image, rows[i].cmdline), 0);
		assert_int_equal(kexec_crash_estimate(image, &sum), 0);
		assert_row(rows[i].cmdline, sum.cpus, rows[i].cpus * MIB);
	}
	fixture_text(&fixture, "/sys/kernel/crash_elfcorehdr_size",
		     "4194304\n");
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_true(sum.tables < 4 * MIB);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_HOTPLUG),
			 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_true(sum.tables > 4 * MIB);
	finish(&fixture, image);
}

TEST(large_initrds_need_more_page_structures)
{
	static u8 zstd[64] = { 0x28, 0xb5, 0x2f, 0xfd, 0xa0 };
	struct kexec_crash_estimate sum;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	zstd[8] = 0x20; /* 512 MiB, in 32 */
	fixture_put(&fixture, "/initrd", kx_bytes(zstd, sizeof(zstd)));
	assert_int_equal(truncate(fixture.initrd, 32 * MIB), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_true(sum.is_unpacked_known);
	assert_int_equal(sum.unpacked, 512 * MIB);
	/*
	 * Half of the memory holds the contents; all of it needs page
	 * structures.
	 */
	assert_int_equal(sum.unpacked,
			 sum.rootfs + sum.cpus + sum.bitmap + sum.other);
	assert_int_equal(sum.pages, 22 * MIB);
	assert_in_range(sum.needed, sum_of(&sum), sum_of(&sum) + MIB - 1);
	assert_int_equal(kexec_image_set_cmdline(image, "root=/dev/x"), 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.rootfs, 0);
	assert_int_equal(sum.pages, 14 * MIB);
	assert_in_range(sum.needed, sum_of(&sum), sum_of(&sum) + MIB - 1);
	assert_int_equal(kexec_image_set_cmdline(image, "-- root=/dev/x"), 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_true(sum.rootfs > 0);
	finish(&fixture, image);
}

TEST(no_region_is_needed_and_a_bad_kernel_no_kernel)
{
	struct kexec_crash_estimate sum = { .needed = 7 };
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/proc/iomem",
		     "00100000-bfffffff : System RAM\n");
	assert_int_equal(kexec_crash_estimate(image, &sum), 0);
	assert_int_equal(sum.reserved, 0);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	kexec_image_close(image);
	sum.needed = 7;
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.initrd, &image),
			 0);
	assert_int_equal(kexec_crash_estimate(image, &sum), -ENOEXEC);
	assert_int_equal(sum.needed, 7);
	finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_are_the_sum),
		cmocka_unit_test(both_regions_are_set_aside),
		cmocka_unit_test(what_is_asked_for_counts),
		cmocka_unit_test(large_initrds_need_more_page_structures),
		cmocka_unit_test(
			no_region_is_needed_and_a_bad_kernel_no_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
