// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Tables of GICv3's LPIs, in the kernel's log. */
#include "lib/machine/gic.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define FIRST "6,0,0,-;Booting Linux on physical CPU 0x0000000000\n"
/* Debian's 6.1 on QEMU's virt machine. */
#define PROPERTY \
	"6,90,0,-;GICv3: using LPI property table @0x00000000421a0000\n"
#define PENDING \
	"6,91,0,-;GICv3: CPU0: using allocated LPI pending table @0x00000000421b0000\n"
#define INTERRUPTS "           CPU0\n 10:  1  GICv3  27 Level     arch_timer\n"

TEST(only_the_kernels_own_records_count)
{
	static const struct {
		const char *record;
		u64 start; /* 0: no table */
	} rows[] = {
		{ "6,90,0,-;GICv3: using LPI property table @0x421a0000",
		  0x421a0000 },
		{ "4,9,7,-,caller=T1;GICv3: CPU1: using reserved LPI pending "
		  "table @0x00000000421c0000",
		  0x421c0000 },
		/* Written by a program: facility 1. */
		{ "14,90,0,-;GICv3: using LPI property table @0x421a0000", 0 },
		{ "6,90,0,-;x: GICv3: using LPI property table @0x421a0000",
		  0 },
		{ "6,90,0,-;GICv3: using LPI property table @421a0000", 0 },
		{ "6,90,0,-;GICv3: using LPI property table @0x", 0 },
		/* It would wrap. */
		{ "6,90,0,-;GICv3: using LPI property table "
		  "@0xffffffffffff8000",
		  0 },
		{ "6,90,0,-;GICv3: 224 SPIs implemented", 0 },
		{ " SUBSYSTEM=GICv3: using LPI property table @0x421a0000", 0 },
		{ "6,90,0,-", 0 },
		{ "6", 0 },
		{ "", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kx_range table = { 0, 0 };

		assert_row(rows[i].record,
			   kxl_gic_line(view(rows[i].record), &table),
			   rows[i].start != 0);
		assert_row(rows[i].record, table.start, rows[i].start);
		assert_row(rows[i].record, table.end,
			   rows[i].start ? rows[i].start + 0x10000 : 0);
	}
}

TEST(tables_are_found_once_each)
{
	struct fixture fixture;
	struct kxl_gic gic;

	fixture_make(&fixture);
	fixture_text(&fixture, "/dev/kmsg", FIRST PROPERTY PENDING PROPERTY);
	fixture_text(&fixture, "/proc/interrupts", INTERRUPTS);
	assert_int_equal(kxl_gic_read(fixture.ctx, &gic), 0);
	assert_int_equal(gic.count, 2);
	assert_int_equal(gic.tables[0].start, 0x421a0000);
	assert_int_equal(gic.tables[1].start, 0x421b0000);
	assert_int_equal(gic.tables[1].end, 0x421c0000);
	kxl_gic_warn(fixture.ctx, &gic);
	assert_null(strstr(fixture.log, "has lost its beginning"));
	kxl_gic_free(&gic);
	assert_int_equal(gic.count, 0);
	fixture_free(&fixture);
}

TEST(with_uefi_they_are_kept_by_its_table)
{
	struct fixture fixture;
	struct kxl_gic gic;

	fixture_make(&fixture);
	fixture_text(&fixture, "/dev/kmsg", FIRST PROPERTY PENDING);
	fixture_text(&fixture, "/sys/firmware/efi/fw_platform_size", "64\n");
	assert_int_equal(kxl_gic_read(fixture.ctx, &gic), 0);
	assert_int_equal(gic.count, 0);
	fixture_free(&fixture);
}

TEST(what_the_log_has_lost_is_warned_about)
{
	static const struct {
		const char *log; /* NULL: none */
		const char *interrupts;
		bool is_warned;
	} rows[] = {
		{ "6,500,0,-;later\n", INTERRUPTS, true },
		{ NULL, INTERRUPTS, true },
		{ "", INTERRUPTS, true },
		/* A controller of another kind, and one without an ITS. */
		{ "6,500,0,-;later\n", " 10:  1  GICv2  27 Level x\n", false },
		{ FIRST "6,1,0,-;later\n", INTERRUPTS, false },
		/* Another CPU came up later. */
		{ PENDING, INTERRUPTS, true },
		/* The part that counts is there. */
		{ PROPERTY PENDING, INTERRUPTS, false },
	};
	struct fixture fixture;
	struct kxl_gic gic;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make(&fixture);
		if (rows[i].log)
			fixture_text(&fixture, "/dev/kmsg", rows[i].log);
		fixture_text(&fixture, "/proc/interrupts", rows[i].interrupts);
		assert_int_equal(kxl_gic_read(fixture.ctx, &gic), 0);
		assert_null(strstr(fixture.log, "has lost its beginning"));
		kxl_gic_warn(fixture.ctx, &gic);
		assert_row(rows[i].log,
			   strstr(fixture.log, "has lost its beginning") !=
				   NULL,
			   rows[i].is_warned);
		kxl_gic_free(&gic);
		fixture_free(&fixture);
	}
}

/* Before a few reads, as by a signal. */
static int interruptions;

ssize_t read(int fd, void *buffer, size_t size)
{
	if (interruptions) {
		interruptions--;
		errno = EINTR;
		return -1;
	}
	return syscall(SYS_read, fd, buffer, size);
}

TEST(a_signal_is_not_the_end_of_the_log)
{
	struct fixture fixture;
	struct kxl_gic gic;

	fixture_make(&fixture);
	fixture_text(&fixture, "/dev/kmsg", FIRST PROPERTY);
	interruptions = 3;
	assert_int_equal(kxl_gic_read(fixture.ctx, &gic), 0);
	assert_int_equal(interruptions, 0);
	assert_int_equal(gic.count, 1);
	kxl_gic_free(&gic);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_kernels_own_records_count),
		cmocka_unit_test(tables_are_found_once_each),
		cmocka_unit_test(with_uefi_they_are_kept_by_its_table),
		cmocka_unit_test(what_the_log_has_lost_is_warned_about),
		cmocka_unit_test(a_signal_is_not_the_end_of_the_log),
	};

	return cmocka_run_group_tests_name("gic", tests, NULL, NULL);
}
