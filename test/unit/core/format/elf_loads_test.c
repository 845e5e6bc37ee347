// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Headers of ELF executables: what is read, each number that is refused, and
 * every byte of the headers with every value.
 */
#include "core/format/elf_loads.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_vmlinux.h"
#include "test/unit/test.h"

/* A copy that ends where the file ends: a sanitizer sees a byte too many. */
static int read_exact(struct kx_bytes file, struct kx_elf *elf,
		      struct kx_fault *fault)
{
	u8 *copy = malloc(file.size ? file.size : 1);
	int err;

	assert_non_null(copy);
	if (file.size)
		memcpy(copy, file.data, file.size);
	err = kx_elf_read(kx_bytes(copy, file.size),
			  &kx_elf_classes[ELFCLASS64], EM_X86_64, elf, fault);
	free(copy);
	return err;
}

static int read_vmlinux(const struct vmlinux *vmlinux, struct kx_elf *elf)
{
	return read_exact(vmlinux_bytes(vmlinux), elf, NULL);
}

TEST(loads_are_in_the_order_of_their_physical_addresses)
{
	static const u64 starts[] = { VM_START, VM_DATA_START, VM_PERCPU_START,
				      VM_LAST_START };
	struct vmlinux vmlinux;
	struct vmlinux turned;
	struct kx_elf elf;
	u32 turn, i;

	vmlinux_make(&vmlinux);
	for (turn = 0; turn < VM_PROGRAMS; turn++) {
		turned = vmlinux;
		for (i = 0; i < VM_PROGRAMS; i++)
			memcpy(turned.data + vmlinux_program(i, VM_P_TYPE),
			       vmlinux.data +
				       vmlinux_program((i + turn) % VM_PROGRAMS,
						       VM_P_TYPE),
			       VM_PROGRAM_SIZE);
		assert_int_equal(read_vmlinux(&turned, &elf), 0);
		assert_int_equal(elf.nr_loads, 4);
		for (i = 0; i < 4; i++)
			assert_int_equal(elf.loads[i].at.start, starts[i]);
		assert_int_equal(elf.loads[3].at.end, VM_END);
		assert_int_equal(elf.loads[3].size, 0x180);
		assert_int_equal(elf.loads[3].offset, 0x880);
		assert_int_equal(elf.entry, VM_FIRST_ENTRY);
		assert_int_equal(elf.headers_end, VM_HEADERS);
		assert_int_equal(elf.bytes.start, 0x400);
		assert_int_equal(elf.bytes.end, VM_SIZE);
	}
}

TEST(an_address_is_found_by_its_kind)
{
	struct vmlinux vmlinux;
	struct kx_elf elf;

	vmlinux_make(&vmlinux);
	assert_int_equal(read_vmlinux(&vmlinux, &elf), 0);
	assert_ptr_equal(kx_elf_find(&elf, VM_START, false), elf.loads);
	assert_ptr_equal(kx_elf_find(&elf, VM_START + 0x2ff, false), elf.loads);
	assert_null(kx_elf_find(&elf, VM_START + 0x300, false));
	assert_null(kx_elf_find(&elf, VM_START - 1, false));
	/* In memory, and not in the file. */
	assert_null(kx_elf_find(&elf, VM_LAST_START + 0x180, false));
	assert_ptr_equal(kx_elf_find(&elf, 0, true), elf.loads + 2);
	assert_ptr_equal(kx_elf_find(&elf, VM_MAP + VM_LAST_START, true),
			 elf.loads + 3);
	assert_null(kx_elf_find(&elf, VM_MAP + VM_LAST_START, false));
	assert_null(kx_elf_find(&elf, VM_START, true));
}

#define P(number, field) (VM_PROGRAM + (number)*VM_PROGRAM_SIZE + (field))

