// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a request adds to the boot data by choice: a device tree, a console of
 * the purgatory, a crash kernel's memory map as words.
 */
#include "core/crash.h"

#include "test/unit/core/format/bzimage_setup.h"

#include <stdio.h>

#define SETUP_DTB 2

#define REGION_START (256 * TEST_MIB)
#define REGION_END   (512 * TEST_MIB)

static const struct kx_segment *segment(const struct setup *s,
					enum kx_part part)
{
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		if (s->plan.parts[i] == part)
			return &s->plan.segments[i];
	fail_msg("no such segment");
	return NULL;
}

/* Bytes of the boot data at a physical address. */
static const u8 *at(const struct setup *s, u64 address, u64 size)
{
	const struct kx_segment *data = segment(s, KX_PART_BOOT_DATA);

	assert_true(address >= data->mem &&
		    address - data->mem <= data->bufsz - size);
	return (const u8 *)data->buf + (address - data->mem);
}

static u64 number(const u8 *bytes, u32 width)
{
	u64 value = 0;

	while (width--)
		value = value << 8 | bytes[width];
	return value;
}

/* boot_params, from the second number in the purgatory's head. */
static const u8 *params_of(const struct setup *s)
{
	return at(s, s->plan.kernel.arguments[0], KX_BOOT_PARAMS_SIZE);
}

/* The device tree that setup_data has, or NULL. */
static const u8 *find_dtb(const struct setup *s, u64 *size)
{
	u64 next = number(params_of(s) + 0x250, 8);
	const u8 *entry;

	while (next) {
		entry = at(s, next, 16);
		*size = number(entry + 12, 4);
		if (number(entry + 8, 4) == SETUP_DTB)
			return at(s, next + 16, *size);
		next = number(entry, 8);
	}
	return NULL;
}

TEST_WITH(a_device_tree_is_an_entry_of_setup_data)
{
	static u8 tree[3001];
	struct setup *s = *state;
	u64 size = 0;
	u32 i;

	assert_int_equal(make(s), 0);
	assert_null(find_dtb(s, &size));
	for (i = 0; i < sizeof(tree); i++)
		tree[i] = (u8)(i * 11 + (i >> 8));
	s->request.dtb = kx_bytes(tree, sizeof(tree));
	s->test.machine.rng_seed = kx_bytes("seed", 4);
	s->plan = (struct kx_plan){ 0 };
	assert_int_equal(make(s), 0);
	assert_memory_equal(find_dtb(s, &size), tree, sizeof(tree));
	assert_int_equal(size, sizeof(tree));
}

TEST_WITH(the_purgatory_gets_the_choice_of_a_console)
{
	struct setup *s = *state;
	struct kx_purgatory_head head;

	assert_int_equal(make(s), 0);
	memcpy(&head, segment(s, KX_PART_BOOT_DATA)->buf, sizeof(head));
	assert_int_equal(kx_load_le64(head.console), 0);
	s->request.console = (struct kx_console){
		.flags = KX_CONSOLE_VGA,
		.port = 0x2f8,
		.divisor = 12,
	};
	s->plan = (struct kx_plan){ 0 };
	assert_int_equal(make(s), 0);
	memcpy(&head, segment(s, KX_PART_BOOT_DATA)->buf, sizeof(head));
	assert_int_equal(kx_load_le32(head.console), KX_CONSOLE_VGA);
	assert_int_equal(kx_load_le16(head.serial_port), 0x2f8);
	assert_int_equal(kx_load_le16(head.divisor), 12);
}

static struct kx_memory dumped = { { TEST_MIB, REGION_START }, KX_MEM_RAM };
static struct kx_memory region = { { REGION_START, REGION_END }, KX_MEM_RAM };
static const struct kx_memmap dump = { &dumped, 1, 1 };
static const struct kx_range note = { 0x1200, 0x1364 };
static struct kx_crash crash;

/* A crash kernel, on a machine with a bit of ACPI. */
static void make_crash(struct setup *s)
{
	struct kx_machine *machine = &s->test.machine;

	machine->usable = (struct kx_memmap){ &region, 1, 1 };
	machine->limits.is_crash = true;
	machine->limits.crash = region.range;
	crash.elfcore = (struct kx_elfcore){
		.page_offset = 0xffff888000000000,
		.memory = &dump,
		.notes = &note,
		.nr_notes = 1,
	};
	s->request.purpose = KX_PURPOSE_CRASH;
	s->request.crash = &crash;
	s->request.flags = KX_MEMMAP_WORDS;
	s->test.arena.used = 0;
	s->plan = (struct kx_plan){ 0 };
}

static const char *cmdline_of(const struct setup *s)
{
	const u8 *params = params_of(s);

	return (const char *)at(
		s, number(params + 0x0c8, 4) << 32 | number(params + 0x228, 4),
		1);
}

TEST_WITH(a_crash_kernels_map_stands_before_the_users_words)
{
	struct setup *s = *state;
	u64 headers;
	char want[256];

	s->request.cmdline = kx_bytes("a=b -- c", 8);
	make_crash(s);
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, &s->fault),
			 0);
	headers = segment(s, KX_PART_ELFCOREHDR)->mem;
	snprintf(want, sizeof(want), "elfcorehdr=%#llx memmap=exactmap ",
		 (unsigned long long)headers);
	assert_memory_equal(cmdline_of(s), want, strlen(want));
	snprintf(want, sizeof(want), " memmap=%lluK@%lluK ",
		 (unsigned long long)(headers - REGION_START) >> 10,
		 REGION_START >> 10);
	assert_non_null(strstr(cmdline_of(s), want));
	assert_string_equal(strstr(cmdline_of(s), "a=b"), "a=b -- c");
	/* A normal kernel has no such words. */
	s->request.purpose = KX_PURPOSE_NORMAL;
	s->request.crash = NULL;
	s->test.machine.limits.is_crash = false;
	s->test.arena.used = 0;
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, &s->fault),
			 0);
	assert_string_equal(cmdline_of(s), "a=b -- c");
}

TEST_WITH(words_that_make_the_command_line_too_long_are_an_error)
{
	static char cmdline[2048];
	struct setup *s = *state;
	u64 words;

	memset(cmdline, 'x', sizeof(cmdline));
	s->request.cmdline = kx_bytes(cmdline, 1);
	make_crash(s);
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, &s->fault),
			 0);
	words = strlen(cmdline_of(s)) - 1;
	/* 2047 of the header, of which the NUL is one. */
	s->request.cmdline.size = 2047 - 1 - words;
	make_crash(s);
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, &s->fault),
			 0);
	s->request.cmdline.size++;
	make_crash(s);
	assert_int_equal(kx_plan_make(&s->request, NULL, &s->plan, &s->fault),
			 -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.value, 2048);
	assert_int_equal(s->fault.limit, 2047);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_device_tree_is_an_entry_of_setup_data),
		WITH(the_purgatory_gets_the_choice_of_a_console),
		WITH(a_crash_kernels_map_stands_before_the_users_words),
		WITH(words_that_make_the_command_line_too_long_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
