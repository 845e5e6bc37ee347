// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory for crash kernels: present, missing, unusual. */
#include "lib/machine/reserved.h"

#include <errno.h>
#include <sys/stat.h>

#include "lib/machine/file.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

static const char *name_of(const struct fixture *fixture)
{
	return kexec_ctx_error(fixture->ctx)->name;
}

static const char *advice_of(const struct fixture *fixture)
{
	return kexec_ctx_error(fixture->ctx)->advice;
}

TEST(a_missing_region_says_how_to_get_one)
{
	struct kxl_reserved reserved = { { 7, 7 }, { 7, 7 } };
	struct fixture fixture;

	fixture_make_pc(&fixture);
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved),
			 -EADDRNOTAVAIL);
	assert_string_equal(name_of(&fixture), "no-crash-region");
	assert_non_null(strstr(advice_of(&fixture), "boot with crashkernel="));
	fixture_text(&fixture, "/proc/cmdline", "quiet crashkernel=256M\n");
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved),
			 -EADDRNOTAVAIL);
	assert_non_null(strstr(advice_of(&fixture), "says why that failed"));
	fixture_text(&fixture, "/sys/module/kexec/refcnt", "0\n");
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved),
			 -EADDRNOTAVAIL);
	assert_non_null(strstr(advice_of(&fixture), "unload kexec.ko"));
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved), -EPERM);
	assert_string_equal(name_of(&fixture), "machine");
	assert_int_equal(reserved.region.start, 7);
	fixture_free(&fixture);
}

#define LOADED "/sys/kernel/kexec_loaded"
#define CRASH  "/sys/kernel/kexec_crash_loaded"
#define MODULE "/sys/module/kexec/refcnt"

/* What the running kernel shows. */
struct running {
	const char *name;
	const char *cpuinfo;
	const char *files[4]; /* end with NULL */
	const char *advice;
};

static void check_advice(const struct running *running)
{
	struct kxl_reserved reserved;
	struct fixture fixture;
	unsigned int i;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/proc/cpuinfo", running->cpuinfo);
	for (i = 0; running->files[i]; i++)
		fixture_text(&fixture, running->files[i], "0\n");
	/* Its architecture is looked for again. */
	assert_int_equal(kexec_ctx_set_root(fixture.ctx, fixture.dir), 0);
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved),
			 -EADDRNOTAVAIL);
	assert_string_equal(name_of(&fixture), "no-crash-region");
	if (!strstr(advice_of(&fixture), running->advice))
		fail_msg("%s: %s", running->name, advice_of(&fixture));
	fixture_free(&fixture);
}

