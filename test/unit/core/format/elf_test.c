// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF executables of both classes: which boot protocol starts which, by what
 * the file and the request say. Linux is in elf_linux_test.c.
 */
#include "core/format/elf.h"

#include "core/protocol/linux_x86.h"
#include "core/protocol/program_x86.h"
#include "core/protocol/pvh_x86.h"
#include "test/unit/core/format/elf_file_setup.h"

#define C32 KX_ELF_CLASS_32
#define C64 KX_ELF_CLASS_64

enum content {
	PLAIN,
	LINUX = 1,
	PVH = 2,
};

static void make_content(struct setup *s, u8 class, u32 content)
{
	elf_make(&s->file, class);
	if (content & LINUX)
		elf_make_linux(&s->file, class, "6.17.0");
	if (content & PVH)
		elf_put_pvh(&s->file);
}

static const struct {
	const char *name;
	u8 class;
	u32 content;
	enum kx_arguments arguments;
	u32 flags;
	const char *type;
	int err;
	const struct kx_protocol *protocol;
	const struct kx_entry_mode *mode;
	u64 entry;
} rows[] = {
	{ "Linux, 64 bits", C64, LINUX, KX_ARGUMENTS_AUTO, 0, NULL, 0,
	  &kx_protocol_linux_x86, &kx_entry_x86_64, ELF_ENTRY },
	{ "Linux, 32 bits", C32, LINUX, KX_ARGUMENTS_AUTO, 0, NULL, 0,
	  &kx_protocol_linux_x86, &kx_entry_x86_32, ELF_ENTRY },
	{ "Linux's own entry comes first", C64, LINUX | PVH, KX_ARGUMENTS_AUTO,
	  0, NULL, 0, &kx_protocol_linux_x86, &kx_entry_x86_64, ELF_ENTRY },
	{ "Linux by its PVH entry", C64, LINUX | PVH, KX_ARGUMENTS_AUTO, 0,
	  "pvh-x86", 0, &kx_protocol_pvh_x86, &kx_entry_x86_pvh,
	  ELF_PVH_ENTRY },
	{ "the same of 32 bits", C32, LINUX | PVH, KX_ARGUMENTS_AUTO, 0,
	  "pvh-x86", 0, &kx_protocol_pvh_x86, &kx_entry_x86_pvh,
	  ELF_PVH_ENTRY },
	{ "Linux without that", C64, LINUX, KX_ARGUMENTS_AUTO, 0, "pvh-x86",
	  -KX_E_NOT_PVH, NULL, NULL, 0 },
	{ "PVH, 64 bits", C64, PVH, KX_ARGUMENTS_AUTO, 0, NULL, 0,
	  &kx_protocol_pvh_x86, &kx_entry_x86_pvh, ELF_PVH_ENTRY },
	{ "PVH, 32 bits", C32, PVH, KX_ARGUMENTS_AUTO, 0, NULL, 0,
	  &kx_protocol_pvh_x86, &kx_entry_x86_pvh, ELF_PVH_ENTRY },
	{ "neither, 64 bits", C64, PLAIN, KX_ARGUMENTS_AUTO, 0, NULL,
	  -KX_E_FORMAT, NULL, NULL, 0 },
	{ "neither, 32 bits", C32, PLAIN, KX_ARGUMENTS_AUTO, 0, NULL,
	  -KX_E_FORMAT, NULL, NULL, 0 },
	{ "as Linux, 64 bits", C64, PLAIN, KX_ARGUMENTS_LINUX, 0, NULL, 0,
	  &kx_protocol_linux_x86, &kx_entry_x86_64, ELF_ENTRY },
	{ "as Linux, 32 bits", C32, PLAIN, KX_ARGUMENTS_LINUX, 0, NULL, 0,
	  &kx_protocol_linux_x86, &kx_entry_x86_32, ELF_ENTRY },
	{ "as Linux, at a 32-bit entry", C64, PLAIN, KX_ARGUMENTS_LINUX,
	  KX_ENTER_32BIT, NULL, 0, &kx_protocol_linux_x86, &kx_entry_x86_32,
	  ELF_ENTRY },
	{ "64-bit Linux has no such entry", C64, LINUX, KX_ARGUMENTS_AUTO,
	  KX_ENTER_32BIT, NULL, -KX_E_NOT_32BIT, NULL, NULL, 0 },
	{ "32-bit Linux has no other", C32, LINUX, KX_ARGUMENTS_AUTO,
	  KX_ENTER_32BIT, NULL, 0, &kx_protocol_linux_x86, &kx_entry_x86_32,
	  ELF_ENTRY },
	{ "notes, 64 bits", C64, PLAIN, KX_ARGUMENTS_ELF, 0, NULL, 0,
	  &kx_protocol_elf_notes_x86, &kx_entry_x86_64_call, ELF_ENTRY },
	{ "notes, 32 bits", C32, PLAIN, KX_ARGUMENTS_ELF, 0, NULL, 0,
	  &kx_protocol_elf_notes_x86, &kx_entry_x86_32_call, ELF_ENTRY },
	{ "notes, at a 32-bit entry", C64, PLAIN, KX_ARGUMENTS_ELF,
	  KX_ENTER_32BIT, NULL, 0, &kx_protocol_elf_notes_x86,
	  &kx_entry_x86_32_call, ELF_ENTRY },
	{ "notes for Linux", C64, LINUX | PVH, KX_ARGUMENTS_ELF, 0, NULL, 0,
	  &kx_protocol_elf_notes_x86, &kx_entry_x86_64_call, ELF_ENTRY },
	{ "nothing, 64 bits", C64, PVH, KX_ARGUMENTS_NONE, 0, NULL, 0,
	  &kx_protocol_bare_x86, &kx_entry_x86_64, ELF_ENTRY },
	{ "nothing, 32 bits", C32, PLAIN, KX_ARGUMENTS_NONE, 0, NULL, 0,
	  &kx_protocol_bare_x86, &kx_entry_x86_32, ELF_ENTRY },
	{ "nothing, at a 32-bit entry", C64, PLAIN, KX_ARGUMENTS_NONE,
	  KX_ENTER_32BIT, NULL, 0, &kx_protocol_bare_x86, &kx_entry_x86_32,
	  ELF_ENTRY },
	{ "another class", C32, LINUX, KX_ARGUMENTS_AUTO, 0, "elf-x86_64",
	  -KX_E_FORMAT, NULL, NULL, 0 },
	{ "and the other way round", C64, LINUX, KX_ARGUMENTS_AUTO, 0,
	  "elf-x86", -KX_E_FORMAT, NULL, NULL, 0 },
	{ "Linux's call takes none", C64, LINUX, KX_ARGUMENTS_AUTO,
	  KX_VET_AS_PROBE, NULL, -KX_E_FORMAT, NULL, NULL, 0 },
	{ "of 32 bits neither", C32, LINUX, KX_ARGUMENTS_AUTO, KX_VET_AS_PROBE,
	  NULL, -KX_E_FORMAT, NULL, NULL, 0 },
};

