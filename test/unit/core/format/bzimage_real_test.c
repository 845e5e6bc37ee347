// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Which bzImages can be entered in real mode, for what, and on what machine. */
#include "core/format/bzimage_real.h"

#include "test/unit/core/format/bzimage_setup.h"

static int set_up_real(void **state)
{
	int err = set_up(state);
	struct setup *s = *state;

	s->request.flags = KX_ENTER_REAL_MODE;
	return err;
}

#define WITH_REAL(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_real, tear_down)

static int vet(struct setup *s, struct kx_kernel *kernel)
{
	s->test.arena.used = 0;
	bzimage_seal(&s->image);
	return kx_plan_vet(&s->request, NULL, kernel, &s->fault);
}

TEST_WITH(each_protocol_with_a_header_is_taken)
{
	struct setup *s = *state;
	u64 version;

	for (version = 0x200; version <= 0x20f; version++)
		assert_int_equal(make_with(s, BZ_VERSION, 2, version), 0);
	assert_int_equal(make_with(s, BZ_VERSION, 2, 0x1ff), -KX_E_PROTOCOL);
	assert_int_equal(s->fault.value, 0x1ff);
	assert_int_equal(s->fault.limit, 0x200);
}

TEST_WITH(without_a_bios_it_is_refused)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };

	s->test.machine.x86.lacks_bios = true;
	assert_int_equal(make(s), -KX_E_NO_BIOS);
	assert_null(s->fault.what);
	assert_int_equal(s->fault.value, 0);
	assert_int_equal(s->fault.limit, 0);
	/* Before the machine is known it is not. */
	s->request.machine = NULL;
	assert_int_equal(vet(s, &kernel), 0);
	s->request.machine = &s->test.machine;
	s->request.flags = 0;
	assert_int_equal(make(s), 0);
}

TEST_WITH(only_a_normal_start_can_use_it)
{
	static const struct {
		enum kx_purpose purpose;
		int code;
		const char *what;
	} rows[] = {
		{ KX_PURPOSE_NORMAL, KX_OK, NULL },
		{ KX_PURPOSE_CRASH, KX_E_NOT_REAL_MODE, "a crash kernel" },
		{ KX_PURPOSE_RETURNING, KX_E_NOT_REAL_MODE,
		  "a kernel that returns" },
	};
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->request.purpose = rows[i].purpose;
		assert_int_equal(vet(s, &kernel), -rows[i].code);
		if (rows[i].what)
			assert_string_equal(s->fault.what, rows[i].what);
	}
}

TEST_WITH(other_formats_have_no_setup_code)
{
	struct setup *s = *state;

	s->request.kernel = kx_bytes("\x7f"
				     "ELF",
				     4);
	assert_int_equal(
		kx_plan_vet(&s->request, "elf-x86_64", NULL, &s->fault),
		-KX_E_NOT_REAL_MODE);
	assert_string_equal(s->fault.what, "elf-x86_64");
}

/* 32 KiB, below the heap: 63 sectors and the boot sector. */
TEST_WITH(setup_code_has_half_of_a_segment)
{
	static u8 file[64 * 512 + 512 + 4096];
	struct setup *s = *state;

	memcpy(file, s->image.data, 2048);
	s->request.kernel = kx_bytes(file, sizeof(file));
	kx_write_le32(file + BZ_PAYLOAD_OFFSET, 0);
	kx_write_le32(file + BZ_PAYLOAD_LENGTH, 0);
	kx_write_le32(file + BZ_SYSSIZE, 0);
	file[BZ_SETUP_SECTS] = 63;
	assert_int_equal(make(s), 0);
	file[BZ_SETUP_SECTS] = 64;
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "setup_sects");
	assert_int_equal(s->fault.value, 65 * 512);
	assert_int_equal(s->fault.limit, 0x8000);
	s->request.flags = 0;
	assert_int_equal(make(s), 0);
}

TEST_WITH(a_low_image_has_512_kib)
{
	static u8 file[BZ_SETUP_SIZE + 0x80000 + 1];
	struct setup *s = *state;

	memcpy(file, s->image.data, sizeof(s->image.data));
	file[BZ_LOADFLAGS] = 0;
	kx_write_le32(file + BZ_PAYLOAD_OFFSET, 0);
	kx_write_le32(file + BZ_PAYLOAD_LENGTH, 0);
	s->request.kernel = kx_bytes(file, sizeof(file) - 1);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].memsz, 0x80000);
	s->request.kernel.size++;
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "syssize");
	assert_int_equal(s->fault.value, 0x80001);
	assert_int_equal(s->fault.limit, 0x80000);
}

