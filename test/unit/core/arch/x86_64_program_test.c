// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The segment that enters what is not Linux: its place, and its entries. */
#include "core/arch/x86_64_program.h"

#include "test/unit/core/format/elf_file_setup.h"

static int place(struct setup *s, struct kx_program *program)
{
	s->plan = (struct kx_plan){ 0 };
	return kx_program_place(&s->request, program, &s->plan, &s->fault);
}

TEST_WITH(it_lies_as_low_as_it_can_after_the_kernel)
{
	static const struct {
		const char *name;
		u64 above;
		u64 mem;
	} rows[] = {
		{ "after it", 0x1003080, 0x1004000 },
		{ "the kernel is low", 0x8000, TEST_MIB },
		{ "1 MiB", TEST_MIB, TEST_MIB },
		{ "in the last pages", 3 * TEST_GIB - 0x1000, TEST_MIB },
		{ "above 4 GiB", 5 * TEST_GIB, TEST_MIB },
	};
	struct setup *s = *state;
	struct kx_program program;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		program = (struct kx_program){ .above = rows[i].above,
					       .size = 0x2000 };
		assert_row(rows[i].name, place(s, &program), 0);
		assert_row(rows[i].name, s->plan.segments[0].mem, rows[i].mem);
		assert_int_equal(program.at % 16, 0);
		assert_int_equal(program.at - rows[i].mem + 0x2000,
				 s->plan.segments[0].bufsz);
		assert_ptr_equal((const u8 *)s->plan.segments[0].buf +
					 (program.at - rows[i].mem),
				 program.data);
		s->test.arena.used = 0;
	}
}

TEST_WITH(without_room_it_is_said_what_lacks)
{
	struct setup *s = *state;
	struct kx_program program = { .above = TEST_MIB, .size = 16 };

	s->test.arena.size = 100;
	assert_int_equal(place(s, &program), -KX_E_FULL);
	assert_string_equal(s->fault.what, "arena");
	s->request.within.end = TEST_MIB;
	assert_int_equal(place(s, &program), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "boot data");
}

static u64 head_number(const struct setup *s, u64 offset)
{
	return read_number((const u8 *)s->plan.segments[0].buf + offset, 8);
}

TEST_WITH(each_mode_has_its_registers)
{
	static const struct {
		const struct kx_entry_mode *mode;
		bool is_32bit;
		u32 registers[3]; /* eax, ebx, esi */
	} rows[] = {
		{ &kx_entry_x86_64_call, false, { 0 } },
		{ &kx_entry_x86_64, false, { 0 } },
		{ &kx_entry_x86_32_call, true, { 0x77, 0x88, 0 } },
		{ &kx_entry_x86_pvh, true, { 0, 0x77, 0 } },
	};
	struct setup *s = *state;
	struct kx_program program;
	const u8 *enter;
	size_t i;
	u32 r;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		program = (struct kx_program){ .mode = rows[i].mode,
					       .address = 0x1000010,
					       .above = TEST_MIB,
					       .size = 16 };
		assert_int_equal(place(s, &program), 0);
		kx_program_enter(&program, 0x77,
				 rows[i].mode->registers[1] ? 0x88 : 0,
				 &s->plan);
		assert_int_equal(s->plan.entry.address, TEST_MIB);
		assert_int_equal(s->plan.kernel.address, 0x1000010);
		if (!rows[i].is_32bit) {
			assert_int_equal(head_number(s, 8), 0x1000010);
			assert_int_equal(head_number(s, 16), 0x77);
			continue;
		}
		assert_int_equal(head_number(s, 16), 0);
		enter = (const u8 *)s->plan.segments[0].buf +
			(head_number(s, 8) - TEST_MIB);
		assert_int_equal(read_number(enter + 4, 4), 0x1000010);
		for (r = 0; r < 3; r++)
			assert_row(rows[i].mode->name,
				   read_number(enter + 8 + 4 * r, 4),
				   rows[i].registers[r]);
	}
}

TEST_WITH(the_purgatory_gets_the_choice_of_a_console)
{
	static const struct kx_entry_mode *const modes[] = {
		&kx_entry_x86_64,
		&kx_entry_x86_pvh,
	};
	const struct kx_purgatory_head *head;
	struct setup *s = *state;
	struct kx_program program;
	size_t i;

	s->request.console = (struct kx_console){
		.flags = KX_CONSOLE_SERIAL,
		.port = 0x3f8,
		.divisor = 12,
	};
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		program = (struct kx_program){ .mode = modes[i],
					       .above = TEST_MIB,
					       .size = 16 };
		assert_int_equal(place(s, &program), 0);
		kx_program_enter(&program, 0, 0, &s->plan);
		head = s->plan.segments[0].buf;
		assert_int_equal(kx_load_le32(head->console),
				 KX_CONSOLE_SERIAL);
		assert_int_equal(kx_load_le16(head->serial_port), 0x3f8);
		assert_int_equal(kx_load_le16(head->divisor), 12);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(it_lies_as_low_as_it_can_after_the_kernel),
		WITH(without_room_it_is_said_what_lacks),
		WITH(each_mode_has_its_registers),
		WITH(the_purgatory_gets_the_choice_of_a_console),
	};

	return cmocka_run_group_tests_name("x86_64_program", tests, NULL, NULL);
}
