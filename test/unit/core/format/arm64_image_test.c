// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Image files: every number of the header at its limits. */
#include "core/format/arm64_image.h"

#include "core/protocol/linux_arm64.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/test.h"

#define FIELD_TEXT  ARM64_TEXT_OFFSET, 8
#define FIELD_SIZE  ARM64_SIZE, 8
#define FIELD_FLAGS ARM64_FLAGS, 8

static int set_up(void **state)
{
	struct arm64_machine *arm64 = malloc(sizeof(*arm64));

	assert_non_null(arm64);
	arm64_machine_make(arm64);
	*state = arm64;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

TEST_WITH(the_header_says_what_a_kernel_needs)
{
	struct arm64_machine *arm64 = *state;
	struct kx_kernel kernel = { 0 };

	arm64_image_put(&arm64->image, FIELD_TEXT, 0x80000);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, &kernel, NULL), 0);
	assert_ptr_equal(kernel.arch, &kx_arch_arm64);
	assert_ptr_equal(kernel.format, &kx_format_arm64_image);
	assert_ptr_equal(kernel.protocol, &kx_protocol_linux_arm64);
	assert_int_equal(kernel.nr_pieces, 1);
	assert_int_equal(kernel.pieces[0].offset, 0x80000);
	assert_ptr_equal(kernel.pieces[0].bytes.data, arm64->image.data);
	assert_int_equal(kernel.pieces[0].bytes.size, ARM64_FILE_SIZE);
	assert_int_equal(kernel.size, 0x80000 + ARM64_IMAGE_SIZE);
	assert_int_equal(kernel.align, 0x200000);
	assert_int_equal(kernel.ways[0].offset, 0x80000);
	assert_ptr_equal(kernel.ways[0].mode, &kx_entry_arm64);
	assert_int_equal(kernel.cmdline_max, 2047);
	assert_int_equal(kernel.version.size, 0);
	memcpy(arm64->image.data + 0x2100, "Linux version 6.1.0 x\n", 22);
	assert_true(kernel.is_relocatable);
	assert_false(kernel.hides_below);
	assert_int_equal(kernel.page_bytes, 0x1000);
	arm64_image_put(&arm64->image, FIELD_FLAGS, 2);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, &kernel, NULL), 0);
	assert_true(kernel.hides_below);
	assert_int_equal(kernel.version.size, 7);
	assert_memory_equal(kernel.version.data, "6.1.0 x", 7);
}

static const struct {
	const char *name;
	u64 offset;
	u32 width;
	u64 value;
	int code;
	const char *what;
	u64 limit;
} wrong[] = {
	{ "no magic", ARM64_MAGIC, 4, 0x644d5240, KX_E_FORMAT, NULL, 0 },
	/* Reserved (booting.rst): a newer kernel may have a use for them. */
	{ "an unknown flag", FIELD_FLAGS, 0x1a, 0, NULL, 0 },
	{ "the highest flag", FIELD_FLAGS, 1ULL << 63 | 0xa, 0, NULL, 0 },
	{ "big-endian", FIELD_FLAGS, 0xb, KX_E_BIG_ENDIAN, "flags", 0 },
	{ "no page size", FIELD_FLAGS, 8, 0, NULL, 0 },
	{ "64 KiB", FIELD_FLAGS, 0xe, 0, NULL, 0 },
	{ "the highest offset", FIELD_TEXT, 0x1ff000, 0, NULL, 0 },
	{ "a higher one", FIELD_TEXT, 0x200000, KX_E_HEADER, "text_offset",
	  0x200000 },
	{ "an odd one", FIELD_TEXT, 0x80800, KX_E_HEADER, "text_offset",
	  0x200000 },
	{ "before 3.17", FIELD_SIZE, 0, KX_E_HEADER, "image_size", 64 },
	{ "less than a header", FIELD_SIZE, 63, KX_E_HEADER, "image_size", 64 },
	{ "a header alone", FIELD_SIZE, 64, 0, NULL, 0 },
	{ "4 GiB", FIELD_SIZE, 1ULL << 32, 0, NULL, 0 },
	{ "more", FIELD_SIZE, (1ULL << 32) + 1, KX_E_HEADER, "image_size",
	  1ULL << 32 },
	{ "all", FIELD_SIZE, ~0ULL, KX_E_HEADER, "image_size", 1ULL << 32 },
	{ "the whole file", ARM64_RAW_SIZE, 4, 0x1000, 0, NULL, 0 },
	{ "a section that is cut", ARM64_RAW_SIZE, 4, 0x1001, KX_E_TRUNCATED,
	  "section", 0x3001 },
	{ "headers that are cut", ARM64_HEADERS, 4, ARM64_FILE_SIZE, KX_E_PE,
	  "SizeOfHeaders", ARM64_FILE_SIZE },
	{ "more sections than headers", 0x46, 2, 99, KX_E_PE,
	  "NumberOfSections", 95 },
	{ "no PE file", ARM64_CODE, 2, 0x1234, 0, NULL, 0 },
};

