// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Multiboot kernels: what a good one becomes, by an ELF file and by addresses,
 * and each way in which another is refused. Headers are in
 * multiboot_header_test.c.
 */
#include "core/format/multiboot.h"

#include "core/elf_class.h"
#include "test/unit/core/format/multiboot_setup.h"

/* Offsets of ELF32's fields. */
enum field {
	E_TYPE = 16,
	E_MACHINE = 18,
	E_ENTRY = 24,
	P_OFFSET = 52 + 4, /* of the first program header */
	P_VADDR = 52 + 8,
	P_PADDR = 52 + 12,
	P_FILESZ = 52 + 16,
	P_MEMSZ = 52 + 20,
	P_ALIGN = 52 + 28,
	P_SECOND = 32,
};

static const char *format_of(struct setup *s)
{
	struct kx_kernel kernel;

	assert_int_equal(kx_plan_vet(&s->request, NULL, &kernel, NULL), 0);
	return kernel.format->name;
}

TEST_WITH(an_elf_file_lies_where_its_segments_say)
{
	struct setup *s = *state;
	u32 class;
	u32 version;

	for (class = 1; class <= 2; class ++)
		for (version = 1; version <= 2; version++) {
			multiboot_elf(&s->kernel, class);
			if (version == 1) {
				multiboot_1(&s->kernel, 3, NULL);
			} else {
				multiboot_2(&s->kernel);
				multiboot_2_end(&s->kernel);
			}
			assert_int_equal(make(s), 0);
			assert_string_equal(format_of(s),
					    version == 1 ? "multiboot-x86"
							 : "multiboot2-x86");
			assert_int_equal(s->plan.count, 3);
			assert_int_equal(s->plan.segments[0].mem, MB_START);
			assert_ptr_equal(s->plan.segments[0].buf,
					 s->kernel.data + 0x1000);
			assert_int_equal(s->plan.segments[0].bufsz,
					 MB_START_BYTES);
			assert_int_equal(s->plan.segments[1].mem, MB_DATA);
			assert_ptr_equal(s->plan.segments[1].buf,
					 s->kernel.data + 0x2000);
			assert_int_equal(s->plan.segments[1].memsz, 0x3000);
			assert_int_equal(s->plan.kernel.address, MB_ENTRY);
			assert_int_equal(s->plan.kernel.arguments[0],
					 version == 1 ? 0x2badb002
						      : 0x36d76289);
		}
}

TEST_WITH(a_kernel_with_both_headers_is_version_2)
{
	struct setup *s = *state;

	multiboot_make_2(&s->kernel);
	memcpy(s->kernel.data + MB_HEADER + 0x100, s->kernel.data + MB_HEADER,
	       24);
	multiboot_1(&s->kernel, 0, NULL);
	assert_string_equal(format_of(s), "multiboot2-x86");
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.kernel.arguments[0], 0x36d76289);
}

/* It is said that it gets no information of Multiboot. */
TEST_WITH(with_arguments_it_is_a_plain_elf_file)
{
	static const char *const names[] = { "elf-x86", "elf-x86_64" };
	struct setup *s = *state;
	u32 class;
	u32 arguments;

	for (class = 1; class <= 2; class ++) {
		multiboot_elf(&s->kernel, class);
		multiboot_1(&s->kernel, 3, NULL);
		for (arguments = KX_ARGUMENTS_AUTO;
		     arguments <= KX_ARGUMENTS_NONE; arguments++) {
			s->request.arguments = arguments;
			assert_string_equal(format_of(s),
					    arguments <= KX_ARGUMENTS_LINUX
						    ? "multiboot-x86"
						    : names[class - 1]);
		}
		assert_int_equal(kx_plan_vet(&s->request, "multiboot-x86", NULL,
					     &s->fault),
				 -KX_E_NOT_ELF);
	}
}

TEST_WITH(another_machines_file_is_refused)
{
	struct setup *s = *state;

	multiboot_put(&s->kernel, E_MACHINE, 2, 62);
	assert_int_equal(make(s), -KX_E_FORMAT);
	multiboot_put(&s->kernel, E_MACHINE, 2, 40);
	assert_int_equal(make(s), -KX_E_FORMAT);
	multiboot_elf(&s->kernel, 2);
	multiboot_1(&s->kernel, 0, NULL);
	multiboot_put(&s->kernel, E_MACHINE, 2, 3);
	assert_int_equal(make(s), -KX_E_FORMAT);
}

