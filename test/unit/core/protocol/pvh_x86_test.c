// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * hvm_start_info, number by number. program_oracle() reads those of all plans.
 */
#include "core/protocol/pvh_x86.h"

#include "test/unit/core/format/elf_file_setup.h"

static int set_up_pvh(void **state)
{
	struct setup *s;
	int err = set_up(state);

	s = *state;
	elf_put_pvh(&s->file);
	s->test.memory[1].type = 20; /* no number of ACPI's */
	return err;
}

#define WITH_PVH(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_pvh, tear_down)

static u64 info(const struct setup *s, u64 offset, u32 width)
{
	const struct kx_segment *data = read_segment(&s->plan, "boot data");

	return read_number(
		read_bytes(data, s->plan.kernel.arguments[0] + offset, width),
		width);
}

TEST_WITH(start_info_has_these_numbers)
{
	static const struct kx_bytes initrds[] = { { (const u8 *)"one", 3 },
						   { (const u8 *)"two", 3 } };
	struct setup *s = *state;
	const struct kx_segment *initrd;
	u64 at;

	s->request.cmdline = kx_bytes("quiet", 5);
	s->request.initrds = initrds;
	s->request.nr_initrds = 2;
	s->test.machine.acpi_rsdp = 0xe1234;
	assert_int_equal(make(s), 0);
	at = s->plan.kernel.arguments[0];
	initrd = read_segment(&s->plan, "initrd");
	assert_int_equal(info(s, 0, 4), 0x336ec578);
	assert_int_equal(info(s, 4, 4), 1);
	assert_int_equal(info(s, 8, 4), 0);
	assert_int_equal(info(s, 12, 4), 1);
	assert_int_equal(info(s, 16, 8), at + 64);
	assert_int_equal(info(s, 24, 8), at + 96 + 4 * 24);
	assert_int_equal(info(s, 32, 8), 0xe1234);
	assert_int_equal(info(s, 40, 8), at + 96);
	assert_int_equal(info(s, 48, 4), 4);
	assert_int_equal(info(s, 52, 4), 0);
	/* The module, from the first initrd to the end of the last. */
	assert_int_equal(info(s, 64, 8), initrd->mem);
	assert_int_equal(info(s, 72, 8), 0x1003);
	assert_int_equal(info(s, 80, 8), 0);
	/* The map; a type that is not known is reserved. */
	assert_int_equal(info(s, 96, 8), 0x1000);
	assert_int_equal(info(s, 104, 8), 0x9e000);
	assert_int_equal(info(s, 112, 8), 1);
	assert_int_equal(info(s, 120 + 16, 8), 2);
	assert_int_equal(info(s, 96 + 4 * 24, 5), 0x7465697571 /* quiet */);
}

TEST_WITH(the_boot_params_rsdp_comes_first)
{
	struct setup *s = *state;
	u8 params[4096] = { 0 };

	kx_write_le64(params + 0x70, 0xf5678);
	s->test.machine.acpi_rsdp = 0xe1234;
	s->test.machine.x86.boot_params = kx_bytes(params, sizeof(params));
	assert_int_equal(make(s), 0);
	assert_int_equal(info(s, 32, 8), 0xf5678);
	kx_write_le64(params + 0x70, 0);
	assert_int_equal(make(s), 0);
	assert_int_equal(info(s, 32, 8), 0xe1234);
	s->test.machine.x86.boot_params.size = 0x77;
	assert_int_equal(make(s), 0);
	assert_int_equal(info(s, 32, 8), 0xe1234);
}

/* Linux maps 1 GiB, and reads all of this in it. */
TEST_WITH(all_of_it_lies_right_after_the_kernel)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), 0);
	assert_int_equal(read_segment(&s->plan, "boot data")->mem, 0x1004000);
	assert_in_range(read_segment(&s->plan, "initrd")->mem, 0,
			4 * TEST_GIB - 0x1000);
}

TEST_WITH(linuxs_table_is_the_maps_limit)
{
	struct setup *s = *state;
	static struct kx_memory many[KX_PVH_MEMORY_MAX + 1];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct kx_memory){ { 0x10000000000 + i * 0x2000ULL,
						0x10000000000 + i * 0x2000ULL +
							0x1000 },
					      KX_MEM_RESERVED };
	many[0] = (struct kx_memory){ { TEST_MIB, TEST_GIB }, KX_MEM_RAM };
	s->test.machine.firmware =
		(struct kx_memmap){ many, KX_PVH_MEMORY_MAX, 0 };
	assert_int_equal(make(s), 0);
	assert_int_equal(info(s, 48, 4), KX_PVH_MEMORY_MAX);
	s->test.machine.firmware.count++;
	assert_int_equal(make(s), -KX_E_FULL);
	assert_string_equal(s->fault.what, "memory map");
	assert_int_equal(s->fault.value, KX_PVH_MEMORY_MAX + 1);
	assert_int_equal(s->fault.limit, KX_PVH_MEMORY_MAX);
}

TEST_WITH(the_command_line_has_linuxs_limit)
{
	struct setup *s = *state;
	char line[KX_PVH_CMDLINE_MAX];

	memset(line, 'x', sizeof(line));
	s->request.cmdline = kx_bytes(line, KX_PVH_CMDLINE_MAX - 1);
	assert_int_equal(make(s), 0);
	s->request.cmdline.size++;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_PVH(start_info_has_these_numbers),
		WITH_PVH(the_boot_params_rsdp_comes_first),
		WITH_PVH(all_of_it_lies_right_after_the_kernel),
		WITH_PVH(linuxs_table_is_the_maps_limit),
		WITH_PVH(the_command_line_has_linuxs_limit),
	};

	return cmocka_run_group_tests_name("pvh_x86", tests, NULL, NULL);
}