/* Each is shown to users: what, value and limit. */
static const struct {
	const char *name;
	u64 offset;
	u32 width;
	u64 put;
	int code;
	const char *what;
	u64 value, limit;
} bad_fields[] = {
	{ "no magic", 0, 4, 0, KX_E_FORMAT, "magic", 0, 0x464c457f },
	{ "32-bit", VM_CLASS, 1, 1, KX_E_FORMAT, "EI_CLASS", 1, 2 },
	{ "no class", VM_CLASS, 1, 0, KX_E_FORMAT, "EI_CLASS", 0, 2 },
	{ "big-endian", VM_DATA, 1, 2, KX_E_FORMAT, "EI_DATA", 2, 1 },
	{ "another ELF", VM_IDENT, 1, 2, KX_E_FORMAT, "EI_VERSION", 2, 1 },
	{ "object", VM_TYPE, 2, ET_REL, KX_E_FORMAT, "e_type", 1, 2 },
	{ "core", VM_TYPE, 2, ET_CORE, KX_E_FORMAT, "e_type", 4, 2 },
	{ "arm64", VM_MACHINE, 2, EM_AARCH64, KX_E_FORMAT, "e_machine",
	  EM_AARCH64, EM_X86_64 },
	{ "another version", VM_VERSION, 4, 0, KX_E_FORMAT, "e_version", 0, 1 },
	{ "32-bit program headers", VM_PHENTSIZE, 2, 32, KX_E_HEADER,
	  "e_phentsize", 32, 56 },
	{ "no program headers", VM_PHNUM, 2, 0, KX_E_HEADER, "PT_LOAD", 0, 1 },
	{ "too many", VM_PHNUM, 2, 0xffff, KX_E_TRUNCATED, "e_phoff", VM_SIZE,
	  64 + 0xffff * 56 },
	{ "outside", VM_PHOFF, 8, VM_SIZE - 279, KX_E_TRUNCATED, "e_phoff",
	  VM_SIZE, VM_SIZE + 1 },
	{ "past the last", VM_PHOFF, 8, ~0ULL - 8, KX_E_TRUNCATED, "e_phoff",
	  VM_SIZE, ~0ULL },
	{ "less memory than file", P(0, VM_P_MEMSZ), 8, 0x2ff, KX_E_HEADER,
	  "p_filesz", 0x300, 0x2ff },
	{ "no memory", P(0, VM_P_MEMSZ), 8, 0, KX_E_HEADER, "p_filesz", 0x300,
	  0 },
	{ "a byte past the file", P(3, VM_P_OFFSET), 8, 0x881, KX_E_TRUNCATED,
	  "p_offset", VM_SIZE, VM_SIZE + 1 },
	{ "an offset that wraps", P(3, VM_P_OFFSET), 8, ~0ULL, KX_E_TRUNCATED,
	  "p_offset", VM_SIZE, ~0ULL },
	{ "an address that wraps", P(3, VM_P_PADDR), 8, ~0xfffULL, KX_E_HEADER,
	  "p_memsz", 0x3000, 0xfff },
	{ "all memory", P(3, VM_P_MEMSZ), 8, ~0ULL, KX_E_HEADER, "p_memsz",
	  ~0ULL, ~VM_LAST_START },
	{ "overlap by a byte", P(2, VM_P_MEMSZ), 8, 0x1001, KX_E_HEADER,
	  "p_paddr", VM_LAST_START, VM_LAST_START + 1 },
	{ "the same place", P(1, VM_P_PADDR), 8, VM_START, KX_E_HEADER,
	  "p_paddr", VM_START, VM_START + 0x300 },
};

TEST(each_bad_field_is_refused_with_what_value_and_limit)
{
	struct kx_fault fault;
	struct vmlinux vmlinux;
	struct kx_elf elf = { .entry = 77 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_fields); i++) {
		vmlinux_make(&vmlinux);
		vmlinux_put(&vmlinux, bad_fields[i].offset, bad_fields[i].width,
			    bad_fields[i].put);
		assert_row(bad_fields[i].name,
			   read_exact(vmlinux_bytes(&vmlinux), &elf, &fault),
			   -bad_fields[i].code);
		assert_row(bad_fields[i].name, fault.code, bad_fields[i].code);
		assert_string_equal(fault.what, bad_fields[i].what);
		assert_row(bad_fields[i].name, fault.value,
			   bad_fields[i].value);
		assert_row(bad_fields[i].name, fault.limit,
			   bad_fields[i].limit);
		assert_int_equal(elf.entry, 77);
	}
}