TEST_WITH(each_wrong_number_is_refused_by_name)
{
	struct arm64_machine *arm64 = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct kx_fault fault = { 0 };

		arm64_image_make(&arm64->image);
		arm64_image_put(&arm64->image, wrong[i].offset, wrong[i].width,
				wrong[i].value);
		assert_row(wrong[i].name,
			   kx_plan_vet(&arm64->request, NULL, NULL, &fault),
			   -wrong[i].code);
		assert_row(wrong[i].name,
			   kx_plan_vet(&arm64->request, NULL, NULL, NULL),
			   -wrong[i].code);
		assert_row(wrong[i].name, fault.code, wrong[i].code);
		assert_row(wrong[i].name, fault.limit, wrong[i].limit);
		if (wrong[i].what)
			assert_string_equal(fault.what, wrong[i].what);
	}
}

/* Which sizes a CPU has, and what it is to be refused for. */
TEST_WITH(a_kernel_whose_pages_the_cpu_lacks_is_refused)
{
	static const u32 all = KX_GRANULE_4K | KX_GRANULE_16K | KX_GRANULE_64K;
	static const u64 sizes[] = { 0, 0x1000, 0x4000, 0x10000 };
	struct arm64_machine *arm64 = *state;
	u32 granules;
	u64 kind;

	for (granules = 0; granules <= all; granules++)
		for (kind = 0; kind < 4; kind++) {
			bool has = !kind || !granules ||
				   granules >> (kind - 1) & 1;
			struct kx_fault fault = { 0 };

			arm64_image_put(&arm64->image, FIELD_FLAGS,
					8 | kind << 1);
			arm64->machine.arm64.granules = granules;
			assert_int_equal(kx_plan_vet(&arm64->request, NULL,
						     NULL, &fault),
					 has ? 0 : -KX_E_PAGE_SIZE);
			if (has)
				continue;
			assert_int_equal(fault.value, sizes[kind]);
			assert_int_equal(fault.limit,
					 (granules & 1) << 12 |
						 (granules & 2) << 13 |
						 (granules & 4) << 14);
		}
	arm64->request.machine = NULL;
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, NULL, NULL), 0);
}

TEST_WITH(an_offset_must_be_whole_pages_of_this_machine)
{
	struct arm64_machine *arm64 = *state;
	struct kx_fault fault = { 0 };

	arm64->machine.limits.page_size = 0x10000;
	arm64_image_put(&arm64->image, FIELD_TEXT, 0x80000);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, NULL, &fault), 0);
	arm64_image_put(&arm64->image, FIELD_TEXT, 0x81000);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, NULL, &fault),
			 -KX_E_HEADER);
	assert_string_equal(fault.what, "text_offset");
	assert_int_equal(fault.limit, 0x10000);
}

TEST_WITH(other_ways_in_and_long_lines_are_refused)
{
	static u8 line[2048];
	struct arm64_machine *arm64 = *state;
	struct kx_request *request = &arm64->request;

	memset(line, 'x', sizeof(line));
	request->cmdline = kx_bytes(line, 2047);
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), 0);
	request->cmdline.size++;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL),
			 -KX_E_CMDLINE_LONG);
	request->cmdline.size = 0;
	request->flags = KX_ENTER_32BIT;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL),
			 -KX_E_NOT_32BIT);
	request->flags = KX_ENTER_REAL_MODE;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL),
			 -KX_E_NOT_REAL_MODE);
	request->flags = 0;
	request->arguments = KX_ARGUMENTS_ELF;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), -KX_E_NOT_ELF);
	request->arguments = KX_ARGUMENTS_LINUX;
	assert_int_equal(kx_plan_vet(request, "Image", NULL, NULL), 0);
}

