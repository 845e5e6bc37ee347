// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The bzImage loader on synthetic files: the plan of a good one, and every
 * error of a bad one. Places and other parts of a request are tested in
 * ../protocol/linux_x86_test.c.
 */
#include "core/format/bzimage.h"

#include "test/unit/core/format/bzimage_setup.h"

TEST_WITH(a_good_image_becomes_a_kernel_and_its_boot_data)
{
	struct setup *s = *state;

	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 2);
	assert_string_equal(kx_part_name(s->plan.parts[0]), "kernel");
	assert_string_equal(kx_part_name(s->plan.parts[1]), "boot data");
	assert_ptr_equal(s->plan.segments[0].buf,
			 s->image.data + BZ_SETUP_SIZE);
	assert_int_equal(s->plan.segments[0].bufsz, BZ_IMAGE_SIZE);
	assert_int_equal(s->plan.segments[0].memsz, BZ_STANDARD_INIT);
	assert_int_equal(s->plan.entry.address, s->plan.segments[1].mem);
}

TEST_WITH(the_purgatory_enters_at_the_64_bit_entry_point)
{
	struct setup *s = *state;
	struct kx_purgatory_head head;
	u64 entry = 0;

	assert_int_equal(make(s), 0);
	memcpy(&head, boot_data(s), sizeof(head));
	assert_int_equal(kx_read_le64(kx_bytes(head.entry, 8), 0, &entry), 0);
	assert_int_equal(entry, s->plan.segments[0].mem + 0x200);
}

/* The noise goes on after the image's header; boot_params must not have it. */
TEST_WITH(nothing_behind_the_setup_header_is_handed_on)
{
	struct setup *s = *state;
	u64 offset;

	assert_int_equal(make(s), 0);
	assert_int_equal(param(s, BZ_INIT_SIZE, 4), BZ_STANDARD_INIT);
	for (offset = BZ_HEADER_END; offset < 0x2d0; offset++)
		assert_int_equal(param(s, offset, 1), 0);
	for (offset = 0xcd0; offset < KX_BOOT_PARAMS_SIZE; offset++)
		assert_int_equal(param(s, offset, 1), 0);
}

TEST_WITH(the_probe_knows_a_bzimage_and_nothing_else)
{
	struct setup *s = *state;
	static const u8 elf[1024] = "\177ELF";
	struct kx_bytes file = s->request.kernel;
	u64 size;

	assert_true(kx_format_bzimage.probe(file));
	assert_false(kx_format_bzimage.probe(kx_bytes(elf, sizeof(elf))));
	for (size = 0; size < 0x206; size++)
		assert_false(
			kx_format_bzimage.probe(kx_bytes(file.data, size)));
}

/* The copy ends where the file ends, so a sanitizer detects overreads. */
TEST_WITH(a_file_cut_anywhere_is_refused)
{
	struct setup *s = *state;
	u64 size;

	for (size = 0; size < sizeof(s->image.data); size++) {
		u8 *file = malloc(size ? size : 1);
		int err;

		memcpy(file, s->image.data, size);
		s->request.kernel = kx_bytes(file, size);
		err = make(s);
		free(file);
		assert_int_equal(err,
				 size < 0x264 ? -KX_E_SHORT : -KX_E_TRUNCATED);
		assert_int_equal(s->fault.code, -err);
	}
}

TEST_WITH(what_follows_the_image_is_loaded_with_it)
{
	struct setup *s = *state;
	u8 file[sizeof(s->image.data) + 100] = { 0 };

	memcpy(file, s->image.data, sizeof(s->image.data));
	memset(file + sizeof(s->image.data), 'x', 100);
	s->request.kernel = kx_bytes(file, sizeof(file));
	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].bufsz, BZ_IMAGE_SIZE + 100);
}

