// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Entry and place of an ELF executable, at their limits. */
#include "core/format/elf_vetting.h"

#include "test/unit/core/format/elf_file_setup.h"

static void read_file(struct setup *s, struct kx_elf_vetting *vetting)
{
	*vetting = (struct kx_elf_vetting){
		.request = &s->request,
		.fault = &s->fault,
		.class = s->file.class,
	};
	assert_int_equal(kx_elf_read(elf_bytes(&s->file), s->file.class,
				     KX_ELF_X86_64, &vetting->elf, NULL),
			 0);
}

TEST_WITH(the_entry_is_physical_or_virtual)
{
	static const struct {
		u64 e_entry;
		u64 entry; /* 0: refused */
	} rows[] = {
		{ ELF_START, ELF_START },
		{ ELF_START - 1, 0 },
		{ ELF_START + 0x1ff, ELF_START + 0x1ff },
		{ ELF_START + 0x200, 0 },
		{ 0x80000000, ELF_DATA_START },
		{ 0x800000ff, ELF_DATA_START + 0xff },
		{ 0x80000100, 0 },
		{ ~0ULL, 0 },
	};
	struct setup *s = *state;
	struct kx_elf_vetting vetting;
	const struct kx_elf_load *load;
	size_t i;

	elf_put_program(&s->file, 1, s->file.class->p_vaddr, 0x80000000);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		elf_put(&s->file, s->file.class->e_entry, rows[i].e_entry);
		read_file(s, &vetting);
		load = NULL;
		assert_row("entry", kx_elf_vet_entry(&vetting, &load),
			   rows[i].entry ? 0 : -KX_E_HEADER);
		if (!rows[i].entry) {
			assert_null(load);
			assert_int_equal(s->fault.value, rows[i].e_entry);
			assert_int_equal(s->fault.limit, ELF_END);
			continue;
		}
		assert_int_equal(vetting.entry, rows[i].entry);
		assert_true(kx_range_has(load->at, rows[i].entry));
	}
}

TEST_WITH(the_place_has_two_ends_and_whole_pages)
{
	static const struct {
		struct kx_range within;
		u64 value; /* 0: it fits */
		u64 limit;
	} rows[] = {
		{ { ELF_START, ELF_END }, 0, 0 },
		{ { 0, ~0ULL }, 0, 0 },
		{ { ELF_START + 1, ELF_END }, ELF_START, ELF_START + 1 },
		{ { ELF_START, ELF_END - 1 }, ELF_END, ELF_END - 1 },
	};
	struct setup *s = *state;
	struct kx_elf_vetting vetting;
	size_t i;

	read_file(s, &vetting);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_row("place", kx_elf_vet_place(&vetting, rows[i].within),
			   rows[i].value ? -KX_E_HEADER : 0);
		if (rows[i].value) {
			assert_int_equal(s->fault.value, rows[i].value);
			assert_int_equal(s->fault.limit, rows[i].limit);
		}
	}
	elf_put_program(&s->file, 1, s->file.class->p_paddr,
			ELF_DATA_START + 1);
	read_file(s, &vetting);
	assert_int_equal(kx_elf_vet_place(&vetting, rows[1].within),
			 -KX_E_HEADER);
	assert_int_equal(s->fault.value, ELF_DATA_START + 1);
	assert_int_equal(s->fault.limit, ELF_DATA_START);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_entry_is_physical_or_virtual),
		WITH(the_place_has_two_ends_and_whole_pages),
	};

	return cmocka_run_group_tests_name("elf_vetting", tests, NULL, NULL);
}