TEST(it_says_what_helps_on_this_kernel)
{
	static const char pc[] = "flags\t\t: fpu lm\n";
	static const char arm64[] = "CPU implementer\t: 0x41\n";
	static const struct running rows[] = {
		{ "PC: kexec.ko can be loaded", pc, { NULL }, "insmod" },
		{ "PC: kexec.ko", pc, { LOADED, CRASH, MODULE }, "unload" },
		{ "PC: no CONFIG_CRASH_DUMP", pc, { LOADED }, "CRASH_DUMP" },
		{ "PC: crash kernels", pc, { LOADED, CRASH }, "boot with" },
		{ "arm64: kexec.ko can be loaded", arm64, { NULL }, "insmod" },
		{ "arm64: kexec.ko",
		  arm64,
		  { LOADED, CRASH, MODULE },
		  "unload" },
		{ "arm64: no CONFIG_CRASH_DUMP",
		  arm64,
		  { LOADED },
		  "CRASH_DUMP" },
		{ "arm64: crash kernels",
		  arm64,
		  { LOADED, CRASH },
		  "boot with crashkernel=256M" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_advice(&rows[i]);
}

TEST(only_the_region_stays_usable)
{
	struct kxl_reserved reserved;
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(kxl_reserved_read(fixture.ctx, &reserved), 0);
	assert_int_equal(kxl_reserved_apply(fixture.ctx, &reserved, &machine),
			 0);
	assert_int_equal(machine.facts.usable.count, 1);
	assert_int_equal(machine.facts.usable.entries[0].range.start,
			 0xa0000000);
	assert_int_equal(machine.facts.usable.entries[0].range.end, 0xb0000000);
	assert_true(machine.facts.limits.is_crash);
	assert_int_equal(machine.facts.limits.crash.start, 0xa0000000);
	/* The next kernel gets the firmware's whole map. */
	assert_int_equal(machine.facts.firmware.count, 3);
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(odd_regions_are_told_apart)
{
	static const struct {
		struct kx_range region;
		int err;
		const char *name;
		struct kx_range usable;
	} rows[] = {
		{ { 0x10000000, 0x20000000 },
		  0,
		  "",
		  { 0x10000000, 0x20000000 } },
		{ { 0x10000001, 0x1fffffff },
		  0,
		  "",
		  { 0x10001000, 0x1ffff000 } },
		{ { 0x10000001, 0x10001fff },
		  -EADDRNOTAVAIL,
		  "crash-region-small",
		  { 0, 0 } },
		{ { 0x10000, 0x10001 },
		  -EADDRNOTAVAIL,
		  "crash-region-small",
		  { 0, 0 } },
		{ { UINT64_MAX - 2, UINT64_MAX },
		  -EADDRNOTAVAIL,
		  "crash-region-high",
		  { 0, 0 } },
		{ { 1ULL << 46, (1ULL << 46) + 0x1000 },
		  -EADDRNOTAVAIL,
		  "crash-region-high",
		  { 0, 0 } },
	};
	struct kxl_reserved reserved = { 0 };
	struct kxl_machine machine;
	struct kx_range usable;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		reserved.region = rows[i].region;
		assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
		assert_row(rows[i].name,
			   kxl_reserved_apply(fixture.ctx, &reserved, &machine),
			   rows[i].err);
		assert_string_equal(name_of(&fixture), rows[i].name);
		usable = machine.facts.usable.entries[0].range;
		if (!rows[i].err)
			assert_memory_equal(&usable, &rows[i].usable,
					    sizeof(usable));
		kxl_machine_free(&machine);
		fixture_free(&fixture);
	}
}

TEST(a_region_above_4_gib_wants_one_below)
{
	struct kxl_reserved reserved = {
		.region = { 0x100000000, 0x110000000 },
		.low = { 0xa0000000, 0xa8000000 },
	};
	struct kxl_machine machine;
	struct fixture fixture;

	fixture_make_crash(&fixture);
	assert_int_equal(kxl_machine_read(fixture.ctx, &machine), 0);
	assert_int_equal(kxl_reserved_apply(fixture.ctx, &reserved, &machine),
			 0);
	assert_null(strstr(fixture.log, "warning: "));
	/* There is no memory below. */
	reserved.low = (struct kx_range){ 0, 0 };
	assert_int_equal(machine.facts.usable.entries[0].range.start,
			 0x100000000);
	assert_int_equal(kxl_reserved_apply(fixture.ctx, &reserved, &machine),
			 0);
	assert_null(strstr(fixture.log, "warning: "));
	machine.facts.usable.entries[0].range.start = 0x100000;
	assert_int_equal(kxl_reserved_apply(fixture.ctx, &reserved, &machine),
			 0);
	assert_non_null(strstr(fixture.log, "lies above 4 GiB"));
	kxl_machine_free(&machine);
	fixture_free(&fixture);
}

TEST(the_size_is_the_regions_or_what_the_kernel_says)
{
	struct fixture fixture;
	uint64_t bytes = 7;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_crash_size", "42\n");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), 0);
	assert_int_equal(bytes, 0x10000000);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), 0);
	assert_int_equal(bytes, 42);
	fixture_remove(&fixture, "/sys/kernel/kexec_crash_size");
	fixture_text(&fixture, "/sys/kernel/kexec/crash_size", "43\n");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), 0);
	assert_int_equal(bytes, 43);
	fixture_text(&fixture, "/sys/kernel/kexec/crash_size", "x\n");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), -EPERM);
	assert_int_equal(bytes, 43);
	/* It has no crash kernels, or does not show it. */
	fixture_remove(&fixture, "/sys/kernel/kexec/crash_size");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), 0);
	assert_int_equal(bytes, 0);
	fixture_free(&fixture);

	fixture_make(&fixture);
	fixture_text(&fixture, "/proc/iomem", "0-0 : System RAM\n");
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), -EPERM);
	fixture_free(&fixture);

	fixture_make_pc(&fixture);
	assert_int_equal(kexec_crash_size(fixture.ctx, &bytes), 0);
	assert_int_equal(bytes, 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_region_says_how_to_get_one),
		cmocka_unit_test(it_says_what_helps_on_this_kernel),
		cmocka_unit_test(only_the_region_stays_usable),
		cmocka_unit_test(odd_regions_are_told_apart),
		cmocka_unit_test(a_region_above_4_gib_wants_one_below),
		cmocka_unit_test(
			the_size_is_the_regions_or_what_the_kernel_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
