// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The library's log of a plan, line by line. */
#include "include/libkexec.h"

#include <errno.h>

#include "lib/machine/machine.h"
#include "lib/machine/physical.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

/* The addresses follow from the fixture's files. */
static const char machine_lines[] = "usable memory: 3 ranges\n"
				    "  [0x1000, 0x9fc00) type 1\n"
				    "  [0x100000, 0xa0000000) type 1\n"
				    "  [0xb0000000, 0xc0000000) type 1\n"
				    "firmware's memory map: 3 ranges\n"
				    "  [0x1000, 0x9fc00) type 1\n"
				    "  [0x9fc00, 0x100000) type 2\n"
				    "  [0x100000, 0xc0000000) type 1\n"
				    "ACPI RSDP 0x7fb7e014, EFI ranges 2\n";

static const char crash_lines[] =
	"memory map of the crash kernel: 3 ranges\n"
	"  [0x1000, 0x9fc00) type 1\n"
	"  [0x9fc00, 0x100000) type 2\n"
	"  [0x100000, 0xc0000000) type 1\n"
	"kernel [0x1000000, 0x3830000) at 0xffffffff9c200000, memory mapped at "
	"0xffff88dc80000000\n"
	"plan: entry 0xaff5d000, 5 segments\n"
	"  segment 0 [0xaff61000, 0xb0000000) backup, 0 bytes\n"
	"  segment 1 [0xaff60000, 0xaff61000) elfcorehdr, 0x1c8 bytes\n"
	"  segment 2 [0xaf600000, 0xafe00000) kernel, 0x1000 bytes\n"
	"  segment 3 [0xaff5e000, 0xaff60000) boot data, 0x1110 bytes\n";

TEST(a_machine_is_logged_with_its_numbers)
{
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_efi(&fixture);
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_string_equal(fixture.log, machine_lines);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(a_plan_of_a_crash_kernel_is_logged_with_its_numbers)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	char want[1024];
	size_t size;

	fixture_make_crash(&fixture);
	fixture_efi(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_KEEP_PACKED), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	size = (size_t)snprintf(want, sizeof(want),
				"open kernel: %s, 0x1800 bytes\n%s%s",
				fixture.kernel, machine_lines, crash_lines);
	/*
	 * The last segment is the purgatory, whose size depends on the
	 * compiler.
	 */
	assert_memory_equal(fixture.log, want, size);
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(memory_that_can_not_be_read_is_logged)
{
	struct kxl_physical physical;
	struct fixture fixture;

	fixture_make(&fixture);
	kxl_physical_open(fixture.ctx, &physical);
	kxl_physical_close(&physical);
	assert_string_equal(fixture.log, "no /dev/mem\nno /proc/kcore\n");
	fixture.log[0] = '\0';
	fixture_text(&fixture, "/dev/mem", "x");
	fixture_kcore(&fixture);
	kxl_physical_open(fixture.ctx, &physical);
	kxl_physical_close(&physical);
	assert_string_equal(fixture.log, "");
	fixture_free(&fixture);
}

TEST(a_dump_without_vmcoreinfo_is_a_warning)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	fixture_remove(&fixture, "/sys/kernel/vmcoreinfo");
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_non_null(
		strstr(fixture.log,
		       "\nwarning: /sys/kernel/vmcoreinfo is missing: the dump "
		       "can't be filtered, and its kernel log not be found, "
		       "without a vmlinux that has debug information\n"));
	kexec_image_close(image);
	fixture_free(&fixture);
}

TEST(memory_that_is_hidden_or_not_there_has_its_sentence)
{
	static const struct {
		const char *iomem;
		int errnum;
		const char *text;
	} rows[] = {
		{ "00000000-00000000 : System RAM\n", EPERM,
		  "read /proc/iomem: all addresses read zero: they are hidden "
		  "from users; run as root, outside of containers" },
		{ "00000000-000fffff : Reserved\n", ENODATA,
		  "read /proc/iomem: lists no System RAM; is it this "
		  "machine's?" },
	};
	struct kxl_machine machine;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/proc/iomem", rows[i].iomem);
		assert_row(rows[i].text,
			   kxl_machine_read(fixture.ctx, &machine),
			   -rows[i].errnum);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->text,
				    rows[i].text);
		fixture_free(&fixture);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_is_logged_with_its_numbers),
		cmocka_unit_test(
			a_plan_of_a_crash_kernel_is_logged_with_its_numbers),
		cmocka_unit_test(memory_that_can_not_be_read_is_logged),
		cmocka_unit_test(a_dump_without_vmcoreinfo_is_a_warning),
		cmocka_unit_test(
			memory_that_is_hidden_or_not_there_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
