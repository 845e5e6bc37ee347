// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a request adds to the boot data by choice: a device tree, a console of
 * the purgatory, a crash kernel's memory map as words.
 */
#include "core/arch/x86_64_boot_data.h"
#include "core/arch/x86_64_purgatory.h"
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

/* Its memory begins with page 0. */
static int make_flagged(struct setup *s, u32 flags)
{
	s->test.memory[0].range.start = 0;
	s->request.flags = flags;
	s->plan = (struct kx_plan){ 0 };
	return make(s);
}

static bool has_name(const struct kx_plan *plan)
{
	u32 i;

	for (i = 0; i < plan->count; i++)
		if (memmem(plan->segments[i].buf, plan->segments[i].bufsz,
			   KX_TIMELINE_NAME, 8))
			return true;
	return false;
}

/* In one page with its stamps, which the entry does not count. */
TEST_WITH(a_kernel_gets_a_timeline_if_it_was_asked_for)
{
	struct setup *s = *state;
	const struct kx_stamps *stamps;
	const struct kx_purgatory_head *head;
	const u8 *entry;
	u64 place;

	assert_int_equal(make_flagged(s, KX_TIMELINE), 0);
	assert_true(has_name(&s->plan));
	place = number(params_of(s) + 0x250, 8);
	assert_int_equal(place % KX_TIMELINE_ALIGN, 0);
	assert_int_equal(place + KX_TIMELINE_ALIGN, s->plan.entry.address);
	entry = at(s, place, kx_stamps_size());
	assert_ptr_equal(s->plan.timeline, entry);
	assert_int_equal(number(entry + 8, 4), KX_TIMELINE_TYPE);
	assert_int_equal(number(entry + 12, 4), 16);
	assert_memory_equal(entry + 16, "kexec-tl\1\0\0\0\7\0\0\0", 16);
	stamps = (const void *)entry;
	assert_int_equal(number(stamps->call_note, 8), 0x4f0);
	assert_int_equal(number(stamps->copy, 8), 0x600);
	assert_int_equal(number(stamps->purgatory, 8),
			 segment(s, KX_PART_BOOT_DATA)->mem);
	assert_int_equal(number(stamps->kernel, 8), s->plan.kernel.address);
	head = segment(s, KX_PART_BOOT_DATA)->buf;
	assert_int_equal(number(head->entry, 8),
			 place + (u64)(kx_purgatory_stamps_kernel -
				       kx_purgatory_stamps));
}

/* Where the purgatory and boot_params lead to it; both are 8 bytes. */
static void hide_ways(const struct setup *s, u8 *data)
{
	u64 params = (u64)(params_of(s) -
			   (const u8 *)segment(s, KX_PART_BOOT_DATA)->buf);

	memset(data + offsetof(struct kx_purgatory_head, entry), 0, 8);
	memset(data + params + 0x250, 0, 8);
}

/* A plan with one has it at its end, and is the same up to there. */
TEST_WITH(without_a_request_there_is_no_trace_of_a_timeline)
{
	struct setup *s = *state;
	const struct kx_segment *data;
	u8 plain[3 * KX_BOOT_PARAMS_SIZE];
	u8 timed[3 * KX_BOOT_PARAMS_SIZE];
	u64 size, mem;
	u32 count;

	assert_int_equal(make_flagged(s, 0), 0);
	data = segment(s, KX_PART_BOOT_DATA);
	size = data->bufsz;
	mem = data->mem;
	count = s->plan.count;
	assert_in_range(size, 1, sizeof(plain));
	memcpy(plain, data->buf, size);
	assert_false(has_name(&s->plan));
	assert_null(s->plan.timeline);
	assert_int_equal(number(params_of(s) + 0x250, 8), 0);
	assert_int_equal(s->plan.entry.address, mem);
	assert_int_equal(number(plain + 8, 8), s->plan.kernel.address);
	hide_ways(s, plain);

	assert_int_equal(make_flagged(s, KX_TIMELINE), 0);
	data = segment(s, KX_PART_BOOT_DATA);
	assert_int_equal(data->mem, mem);
	assert_int_equal(s->plan.count, count);
	assert_true(data->bufsz > size);
	memcpy(timed, data->buf, size);
	hide_ways(s, timed);
	assert_memory_equal(timed, plain, size);
}

/* Even if it was asked for. */
TEST_WITH(a_first_page_that_may_be_the_firmwares_has_no_copy)
{
	struct setup *s = *state;

	assert_int_equal(s->test.memory[0].range.start, 0x1000);
	s->request.flags = KX_TIMELINE;
	assert_int_equal(make(s), 0);
	assert_null(s->plan.timeline);
	assert_false(has_name(&s->plan));
	assert_int_equal(number(params_of(s) + 0x250, 8), 0);
	assert_int_equal(s->plan.entry.address,
			 segment(s, KX_PART_BOOT_DATA)->mem);
}

static void put_e820(u8 *entry, u64 start, u64 size, u32 type)
{
	kx_write_le64(entry, start);
	kx_write_le64(entry + 8, size);
	kx_write_le32(entry + 16, type);
}

TEST(boot_params_say_what_the_first_page_is)
{
	static const struct {
		const char *name;
		u8 count;
		struct kx_memory entries[2];
		bool has;
	} rows[] = {
		{ "RAM", 1, { { { 0, 0x1000 }, 1 } }, true },
		{ "more", 1, { { { 0, 0x9fc00 }, 1 } }, true },
		{ "no entry", 0, { { { 0, 0x9fc00 }, 1 } }, false },
		{ "part", 1, { { { 0, 0xfff }, 1 } }, false },
		{ "none", 1, { { { 0x1000, 0x9fc00 }, 1 } }, false },
		{ "reserved", 1, { { { 0, 0x1000 }, 2 } }, false },
		{ "both",
		  2,
		  { { { 0, 0x9fc00 }, 1 }, { { 0x400, 0x500 }, 2 } },
		  false },
		{ "second",
		  2,
		  { { { 0xf0000, 0x100000 }, 2 }, { { 0, 0x9fc00 }, 1 } },
		  true },
	};
	u8 params[KX_BOOT_PARAMS_SIZE];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(params, 0, sizeof(params));
		params[0x1e8] = rows[i].count;
		for (j = 0; j < 2; j++)
			put_e820(params + 0x2d0 + 20 * j,
				 rows[i].entries[j].range.start,
				 kx_range_size(rows[i].entries[j].range),
				 rows[i].entries[j].type);
		assert_row(rows[i].name,
			   kx_boot_data_has_first_page(
				   kx_bytes(params, sizeof(params))),
			   rows[i].has);
	}
	assert_false(kx_boot_data_has_first_page(
		kx_bytes(params, sizeof(params) - 1)));
	assert_false(kx_boot_data_has_first_page(kx_bytes(NULL, 0)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_device_tree_is_an_entry_of_setup_data),
		WITH(a_kernel_gets_a_timeline_if_it_was_asked_for),
		WITH(without_a_request_there_is_no_trace_of_a_timeline),
		WITH(a_first_page_that_may_be_the_firmwares_has_no_copy),
		cmocka_unit_test(boot_params_say_what_the_first_page_is),
		WITH(the_purgatory_gets_the_choice_of_a_console),
		WITH(a_crash_kernels_map_stands_before_the_users_words),
		WITH(words_that_make_the_command_line_too_long_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
