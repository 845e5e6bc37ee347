// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans of crash kernels for arm64: arm64_oracle() checks all of them; these
 * tests also check the places, the tree's numbers and the errors.
 */
#include "core/arch/arm64_crash.h"

#include "test/unit/core/make_arm64.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/read_plan.h"
#include "test/unit/test.h"

#include <elf.h>

#define MIB	     0x100000ULL
#define REGION	     0x70000000ULL
#define REGION_END   0x78000000ULL
#define SLOT	     0x80
#define PAGE_OFFSET  0xffff000000000000ULL
#define MANY_NOTES   300
#define NOTE_ADDRESS 0x50001000ULL

struct setup {
	struct arm64_machine arm64;
	struct kx_memory dumped[2];
	struct kx_memmap dump;
	struct kx_crash crash;
	struct kx_range notes[MANY_NOTES];
	struct kx_plan plan;
	struct kx_fault fault;
};

static void set_region(struct setup *s, u64 start, u64 end)
{
	struct kx_machine *machine = &s->arm64.machine;

	s->arm64.memory[0].range = (struct kx_range){ start, end };
	machine->usable.count = 1;
	machine->limits.is_crash = true;
	machine->limits.crash = s->arm64.memory[0].range;
}

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	u32 i;

	assert_non_null(s);
	arm64_machine_make(&s->arm64);
	set_region(s, REGION, REGION_END);
	s->dumped[0] = (struct kx_memory){ { ARM64_RAM, REGION }, KX_MEM_RAM };
	s->dumped[1] =
		(struct kx_memory){ { REGION_END, ARM64_RAM_END }, KX_MEM_RAM };
	s->dump = (struct kx_memmap){ s->dumped, 2, 2 };
	for (i = 0; i < MANY_NOTES; i++)
		s->notes[i] = (struct kx_range){
			NOTE_ADDRESS + 0x1000ULL * i,
			NOTE_ADDRESS + 0x1000ULL * i + 0x188,
		};
	s->crash.elfcore = (struct kx_elfcore){
		.notes = s->notes,
		.nr_notes = 1,
		.page_offset = PAGE_OFFSET,
		.memory = &s->dump,
	};
	s->arm64.request.purpose = KX_PURPOSE_CRASH;
	s->arm64.request.crash = &s->crash;
	s->arm64.request.slots.elfcorehdr = SLOT;
	s->arm64.request.slots.address_cells = 2;
	s->arm64.request.slots.size_cells = 2;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int make(struct setup *s)
{
	const char *broken;
	int err;

	s->arm64.arena.used = 0;
	assert_true(kx_plan_arena_size(&s->arm64.request) <=
		    sizeof(s->arm64.arena_bytes));
	err = kx_plan_make(&s->arm64.request, NULL, &s->plan, &s->fault);
	broken = err ? failure_oracle(err, &s->fault)
		     : plan_oracle(&s->arm64.request, &s->plan);
	if (broken)
		fail_msg("%s", broken);
	return err;
}

static const struct kx_segment *part(const struct setup *s, const char *name)
{
	const struct kx_segment *segment = read_segment(&s->plan, name);

	assert_non_null(segment);
	return segment;
}

TEST_WITH(all_of_it_lies_in_the_region_with_the_headers_on_top)
{
	struct setup *s = *state;
	const struct kx_segment *headers;

	assert_int_equal(make(s), 0);
	headers = part(s, "elfcorehdr");
	assert_int_equal(headers->mem + headers->memsz, REGION_END);
	assert_int_equal(headers->memsz, 0x1000);
	assert_int_equal(part(s, "purgatory")->mem, REGION_END - 0x2000);
	assert_int_equal(part(s, "kernel")->mem, REGION);
	assert_int_equal(part(s, "boot data")->mem, REGION + 4 * MIB);
	assert_int_equal(s->plan.count, 4);
	/* As long as a plan can be, they are the first. */
	assert_ptr_equal(headers, &s->plan.segments[0]);
}

TEST_WITH(the_headers_are_arm64s_and_have_all_memory)
{
	struct setup *s = *state;
	Elf64_Ehdr header;
	Elf64_Phdr program[3];
	const u8 *bytes;

	assert_int_equal(make(s), 0);
	bytes = part(s, "elfcorehdr")->buf;
	memcpy(&header, bytes, sizeof(header));
	memcpy(program, bytes + sizeof(header), sizeof(program));
	assert_int_equal(header.e_machine, EM_AARCH64);
	assert_int_equal(header.e_phnum, 3);
	assert_int_equal(program[0].p_type, PT_NOTE);
	assert_int_equal(program[0].p_offset, NOTE_ADDRESS);
	assert_int_equal(program[1].p_paddr, ARM64_RAM);
	assert_int_equal(program[1].p_offset, ARM64_RAM);
	assert_int_equal(program[1].p_vaddr, PAGE_OFFSET + ARM64_RAM);
	assert_int_equal(program[2].p_paddr, REGION_END);
}

/* The rest of the region begins with a multiple of 2 MiB, or does not. */
TEST_WITH(the_kernel_is_aligned_within_the_region)
{
	static const struct {
		const char *name;
		u64 start, end, kernel;
	} rows[] = {
		{ "high", 0x140000000, 0x150000000, 0x140000000 },
		{ "between", 0x70100000, 0x78000000, 0x70200000 },
		{ "just enough", 0x70200000, 0x70603000, 0x70200000 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set_region(s, rows[i].start, rows[i].end);
		assert_row(rows[i].name, make(s), 0);
		assert_row(rows[i].name, part(s, "kernel")->mem,
			   rows[i].kernel);
	}
}

/* A region that is too small is told of by the part that finds no room. */
TEST_WITH(a_region_may_be_too_small_or_not_there)
{
	struct setup *s = *state;

	set_region(s, REGION, REGION + 2 * MIB);
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_KERNEL);
	s->arm64.machine.limits.crash = (struct kx_range){ 0, 0 };
	assert_int_equal(make(s), -KX_E_NO_CRASH_REGION);
}

