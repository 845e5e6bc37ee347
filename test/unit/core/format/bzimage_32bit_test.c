// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images that are entered at their 32-bit entry point: which ones are, where
 * they and what they are given may lie, and which ones have none.
 */
#include "core/format/bzimage.h"

#include "test/unit/core/format/bzimage_setup.h"

#define FOUR_GIB (4 * TEST_GIB)
/* A 32-bit Linux with PAGE_OFFSET at 3 GiB and 128 MiB for vmalloc. */
#define LOW_END 0x36000000ULL

/* A kernel of 32 bits, as Debian's 686-pae: xloadflags 4, EFI's 32 bits. */
static int set_up_32bit(void **state)
{
	int err = set_up(state);
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x04);
	bzimage_put(&s->image, BZ_INITRD_ADDR_MAX, 4, LOW_END - 1);
	bzimage_seal(&s->image);
	return err;
}

#define WITH_32BIT(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_32bit, tear_down)

static const struct kx_segment *kernel(const struct setup *s)
{
	return &s->plan.segments[0];
}

static u64 kernel_end(const struct setup *s)
{
	return kernel(s)->mem + kernel(s)->memsz;
}

TEST_WITH(it_is_entered_where_it_begins)
{
	struct setup *s = *state;
	const struct kx_segment *data;

	assert_int_equal(make(s), 0);
	data = &s->plan.segments[1];
	assert_ptr_equal(s->plan.entry.mode, &kx_entry_x86_64);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	assert_int_equal(s->plan.kernel.address, kernel(s)->mem);
	assert_int_equal(s->plan.kernel.arguments[0], data->mem + 0x1000);
	/* boot.rst, code32_start: of a kernel that lies elsewhere. */
	assert_int_equal(param(s, BZ_CODE32_START, 4), kernel(s)->mem);
	assert_true(data->mem + data->memsz <= LOW_END);
}

/* ... or further on: GRUB enters images so that are no Linux. */
TEST_WITH(an_entry_is_counted_from_a_mebibyte)
{
	static const struct {
		const char *name;
		u64 start;
		int code;
	} rows[] = {
		{ "none", 0, KX_E_REAL_MODE },
		{ "below", 0xfffff, KX_E_REAL_MODE },
		{ "the beginning", 0x100000, KX_OK },
		{ "inside", 0x100010, KX_OK },
		{ "the last byte", 0x100000 + BZ_IMAGE_SIZE - 1, KX_OK },
		{ "the end", 0x100000 + BZ_IMAGE_SIZE, KX_E_REAL_MODE },
		{ "anywhere", 0xffffffff, KX_E_REAL_MODE },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   make_with(s, BZ_CODE32_START, 4, rows[i].start),
			   -rows[i].code);
		if (!rows[i].code) {
			assert_int_equal(s->plan.kernel.address,
					 kernel(s)->mem + rows[i].start -
						 0x100000);
			continue;
		}
		assert_string_equal(s->fault.what, "code32_start");
		assert_int_equal(s->fault.value, rows[i].start);
		assert_int_equal(s->fault.limit, 0x100000);
	}
}

TEST_WITH(a_64bit_kernel_is_entered_in_64_bit_mode)
{
	struct setup *s = *state;

	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x01), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_64);
	assert_int_equal(param(s, BZ_CODE32_START, 4), 0x100000);
	assert_int_equal(make_with(s, BZ_CODE32_START, 4, 0), 0);
}

/* kexec-tools' --entry-32bit: below 4 GiB, as its 32-bit entry needs it. */
TEST_WITH(a_64bit_kernel_is_entered_in_32_bit_mode_if_wanted)
{
	struct setup *s = *state;

	s->request.flags |= KX_ENTER_32BIT;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x23), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	assert_int_equal(s->plan.kernel.address, kernel(s)->mem);
	assert_in_range(kernel_end(s), 0, FOUR_GIB);
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x23);
	assert_int_equal(make_with(s, BZ_CODE32_START, 4, 0), -KX_E_NOT_32BIT);
	assert_string_equal(s->fault.what, "code32_start");
	assert_int_equal(s->fault.limit, 0x100000);
	s->request.flags &= ~(u32)KX_ENTER_32BIT;
	assert_int_equal(make(s), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_64);
}

TEST_WITH(it_is_started_by_linuxs_protocol_alone)
{
	static const struct {
		enum kx_arguments arguments;
		int code;
	} rows[] = {
		{ KX_ARGUMENTS_AUTO, KX_OK },
		{ KX_ARGUMENTS_LINUX, KX_OK },
		{ KX_ARGUMENTS_ELF, KX_E_NOT_ELF },
		{ KX_ARGUMENTS_NONE, KX_E_NOT_ELF },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->request.arguments = rows[i].arguments;
		assert_row("arguments", make(s), -rows[i].code);
	}
}

