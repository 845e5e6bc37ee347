// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * vmlinux files: what a good one becomes, what its boot_params say, and every
 * way in which another is refused. Headers that are no ELF executable's are in
 * elf_loads_test.c.
 */
#include "core/format/elf_linux.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/format/elf_setup.h"

TEST_WITH(each_load_is_a_segment_at_its_physical_address)
{
	static const struct {
		u64 mem, memsz, offset, size;
	} rows[] = {
		/* Zeroes up to the next one, which begins a page. */
		{ VM_START, 0x2000, 0x400, 0x300 },
		{ VM_DATA_START, 0x1000, 0x700, 0x100 },
		{ VM_PERCPU_START, 0x1000, 0x800, 0x80 },
		{ VM_LAST_START, 0x3000, 0x880, 0x180 },
	};
	struct setup *s = *state;
	size_t i;

	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 5);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_string_equal(kx_part_name(s->plan.parts[i]), "kernel");
		assert_int_equal(s->plan.segments[i].mem, rows[i].mem);
		assert_int_equal(s->plan.segments[i].memsz, rows[i].memsz);
		assert_ptr_equal(s->plan.segments[i].buf,
				 s->file.data + rows[i].offset);
		assert_int_equal(s->plan.segments[i].bufsz, rows[i].size);
	}
}

static u64 purgatorys_entry(const struct setup *s)
{
	struct kx_purgatory_head head;
	u64 entry = 0;

	memcpy(&head, boot_data(s), sizeof(head));
	assert_int_equal(kx_read_le64(kx_bytes(head.entry, 8), 0, &entry), 0);
	return entry;
}

/* In Linux 7.3 it is in the second PT_LOAD, whose flags don't have PF_X. */
TEST_WITH(it_is_entered_where_e_entry_says_in_any_load)
{
	static const struct {
		const char *name;
		u64 e_entry;
		u64 entered;
	} rows[] = {
		{ "beginning", VM_START, VM_START },
		{ "inside", VM_START + 0xc3, VM_START + 0xc3 },
		{ "last byte", VM_START + 0x2ff, VM_START + 0x2ff },
		{ "not executable", VM_DATA_START + 8, VM_DATA_START + 8 },
		{ "last load", VM_FIRST_ENTRY, VM_FIRST_ENTRY },
		{ "virtual", VM_MAP + VM_FIRST_ENTRY, VM_FIRST_ENTRY },
		{ "virtual beginning", VM_MAP + VM_START, VM_START },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row(rows[i].name,
			   make_with(s, VM_ENTRY, 8, rows[i].e_entry), 0);
		assert_row(rows[i].name, purgatorys_entry(s), rows[i].entered);
		assert_row(rows[i].name, s->plan.kernel.address,
			   rows[i].entered);
	}
}

/* What a boot loader reads in a bzImage; zero where it would not matter. */
TEST_WITH(boot_params_have_a_setup_header)
{
	static const struct {
		const char *name;
		u64 offset;
		u32 width;
		u64 value;
	} rows[] = {
		{ "sentinel", 0x1ef, 1, 0 },
		{ "root_flags", 0x1f2, 2, 1 },
		{ "vid_mode", 0x1fa, 2, 0xffff },
		{ "root_dev", 0x1fc, 2, 0 },
		{ "boot_flag", 0x1fe, 2, 0xaa55 },
		{ "header's end", 0x201, 1, 0x268 - 0x202 },
		{ "magic", 0x202, 4, 0x53726448 },
		{ "version", 0x206, 2, 0x20f },
		{ "type_of_loader", 0x210, 1, 0xd0 },
		{ "loadflags, without KASLR's", 0x211, 1, 1 },
		{ "initrd_addr_max", 0x22c, 4, 0x7fffffff },
		{ "kernel_alignment", 0x230, 4, 0x200000 },
		{ "relocatable", 0x234, 1, 0 },
		{ "xloadflags", 0x236, 2, 3 },
		{ "cmdline_size", 0x238, 4, 2047 },
		{ "payload_offset", 0x248, 4, 0 },
		{ "init_size", 0x260, 4, 0 },
	};
	struct setup *s = *state;
	size_t i;

	s->request.cmdline = kx_bytes("quiet", 5);
	assert_int_equal(make(s), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name,
			   param(s, rows[i].offset, rows[i].width),
			   rows[i].value);
	assert_in_range(param(s, 0x228, 4) | param(s, 0xc8, 4) << 32,
			s->plan.segments[4].mem,
			s->plan.segments[4].mem + s->plan.segments[4].memsz);
	assert_int_equal(param(s, 0x218, 4), 0);
}