/* Linux's kexec_file_load(2) reads the header, and no other argument. */
TEST_WITH(as_a_probe_only_the_header_is_read)
{
	struct arm64_machine *arm64 = *state;
	struct kx_request *request = &arm64->request;

	request->flags = KX_VET_AS_PROBE;
	arm64_image_put(&arm64->image, FIELD_SIZE, 0);
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), 0);
	request->kernel.size = 64;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), 0);
	request->kernel.size = 63;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), -KX_E_SHORT);
	assert_int_equal(kx_plan_vet(request, "Image", NULL, NULL),
			 -KX_E_SHORT);
	request->kernel.size = 59;
	assert_int_equal(kx_plan_vet(request, NULL, NULL, NULL), -KX_E_FORMAT);
}

TEST_WITH(no_more_of_a_file_is_used_than_its_header_says)
{
	struct arm64_machine *arm64 = *state;
	struct kx_kernel kernel = { 0 };
	struct kx_uses uses;

	assert_int_equal(
		kx_plan_uses(&kx_arch_arm64, arm64->request.kernel, &uses), 0);
	assert_int_equal(uses.header.end, 64);
	assert_true(uses.loads_pe);
	assert_int_equal(uses.loaded.start, 0);
	assert_int_equal(uses.loaded.end, ARM64_FILE_SIZE);
	arm64_image_put(&arm64->image, FIELD_SIZE, 0x2345);
	assert_int_equal(
		kx_plan_uses(&kx_arch_arm64, arm64->request.kernel, &uses), 0);
	assert_int_equal(uses.loaded.end, 0x2345);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, &kernel, NULL), 0);
	assert_int_equal(kernel.pieces[0].bytes.size, 0x2345);
	arm64->request.flags = KX_WHOLE_FILE;
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, &kernel, NULL),
			 -KX_E_HEADER);
	arm64_image_put(&arm64->image, FIELD_SIZE, ARM64_FILE_SIZE);
	assert_int_equal(kx_plan_vet(&arm64->request, NULL, &kernel, NULL), 0);
	arm64_image_put(&arm64->image, FIELD_SIZE, 0);
	assert_int_equal(
		kx_plan_uses(&kx_arch_arm64, arm64->request.kernel, &uses),
		-KX_E_HEADER);
}

/* Each byte of the headers with each value: a plan that keeps its promises. */
TEST_WITH(a_header_of_any_bytes_makes_a_plan_or_a_fault)
{
	struct arm64_machine *arm64 = *state;
	u32 at, value;

	for (at = 0; at < 0x170; at++)
		for (value = 0; value < 256; value++) {
			u8 before = arm64->image.data[at];
			struct kx_fault fault = { 0 };
			struct kx_plan plan;
			const char *broken;
			int err;

			arm64->image.data[at] = (u8)value;
			arm64->arena.used = 0;
			err = kx_plan_make(&arm64->request, NULL, &plan,
					   &fault);
			broken = err ? failure_oracle(err, &fault)
				     : plan_oracle(&arm64->request, &plan);
			if (broken)
				fail_msg("byte %u is %u: %s", at, value,
					 broken);
			arm64->image.data[at] = before;
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_header_says_what_a_kernel_needs),
		WITH(each_wrong_number_is_refused_by_name),
		WITH(a_kernel_whose_pages_the_cpu_lacks_is_refused),
		WITH(an_offset_must_be_whole_pages_of_this_machine),
		WITH(other_ways_in_and_long_lines_are_refused),
		WITH(as_a_probe_only_the_header_is_read),
		WITH(no_more_of_a_file_is_used_than_its_header_says),
		WITH(a_header_of_any_bytes_makes_a_plan_or_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
