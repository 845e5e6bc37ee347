// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Boot data whose parts fill their room to the last byte. */
#include "core/arch/x86_64_boot_data.h"

#include "test/unit/core/format/bzimage_setup.h"

#define ENTRIES	    200 /* more than boot_params can hold */
#define LINE_MAX    60
#define TAKES_EFI   0x33 /* xloadflags: as the standard image, EFI_KEXEC */
#define RETURN_ROOM 41	 /* "kexec_jump_back_entry=0x", 16 digits, a space */

struct bounds {
	struct setup s; /* first, so that bzimage_setup.h can use it */
	struct kx_memory firmware[ENTRIES];
	u8 old_params[KX_BOOT_PARAMS_SIZE];
};

/* The RAM of the test machine, and reserved pages above it. */
static int set_up_bounds(void **state)
{
	struct bounds *b = calloc(1, sizeof(*b));
	struct kx_machine *machine;
	u32 i;

	assert_non_null(b);
	bzimage_make(&b->s.image);
	test_machine_make(&b->s.test);
	b->s.request =
		test_machine_request(&b->s.test, bzimage_bytes(&b->s.image));
	machine = &b->s.test.machine;
	memcpy(b->firmware, machine->firmware.entries,
	       machine->firmware.count * sizeof(b->firmware[0]));
	for (i = machine->firmware.count; i < ENTRIES; i++)
		b->firmware[i] = (struct kx_memory){
			{ (i + 8) * TEST_GIB, (i + 8) * TEST_GIB + TEST_PAGE },
			KX_MEM_RESERVED,
		};
	machine->firmware = (struct kx_memmap){ b->firmware, ENTRIES, ENTRIES };
	machine->x86.boot_params =
		kx_bytes(b->old_params, sizeof(b->old_params));
	machine->rng_seed = kx_bytes("seed", 4);
	*state = b;
	return 0;
}

#define WITH_BOUNDS(sentence) \
	cmocka_unit_test_setup_teardown(sentence, set_up_bounds, tear_down)

static const struct kx_segment *find_boot_data(const struct setup *s)
{
	u32 i;

	for (i = 0; i < s->plan.count; i++)
		if (!strcmp(kx_part_name(s->plan.parts[i]), "boot data"))
			return &s->plan.segments[i];
	fail_msg("no boot data");
	return NULL;
}

/* The length that a kernel reads: from cmd_line_ptr to the first NUL. */
static size_t length_at_cmd_line_ptr(const struct setup *s)
{
	const struct kx_segment *segment = find_boot_data(s);
	const u8 *bytes = segment->buf;
	const struct kx_bytes params =
		kx_bytes(bytes + KX_BOOT_PARAMS_SIZE, KX_BOOT_PARAMS_SIZE);
	u32 high = 0;
	u32 low = 0;
	u64 at;

	assert_int_equal(kx_read_le32(params, 0x0c8, &high), 0);
	assert_int_equal(kx_read_le32(params, 0x228, &low), 0);
	at = ((u64)high << 32 | low) - segment->mem;
	assert_true(at < segment->bufsz);
	return strnlen((const char *)bytes + at, segment->bufsz - at);
}

/* The list of setup_data follows the command line, aligned to 16. */
TEST_WITH(a_line_of_any_length_ends_before_what_follows_it)
{
	static const u8 map[48] = { 1 };
	struct bounds *b = *state;
	struct setup *s = &b->s;
	char line[LINE_MAX];
	u32 size;

	memset(line, 'x', sizeof(line));
	s->test.machine.efi.memmap = kx_bytes(map, sizeof(map));
	s->test.machine.efi.desc_size = sizeof(map);
	bzimage_put(&s->image, BZ_XLOADFLAGS, 2, TAKES_EFI);
	bzimage_seal(&s->image);
	for (size = 0; size < LINE_MAX; size++) {
		s->request.cmdline = kx_bytes(line, size);
		s->request.purpose = KX_PURPOSE_NORMAL;
		s->request.within.end = ~0ULL;
		assert_int_equal(make(s), 0);
		assert_int_equal(length_at_cmd_line_ptr(s), size);
		s->request.purpose = KX_PURPOSE_RETURNING;
		s->request.within.end = TEST_GIB;
		assert_int_equal(make(s), 0);
		assert_int_equal(length_at_cmd_line_ptr(s), RETURN_ROOM + size);
	}
}

TEST_WITH(old_memory_sizes_are_exact_up_to_their_limits)
{
	static const struct {
		const char *name;
		u64 kib, ext_mem_k, alt_mem_k;
	} rows[] = {
		{ "1 KiB less than 63 MiB", 0xfbff, 0xfbff, 0xfbff },
		{ "63 MiB", 0xfc00, 0xfc00, 0xfc00 },
		{ "1 KiB more", 0xfc01, 0xfc00, 0xfc01 },
		{ "one less than 32 bits", 0xfffffffe, 0xfc00, 0xfffffffe },
		{ "32 bits", 0xffffffff, 0xfc00, 0xffffffff },
		{ "one more than 32 bits", 0x100000000, 0xfc00, 0xffffffff },
	};
	const struct kx_boot_data data = { .setup_header = kx_bytes("", 0),
					   .within = { TEST_MIB, ~0ULL } };
	struct bounds *b = *state;
	struct setup *s = &b->s;
	struct kx_memory ram = { { TEST_MIB, 0 }, KX_MEM_RAM };
	size_t i;

	s->test.machine.firmware = (struct kx_memmap){ &ram, 1, 1 };
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ram.range.end = TEST_MIB + rows[i].kib * 1024;
		s->plan.count = 0;
		s->test.arena.used = 0;
		assert_row(rows[i].name,
			   kx_boot_data_add(&s->request, &data, &s->plan, NULL),
			   0);
		assert_row(rows[i].name, param(s, 0x002, 2), rows[i].ext_mem_k);
		assert_row(rows[i].name, param(s, 0x1e0, 4), rows[i].alt_mem_k);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_BOUNDS(a_line_of_any_length_ends_before_what_follows_it),
		WITH_BOUNDS(old_memory_sizes_are_exact_up_to_their_limits),
	};

	return cmocka_run_group_tests_name("x86_64_bounds", tests, NULL, NULL);
}