/* Neither Linux nor kexec-tools reads these fields. */
TEST_WITH(all_of_a_file_is_loaded_whatever_its_image_says)
{
	static const struct {
		const char *name;
		u64 offset;
		u64 value;
	} rows[] = {
		{ "no syssize", BZ_SYSSIZE, 0 },
		{ "a paragraph", BZ_SYSSIZE, 1 },
		{ "up to the entry point", BZ_SYSSIZE, 0x200 / 16 },
		{ "a paragraph less", BZ_SYSSIZE, BZ_IMAGE_SIZE / 16 - 1 },
		{ "payload without a byte", BZ_PAYLOAD_LENGTH, 0 },
		{ "payload at the beginning", BZ_PAYLOAD_OFFSET, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_make(&s->image);
		assert_row(rows[i].name,
			   make_with(s, rows[i].offset, 4, rows[i].value), 0);
		assert_row(rows[i].name, s->plan.segments[0].bufsz,
			   BZ_IMAGE_SIZE);
	}
}

TEST_WITH(a_file_that_ends_before_its_entry_point_is_refused)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 8, 0);
	bzimage_put(&s->image, BZ_SYSSIZE, 4, 0);
	s->request.kernel.size = BZ_SETUP_SIZE + 0x200;
	assert_int_equal(make(s), -KX_E_TRUNCATED);
	assert_string_equal(s->fault.what, "setup_sects");
	assert_int_equal(s->fault.limit, BZ_SETUP_SIZE + 0x201);
	s->request.kernel.size = BZ_SETUP_SIZE - 1;
	assert_int_equal(make(s), -KX_E_TRUNCATED);
	s->request.kernel.size = BZ_SETUP_SIZE + 0x201;
	assert_int_equal(make(s), 0);
}

static const struct {
	const char *name;
	u64 offset;
	u32 width;
	u64 value;
	int code;
	const char *what;
} bad_fields[] = {
	{ "no magic", BZ_MAGIC, 4, 0, KX_E_FORMAT, "header" },
	{ "no boot flag", BZ_BOOT_FLAG, 2, 0, KX_E_FORMAT, "header" },
	{ "protocol 0", BZ_VERSION, 2, 0, KX_E_PROTOCOL, "version" },
	{ "protocol 2.02", BZ_VERSION, 2, 0x202, KX_E_PROTOCOL, "version" },
	{ "zImage", BZ_LOADFLAGS, 1, 0, KX_E_REAL_MODE, "loadflags" },
	{ "more setup than file", BZ_SETUP_SECTS, 1, 0xff, KX_E_TRUNCATED,
	  "syssize" },
	{ "setup_sects 0 means 4", BZ_SETUP_SECTS, 1, 0, KX_E_TRUNCATED,
	  "syssize" },
	{ "a paragraph more than the file", BZ_SYSSIZE, 4,
	  BZ_IMAGE_SIZE / 16 + 1, KX_E_TRUNCATED, "syssize" },
	{ "largest syssize", BZ_SYSSIZE, 4, 0xffffffff, KX_E_TRUNCATED,
	  "syssize" },
	{ "payload a byte too long", BZ_PAYLOAD_LENGTH, 4,
	  BZ_IMAGE_SIZE - 0x200 + 1, KX_E_PAYLOAD, "payload_length" },
	{ "largest payload", BZ_PAYLOAD_LENGTH, 4, 0xffffffff, KX_E_PAYLOAD,
	  "payload_length" },
	{ "payload begins at the end", BZ_PAYLOAD_OFFSET, 4, BZ_IMAGE_SIZE,
	  KX_E_PAYLOAD, "payload_length" },
	{ "payload begins anywhere", BZ_PAYLOAD_OFFSET, 4, 0xffffffff,
	  KX_E_PAYLOAD, "payload_length" },
	{ "needs no memory", BZ_INIT_SIZE, 4, 0, KX_E_HEADER, "init_size" },
	{ "needs less memory than it has bytes", BZ_INIT_SIZE, 4,
	  BZ_IMAGE_SIZE - 1, KX_E_HEADER, "init_size" },
	{ "needs more memory than there is", BZ_INIT_SIZE, 4, 0xffffffff,
	  KX_E_NO_HOLE, "kernel" },
	{ "prefers an address that is not there", BZ_PREF_ADDRESS, 8,
	  ~0ULL - 0xfff, KX_E_NO_HOLE, "kernel" },
};