TEST_WITH(file_and_request_choose_the_protocol_and_the_entry)
{
	struct setup *s = *state;
	struct kx_kernel kernel;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_content(s, rows[i].class, rows[i].content);
		s->request.arguments = rows[i].arguments;
		s->request.flags = rows[i].flags;
		kernel = (struct kx_kernel){ 0 };
		assert_row(rows[i].name,
			   kx_plan_vet(&s->request, rows[i].type,
				       rows[i].flags & KX_VET_AS_PROBE
					       ? NULL
					       : &kernel,
				       &s->fault),
			   rows[i].err);
		if (rows[i].err)
			continue;
		assert_ptr_equal(kernel.protocol, rows[i].protocol);
		assert_int_equal(make_as(s, rows[i].type), 0);
		assert_ptr_equal(s->plan.kernel.mode, rows[i].mode);
		assert_row(rows[i].name,
			   s->plan.kernel.address -
				   read_segment(&s->plan, "kernel")->mem,
			   rows[i].entry - ELF_START);
	}
}

/* Each byte from setup_sects on that is not 0; xloadflags is one of those. */
TEST_WITH(linux_of_32_bits_has_a_setup_header_of_its_own)
{
	static const struct {
		u32 offset;
		u32 width;
		u64 value;
	} fields[] = {
		{ 0x1f2, 2, 1 },	  { 0x1fa, 2, 0xffff },
		{ 0x1fe, 2, 0xaa55 },	  { 0x200, 2, 0x66eb },
		{ 0x202, 4, 0x53726448 }, { 0x206, 2, 0x20f },
		{ 0x211, 1, 1 },	  { 0x22c, 4, 0x7fffffff },
		{ 0x230, 4, 0x200000 },	  { 0x238, 4, 2047 },
	};
	u8 header[0x268 - 0x1f1] = { 0 };
	struct setup *s = *state;
	struct kx_kernel kernel = { 0 };
	size_t i;
	u32 byte;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		for (byte = 0; byte < fields[i].width; byte++)
			header[fields[i].offset - 0x1f1 + byte] =
				(u8)(fields[i].value >> 8 * byte);
	make_content(s, C32, LINUX);
	assert_int_equal(kx_plan_vet(&s->request, NULL, &kernel, &s->fault), 0);
	assert_int_equal(kernel.header.size, sizeof(header));
	assert_memory_equal(kernel.header.data, header, sizeof(header));
}