/* As GRUB reads it if it can, and as kexec-tools does otherwise. */
TEST_WITH(the_entry_of_an_elf_file_is_virtual_or_physical)
{
	static const struct {
		const char *name;
		u32 vaddr, entry;
		u64 entered;
	} rows[] = {
		{ "the same", MB_START, MB_ENTRY, MB_ENTRY },
		{ "first byte", MB_START, MB_START, MB_START },
		{ "last byte", MB_START, MB_START + 0x2ff, MB_START + 0x2ff },
		{ "second", MB_START, MB_DATA + 0x1ff, MB_DATA + 0x1ff },
		{ "virtual", 0xc0100000, 0xc0100010, MB_ENTRY },
		{ "physical", 0xc0100000, MB_ENTRY, MB_ENTRY },
		{ "after the bytes", MB_START, MB_START + 0x300, 0 },
		{ "in the bss", MB_START, MB_DATA + 0x200, 0 },
		{ "before", MB_START, MB_START - 1, 0 },
		{ "nowhere", 0xc0100000, 0xc0100300, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_put(&s->kernel, P_VADDR, 4, rows[i].vaddr);
		multiboot_put(&s->kernel, E_ENTRY, 4, rows[i].entry);
		assert_row(rows[i].name, make(s),
			   rows[i].entered ? 0 : -KX_E_HEADER);
		assert_row(rows[i].name, s->plan.kernel.address,
			   rows[i].entered);
	}
	assert_string_equal(s->fault.what, "e_entry");
}

TEST_WITH(the_entry_of_a_tag_replaces_that_of_the_file)
{
	struct setup *s = *state;
	u32 entry = (u32)MB_DATA + 4;

	multiboot_put(&s->kernel, E_ENTRY, 4, 1);
	multiboot_2(&s->kernel);
	multiboot_tag(&s->kernel, MB_TAG_ENTRY, &entry, 1);
	multiboot_2_end(&s->kernel);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.kernel.address, entry);
	entry = (u32)MB_END;
	multiboot_2(&s->kernel);
	multiboot_tag(&s->kernel, MB_TAG_ENTRY, &entry, 1);
	multiboot_2_end(&s->kernel);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "entry_addr");
}

/* The whole file but for 0x80 bytes, at @load. */
static const u32 whole[5] = { 0x300000 + MB_HEADER - 0x80, 0x300000, 0, 0,
			      0x300000 };

TEST_WITH(addresses_take_the_place_of_other_headers)
{
	static const struct {
		const char *name;
		u32 header, load, load_end, bss_end;
		int err;
		u64 offset, size, end;
	} rows[] = {
		{ "whole file", 0x300100, 0x300000, 0, 0, 0, 0, MB_SIZE,
		  0x303000 },
		{ "from the header", 0x300000, 0x300000, 0, 0, 0, MB_HEADER,
		  MB_SIZE - MB_HEADER, 0x303000 },
		{ "from before the file", 0x300101, 0x300000, 0, 0, KX_E_HEADER,
		  0, 0, 0 },
		{ "from after the header", 0x2fffff, 0x300000, 0, 0,
		  KX_E_HEADER, 0, 0, 0 },
		{ "part", 0x300100, 0x300000, 0x300200, 0, 0, 0, 0x200,
		  0x301000 },
		{ "one byte", 0x300100, 0x300000, 0x300001, 0, 0, 0, 1,
		  0x301000 },
		{ "no byte", 0x300100, 0x300000, 0x300000, 0, KX_E_HEADER, 0, 0,
		  0 },
		{ "to the end", 0x300100, 0x300000, 0x300000 + MB_SIZE, 0, 0, 0,
		  MB_SIZE, 0x303000 },
		{ "past the end", 0x300100, 0x300000, 0x300001 + MB_SIZE, 0,
		  KX_E_TRUNCATED, 0, 0, 0 },
		{ "no bss", 0x300100, 0x300000, 0x300200, 0x300200, 0, 0, 0x200,
		  0x301000 },
		{ "bss", 0x300100, 0x300000, 0x300200, 0x301001, 0, 0, 0x200,
		  0x302000 },
		{ "less", 0x300100, 0x300000, 0x300200, 0x3001ff, KX_E_HEADER,
		  0, 0, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const u32 words[] = { rows[i].header, rows[i].load,
				      rows[i].load_end, rows[i].bss_end,
				      0x300000 };

		memset(s->kernel.data, 0, 0x100);
		multiboot_1(&s->kernel, 0x10000, words);
		assert_row(rows[i].name, make(s), -rows[i].err);
		if (rows[i].err)
			continue;
		assert_row(rows[i].name, s->plan.count, 2);
		assert_row(rows[i].name, s->plan.segments[0].mem, 0x300000);
		assert_ptr_equal(s->plan.segments[0].buf,
				 s->kernel.data + rows[i].offset);
		assert_row(rows[i].name, s->plan.segments[0].bufsz,
			   rows[i].size);
		assert_row(rows[i].name,
			   s->plan.segments[0].mem + s->plan.segments[0].memsz,
			   rows[i].end);
	}
}

TEST_WITH(addresses_count_in_an_elf_file_as_well)
{
	struct setup *s = *state;

	multiboot_1(&s->kernel, 0x10000, whole);
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].mem, 0x300000);
	assert_ptr_equal(s->plan.segments[0].buf, s->kernel.data + 0x80);
	/* Outside of what is loaded. */
	multiboot_put(&s->kernel, MB_HEADER + 28, 4, 0x2fffff);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "entry_addr");
}