/* Headers of any size count in the arena. */
TEST_WITH(each_cpu_has_its_note)
{
	struct setup *s = *state;
	Elf64_Ehdr header;

	s->crash.elfcore.nr_notes = MANY_NOTES;
	s->crash.elfcorehdr_room = 0x10000;
	assert_int_equal(make(s), 0);
	memcpy(&header, part(s, "elfcorehdr")->buf, sizeof(header));
	assert_int_equal(header.e_phnum, MANY_NOTES + 2);
	assert_int_equal(part(s, "elfcorehdr")->memsz, 0x10000);
	s->crash.elfcorehdr_room = 0;
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "elfcorehdr")->memsz, 0x5000);
}

/* A tree may lack the memory that the running kernel has: that is not used. */
TEST_WITH(no_segment_lies_where_the_tree_has_no_memory)
{
	struct setup *s = *state;
	struct kx_memory half = { { ARM64_RAM, REGION + 6 * MIB }, KX_MEM_RAM };

	s->arm64.machine.firmware = (struct kx_memmap){ &half, 1, 1 };
	assert_int_equal(make(s), 0);
	assert_int_equal(part(s, "elfcorehdr")->mem, REGION + 6 * MIB - 0x1000);
	half.range.end = REGION;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
}

TEST_WITH(the_tree_must_have_a_place_for_the_headers)
{
	static const struct {
		const char *name;
		u32 slot, address, size;
		int err;
	} rows[] = {
		{ "none", 0, 2, 2, -KX_E_TREE },
		{ "no address", SLOT, 0, 2, -KX_E_TREE },
		{ "no size", SLOT, 2, 0, -KX_E_TREE },
		{ "one word each", SLOT, 1, 1, 0 },
		{ "four words", SLOT, 4, 3, 0 },
		{ "at the end", ARM64_TREE_SIZE - 16, 2, 2, 0 },
		{ "past the end", ARM64_TREE_SIZE - 12, 2, 2, -KX_E_TREE },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->arm64.request.slots.elfcorehdr = rows[i].slot;
		s->arm64.request.slots.address_cells = rows[i].address;
		s->arm64.request.slots.size_cells = rows[i].size;
		assert_row(rows[i].name, make(s), rows[i].err);
	}
}

TEST_WITH(an_address_needs_as_many_words_as_it_has_bits)
{
	struct setup *s = *state;

	set_region(s, 0x140000000, 0x150000000);
	s->arm64.request.slots.address_cells = 1;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(
		s->fault.what,
		"#address-cells of / is 1, and must be 2 for address");
	assert_int_equal(s->fault.value, 0x140000000);
	assert_int_equal(s->fault.limit, 0xffffffff);
	/* The region begins below 4 GiB, and the headers are above. */
	set_region(s, 0xf0000000, 0x110000000);
	assert_int_equal(make(s), -KX_E_TREE);
	assert_int_equal(s->fault.value, 0x110000000 - 0x1000);
}

/* core/chosen.c leaves the slot out where the region does not fit. */
TEST_WITH(a_slot_that_is_missing_for_few_cells_names_the_cells)
{
	struct setup *s = *state;

	set_region(s, 0x140000000, 0x150000000);
	s->arm64.request.slots.elfcorehdr = 0;
	s->arm64.request.slots.address_cells = 1;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_int_equal(s->fault.value, 0x140000000);
	s->arm64.request.slots.address_cells = 5;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(s->fault.what, "#address-cells of /");
	assert_int_equal(s->fault.value, 5);
	assert_int_equal(s->fault.limit, 4);
	s->arm64.request.slots.address_cells = 2;
	assert_int_equal(make(s), -KX_E_TREE);
	assert_string_equal(s->fault.what, "headers");
}

TEST(a_size_does_as_well)
{
	const struct kx_tree_slots slots = { .elfcorehdr = 4,
					     .address_cells = 1,
					     .size_cells = 1 };
	const struct kx_tree_slots none = { 0 };
	struct kx_fault fault;
	u8 tree[16] = { 0 };

	assert_int_equal(
		kx_arm64_crash_tell(&slots,
				    (struct kx_range){ 0x1000, 0x100001000 },
				    tree, &fault),
		-KX_E_TREE);
	assert_string_equal(fault.what,
			    "#size-cells of / is 1, and must be 2 for size");
	assert_int_equal(
		kx_arm64_crash_tell(&slots,
				    (struct kx_range){ 0x12345000, 0x12346000 },
				    tree, &fault),
		0);
	assert_memory_equal(tree, "\0\0\0\0\x12\x34\x50\0\0\0\x10\0\0\0\0\0",
			    16);
	memset(tree, 0x5a, sizeof(tree));
	assert_int_equal(kx_arm64_crash_tell(&none, (struct kx_range){ 1, 2 },
					     tree, &fault),
			 0);
	assert_int_equal(tree[0], 0x5a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(all_of_it_lies_in_the_region_with_the_headers_on_top),
		WITH(the_headers_are_arm64s_and_have_all_memory),
		WITH(the_kernel_is_aligned_within_the_region),
		WITH(a_region_may_be_too_small_or_not_there),
		WITH(each_cpu_has_its_note),
		WITH(no_segment_lies_where_the_tree_has_no_memory),
		WITH(the_tree_must_have_a_place_for_the_headers),
		WITH(an_address_needs_as_many_words_as_it_has_bits),
		WITH(a_slot_that_is_missing_for_few_cells_names_the_cells),
		cmocka_unit_test(a_size_does_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