TEST_WITH(each_field_out_of_bounds_is_refused_by_name)
{
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_fields); i++) {
		bzimage_make(&s->image);
		assert_row(bad_fields[i].name,
			   make_with(s, bad_fields[i].offset,
				     bad_fields[i].width, bad_fields[i].value),
			   -bad_fields[i].code);
		assert_row(bad_fields[i].name, s->fault.code,
			   bad_fields[i].code);
		if (bad_fields[i].what)
			assert_string_equal(s->fault.what, bad_fields[i].what);
	}
}

TEST_WITH(fields_at_their_bounds_are_taken)
{
	static const struct {
		const char *name;
		u64 offset;
		u32 width;
		u64 value;
	} rows[] = {
		{ "protocol 2.12", BZ_VERSION, 2, 0x20c },
		{ "a protocol of the future", BZ_VERSION, 2, 0xffff },
		{ "header ends before init_size", BZ_JUMP, 1, 0x61 },
		{ "header has no length", BZ_JUMP, 1, 0 },
		{ "shortest header", BZ_JUMP, 1, 0x62 },
		{ "longest header", BZ_JUMP, 1, 0x8e },
		{ "header runs into EDD's fields", BZ_JUMP, 1, 0x8f },
		{ "longest header there is", BZ_JUMP, 1, 0xff },
		{ "payload of a byte", BZ_PAYLOAD_LENGTH, 4, 1 },
		{ "payload up to the end", BZ_PAYLOAD_LENGTH, 4,
		  BZ_IMAGE_SIZE - 0x200 },
		{ "no more memory than bytes", BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE },
		{ "memory that ends inside a page", BZ_INIT_SIZE, 4,
		  BZ_IMAGE_SIZE + 1 },
		{ "no alignment", BZ_ALIGNMENT, 4, 0 },
		{ "alignment is no power of two", BZ_ALIGNMENT, 4, 0x300000 },
		{ "largest alignment", BZ_ALIGNMENT, 4, 0xffffffff },
		{ "smallest alignment", BZ_ALIGNMENT, 4, 1 },
		{ "alignment of a GiB", BZ_ALIGNMENT, 4, 0x40000000 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bzimage_make(&s->image);
		assert_row(rows[i].name,
			   make_with(s, rows[i].offset, rows[i].width,
				     rows[i].value),
			   0);
	}
}

/* Like memtest86+, which is not Linux: both fields are 0. */
TEST_WITH(an_image_may_have_no_payload)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 4, 0);
	assert_int_equal(make_with(s, BZ_PAYLOAD_LENGTH, 4, 0), 0);
	assert_int_equal(make_with(s, BZ_PAYLOAD_LENGTH, 4, BZ_IMAGE_SIZE + 1),
			 -KX_E_PAYLOAD);
}

TEST_WITH(only_an_image_without_a_payload_may_end_in_a_paragraph)
{
	static const struct {
		const char *name;
		u32 payload;
		u64 missing;
		int code;
	} rows[] = {
		{ "15 bytes", 0, 15, KX_OK },
		{ "a paragraph", 0, 16, KX_E_TRUNCATED },
		{ "a byte of Linux", 0x200, 1, KX_E_TRUNCATED },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->request.kernel.size = sizeof(s->image) - rows[i].missing;
		bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 4, rows[i].payload);
		assert_row(rows[i].name,
			   make_with(s, BZ_PAYLOAD_LENGTH, 4, rows[i].payload),
			   -rows[i].code);
		if (!rows[i].code)
			assert_int_equal(s->plan.segments[0].bufsz,
					 BZ_IMAGE_SIZE - rows[i].missing);
	}
}

