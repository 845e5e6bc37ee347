// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Machines with a BIOS and without, below a root directory. */
#include "lib/machine/bios.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define VIDEO	 0x10
#define SERVICES 0x15
#define KEYBOARD 0x16

/* Linux has the first page in no map: it is read in /dev/mem. */
static void put_vectors(const struct fixture *fixture, u32 empty)
{
	static u8 mem[0x1000];
	u32 i;

	for (i = 0; i < 256; i++)
		kx_write_le32(mem + (size_t)i * 4,
			      i == empty ? 0 : 0xf000e000 + i);
	fixture_put(fixture, "/dev/mem", kx_bytes(mem, sizeof(mem)));
}

TEST(a_vector_of_zeroes_is_no_service)
{
	static const struct {
		u32 empty;
		bool lacks;
	} rows[] = {
		{ 0, false },	    { VIDEO, true }, { SERVICES, true },
		{ KEYBOARD, true }, { 0x0f, false }, { 0x11, false },
		{ 0x14, false },    { 0x17, false }, { 0xff, false },
	};
	const struct kx_machine machine = { 0 };
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put_vectors(&fixture, rows[i].empty);
		assert_int_equal(kxl_lacks_bios(fixture.ctx, &machine),
				 rows[i].lacks);
	}
	fixture_free(&fixture);
}

TEST(memory_that_cannot_be_read_may_have_a_bios)
{
	const struct kx_machine machine = { 0 };
	struct fixture fixture;

	fixture_make(&fixture);
	assert_false(kxl_lacks_bios(fixture.ctx, &machine));
	/* It ends before the last of the three, or in it. */
	fixture_text(&fixture, "/dev/mem", "12345678");
	assert_false(kxl_lacks_bios(fixture.ctx, &machine));
	fixture_free(&fixture);
}

TEST(uefi_leaves_no_bios)
{
	static u8 boot_params[4096];
	struct kx_machine machine = { 0 };
	struct fixture fixture;

	fixture_make(&fixture);
	put_vectors(&fixture, 0);
	machine.x86.boot_params = kx_bytes(boot_params, sizeof(boot_params));
	assert_false(kxl_lacks_bios(fixture.ctx, &machine));
	/* With noefi there is no folder, but the signature is there. */
	memcpy(boot_params + 0x1c0, "EL64", 4);
	assert_true(kxl_lacks_bios(fixture.ctx, &machine));
	/* A kernel before this one may have dropped it. */
	machine.x86.boot_params = kx_bytes(NULL, 0);
	assert_false(kxl_lacks_bios(fixture.ctx, &machine));
	fixture_text(&fixture, "/sys/firmware/efi/fw_platform_size", "64\n");
	assert_true(kxl_lacks_bios(fixture.ctx, &machine));
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vector_of_zeroes_is_no_service),
		cmocka_unit_test(memory_that_cannot_be_read_may_have_a_bios),
		cmocka_unit_test(uefi_leaves_no_bios),
	};

	return cmocka_run_group_tests_name("bios", tests, NULL, NULL);
}