TEST(fields_at_their_bounds_are_taken)
{
	static const struct {
		const char *name;
		u64 offset;
		u32 width;
		u64 put;
	} rows[] = {
		{ "position-independent", VM_TYPE, 2, ET_DYN },
		{ "as much memory as file", P(3, VM_P_MEMSZ), 8, 0x180 },
		{ "up to the next one", P(2, VM_P_MEMSZ), 8, 0x1000 },
		{ "up to the last address", P(3, VM_P_MEMSZ), 8,
		  ~VM_LAST_START },
		{ "no byte in the file", P(3, VM_P_FILESZ), 8, 0 },
		{ "e_ehsize, which is not read", 52, 2, 0 },
		{ "sections outside", 40, 8, ~0ULL },
	};
	struct vmlinux vmlinux;
	struct kx_elf elf;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		vmlinux_make(&vmlinux);
		vmlinux_put(&vmlinux, rows[i].offset, rows[i].width,
			    rows[i].put);
		assert_row(rows[i].name, read_vmlinux(&vmlinux, &elf), 0);
	}
}

TEST(what_takes_no_memory_is_left_out)
{
	struct vmlinux vmlinux;
	struct kx_elf elf;

	vmlinux_make(&vmlinux);
	vmlinux_put(&vmlinux, P(1, VM_P_FILESZ), 8, 0);
	vmlinux_put(&vmlinux, P(1, VM_P_MEMSZ), 8, 0);
	vmlinux_put(&vmlinux, P(1, VM_P_OFFSET), 8, ~0ULL);
	assert_int_equal(read_vmlinux(&vmlinux, &elf), 0);
	assert_int_equal(elf.nr_loads, 3);
}

TEST(memory_without_bytes_has_no_offset)
{
	struct vmlinux vmlinux;
	struct kx_fault fault;
	struct kx_elf elf;
	u32 i;

	vmlinux_make(&vmlinux);
	vmlinux_put(&vmlinux, P(0, VM_P_FILESZ), 8, 0);
	vmlinux_put(&vmlinux, P(0, VM_P_OFFSET), 8, ~0ULL);
	assert_int_equal(read_vmlinux(&vmlinux, &elf), 0);
	assert_int_equal(elf.loads[0].offset, 0);
	assert_int_equal(elf.bytes.start, 0x700);
	for (i = 1; i < 4; i++)
		vmlinux_put(&vmlinux, P(i, VM_P_FILESZ), 8, 0);
	assert_int_equal(read_exact(vmlinux_bytes(&vmlinux), &elf, &fault),
			 -KX_E_HEADER);
	assert_string_equal(fault.what, "p_filesz");
}

TEST(there_may_be_as_many_as_a_kernel_has_pieces)
{
	struct vmlinux vmlinux;
	struct kx_fault fault;
	struct kx_elf elf;
	u32 i;

	vmlinux_make(&vmlinux);
	for (i = 0; i <= KX_PIECES_MAX; i++) {
		vmlinux_put(&vmlinux, P(i, VM_P_TYPE), 4, PT_LOAD);
		vmlinux_put(&vmlinux, P(i, VM_P_OFFSET), 8, 0x700);
		vmlinux_put(&vmlinux, P(i, VM_P_PADDR), 8, VM_END - i * 0x1000);
		vmlinux_put(&vmlinux, P(i, VM_P_FILESZ), 8, 1);
		vmlinux_put(&vmlinux, P(i, VM_P_MEMSZ), 8, 0x1000);
	}
	vmlinux_put(&vmlinux, VM_PHNUM, 2, KX_PIECES_MAX);
	assert_int_equal(read_vmlinux(&vmlinux, &elf), 0);
	assert_int_equal(elf.nr_loads, KX_PIECES_MAX);
	vmlinux_put(&vmlinux, VM_PHNUM, 2, KX_PIECES_MAX + 1);
	assert_int_equal(read_exact(vmlinux_bytes(&vmlinux), &elf, &fault),
			 -KX_E_HEADER);
	assert_string_equal(fault.what, "PT_LOAD");
	assert_int_equal(fault.value, KX_PIECES_MAX + 1);
	assert_int_equal(fault.limit, KX_PIECES_MAX);
}

TEST(a_file_cut_anywhere_is_refused)
{
	struct vmlinux vmlinux;
	struct kx_fault fault;
	struct kx_elf elf;
	int err;
	u64 size;

	vmlinux_make(&vmlinux);
	for (size = 0; size < VM_SIZE; size++) {
		err = read_exact(kx_bytes(vmlinux.data, size), &elf, &fault);
		assert_row("cut", err,
			   size < 4    ? -KX_E_FORMAT
			   : size < 64 ? -KX_E_SHORT
				       : -KX_E_TRUNCATED);
		assert_int_equal(fault.code, -err);
	}
}