/* Vets without a machine, and with an arena for that. */
static int vet(struct setup *s)
{
	s->request.machine = NULL;
	s->test.arena.used = 0;
	s->test.arena.size = kx_plan_arena_size(&s->request);
	return kx_plan_vet(&s->request, "bzImage64", NULL, &s->fault);
}

TEST_WITH(vetting_finds_what_is_wrong_with_the_file_itself)
{
	struct setup *s = *state;
	size_t i;
	int code;

	for (i = 0; i < ARRAY_SIZE(bad_fields); i++) {
		bzimage_make(&s->image);
		bzimage_put(&s->image, bad_fields[i].offset,
			    bad_fields[i].width, bad_fields[i].value);
		bzimage_seal(&s->image);
		code = bad_fields[i].code == KX_E_NO_HOLE ? KX_OK
							  : bad_fields[i].code;
		assert_row(bad_fields[i].name, vet(s), -code);
	}
	bzimage_make(&s->image);
	assert_int_equal(vet(s), 0);
	s->request.cmdline = kx_bytes("a\0b", 3);
	assert_int_equal(vet(s), -KX_E_CMDLINE_NUL);
	s->request.cmdline.size = 1;
	bzimage_put(&s->image, 3000, 1, ~(u64)s->image.data[3000]);
	assert_int_equal(vet(s), 0);
	s->request.flags = KX_CHECK_SUM;
	assert_int_equal(vet(s), -KX_E_CHECKSUM);
	s->request.kernel.size = 0x263;
	assert_int_equal(vet(s), -KX_E_SHORT);
}

TEST_WITH(vetting_keeps_the_reserve_of_the_command_line)
{
	struct setup *s = *state;
	char line[100];

	memset(line, 'x', sizeof(line));
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, sizeof(line));
	bzimage_seal(&s->image);
	s->request.cmdline = kx_bytes(line, sizeof(line) - 1 - 30);
	s->request.cmdline_reserve = 30;
	assert_int_equal(vet(s), 0);
	s->request.cmdline.size++;
	assert_int_equal(vet(s), -KX_E_CMDLINE_LONG);
	s->request.cmdline_reserve = 29;
	assert_int_equal(vet(s), 0);
}

TEST_WITH(the_reserve_alone_can_be_too_much)
{
	struct setup *s = *state;

	s->request.cmdline = kx_bytes("", 0);
	s->request.cmdline_reserve = 30;
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 31);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s), 0);
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 30);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s), -KX_E_CMDLINE_LONG);
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 0);
	bzimage_seal(&s->image);
	assert_int_equal(vet(s), -KX_E_CMDLINE_LONG);
}

static int vet_as_probe(struct setup *s, u64 size, u64 xloadflags)
{
	bzimage_make(&s->image);
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, xloadflags);
	bzimage_put(&s->image, BZ_CMDLINE_SIZE, 4, 0);
	s->request.flags = KX_VET_AS_PROBE;
	s->request.kernel.size = size;
	return vet(s);
}

/* A signature need not cover other bytes. */
TEST_WITH(a_plan_depends_on_the_used_bytes_alone)
{
	struct setup *s = *state;
	struct setup *other;
	struct kx_uses uses;
	const char *broken;
	void *others;
	u64 i;

	assert_int_equal(
		kx_plan_uses(&kx_arch_x86_64, bzimage_bytes(&s->image), &uses),
		0);
	assert_int_equal(uses.header.start, 0x1f1);
	assert_int_equal(uses.loaded.start, BZ_SETUP_SIZE);
	assert_int_equal(uses.loaded.end, sizeof(s->image));
	assert_int_equal(uses.payload.start, BZ_SETUP_SIZE + 0x200);
	assert_int_equal(uses.payload.end, BZ_SETUP_SIZE + 0x200 + 0xc00);
	set_up(&others);
	other = others;
	bzimage_put(&s->image, BZ_JUMP, 1, 0x290 - 0x202);
	bzimage_put(&other->image, BZ_JUMP, 1, 0x290 - 0x202);
	assert_int_equal(make(s), 0);
	for (i = 0; i < sizeof(s->image); i++) {
		if (kx_range_has(uses.header, i) ||
		    kx_range_has(uses.loaded, i))
			continue;
		other->image.data[i] ^= 0xff;
		assert_int_equal(make(other), 0);
		broken = plan_difference(&s->plan, &other->plan);
		if (broken)
			fail_msg("byte %#llx: %s", (unsigned long long)i,
				 broken);
	}
	tear_down(&others);
}