TEST_WITH(initrds_lie_beside_it)
{
	struct setup *s = *state;
	const struct kx_bytes initrd = kx_bytes("initrd", 6);

	s->request.initrds = &initrd;
	s->request.nr_initrds = 1;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.count, 6);
	assert_int_equal(param(s, 0x218, 4) | param(s, 0xc0, 4) << 32,
			 s->plan.segments[4].mem);
	assert_int_equal(param(s, 0x21c, 4), 6);
}

/* A vmlinux says by its release what a bzImage says by its header. */
TEST_WITH(facts_depend_on_the_release)
{
	static const struct {
		const char *release;
		bool is_high;
		bool takes_acpi_rsdp;
		bool takes_5level;
	} rows[] = {
		{ "2.6.32", false, false, false },
		{ "3.8.13", false, false, false },
		{ "3.9.0", true, false, false },
		{ "3.10", true, false, false },
		{ "4.20.17", true, false, false },
		{ "5.0.0-rc1", true, true, false },
		{ "6.1.192", true, true, false },
		{ "6.16.300", true, true, false },
		{ "6.17.0", true, true, true },
		{ "7", true, true, true },
		{ "7.3.4-nokexec", true, true, true },
		{ "999999999999.1", true, true, true },
	};
	struct setup *s = *state;
	struct kx_kernel kernel;
	char wanted[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		vmlinux_set_release(&s->file, rows[i].release);
		assert_row(rows[i].release, vet(s, &kernel), 0);
		assert_row(rows[i].release, kernel.reach.start, TEST_MIB);
		assert_row(rows[i].release, kernel.reach.end,
			   rows[i].is_high ? 65536 * TEST_GIB : 4 * TEST_GIB);
		assert_row(rows[i].release, kernel.initrd_end,
			   kernel.reach.end);
		assert_row(rows[i].release, kernel.takes_acpi_rsdp,
			   rows[i].takes_acpi_rsdp);
		assert_row(rows[i].release, kernel.takes_5level,
			   rows[i].takes_5level);
		snprintf(wanted, sizeof(wanted),
			 "%s (builder@host) (gcc) #1 SMP", rows[i].release);
		assert_row(rows[i].release, kernel.version.size,
			   strlen(wanted));
		assert_memory_equal(kernel.version.data, wanted,
				    strlen(wanted));
	}
	assert_ptr_equal(kernel.format, &kx_format_elf_x86_64);
	assert_int_equal(kernel.preferred, VM_START);
	assert_int_equal(kernel.size, VM_END - VM_START);
	assert_false(kernel.is_relocatable);
	/* Only XLF_EFI_KEXEC would say so, which a vmlinux does not have. */
	assert_false(kernel.takes_efi);
}

TEST_WITH(with_5_level_paging_only_a_release_that_has_it_is_entered)
{
	struct setup *s = *state;

	s->test.machine.x86.is_5level = true;
	assert_int_equal(make(s), -KX_E_NOT_5LEVEL);
	assert_int_equal(s->fault.value, 0x601);
	assert_int_equal(s->fault.limit, 0x611);
	vmlinux_set_release(&s->file, "6.17");
	assert_int_equal(make(s), 0);
}