/* What comes out is in order and in the file, whatever went in. */
static void expect_sound(const struct kx_elf *elf)
{
	u32 i;

	assert_in_range(elf->nr_loads, 1, KX_PIECES_MAX);
	assert_in_range(elf->headers_end, 64, VM_SIZE);
	assert_true(elf->bytes.start < elf->bytes.end);
	assert_in_range(elf->bytes.end, 1, VM_SIZE);
	for (i = 0; i < elf->nr_loads; i++) {
		const struct kx_elf_load *load = &elf->loads[i];

		assert_true(load->at.start < load->at.end);
		assert_true(load->size <= kx_range_size(load->at));
		assert_true(kx_bytes_have(kx_bytes(NULL, VM_SIZE), load->offset,
					  load->size));
		if (i)
			assert_true(elf->loads[i - 1].at.end <= load->at.start);
	}
}

static void try_file(const struct vmlinux *vmlinux)
{
	struct kx_elf elf = { .nr_loads = 77 };
	struct kx_fault fault = { 0 };
	int err =
		kx_elf_read(vmlinux_bytes(vmlinux), &kx_elf_classes[ELFCLASS64],
			    EM_X86_64, &elf, &fault);

	if (!err) {
		expect_sound(&elf);
		return;
	}
	assert_int_equal(fault.code, -err);
	assert_non_null(fault.what);
	assert_int_equal(elf.nr_loads, 77);
}

TEST(each_byte_of_the_headers_may_have_any_value)
{
	struct vmlinux vmlinux;
	u32 value;
	u64 at;
	u8 was;

	vmlinux_make(&vmlinux);
	for (at = 0; at < VM_HEADERS; at++) {
		was = vmlinux.data[at];
		for (value = 0; value < 256; value++) {
			vmlinux.data[at] = (u8)value;
			try_file(&vmlinux);
		}
		vmlinux.data[at] = was;
	}
}

/* Two fields at once, at numbers where sums and products wrap. */
TEST(two_fields_may_have_any_odd_number)
{
	static const u64 odd[] = { 0,	       1,	  0xfff,
				   0x1000,     VM_SIZE,	  1ULL << 31,
				   1ULL << 63, ~0xfffULL, ~0ULL };
	static const u64 fields[] = {
		VM_ENTRY,	   VM_PHOFF,	      P(0, VM_P_OFFSET),
		P(0, VM_P_PADDR),  P(0, VM_P_FILESZ), P(0, VM_P_MEMSZ),
		P(3, VM_P_OFFSET), P(3, VM_P_PADDR),  P(3, VM_P_FILESZ),
		P(3, VM_P_MEMSZ),
	};
	struct vmlinux vmlinux;
	size_t a, b, i, j;

	for (a = 0; a < ARRAY_SIZE(fields); a++)
		for (b = 0; b < a; b++)
			for (i = 0; i < ARRAY_SIZE(odd) * ARRAY_SIZE(odd);
			     i++) {
				j = i / ARRAY_SIZE(odd);
				vmlinux_make(&vmlinux);
				vmlinux_put(&vmlinux, fields[a], 8,
					    odd[i % ARRAY_SIZE(odd)]);
				vmlinux_put(&vmlinux, fields[b], 8, odd[j]);
				try_file(&vmlinux);
			}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			loads_are_in_the_order_of_their_physical_addresses),
		cmocka_unit_test(an_address_is_found_by_its_kind),
		cmocka_unit_test(
			each_bad_field_is_refused_with_what_value_and_limit),
		cmocka_unit_test(fields_at_their_bounds_are_taken),
		cmocka_unit_test(what_takes_no_memory_is_left_out),
		cmocka_unit_test(memory_without_bytes_has_no_offset),
		cmocka_unit_test(there_may_be_as_many_as_a_kernel_has_pieces),
		cmocka_unit_test(a_file_cut_anywhere_is_refused),
		cmocka_unit_test(each_byte_of_the_headers_may_have_any_value),
		cmocka_unit_test(two_fields_may_have_any_odd_number),
	};

	return cmocka_run_group_tests_name("elf_loads", tests, NULL, NULL);
}