TEST_WITH(the_probe_looks_at_the_kind_alone)
{
	struct setup *s = *state;

	assert_int_equal(vet_as_probe(s, 1024, 0x23), 0);
	assert_int_equal(vet_as_probe(s, 1023, 0x23), -KX_E_SHORT);
	assert_int_equal(vet_as_probe(s, 0x263, 0x23), -KX_E_SHORT);
	assert_int_equal(vet_as_probe(s, 1024, 0x21), -KX_E_NOT_ABOVE_4G);
	assert_int_equal(vet_as_probe(s, 1024, 0x22), -KX_E_NOT_64BIT);
	assert_int_equal(vet_as_probe(s, 1024, 0x03), 0);
	s->test.machine.x86.is_5level = true;
	s->request.machine = &s->test.machine;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, NULL),
			 -KX_E_NOT_5LEVEL);
}

TEST_WITH(a_kernel_without_5_levels_is_for_machines_without)
{
	struct setup *s = *state;

	bzimage_put(&s->image, BZ_CODE32_START, 4, 0);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x03), 0);
	s->test.machine.x86.is_5level = true;
	assert_int_equal(make(s), -KX_E_NOT_5LEVEL);
	/* It has a payload, like every Linux. */
	assert_int_equal(s->fault.part, KX_PART_KERNEL);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x23), 0);
	/* Another program in this format has none. */
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x03);
	bzimage_put(&s->image, BZ_PAYLOAD_OFFSET, 4, 0);
	s->fault.part = KX_PART_OTHER;
	assert_int_equal(make_with(s, BZ_PAYLOAD_LENGTH, 4, 0),
			 -KX_E_NOT_5LEVEL);
	assert_int_equal(s->fault.part, KX_PART_OTHER);
}

/* Vetting without a machine gives the same error as with one. */
TEST_WITH(what_is_wrong_with_the_file_comes_before_the_machine)
{
	struct setup *s = *state;

	s->test.machine.x86.is_5level = true;
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0x03);
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, 0), -KX_E_HEADER);
	assert_int_equal(vet(s), -KX_E_HEADER);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_good_image_becomes_a_kernel_and_its_boot_data),
		WITH(the_purgatory_enters_at_the_64_bit_entry_point),
		WITH(nothing_behind_the_setup_header_is_handed_on),
		WITH(the_probe_knows_a_bzimage_and_nothing_else),
		WITH(a_file_cut_anywhere_is_refused),
		WITH(what_follows_the_image_is_loaded_with_it),
		WITH(all_of_a_file_is_loaded_whatever_its_image_says),
		WITH(a_file_that_ends_before_its_entry_point_is_refused),
		WITH(each_field_out_of_bounds_is_refused_by_name),
		WITH(fields_at_their_bounds_are_taken),
		WITH(an_image_may_have_no_payload),
		WITH(only_an_image_without_a_payload_may_end_in_a_paragraph),
		WITH(vetting_finds_what_is_wrong_with_the_file_itself),
		WITH(vetting_keeps_the_reserve_of_the_command_line),
		WITH(the_reserve_alone_can_be_too_much),
		WITH(a_plan_depends_on_the_used_bytes_alone),
		WITH(the_probe_looks_at_the_kind_alone),
		WITH(a_kernel_without_5_levels_is_for_machines_without),
		WITH(what_is_wrong_with_the_file_comes_before_the_machine),
	};

	return cmocka_run_group_tests_name("bzimage", tests, NULL, NULL);
}