TEST_WITH(a_command_line_beside_0x90000_has_2_kib)
{
	static char cmdline[0x800];
	struct setup *s = *state;

	memset(cmdline, 'x', sizeof(cmdline));
	s->request.cmdline = kx_bytes(cmdline, 0x7fe);
	bzimage_put(&s->image, BZ_LOADFLAGS, 1, 0);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 0xffff), 0);
	s->request.cmdline.size++;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 0x7fe);
	/* A header may say less, and an image that is high more. */
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 0x100),
			 -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 0xff);
	bzimage_put(&s->image, BZ_LOADFLAGS, 1, 1);
	assert_int_equal(make_with(s, BZ_CMDLINE_SIZE, 4, 0xffff), 0);
}

/* A 32-bit kernel keeps its reach, a 64-bit one loses what is above 4 GiB. */
TEST_WITH(what_is_known_of_it_says_real_mode)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };

	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.nr_ways, 2);
	assert_ptr_equal(kernel.ways[0].mode, &kx_entry_x86_16);
	assert_ptr_equal(kernel.ways[1].mode, &kx_entry_x86_32);
	assert_int_equal(kernel.ways[1].offset, 0);
	assert_int_equal(kernel.setup.size, BZ_SETUP_SIZE);
	assert_ptr_equal(kernel.setup.data, s->image.data);
	assert_int_equal(kernel.reach.end, 4 * TEST_GIB);
	assert_int_equal(kernel.initrd_end, 2 * TEST_GIB);
	assert_true(kernel.takes_5level);
	assert_true(kernel.takes_acpi_rsdp);
	assert_false(kernel.takes_efi);
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, 0);
	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.reach.end, 0x36000000);
	bzimage_put(&s->image, BZ_CODE32_START, 4, 0);
	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.nr_ways, 1);
}

/* Protocols before 2.03 have no initrd_addr_max (boot.rst). */
TEST_WITH(an_old_image_has_the_limit_of_its_time)
{
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };

	bzimage_put(&s->image, BZ_VERSION, 2, 0x202);
	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.initrd_end, 0x38000000);
	bzimage_put(&s->image, BZ_VERSION, 2, 0x203);
	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.initrd_end, 2 * TEST_GIB);
}

/* Other page tables do not matter, and a wrong CRC does. */
TEST_WITH(the_other_checks_are_those_of_any_image)
{
	struct setup *s = *state;

	s->test.machine.x86.is_5level = true;
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0x03), 0);
	s->request.flags |= KX_CHECK_SUM;
	assert_int_equal(make(s), 0);
	s->image.data[0x300] ^= 1;
	assert_int_equal(make(s), -KX_E_CHECKSUM);
	s->image.data[0x300] ^= 1;
	assert_int_equal(make_with(s, BZ_INIT_SIZE, 4, BZ_IMAGE_SIZE - 1),
			 -KX_E_HEADER);
	bzimage_put(&s->image, BZ_INIT_SIZE, 4, BZ_STANDARD_INIT);
	bzimage_put(&s->image, BZ_RELOCATABLE, 1, 0);
	bzimage_put(&s->image, BZ_PREF_ADDRESS, 8, 0x38000000);
	assert_int_equal(make_with(s, BZ_XLOADFLAGS, 2, 0), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "pref_address");
	/* Not for an image that is loaded low: it lies elsewhere. */
	assert_int_equal(make_with(s, BZ_LOADFLAGS, 1, 0), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_REAL(each_protocol_with_a_header_is_taken),
		WITH_REAL(without_a_bios_it_is_refused),
		WITH_REAL(only_a_normal_start_can_use_it),
		WITH_REAL(other_formats_have_no_setup_code),
		WITH_REAL(setup_code_has_half_of_a_segment),
		WITH_REAL(a_low_image_has_512_kib),
		WITH_REAL(a_command_line_beside_0x90000_has_2_kib),
		WITH_REAL(what_is_known_of_it_says_real_mode),
		WITH_REAL(an_old_image_has_the_limit_of_its_time),
		WITH_REAL(the_other_checks_are_those_of_any_image),
	};

	return cmocka_run_group_tests_name("bzimage_real", tests, NULL, NULL);
}