/* The note's entry may be anywhere in the file's bytes, and nowhere else. */
TEST_WITH(a_pvh_entry_has_bytes)
{
	static const struct {
		u64 entry;
		int err;
	} entries[] = {
		{ ELF_START, 0 },
		{ ELF_START - 1, -KX_E_NOT_PVH },
		{ ELF_START + 0x1ff, 0 },
		{ ELF_START + 0x200, -KX_E_NOT_PVH },
		{ ELF_DATA_START + 0xff, 0 },
		{ ELF_DATA_START + 0x100, -KX_E_NOT_PVH },
		{ 0x100000000 + ELF_START, -KX_E_NOT_PVH },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		elf_put_note(&s->file, 0, 18, 8, entries[i].entry);
		assert_row("entry", make(s), entries[i].err);
		if (entries[i].err)
			assert_int_equal(s->fault.value, entries[i].entry);
	}
	assert_string_equal(s->fault.what, "entry");
	elf_put_note(&s->file, 0, 17, 8, ELF_START);
	assert_int_equal(make_as(s, "pvh-x86"), -KX_E_NOT_PVH);
	assert_string_equal(s->fault.what, "note");
	assert_int_equal(s->fault.limit, 18);
}

/* Linux and what has a PVH entry lie where they were built for. */
TEST_WITH(a_position_independent_program_may_lie_above_its_place)
{
	static const struct {
		const char *name;
		u8 class;
		u64 type;
		u32 content;
		enum kx_arguments arguments;
		int err;
	} cases[] = {
		{ "notes", C64, KX_ELF_DYN, PLAIN, KX_ARGUMENTS_ELF, 0 },
		{ "nothing", C64, KX_ELF_DYN, PLAIN, KX_ARGUMENTS_NONE, 0 },
		{ "32 bits", C32, KX_ELF_DYN, PLAIN, KX_ARGUMENTS_NONE, 0 },
		{ "fixed", C64, KX_ELF_EXEC, PLAIN, KX_ARGUMENTS_NONE,
		  -KX_E_NO_HOLE },
		{ "PVH", C64, KX_ELF_DYN, PVH, KX_ARGUMENTS_AUTO,
		  -KX_E_NO_HOLE },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		make_content(s, cases[i].class, cases[i].content);
		elf_put(&s->file, s->file.class->e_type, cases[i].type);
		elf_put_program(&s->file, 0, s->file.class->p_paddr, 0);
		elf_put_program(&s->file, 1, s->file.class->p_paddr, 0x1000);
		if (cases[i].content & PVH)
			elf_put_note(&s->file, 0, 18, 8, 0x80);
		s->request.arguments = cases[i].arguments;
		assert_row(cases[i].name, make(s), cases[i].err);
		if (cases[i].err)
			continue;
		assert_row(cases[i].name, read_segment(&s->plan, "kernel")->mem,
			   0x1000);
		assert_row(cases[i].name, s->plan.kernel.address,
			   0x1000 + (ELF_ENTRY - ELF_START));
	}
}