/* In version 2 a load address of all ones is the file's first byte. */
TEST_WITH(a_tag_with_addresses)
{
	struct setup *s = *state;
	u32 words[] = { 0x300000 + MB_HEADER, 0xffffffff, 0, 0 };
	const u32 entry = 0x300040;
	u32 i;

	for (i = 0; i < 2; i++) {
		memset(s->kernel.data, 0, 0x100);
		multiboot_2(&s->kernel);
		multiboot_tag(&s->kernel, MB_TAG_ADDRESSES, words, 4);
		multiboot_tag(&s->kernel, MB_TAG_ENTRY, &entry, 1);
		multiboot_2_end(&s->kernel);
		assert_int_equal(make(s), 0);
		assert_int_equal(s->plan.segments[0].mem, 0x300000);
		assert_ptr_equal(s->plan.segments[0].buf, s->kernel.data);
		assert_int_equal(s->plan.kernel.address, entry);
		words[1] = 0x300000;
	}
	words[0] = MB_HEADER - 1;
	words[1] = 0xffffffff;
	multiboot_2(&s->kernel);
	multiboot_tag(&s->kernel, MB_TAG_ADDRESSES, words, 4);
	multiboot_2_end(&s->kernel);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_string_equal(s->fault.what, "load_addr");
}

/* Such as Xen for EFI: a PE file with a header that is of use in ELF only. */
TEST_WITH(a_file_of_another_format_without_addresses_is_none)
{
	struct setup *s = *state;

	memcpy(s->kernel.data, "MZ", 2);
	assert_false(kx_format_multiboot.probe(s->request.kernel));
	assert_int_equal(make(s), -KX_E_FORMAT);
	multiboot_make_2(&s->kernel);
	memcpy(s->kernel.data, "MZ", 2);
	assert_false(kx_format_multiboot2.probe(s->request.kernel));
	multiboot_1(&s->kernel, 0x10000, whole);
	assert_true(kx_format_multiboot.probe(s->request.kernel));
}

TEST_WITH(numbers_of_segments_have_limits)
{
	static const struct {
		const char *name;
		u64 field;
		u64 value;
		int err;
		const char *what;
	} rows[] = {
		{ "truncated", P_OFFSET, MB_SIZE - MB_START_BYTES + 1,
		  KX_E_TRUNCATED, "p_offset" },
		{ "at the end", P_OFFSET, MB_SIZE - MB_START_BYTES, 0, NULL },
		{ "more bytes than memory", P_FILESZ, MB_START_BYTES + 1,
		  KX_E_HEADER, "p_filesz" },
		{ "more bytes than the file", P_SECOND + P_FILESZ,
		  MB_SIZE - MB_START_BYTES + 1, KX_E_TRUNCATED, "p_offset" },
		{ "up to 4 GiB", P_SECOND + P_PADDR, 0xffffdf00, 0, NULL },
		{ "above", P_SECOND + P_PADDR, 0xffffdf01, KX_E_HEADER,
		  "p_paddr" },
	};
	struct setup *s = *state;
	struct kx_kernel kernel;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_make_1(&s->kernel);
		multiboot_put(&s->kernel, rows[i].field, 4, rows[i].value);
		assert_row(rows[i].name,
			   kx_plan_vet(&s->request, NULL, &kernel, &s->fault),
			   -rows[i].err);
		if (rows[i].what)
			assert_string_equal(s->fault.what, rows[i].what);
	}
}

/* Both segments from the same bytes: copies would be larger than the file. */
TEST_WITH(segments_have_no_more_bytes_than_the_file)
{
	struct setup *s = *state;
	u64 rest = MB_SIZE - MB_START_BYTES;

	multiboot_put(&s->kernel, P_SECOND + P_OFFSET, 4, 0);
	multiboot_put(&s->kernel, P_SECOND + P_MEMSZ, 4, rest + 1);
	multiboot_put(&s->kernel, P_SECOND + P_FILESZ, 4, rest);
	assert_int_equal(make(s), 0);
	multiboot_put(&s->kernel, P_SECOND + P_FILESZ, 4, rest + 1);
	assert_int_equal(make(s), -KX_E_HEADER);
	assert_int_equal(s->fault.value, MB_SIZE + 1);
	assert_int_equal(s->fault.limit, MB_SIZE);
}

