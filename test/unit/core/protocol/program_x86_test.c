// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF boot notes, byte by byte, and no notes. program_oracle() reads those of
 * all plans.
 */
#include "core/protocol/program_x86.h"

#include "test/unit/core/format/elf_file_setup.h"

static const u8 *notes(const struct setup *s, u64 *size)
{
	const struct kx_segment *data = read_segment(&s->plan, "boot data");
	bool is_64bit = s->plan.kernel.mode == &kx_entry_x86_64_call;
	u64 at = s->plan.kernel.arguments[is_64bit ? 0 : 1];

	*size = data->mem + data->bufsz - at;
	return (const u8 *)data->buf + (at - data->mem);
}

static const u8 expected[] = {
	0x07, 0xb0, 0x1f, 0x0e, /* b_signature */
	60,   0,    0,	  0,	/* b_size */
	0xfc, 0,    2,	  0,	/* b_checksum, b_records */
	0,    0,    0,	  0,	6,   0,	  0,   0,   2,	 0,   0,   0,
	'k',  'e',  'x',  'e',	'c', 0,	  0,   0,   0,	 0,   0,   0,
	16,   0,    0,	  0,	4,   0,	  0,   0,   'c', 'o', 'n', 's',
	'o',  'l',  'e',  '=',	't', 't', 'y', 'S', '0', ' ', 'x', 0,
};

TEST_WITH(notes_have_these_bytes_in_both_classes)
{
	struct setup *s = *state;
	const u8 *got;
	u64 size;
	u8 class;

	s->request.arguments = KX_ARGUMENTS_ELF;
	s->request.cmdline = kx_bytes("console=ttyS0 x", 15);
	for (class = KX_ELF_CLASS_32; class <= KX_ELF_CLASS_64; class ++) {
		elf_make(&s->file, class);
		assert_int_equal(make(s), 0);
		got = notes(s, &size);
		assert_int_equal(size, sizeof(expected));
		assert_memory_equal(got, expected, sizeof(expected));
	}
}

TEST_WITH(a_command_line_of_any_length_is_padded)
{
	struct setup *s = *state;
	static char line[KX_PROGRAM_CMDLINE_MAX];
	u64 size;

	memset(line, 'x', sizeof(line));
	s->request.arguments = KX_ARGUMENTS_ELF;
	for (size = 0; size < 9; size++) {
		s->request.cmdline = kx_bytes(line, size);
		assert_int_equal(make(s), 0);
	}
	/* One byte of the limit is for the NUL, as in Linux. */
	s->request.cmdline.size = KX_PROGRAM_CMDLINE_MAX - 1;
	assert_int_equal(make(s), 0);
	s->request.cmdline.size++;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, KX_PROGRAM_CMDLINE_MAX - 1);
	s->request.cmdline = kx_bytes("a\0b", 3);
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
}

TEST_WITH(initrds_are_refused)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct setup *s = *state;
	u32 arguments;

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	for (arguments = KX_ARGUMENTS_ELF; arguments <= KX_ARGUMENTS_NONE;
	     arguments++) {
		s->request.arguments = arguments;
		assert_int_equal(make(s), -KX_E_NO_INITRD);
		assert_int_equal(s->fault.value, 1);
	}
}

TEST_WITH(with_nothing_all_registers_are_zero)
{
	struct setup *s = *state;
	u8 class;

	s->request.arguments = KX_ARGUMENTS_NONE;
	for (class = KX_ELF_CLASS_32; class <= KX_ELF_CLASS_64; class ++) {
		elf_make(&s->file, class);
		assert_int_equal(make(s), 0);
		assert_int_equal(s->plan.count, 3);
		assert_int_equal(s->plan.kernel.arguments[0], 0);
		assert_int_equal(s->plan.kernel.address, ELF_ENTRY);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(notes_have_these_bytes_in_both_classes),
		WITH(a_command_line_of_any_length_is_padded),
		WITH(initrds_are_refused),
		WITH(with_nothing_all_registers_are_zero),
	};

	return cmocka_run_group_tests_name("program_x86", tests, NULL, NULL);
}