static const struct {
	const char *name;
	u64 offset;
	u32 width;
	u64 put;
	int code;
	const char *what;
	u64 value, limit;
} bad_fields[] = {
	{ "entry before all", VM_ENTRY, 8, VM_START - 1, KX_E_HEADER, "e_entry",
	  VM_START - 1, VM_END },
	{ "entry after a load", VM_ENTRY, 8, VM_START + 0x300, KX_E_HEADER,
	  "e_entry", VM_START + 0x300, VM_END },
	{ "entry in bss", VM_ENTRY, 8, VM_LAST_START + 0x180, KX_E_HEADER,
	  "e_entry", VM_LAST_START + 0x180, VM_END },
	{ "entry nowhere", VM_ENTRY, 8, ~0ULL, KX_E_HEADER, "e_entry", ~0ULL,
	  VM_END },
	{ "entry in a load that is not Linux's text", VM_ENTRY, 8,
	  VM_PERCPU_START, KX_E_FORMAT, "p_vaddr", 0,
	  VM_MAP + VM_PERCPU_START },
	{ "entry at virtual address 0", VM_ENTRY, 8, 0, KX_E_FORMAT, "p_vaddr",
	  0, VM_MAP + VM_PERCPU_START },
	{ "addresses that are not Linux's", P(3, VM_P_VADDR), 8, VM_LAST_START,
	  KX_E_FORMAT, "p_vaddr", VM_LAST_START, VM_MAP + VM_LAST_START },
	{ "no banner", VM_BANNER, 1, 'x', KX_E_FORMAT, "Linux version", 0, 1 },
	{ "another system's", VM_BANNER - 14, 1, 'M', KX_E_FORMAT,
	  "Linux version", 0, 1 },
	{ "inside a page", P(1, VM_P_PADDR), 8, VM_DATA_START + 1, KX_E_HEADER,
	  "p_paddr", VM_DATA_START + 1, VM_DATA_START },
	{ "firmware's memory", P(1, VM_P_PADDR), 8, 0xff000, KX_E_HEADER,
	  "p_paddr", 0xff000, 0x100000 },
	{ "too high", P(1, VM_P_PADDR), 8, 0x400000000000, KX_E_HEADER,
	  "p_paddr", 0x400000000100, 0x400000000000 },
	{ "no such memory", P(1, VM_P_PADDR), 8, 0x3fffffffff000, KX_E_HEADER,
	  "p_paddr", 0x3fffffffff100, 0x400000000000 },
};

TEST_WITH(each_bad_field_is_refused_with_what_value_and_limit)
{
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_fields); i++) {
		assert_row(bad_fields[i].name,
			   make_with(s, bad_fields[i].offset,
				     bad_fields[i].width, bad_fields[i].put),
			   -bad_fields[i].code);
		assert_string_equal(s->fault.what, bad_fields[i].what);
		assert_row(bad_fields[i].name, s->fault.value,
			   bad_fields[i].value);
		assert_row(bad_fields[i].name, s->fault.limit,
			   bad_fields[i].limit);
	}
}

/* Linux 2.6.21 and older, which can't be told from 2.6.22. */
TEST_WITH(an_old_ones_own_place_has_to_be_free)
{
	struct setup *s = *state;

	vmlinux_set_release(&s->file, "2.6.32");
	s->test.memory[2].range.end = VM_END;
	assert_int_equal(make(s), 0);
	s->test.memory[2].range.end = VM_END - 0x1000;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_string_equal(s->fault.what, "kernel");
	assert_int_equal(s->fault.value, VM_END - VM_START);
	assert_int_equal(s->fault.start, VM_START);
	assert_int_equal(s->fault.limit, VM_END);
}

