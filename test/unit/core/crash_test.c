// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What crash kernels have on every architecture: a region, and headers in it.
 */
#include "core/crash.h"

#include "core/plan.h"
#include "test/unit/test.h"

#include <elf.h>

#define REGION	   0x70000000ULL
#define REGION_END 0x70100000ULL
#define PAGE	   0x10000ULL

struct setup {
	struct kx_memory memory[1];
	struct kx_memmap dump;
	struct kx_range note;
	struct kx_machine machine;
	struct kx_crash crash;
	u8 bytes[4096];
	struct kx_arena arena;
	struct kx_request request;
	struct kx_plan plan;
	struct kx_crash_parts parts;
	struct kx_fault fault;
};

static int set_up(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->memory[0] = (struct kx_memory){ { REGION, REGION_END }, KX_MEM_RAM };
	s->machine = (struct kx_machine){
		.usable = { s->memory, 1, 1 },
		.limits = { .page_size = PAGE,
			    .is_crash = true,
			    .crash = s->memory[0].range },
	};
	s->note = (struct kx_range){ 0x1000, 0x1170 };
	s->crash.elfcore = (struct kx_elfcore){ .notes = &s->note,
						.nr_notes = 1,
						.memory = &s->dump };
	s->arena = (struct kx_arena){ s->bytes, sizeof(s->bytes), 0 };
	s->request = (struct kx_request){
		.arch = &kx_arch_x86_64,
		.purpose = KX_PURPOSE_CRASH,
		.within = { 0, ~0ULL },
		.machine = &s->machine,
		.crash = &s->crash,
		.arena = &s->arena,
	};
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int add(struct setup *s)
{
	return kx_crash_add_headers(&s->request, &s->plan, &s->parts,
				    &s->fault);
}

TEST_WITH(the_headers_are_of_the_requests_machine)
{
	static const struct {
		const char *name;
		const struct kx_arch *arch;
		u16 machine;
	} rows[] = {
		{ "x86_64", &kx_arch_x86_64, EM_X86_64 },
		{ "arm64", &kx_arch_arm64, EM_AARCH64 },
	};
	struct setup *s = *state;
	Elf64_Ehdr header;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		s->request.arch = rows[i].arch;
		assert_int_equal(add(s), 0);
		memcpy(&header, s->plan.segments[i].buf, sizeof(header));
		assert_row(rows[i].name, header.e_machine, rows[i].machine);
	}
}

TEST_WITH(they_lie_in_whole_pages_at_the_end_of_what_is_left)
{
	struct setup *s = *state;

	assert_int_equal(add(s), 0);
	assert_int_equal(s->parts.elfcorehdr.start, REGION_END - PAGE);
	assert_int_equal(s->parts.elfcorehdr.end, REGION_END);
	assert_int_equal(s->plan.parts[0], KX_PART_ELFCOREHDR);
	assert_int_equal(s->plan.segments[0].bufsz,
			 sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr));
	s->crash.elfcorehdr_room = PAGE + 1;
	assert_int_equal(add(s), 0);
	assert_int_equal(s->parts.elfcorehdr.start, REGION_END - 3 * PAGE);
	assert_int_equal(s->parts.elfcorehdr.end, REGION_END - PAGE);
}

TEST_WITH(what_is_missing_is_told)
{
	struct setup *s = *state;

	s->arena.used = s->arena.size;
	assert_int_equal(add(s), -KX_E_FULL);
	s->arena.used = 0;
	s->crash.elfcore.nr_notes = 0;
	assert_int_equal(add(s), -KX_E_ELFCORE_NOTES);
	s->crash.elfcorehdr_room = 2 * (REGION_END - REGION);
	assert_int_equal(add(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.part, KX_PART_ELFCOREHDR);
	assert_int_equal(s->plan.count, 0);
}

TEST_WITH(there_is_a_region_or_none)
{
	struct setup *s = *state;

	assert_int_equal(kx_crash_check_region(&s->request, &s->fault), 0);
	s->machine.limits.crash = (struct kx_range){ 0, 0 };
	assert_int_equal(kx_crash_check_region(&s->request, &s->fault),
			 -KX_E_NO_CRASH_REGION);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_headers_are_of_the_requests_machine),
		WITH(they_lie_in_whole_pages_at_the_end_of_what_is_left),
		WITH(what_is_missing_is_told),
		WITH(there_is_a_region_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