TEST_WITH(requests_that_no_multiboot_kernel_can_meet)
{
	static const struct kx_bytes initrd = { (const u8 *)"x", 1 };
	static u8 line[65536];
	struct setup *s = *state;

	s->request.flags = KX_VET_AS_PROBE;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, NULL),
			 -KX_E_FORMAT);
	s->request.flags = 0;
	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), -KX_E_NO_INITRD);
	s->request.nr_initrds = 0;
	s->request.purpose = KX_PURPOSE_RETURNING;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, NULL),
			 -KX_E_ONLY_LINUX);
	s->request.purpose = KX_PURPOSE_CRASH;
	assert_int_equal(kx_plan_vet(&s->request, NULL, NULL, NULL),
			 -KX_E_ONLY_LINUX);
	s->request.purpose = KX_PURPOSE_NORMAL;
	memset(line, 'a', sizeof(line));
	s->request.cmdline = kx_bytes(line, 65534);
	assert_int_equal(make(s), 0);
	s->request.cmdline = kx_bytes(line, 65535);
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 65534);
	line[9] = 0;
	s->request.cmdline = kx_bytes(line, 10);
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
}

TEST_WITH(bytes_that_are_used_are_known)
{
	struct setup *s = *state;
	struct kx_uses uses;

	assert_int_equal(
		kx_plan_uses(&kx_arch_x86_64, s->request.kernel, &uses), 0);
	assert_int_equal(uses.header.start, 0);
	assert_int_equal(uses.header.end, MB_HEADER + 12);
	assert_int_equal(uses.loaded.start, 0x1000);
	assert_int_equal(uses.loaded.end, 0x2000 + MB_DATA_BYTES);
	multiboot_1(&s->kernel, 0x10000, whole);
	assert_int_equal(
		kx_plan_uses(&kx_arch_x86_64, s->request.kernel, &uses), 0);
	assert_int_equal(uses.header.end, MB_HEADER + 32);
	assert_int_equal(uses.loaded.start, 0x80);
	assert_int_equal(uses.loaded.end, MB_SIZE);
	multiboot_1(&s->kernel, 1 << 5, NULL);
	assert_int_equal(
		kx_plan_uses(&kx_arch_x86_64, s->request.kernel, &uses),
		-KX_E_MULTIBOOT);
}

/* As memtest86+ 5.01, which begins at 0: no PC has memory for programs there.
 */
TEST_WITH(a_position_independent_file_may_lie_above_its_place)
{
	static const struct {
		const char *name;
		u32 type;
		u32 start;
		u32 align;
		u32 at; /* 0: refused */
	} rows[] = {
		{ "its own place is free", 3, MB_START, 0x1000, MB_START },
		{ "it is not", 3, 0, 0x1000, 0x1000 },
		{ "fixed", 2, 0, 0x1000, 0 },
		{ "aligned", 3, 0, 0x200000, 0x200000 },
		{ "aligned to nothing", 3, 0, 0, 0x1000 },
		{ "the place is no such multiple", 3, 0xc0000000, 0x80000000,
		  0 },
		{ "no power of two", 3, 0, 0x3000, 0 },
		{ "nothing is above", 3, 0xc0000000, 0x1000, 0 },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		multiboot_make_1(&s->kernel);
		multiboot_put(&s->kernel, E_TYPE, 2, rows[i].type);
		multiboot_put(&s->kernel, P_PADDR, 4, rows[i].start);
		multiboot_put(&s->kernel, P_SECOND + P_PADDR, 4,
			      rows[i].start + 0x1000);
		multiboot_put(&s->kernel, P_ALIGN, 4, rows[i].align);
		assert_row(rows[i].name, make(s),
			   rows[i].at ? 0 : -KX_E_NO_HOLE);
		if (!rows[i].at)
			continue;
		assert_row(rows[i].name, s->plan.segments[0].mem, rows[i].at);
		assert_row(rows[i].name, s->plan.segments[1].mem,
			   rows[i].at + 0x1000);
		assert_row(rows[i].name, s->plan.kernel.address,
			   rows[i].at + (MB_ENTRY - MB_START));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(an_elf_file_lies_where_its_segments_say),
		WITH(a_kernel_with_both_headers_is_version_2),
		WITH(with_arguments_it_is_a_plain_elf_file),
		WITH(another_machines_file_is_refused),
		WITH(the_entry_of_an_elf_file_is_virtual_or_physical),
		WITH(the_entry_of_a_tag_replaces_that_of_the_file),
		WITH(addresses_take_the_place_of_other_headers),
		WITH(addresses_count_in_an_elf_file_as_well),
		WITH(a_tag_with_addresses),
		WITH(a_file_of_another_format_without_addresses_is_none),
		WITH(numbers_of_segments_have_limits),
		WITH(segments_have_no_more_bytes_than_the_file),
		WITH(requests_that_no_multiboot_kernel_can_meet),
		WITH(bytes_that_are_used_are_known),
		WITH(a_position_independent_file_may_lie_above_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