/* It is entered at the same distance from its start, and so are its loads. */
TEST_WITH(it_is_moved_in_steps_of_2_mib_if_its_place_is_taken)
{
	const u64 moved = VM_START + 0x200000;
	struct setup *s = *state;

	s->test.memory[2].range =
		(struct kx_range){ VM_START + 0x1000, VM_END + 0x200000 };
	s->test.memory[3].range = s->test.memory[2].range;
	s->test.machine.firmware.count = 3;
	s->test.machine.usable.count = 3;
	assert_int_equal(make(s), 0);
	assert_int_equal(s->plan.segments[0].mem, moved);
	assert_int_equal(s->plan.segments[3].mem,
			 moved + VM_LAST_START - VM_START);
	assert_int_equal(s->plan.kernel.address, VM_FIRST_ENTRY + 0x200000);
	assert_int_equal(purgatorys_entry(s), VM_FIRST_ENTRY + 0x200000);
	s->test.memory[2].range.end -= 0x1000;
	assert_int_equal(make(s), -KX_E_NO_HOLE);
	assert_int_equal(s->fault.start, VM_START);
}

/* The steps begin at 0, as the pages do that it maps. */
TEST_WITH(one_that_begins_inside_2_mib_is_not_moved)
{
	static const char *const releases[] = { "2.6.39", "3.0.0", "7.3" };
	struct setup *s = *state;
	struct kx_kernel kernel;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		vmlinux_set_release(&s->file, releases[i]);
		assert_int_equal(vet(s, &kernel), 0);
		assert_row(releases[i], kernel.is_movable, i > 0);
		assert_row(releases[i], kernel.align, i ? 0x200000 : 1);
	}
	vmlinux_put(&s->file, P(0, VM_P_PADDR), 8, VM_START - 0x1000);
	assert_int_equal(vet(s, &kernel), 0);
	assert_int_equal(kernel.preferred, VM_START - 0x1000);
	assert_false(kernel.is_movable);
	assert_int_equal(kernel.align, 1);
}

TEST_WITH(the_command_line_has_linuxs_limit)
{
	struct setup *s = *state;
	char line[2048];

	memset(line, 'x', sizeof(line));
	s->request.cmdline = kx_bytes(line, 2046);
	assert_int_equal(make(s), 0);
	s->request.cmdline.size = 2047;
	assert_int_equal(make(s), -KX_E_CMDLINE_LONG);
	assert_int_equal(s->fault.limit, 2046);
	s->request.cmdline = kx_bytes("a\0b", 3);
	assert_int_equal(make(s), -KX_E_CMDLINE_NUL);
}

TEST_WITH(the_probe_knows_an_executable_for_x86_64_and_nothing_else)
{
	static const struct {
		const char *name;
		u64 offset;
		u32 width;
		u64 put;
		bool is_it;
	} rows[] = {
		{ "as it is", VM_PHNUM, 2, 0, true },
		{ "position-independent", VM_TYPE, 2, ET_DYN, true },
		{ "object", VM_TYPE, 2, ET_REL, false },
		{ "core", VM_TYPE, 2, ET_CORE, false },
		{ "i386", VM_MACHINE, 2, EM_386, false },
		{ "32-bit", VM_CLASS, 1, 1, false },
		{ "big-endian", VM_DATA, 1, 2, false },
		{ "no magic", 3, 1, 'f', false },
	};
	struct setup *s = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		vmlinux_make(&s->file);
		vmlinux_put(&s->file, rows[i].offset, rows[i].width,
			    rows[i].put);
		assert_row(rows[i].name,
			   kx_format_elf_x86_64.probe(s->request.kernel),
			   rows[i].is_it);
	}
	for (i = 0; i < 20; i++)
		assert_false(
			kx_format_elf_x86_64.probe(kx_bytes(s->file.data, i)));
}

/* Where Linux's kexec_file_load(2) would be asked, kexec.ko says what it does.
 */
TEST_WITH(kexec_file_load_takes_none)
{
	struct setup *s = *state;

	s->request.flags = KX_VET_AS_PROBE;
	assert_int_equal(vet(s, NULL), -KX_E_FORMAT);
	assert_int_equal(kx_errno(-KX_E_FORMAT), -ENOEXEC);
	s->request.flags = 0;
	assert_int_equal(vet(s, NULL), 0);
}

