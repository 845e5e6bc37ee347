// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* bzImages with initrds: their places, and what the next kernel reads there. */
#include "core/protocol/linux_x86.h"

#include "test/unit/core/format/bzimage_setup.h"

TEST_WITH(an_initrd_keeps_below_the_limit_of_the_header)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x21);
	assert_int_equal(make_with(s, BZ_INITRD_ADDR_MAX, 4, 0x100fff), 0);
	assert_int_equal(ramdisk_image(s), 0x100000);
	assert_int_equal(make_with(s, BZ_INITRD_ADDR_MAX, 4, 0x100ffe),
			 -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "initrd");
}

TEST_WITH(an_initrd_lies_low_for_kernels_with_a_64_bit_entry)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x21), 0);
	assert_int_equal(ramdisk_image(s), 16 * TEST_MIB);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x20), 0);
	assert_int_equal(ramdisk_image(s), 0x7ffff000);
}

TEST_WITH(an_initrd_lies_in_quiet_memory_if_it_can)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x21);
	s->test.machine.nr_quiet = 2;
	s->test.machine.quiet[0] = (struct kx_range){ TEST_GIB, 2 * TEST_GIB };
	s->test.machine.quiet[1] =
		(struct kx_range){ 20 * TEST_MIB, 21 * TEST_MIB };
	assert_int_equal(make(s), 0);
	assert_int_equal(ramdisk_image(s), TEST_GIB);
	/* Another segment lies there. */
	s->test.machine.quiet[0] = (struct kx_range){
		s->plan.segments[0].mem,
		s->plan.segments[0].mem + s->plan.segments[0].memsz,
	};
	assert_int_equal(make(s), 0);
	assert_int_equal(ramdisk_image(s), 20 * TEST_MIB);
	assert_int_equal(make_with(s, BZ_INITRD_ADDR_MAX, 4, 20 * TEST_MIB - 1),
			 0);
	assert_int_equal(ramdisk_image(s), 16 * TEST_MIB);
	s->test.machine.quiet[1].end = 20 * TEST_MIB;
	assert_int_equal(make_with(s, BZ_INITRD_ADDR_MAX, 4, 0x7fffffff), 0);
	assert_int_equal(ramdisk_image(s), 16 * TEST_MIB);
	/* What has no 64-bit entry has its initrd high. */
	s->test.machine.quiet[0] = (struct kx_range){ TEST_GIB, 2 * TEST_GIB };
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x20), 0);
	assert_int_equal(ramdisk_image(s), 0x7ffff000);
}

TEST_WITH(no_initrd_gives_zeroes)
{
	struct setup *s = *state;
	const struct kx_bytes empty = kx_bytes("", 0);

	assert_int_equal(make(s), 0);
	assert_int_equal(ramdisk_image(s), 0);
	assert_int_equal(ramdisk_size(s), 0);
	s->request.initrds = &empty;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 2);
	assert_int_equal(ramdisk_image(s), 0);
	assert_int_equal(ramdisk_size(s), 0);
}

/* The bytes that the next kernel reads from ramdisk_image to its end. */
static void read_ramdisk(const struct setup *s, u8 *to)
{
	u32 i;

	for (i = 0; i < s->plan.count; i++) {
		const struct kx_segment *segment = &s->plan.segments[i];

		if (!strcmp(kx_part_name(s->plan.parts[i]), "initrd"))
			memcpy(to + (segment->mem - ramdisk_image(s)),
			       segment->buf, segment->bufsz);
	}
}

TEST_WITH(initrds_follow_each_other_with_zeroes_up_to_the_page)
{
	struct setup *s = *state;
	static u8 first[5000];
	const struct kx_bytes initrds[] = { kx_bytes(first, sizeof(first)),
					    kx_bytes("", 0),
					    kx_bytes("second", 6) };
	u8 seen[3 * TEST_PAGE] = { 0 };
	u8 expected[3 * TEST_PAGE] = { 0 };

	memset(first, 'f', sizeof(first));
	memcpy(expected, first, sizeof(first));
	memcpy(expected + 2 * TEST_PAGE, "second", 6);
	s->request.initrds = initrds;
	s->request.nr_initrds = ARRAY_SIZE(initrds);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 4);
	assert_int_equal(ramdisk_size(s), 2 * TEST_PAGE + 6);
	read_ramdisk(s, seen);
	assert_memory_equal(seen, expected, sizeof(seen));
}

TEST_WITH(as_many_initrds_as_there_are_segments)
{
	struct setup *s = *state;
	struct kx_bytes initrds[KX_SEGMENT_MAX];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(initrds); i++)
		initrds[i] = kx_bytes("i", 1);
	s->request.initrds = initrds;
	s->request.nr_initrds = KX_INITRD_MAX;
	assert_int_equal(make(s), 0);
	s->request.nr_initrds = 14;
	assert_int_equal(make(s), 0);
	s->request.nr_initrds = 15;
	assert_int_equal(make(s), -KX_E_SEGMENT_COUNT);
	s->request.nr_initrds = 16;
	assert_int_equal(make(s), -KX_E_SEGMENT_COUNT);
}

TEST_WITH(initrds_whose_sizes_wrap_are_refused)
{
	struct setup *s = *state;
	const struct kx_bytes initrds[] = { kx_bytes("x", 1ULL << 63),
					    kx_bytes("x", 1ULL << 63),
					    kx_bytes("x", ~0ULL) };

	s->request.initrds = initrds;
	s->request.nr_initrds = 2;
	assert_int_equal(make(s), -KX_E_INITRD);
	assert_int_equal(s->fault.value, 1ULL << 63);
	assert_int_equal(s->fault.limit, 0);
	s->request.initrds = initrds + 2;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), -KX_E_INITRD);
	assert_int_equal(s->fault.value, ~0ULL);
	assert_int_equal(s->fault.limit, 0);
}

TEST_WITH(an_initrd_larger_than_memory_finds_no_hole)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("x", 4 * TEST_GIB);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "initrd");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(an_initrd_keeps_below_the_limit_of_the_header),
		WITH(an_initrd_lies_low_for_kernels_with_a_64_bit_entry),
		WITH(an_initrd_lies_in_quiet_memory_if_it_can),
		WITH(no_initrd_gives_zeroes),
		WITH(initrds_follow_each_other_with_zeroes_up_to_the_page),
		WITH(as_many_initrds_as_there_are_segments),
		WITH(initrds_whose_sizes_wrap_are_refused),
		WITH(an_initrd_larger_than_memory_finds_no_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
