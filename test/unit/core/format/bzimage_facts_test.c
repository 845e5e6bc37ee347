// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Facts about a bzImage before it is placed. */
#include "core/format/bzimage.h"

#include "test/unit/core/format/bzimage_setup.h"

#define VERSION	   "6.1.0-18-amd64 (a@b) #1 SMP"
#define VERSION_AT 0x400 /* in the setup code, after the header */

static int vet(struct setup *s, struct kx_kernel *kernel)
{
	s->request.machine = NULL;
	return kx_plan_vet(&s->request, NULL, kernel, &s->fault);
}

static struct kx_kernel facts_with(struct setup *s, u64 offset, u32 width,
				   u64 value)
{
	struct kx_kernel kernel = { 0 };

	bzimage_make(&s->image);
	bzimage_put(&s->image, offset, width, value);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s, &kernel), 0);
	return kernel;
}

TEST_WITH(all_that_placing_takes_is_known)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };

	bzimage_put(&s->image, BZ_JUMP, 1, 0x268 - 0x202);
	bzimage_put(&s->image, BZ_ALIGNMENT, 4, 0x200000);
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 2047);
	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 1);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s, &kernel), 0);
	assert_ptr_equal(kernel.arch, &kx_arch_x86_64);
	assert_ptr_equal(kernel.format, &kx_format_bzimage);
	assert_int_equal(kernel.nr_pieces, 1);
	assert_ptr_equal(kernel.pieces[0].bytes.data,
			 s->image.data + BZ_SETUP_SIZE);
	assert_int_equal(kernel.pieces[0].bytes.size, BZ_IMAGE_SIZE);
	assert_int_equal(kernel.pieces[0].offset, 0);
	assert_int_equal(kernel.size, BZ_STANDARD_INIT);
	assert_int_equal(kernel.align, 0x200000);
	assert_int_equal(kernel.preferred, BZ_STANDARD_PREF);
	assert_true(kernel.is_relocatable);
	assert_int_equal(kernel.cmdline_max, 2047);
	assert_int_equal(kernel.nr_ways, 2);
	assert_ptr_equal(kernel.ways[0].mode, &kx_entry_x86_64);
	assert_int_equal(kernel.ways[0].offset, 0x200);
	assert_ptr_equal(kernel.ways[1].mode, &kx_entry_x86_32);
	assert_int_equal(kernel.ways[1].offset, 0);
	assert_ptr_equal(kernel.header.data, s->image.data + 0x1f1);
	assert_int_equal(kernel.header.size, 0x268 - 0x1f1);
}

/* The header has 0, or the string's offset from 0x200. */
TEST_WITH(the_version_is_text_of_the_setup_code)
{
	static const struct {
		const char *name;
		u64 at;	  /* kernel_version */
		u64 zero; /* offset of a NUL to overwrite; 0: none */
		u64 size;
	} rows[] = {
		{ "it has none", 0, 0, 0 },
		{ "a version", VERSION_AT - 0x200, 0, sizeof(VERSION) - 1 },
		{ "the last byte", BZ_SETUP_SIZE - 0x201, 0, 0 },
		{ "no end", BZ_SETUP_SIZE - 0x201, BZ_SETUP_SIZE - 1, 0 },
		{ "in the kernel", BZ_SETUP_SIZE - 0x200, 0, 0 },
		{ "past the file", 0xffff, 0, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_kernel kernel = { 0 };

		bzimage_make(&s->image);
		memcpy(s->image.data + VERSION_AT, VERSION, sizeof(VERSION));
		bzimage_put(&s->image, BZ_SETUP_SIZE - 1, 1, 0);
		/* The kernel's first byte is no end of the setup code's text */
		bzimage_put(&s->image, BZ_SETUP_SIZE, 1, 0);
		if (rows[i].zero)
			bzimage_put(&s->image, rows[i].zero, 1, 'x');
		bzimage_put(&s->image, 0x20e, 2, rows[i].at);
		bzimage_seal(&s->image);
		assert_row(rows[i].name, vet(s, &kernel), 0);
		assert_row(rows[i].name, (long)kernel.version.size,
			   (long)rows[i].size);
		if (rows[i].size)
			assert_memory_equal(kernel.version.data, VERSION,
					    rows[i].size);
	}
}

TEST_WITH(flags_say_what_a_kernel_takes)
{
	static const struct {
		u64 xloadflags, reach_end, initrd_end;
		bool takes_5level, takes_efi;
	} rows[] = {
		{ 0x01, 1ULL << 32, 0x7fff1000, false, false },
		{ 0x03, 1ULL << 46, 1ULL << 46, false, false },
		{ 0x23, 1ULL << 46, 1ULL << 46, true, false },
		{ 0x13, 1ULL << 46, 1ULL << 46, false, true },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_kernel kernel = { 0 };

		bzimage_put(&s->image, BZ_INITRD_ADDR_MAX, 4, 0x7fff0fff);
		bzimage_put(&s->image, BZ_XLOADFLAGS, 2, rows[i].xloadflags);
		bzimage_seal(&s->image);
		assert_int_equal(vet(s, &kernel), 0);
		assert_int_equal(kernel.reach.start, 0x100000);
		assert_int_equal(kernel.reach.end, rows[i].reach_end);
		assert_int_equal(kernel.initrd_end, rows[i].initrd_end);
		assert_int_equal(kernel.takes_5level, rows[i].takes_5level);
		assert_int_equal(kernel.takes_efi, rows[i].takes_efi);
	}
}

/* Protocol 2.15 is Linux 5.5. */
TEST_WITH(numbers_say_what_a_kernel_takes)
{
	struct setup *s = *state;

	assert_false(facts_with(s, BZ_VERSION, 2, 0x20e).takes_acpi_rsdp);
	assert_true(facts_with(s, BZ_VERSION, 2, 0x20f).takes_acpi_rsdp);
	assert_false(facts_with(s, BZ_RELOCATABLE, 1, 0).is_relocatable);
	assert_int_equal(facts_with(s, BZ_ALIGNMENT, 4, 0).align, 1);
	assert_int_equal(facts_with(s, BZ_ALIGNMENT, 4, 3).align, 1);
	assert_int_equal(facts_with(s, BZ_ALIGNMENT, 4, 16).align, 16);
}

TEST_WITH(facts_are_there_unless_the_file_is_wrong)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { .nr_pieces = 77 };

	s->request.flags = KX_CHECK_SUM;
	bzimage_put(&s->image, BZ_INIT_SIZE, 4, 0);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s, &kernel), -KX_E_HEADER);
	assert_int_equal(kernel.nr_pieces, 77);
	bzimage_make(&s->image);
	bzimage_put(&s->image, 3000, 1, ~(u64)s->image.data[3000]);
	assert_int_equal(vet(s, &kernel), -KX_E_CHECKSUM);
	assert_int_equal(kernel.size, BZ_STANDARD_INIT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(all_that_placing_takes_is_known),
		WITH(the_version_is_text_of_the_setup_code),
		WITH(flags_say_what_a_kernel_takes),
		WITH(numbers_say_what_a_kernel_takes),
		WITH(facts_are_there_unless_the_file_is_wrong),
	};

	return cmocka_run_group_tests_name("bzimage_facts", tests, NULL, NULL);
}