/* A banner may be cut off by the end of the bytes that are loaded. */
TEST_WITH(a_banner_ends_with_its_load)
{
	struct setup *s = *state;
	struct kx_kernel kernel;
	u64 size;

	for (size = 0; size < 0x300; size++) {
		u8 *file;
		int err;

		vmlinux_put(&s->file, P(0, VM_P_FILESZ), 8, size);
		/* The bytes after it are not looked at. */
		vmlinux_put(&s->file, P(1, VM_P_FILESZ), 8, 0);
		vmlinux_put(&s->file, P(2, VM_P_FILESZ), 8, 0);
		vmlinux_put(&s->file, P(3, VM_P_OFFSET), 8, 0);
		vmlinux_put(&s->file, P(3, VM_P_FILESZ), 8, 0x20);
		file = malloc(0x400 + size);
		assert_non_null(file);
		memcpy(file, s->file.data, 0x400 + size);
		s->request.kernel = kx_bytes(file, 0x400 + size);
		err = vet(s, &kernel);
		assert_row("size", err,
			   size > VM_BANNER - 0x400 ? 0 : -KX_E_FORMAT);
		if (!err)
			assert_true(
				kx_bytes_have(s->request.kernel,
					      (u64)(kernel.version.data - file),
					      kernel.version.size));
		free(file);
	}
}

/* A signature need not cover what is outside. */
TEST_WITH(a_plan_depends_on_the_used_bytes_alone)
{
	struct setup *s = *state;
	struct setup *other;
	struct kx_uses uses;
	const char *broken;
	void *others;
	u64 i;

	assert_int_equal(
		kx_plan_uses(&kx_arch_x86_64, s->request.kernel, &uses), 0);
	assert_int_equal(uses.header.start, 0);
	assert_int_equal(uses.header.end, VM_HEADERS);
	assert_int_equal(uses.loaded.start, 0x400);
	assert_int_equal(uses.loaded.end, VM_SIZE);
	assert_true(kx_range_is_empty(uses.payload));
	set_up(&others);
	other = others;
	assert_int_equal(make(s), 0);
	for (i = 0; i < VM_SIZE; i++) {
		if (kx_range_has(uses.header, i) ||
		    kx_range_has(uses.loaded, i))
			continue;
		other->file.data[i] ^= 0xff;
		assert_int_equal(make(other), 0);
		broken = plan_difference(&s->plan, &other->plan);
		if (broken)
			fail_msg("byte %#llx: %s", (unsigned long long)i,
				 broken);
	}
	tear_down(&others);
}

/* A refusal or a plan that keeps its promises: make() looks at it. */
TEST_WITH(each_byte_of_the_headers_may_have_any_value)
{
	struct setup *s = *state;
	u32 made = 0;
	u32 value;
	u64 at;
	u8 was;

	for (at = 0; at < VM_HEADERS; at++) {
		was = s->file.data[at];
		for (value = 0; value < 256; value++) {
			s->file.data[at] = (u8)value;
			if (!make(s))
				made++;
		}
		s->file.data[at] = was;
	}
	assert_true(made > VM_HEADERS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(each_load_is_a_segment_at_its_physical_address),
		WITH(it_is_entered_where_e_entry_says_in_any_load),
		WITH(boot_params_have_a_setup_header),
		WITH(initrds_lie_beside_it),
		WITH(facts_depend_on_the_release),
		WITH(with_5_level_paging_only_a_release_that_has_it_is_entered),
		WITH(each_bad_field_is_refused_with_what_value_and_limit),
		WITH(an_old_ones_own_place_has_to_be_free),
		WITH(it_is_moved_in_steps_of_2_mib_if_its_place_is_taken),
		WITH(one_that_begins_inside_2_mib_is_not_moved),
		WITH(the_command_line_has_linuxs_limit),
		WITH(the_probe_knows_an_executable_for_x86_64_and_nothing_else),
		WITH(kexec_file_load_takes_none),
		WITH(a_banner_ends_with_its_load),
		WITH(a_plan_depends_on_the_used_bytes_alone),
		WITH(each_byte_of_the_headers_may_have_any_value),
	};

	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