/* Before 2.12 no flag says that there is a 64-bit entry. */
TEST_WITH(each_protocol_from_2_03_on_is_taken)
{
	struct setup *s = *state;
	u64 version;

	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x23);
	for (version = 0x203; version <= 0x20f; version++) {
		assert_int_equal(make_with(s, BZ_VERSION, 2, version), 0);
		assert_ptr_equal(s->plan.kernel.mode,
				 version < 0x20c ? &kx_entry_x86_32
						 : &kx_entry_x86_64);
		if (version < 0x205)
			assert_int_equal(kernel(s)->mem, 0x100000);
		if (version < 0x20a)
			assert_int_equal(kernel(s)->memsz, 3 * BZ_IMAGE_SIZE);
		else
			assert_int_equal(kernel(s)->memsz, BZ_STANDARD_INIT);
	}
	assert_int_equal(make_with(s, BZ_VERSION, 2, 0x202), -KX_E_PROTOCOL);
	assert_int_equal(s->fault.value, 0x202);
	assert_int_equal(s->fault.limit, 0x203);
}

/* boot.rst: 255 bytes before 2.06. */
TEST_WITH(an_old_kernel_takes_a_short_command_line)
{
	struct setup *s = *state;
	char line[256];

	memset(line, 'x', sizeof(line));
	s->request.cmdline = kx_bytes(line, 254);
	assert_int_equal(make_with(s, BZ_VERSION, 2, 0x205), 0);
	s->request.cmdline.size = 255;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(make_with(s, BZ_VERSION, 2, 0x206), 0);
}

/* The lowest place, because vmalloc= can take the higher ones. */
TEST_WITH(it_lies_as_low_as_it_can)
{
	struct setup *s = *state;

	assert_int_equal(make(s), 0);
	assert_int_equal(kernel(s)->mem, BZ_STANDARD_PREF);
	/* The flag is for the 64-bit entry. */
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x06), 0);
	assert_int_equal(kernel(s)->mem, BZ_STANDARD_PREF);
}

TEST_WITH(it_lies_in_what_a_32bit_linux_maps)
{
	struct setup *s = *state;

	s->request.within =
		(struct kx_range){ LOW_END - BZ_STANDARD_INIT, 3 * TEST_GIB };
	assert_int_equal(make_with(s, BZ_ALIGNMENT, 4, 0x1000), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_BOOT_DATA);
	assert_int_equal(s->fault.limit, LOW_END);
	s->request.within.start++;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_KERNEL);
	assert_int_equal(s->fault.limit, LOW_END);
}

TEST_WITH(an_initrd_ends_at_the_limit_of_the_header)
{
	static const struct {
		u64 max, end;
	} rows[] = {
		{ LOW_END - 1, LOW_END },     { 0x7fffffff, 0x80000000 },
		{ 0xffffffff, 3 * TEST_GIB }, { 0x1fffffff, 0x20000000 },
		{ 0x1ffffffe, 0x1ffff000 },
	};
	static const u8 bytes[TEST_PAGE];
	const struct kx_bytes initrd = { bytes, sizeof(bytes) };
	struct setup *s = *state;
	size_t i;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			make_with(s, BZ_INITRD_ADDR_MAX, 4, rows[i].max), 0);
		assert_int_equal(ramdisk_image(s) + ramdisk_size(s),
				 rows[i].end);
	}
}

/* memtest86+: it is loaded at 1 MiB, or not at all. */
TEST_WITH(an_image_that_cannot_move_lies_at_its_address)
{
	static const struct {
		const char *name;
		u64 address;
		int code;
		u64 limit;
	} rows[] = {
		{ "below", 0xff000, KX_E_HEADER, LOW_END },
		{ "a mebibyte", 0x100000, KX_OK, 0 },
		{ "in a page", 0x100800, KX_E_HEADER, 0x100000 },
		{ "at a page's end", 0x101fff, KX_E_HEADER, 0x101000 },
		{ "16 MiB", 0x1000000, KX_OK, 0 },
		{ "the highest", LOW_END - BZ_STANDARD_INIT, KX_OK, 0 },
		{ "above", LOW_END - BZ_STANDARD_INIT + 0x1000, KX_E_HEADER,
		  LOW_END },
		{ "4 GiB", FOUR_GIB, KX_E_HEADER, LOW_END },
		{ "no address", ~0ULL, KX_E_HEADER, LOW_END },
		{ "0", 0, KX_E_HEADER, LOW_END },
	};
	struct setup *s = *state;
	size_t i;

	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   make_with(s, BZ_PREF_ADDRESS, 8, rows[i].address),
			   -rows[i].code);
		if (!rows[i].code) {
			assert_int_equal(kernel(s)->mem, rows[i].address);
			continue;
		}
		assert_string_equal(s->fault.what, "pref_address");
		assert_int_equal(s->fault.value, rows[i].address);
		assert_int_equal(s->fault.limit, rows[i].limit);
	}
}

TEST_WITH(a_taken_address_is_no_hole)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	bzimage_put(&s->image, BZ_PREF_ADDRESS, 8, 0x100000);
	s->test.memory[2].range.start = 0x100000 + TEST_PAGE;
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE),
			 -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "kernel");
	assert_int_equal(s->fault.start, 0x100000);
	assert_int_equal(s->fault.limit, 0x100000 + BZ_IMAGE_SIZE);
	s->test.memory[2].range.start = 0x100000;
	assert_int_equal(make(s), 0);
	/* What is loaded is larger than what is free. */
	s->test.memory[2].range.end = 0x100000 + TEST_PAGE;
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE + 1),
			 -KX_E_NO_HOLE);
}

