// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Consoles and the firmware's way in, below another root. */
#include "lib/machine/board.h"

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define CONSOLES "/sys/class/tty/console/active"
#define METHOD	 "/proc/device-tree/psci/method"
#define FADT	 "/sys/firmware/acpi/tables/FACP"

static struct kx_arm64_machine read_board(const struct fixture *fixture)
{
	struct kx_arm64_machine machine = { .uart = 1, .psci = KX_PSCI_SMC };

	kxl_board_read(fixture->ctx, &machine);
	return machine;
}

TEST(the_first_pl011_that_is_a_console_is_taken)
{
	static const struct {
		const char *name;
		const char *active;
		u64 uart;
	} rows[] = {
		{ "alone", "ttyAMA0\n", 0x9000000 },
		{ "beside a screen", "tty0 ttyAMA10\n", 0x7e201000 },
		{ "the first", "ttyAMA10 ttyAMA0\n", 0x7e201000 },
		{ "one without an address", "ttyAMA3 ttyAMA0\n", 0x9000000 },
		{ "another kind", "ttyS0\n", 0 },
		{ "no number", "ttyAMA\n", 0 },
		{ "at most four digits", "ttyAMA00001\n", 0x5000 },
		{ "none", "", 0 },
	};
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	fixture_text(&fixture, "/sys/class/tty/ttyAMA0/iomem_base",
		     "0x9000000\n");
	fixture_text(&fixture, "/sys/class/tty/ttyAMA10/iomem_base",
		     "0x7E201000\n");
	fixture_text(&fixture, "/sys/class/tty/ttyAMA0000/iomem_base",
		     "0x5000\n");
	assert_int_equal(read_board(&fixture).uart, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_text(&fixture, CONSOLES, rows[i].active);
		assert_row(rows[i].name, read_board(&fixture).uart,
			   rows[i].uart);
	}
	fixture_free(&fixture);
}

TEST(the_tree_says_how_the_firmware_is_called)
{
	static const struct {
		const char *name;
		const char *method;
		u64 size;
		enum kx_psci psci;
	} rows[] = {
		{ "hvc", "hvc", 4, KX_PSCI_HVC },
		{ "smc", "smc", 4, KX_PSCI_SMC },
		{ "without an end", "hvc", 3, KX_PSCI_NONE },
		{ "longer", "smcs", 5, KX_PSCI_NONE },
		{ "empty", "", 0, KX_PSCI_NONE },
	};
	struct fixture fixture;
	size_t i;

	fixture_make(&fixture);
	assert_int_equal(read_board(&fixture).psci, KX_PSCI_NONE);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_put(&fixture, METHOD,
			    kx_bytes(rows[i].method, rows[i].size));
		assert_row(rows[i].name, read_board(&fixture).psci,
			   rows[i].psci);
	}
	fixture_free(&fixture);
}

TEST(acpi_says_it_as_well)
{
	static const struct {
		const char *name;
		u8 flags;
		enum kx_psci psci;
	} rows[] = {
		{ "no PSCI", 0, KX_PSCI_NONE },
		{ "SMC", 1, KX_PSCI_SMC },
		{ "HVC", 3, KX_PSCI_HVC },
		{ "HVC without PSCI", 2, KX_PSCI_NONE },
	};
	struct fixture fixture;
	u8 table[276] = { 'F', 'A', 'C', 'P' };
	size_t i;

	fixture_make(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		table[129] = rows[i].flags;
		fixture_put(&fixture, FADT, kx_bytes(table, sizeof(table)));
		assert_row(rows[i].name, read_board(&fixture).psci,
			   rows[i].psci);
	}
	fixture_put(&fixture, FADT, kx_bytes(table, 130));
	assert_int_equal(read_board(&fixture).psci, KX_PSCI_NONE);
	/* Where there is a tree it counts. */
	fixture_put(&fixture, METHOD, kx_bytes("smc", 4));
	assert_int_equal(read_board(&fixture).psci, KX_PSCI_SMC);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_pl011_that_is_a_console_is_taken),
		cmocka_unit_test(the_tree_says_how_the_firmware_is_called),
		cmocka_unit_test(acpi_says_it_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