TEST_WITH(only_linux_is_a_crash_kernel_or_returns)
{
	static const struct {
		u8 class;
		u32 content;
		enum kx_arguments arguments;
		int err;
	} programs[] = {
		{ C64, LINUX, KX_ARGUMENTS_AUTO, 0 },
		{ C32, LINUX, KX_ARGUMENTS_AUTO, -KX_E_NOT_64BIT },
		{ C64, PVH, KX_ARGUMENTS_AUTO, -KX_E_ONLY_LINUX },
		{ C64, PLAIN, KX_ARGUMENTS_ELF, -KX_E_ONLY_LINUX },
		{ C64, PLAIN, KX_ARGUMENTS_NONE, -KX_E_ONLY_LINUX },
	};
	struct setup *s = *state;
	size_t i;

	s->request.purpose = KX_PURPOSE_RETURNING;
	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		make_content(s, programs[i].class, programs[i].content);
		s->request.arguments = programs[i].arguments;
		assert_row("returns",
			   kx_plan_vet(&s->request, NULL, NULL, &s->fault),
			   programs[i].err);
	}
	/* A crash kernel of 32 bits is entered below 4 GiB. */
	s->request.purpose = KX_PURPOSE_CRASH;
	for (i = 2; i < ARRAY_SIZE(programs); i++) {
		make_content(s, programs[i].class, programs[i].content);
		s->request.arguments = programs[i].arguments;
		assert_row("crash",
			   kx_plan_vet(&s->request, NULL, NULL, &s->fault),
			   -KX_E_ONLY_LINUX);
	}
}

TEST_WITH(with_nothing_there_is_no_command_line)
{
	struct setup *s = *state;

	s->request.arguments = KX_ARGUMENTS_NONE;
	s->request.cmdline = kx_bytes("x", 1);
	assert_int_equal(make(s), -KX_E_NO_CMDLINE);
	assert_int_equal(s->fault.value, 1);
	s->request.cmdline.size = 0;
	assert_int_equal(make(s), 0);
}

/* Programs may lie anywhere that they can reach; Linux only from 1 MiB on. */
TEST_WITH(programs_lie_at_their_own_address_alone)
{
	static const struct {
		const char *name;
		u8 class;
		u64 start;
		int err;
	} places[] = {
		{ "low", C64, 0x8000, 0 },
		{ "inside a page", C64, 0x8010, -KX_E_HEADER },
		{ "no memory", C64, 0xa0000, -KX_E_NO_HOLE },
		{ "above 4 GiB", C64, 0x100000000, 0 },
		{ "64 TiB", C64, 0x400000000000 - 0x1000, -KX_E_HEADER },
		{ "low, 32 bits", C32, 0x8000, 0 },
		{ "the last page below 4 GiB", C32, 0xfffff000, -KX_E_HEADER },
	};
	struct setup *s = *state;
	const struct kx_elf_class *class;
	size_t i;

	s->request.arguments = KX_ARGUMENTS_NONE;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		elf_make(&s->file, places[i].class);
		class = s->file.class;
		elf_put(&s->file, class->e_phnum, 1);
		elf_put(&s->file, class->e_entry, places[i].start);
		elf_put_program(&s->file, 0, class->p_paddr, places[i].start);
		elf_put_program(&s->file, 0, class->p_vaddr, places[i].start);
		elf_put_program(&s->file, 0, class->p_memsz, 0x1001);
		if (places[i].start == 0xfffff000)
			elf_put_program(&s->file, 0, class->p_memsz, 0x1001);
		assert_row(places[i].name, make(s), places[i].err);
		if (!places[i].err)
			assert_row(places[i].name, s->plan.segments[0].mem,
				   places[i].start);
	}
}

/* A refusal or a plan that keeps its promises: make() looks at it. */
TEST_WITH(each_byte_of_the_headers_and_notes_may_have_any_value)
{
	static const enum kx_arguments arguments[] = { KX_ARGUMENTS_AUTO,
						       KX_ARGUMENTS_LINUX,
						       KX_ARGUMENTS_ELF,
						       KX_ARGUMENTS_NONE };
	struct setup *s = *state;
	u32 value;
	u64 at;
	u8 was;

	for (at = 0; at < ELF_NOTE_AT + ELF_NOTE_SIZE; at++) {
		make_content(s, at % 2 ? C32 : C64, PVH);
		s->request.arguments = arguments[at / 2 % 4];
		was = s->file.data[at];
		for (value = 0; value < 256; value += 1 + at % 3) {
			s->file.data[at] = (u8)value;
			(void)!make(s);
		}
		s->file.data[at] = was;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(file_and_request_choose_the_protocol_and_the_entry),
		WITH(linux_of_32_bits_has_a_setup_header_of_its_own),
		WITH(a_pvh_entry_has_bytes),
		WITH(a_position_independent_program_may_lie_above_its_place),
		WITH(only_linux_is_a_crash_kernel_or_returns),
		WITH(with_nothing_there_is_no_command_line),
		WITH(programs_lie_at_their_own_address_alone),
		WITH(each_byte_of_the_headers_and_notes_may_have_any_value),
	};

	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