/* Paging is switched off, so its depth does not matter. */
TEST_WITH(a_kernel_without_5_levels_goes_by_its_32bit_entry)
{
	struct setup *s = *state;

	s->test.machine.x86.is_5level = true;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x03), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	/* A 64-bit kernel sees 4 GiB there. */
	assert_int_equal(kernel_end(s), 3 * TEST_GIB);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x04), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x23), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_64);
	bzimage_put(&s->image, BZ_CODE32_START, 4, 0);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x03),
			 -KX_E_NOT_5LEVEL);
	assert_int_equal(s->fault.value, 0x03);
	assert_int_equal(s->fault.limit, 0x20);
}

/* memtest86+ 8.10, 64-bit: no payload, fixed, 5 levels unknown. */
TEST_WITH(an_image_that_is_no_linux_runs_with_5_levels)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x09);
	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	bzimage_put(&s->image, BZ_PREF_ADDRESS, 8, 0x100000);
	bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 8, 0);
	bzimage_put(&s->image, BZ_INITRD_ADDR_MAX, 4, 0xffffffff);
	s->test.machine.x86.is_5level = true;
	assert_int_equal(make(s), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_32);
	assert_int_equal(s->plan.kernel.address, 0x100000);
	s->test.machine.x86.is_5level = false;
	assert_int_equal(make(s), 0);
	assert_ptr_equal(s->plan.kernel.mode, &kx_entry_x86_64);
	assert_int_equal(s->plan.kernel.address, 0x100200);
}

/* kexec_file_load(2) and a jump back have long mode alone. */
TEST_WITH(some_ways_to_start_want_a_64bit_entry)
{
	struct setup *s = *state;

	s->request.purpose = KX_PURPOSE_RETURNING;
	assert_int_equal(make(s), -KX_E_NOT_64BIT);
	assert_int_equal(s->fault.value, 0x04);
	assert_int_equal(s->fault.limit, 0x01);
	s->test.machine.x86.is_5level = true;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x03),
			 -KX_E_NOT_5LEVEL);
	s->request.purpose = KX_PURPOSE_NORMAL;
	assert_int_equal(make(s), 0);
	s->request.flags = KX_VET_AS_PROBE;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, &s->fault),
			 -KX_E_NOT_5LEVEL);
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x04);
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, &s->fault),
			 -KX_E_NOT_64BIT);
	bzimage_put(&s->image, BZ_VERSION, 2, 0x20b);
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, &s->fault),
			 -KX_E_PROTOCOL);
	assert_int_equal(s->fault.limit, 0x20c);
}

/* memdisk says nothing of its size. */
TEST_WITH(a_file_that_ends_with_its_setup_code_is_cut)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_VERSION, 2, 0x203);
	s->request.kernel.size = BZ_SETUP_SIZE;
	assert_int_equal(make(s), -KX_E_TRUNCATED);
	assert_int_equal(s->fault.limit, BZ_SETUP_SIZE + 1);
	s->request.kernel.size++;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].bufsz, 1);
}

TEST_WITH(an_image_that_is_loaded_low_starts_in_real_mode)
{
	struct setup *s = *state;

	assert_int_equal(make_with(s, BZ_LOADFLAGS, 1, 0), -KX_E_REAL_MODE);
	assert_string_equal(s->fault.what, "loadflags");
	assert_int_equal(s->fault.limit, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_32BIT(it_is_entered_where_it_begins),
		WITH_32BIT(an_entry_is_counted_from_a_mebibyte),
		WITH_32BIT(a_64bit_kernel_is_entered_in_64_bit_mode),
		WITH_32BIT(a_64bit_kernel_is_entered_in_32_bit_mode_if_wanted),
		WITH_32BIT(it_is_started_by_linuxs_protocol_alone),
		WITH_32BIT(each_protocol_from_2_03_on_is_taken),
		WITH_32BIT(an_old_kernel_takes_a_short_command_line),
		WITH_32BIT(it_lies_as_low_as_it_can),
		WITH_32BIT(it_lies_in_what_a_32bit_linux_maps),
		WITH_32BIT(an_initrd_ends_at_the_limit_of_the_header),
		WITH_32BIT(an_image_that_cannot_move_lies_at_its_address),
		WITH_32BIT(a_taken_address_is_no_hole),
		WITH_32BIT(a_kernel_without_5_levels_goes_by_its_32bit_entry),
		WITH_32BIT(an_image_that_is_no_linux_runs_with_5_levels),
		WITH_32BIT(some_ways_to_start_want_a_64bit_entry),
		WITH_32BIT(a_file_that_ends_with_its_setup_code_is_cut),
		WITH_32BIT(an_image_that_is_loaded_low_starts_in_real_mode),
	};

	return cmocka_run_group_tests_name("bzimage_32bit", tests, NULL, NULL);
}
