// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Facts for a dump, found and missing. */
#include "lib/machine/dump.h"

#include <errno.h>

#include "lib/machine/reserved.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/test.h"

#define CPU "/sys/devices/system/cpu"
#define CMA "/sys/kernel/kexec_crash_cma_ranges"

static const struct kxl_dump_wish plain;

/* Machine and region are the fixture's; only the dump varies. */
static int read_dump(struct fixture *fixture, const struct kxl_dump_wish *wish,
		     struct kxl_dump *dump)
{
	struct kxl_reserved reserved = { 0 };
	struct kxl_machine machine;
	int err;

	assert_int_equal(kxl_machine_read(fixture->ctx, &machine), 0);
	assert_int_equal(kxl_reserved_read(fixture->ctx, &reserved), 0);
	err = kxl_dump_read(fixture->ctx, wish, &machine, &reserved, dump);
	kxl_machine_free(&machine);
	return err;
}

TEST(a_machine_with_crash_kernels_shows_all_of_it)
{
	const struct kx_elfcore *elfcore;
	struct fixture fixture;
	struct kxl_dump dump;

	fixture_make_crash(&fixture);
	assert_int_equal(read_dump(&fixture, &plain, &dump), 0);
	elfcore = &dump.facts.elfcore;
	assert_false(elfcore->is_32bit);
	assert_int_equal(elfcore->memory->count, 3);
	assert_int_equal(elfcore->memory->entries[1].range.end, 0xa0000000);
	assert_int_equal(elfcore->memory->entries[2].range.start, 0xb0000000);
	/* Two other CPUs are possible but not present. */
	assert_int_equal(elfcore->nr_notes, 2);
	assert_int_equal(elfcore->notes[0].start, 0xbe639400);
	assert_int_equal(elfcore->notes[1].end, 0xbe739400 + 368);
	assert_int_equal(elfcore->vmcoreinfo.start, 0x11e8000);
	assert_int_equal(kx_range_size(elfcore->vmcoreinfo), 0x1024);
	assert_int_equal(elfcore->text_va, 0xffffffff9c200000);
	assert_int_equal(elfcore->text.start, 0x1000000);
	assert_int_equal(elfcore->page_offset, 0xffff88dc80000000);
	/* The plan sets it. */
	assert_true(kx_range_is_empty(elfcore->backup));
	assert_int_equal(dump.facts.elfcorehdr_room, 0);
	assert_int_equal(dump.facts.on_damage, KX_DAMAGE_REBOOT);
	assert_null(strstr(fixture.log, "warning: "));
	kxl_dump_free(&dump);
	fixture_free(&fixture);
}

/* Memory of "crashkernel=SIZE,cma": for the crash kernel, not dumped. */
TEST(cma_is_the_crash_kernels_and_not_dumped)
{
	const struct kx_memmap *memory;
	struct fixture fixture;
	struct kxl_dump dump;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, CMA, "10000000-1fffffff\n30000000-37ffffff\n");
	assert_int_equal(read_dump(&fixture, &plain, &dump), 0);
	assert_int_equal(dump.facts.cma[0].start, 0x10000000);
	assert_int_equal(dump.facts.cma[0].end, 0x20000000);
	assert_int_equal(dump.facts.cma[1].end, 0x38000000);
	assert_true(kx_range_is_empty(dump.facts.cma[2]));
	memory = dump.facts.elfcore.memory;
	assert_int_equal(memory->count, 5);
	assert_int_equal(memory->entries[1].range.end, 0x10000000);
	assert_int_equal(memory->entries[2].range.start, 0x20000000);
	assert_int_equal(memory->entries[2].range.end, 0x30000000);
	assert_int_equal(memory->entries[3].range.start, 0x38000000);
	kxl_dump_free(&dump);
	/* No such memory is reserved. */
	fixture_text(&fixture, CMA, "");
	assert_int_equal(read_dump(&fixture, &plain, &dump), 0);
	assert_int_equal(dump.facts.elfcore.memory->count, 3);
	kxl_dump_free(&dump);
	fixture_free(&fixture);
}

TEST(wishes_come_true)
{
	const struct kxl_dump_wish wish = {
		.is_32bit = true,
		.is_hotplug = true,
		.on_damage = KX_DAMAGE_HALT,
	};
	struct fixture fixture;
	struct kxl_dump dump;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, "/sys/kernel/crash_elfcorehdr_size", "524288\n");
	assert_int_equal(read_dump(&fixture, &wish, &dump), 0);
	assert_true(dump.facts.elfcore.is_32bit);
	assert_int_equal(dump.facts.elfcorehdr_room, 524288);
	assert_int_equal(dump.facts.on_damage, KX_DAMAGE_HALT);
	kxl_dump_free(&dump);
	/* kexec-tools reads seven digits at most. */
	fixture_text(&fixture, "/sys/kernel/crash_elfcorehdr_size",
		     "123456789\n");
	assert_int_equal(read_dump(&fixture, &wish, &dump), 0);
	assert_int_equal(dump.facts.elfcorehdr_room, 123456789);
	kxl_dump_free(&dump);
	/* Updates were not requested. */
	assert_int_equal(read_dump(&fixture, &plain, &dump), 0);
	assert_int_equal(dump.facts.elfcorehdr_room, 0);
	kxl_dump_free(&dump);
	fixture_free(&fixture);
}

TEST(what_a_dump_can_do_without_is_warned_about)
{
	const struct kxl_dump_wish wish = { .is_hotplug = true };
	struct fixture fixture;
	struct kxl_dump dump;

	fixture_make_crash(&fixture);
	fixture_remove(&fixture, "/sys/kernel/vmcoreinfo");
	fixture_remove(&fixture, CPU "/cpu0/crash_notes");
	fixture_remove(&fixture, CPU "/cpu2/crash_notes");
	assert_int_equal(read_dump(&fixture, &wish, &dump), 0);
	assert_int_equal(dump.facts.elfcore.nr_notes, 0);
	assert_true(kx_range_is_empty(dump.facts.elfcore.vmcoreinfo));
	assert_int_equal(dump.facts.elfcorehdr_room, 0);
	assert_non_null(strstr(fixture.log, "warning: no CPU has crash_notes"));
	assert_non_null(
		strstr(fixture.log, "warning: /sys/kernel/vmcoreinfo is"));
	assert_non_null(strstr(fixture.log, "warning: this kernel (before"));
	kxl_dump_free(&dump);
	fixture_free(&fixture);
}

TEST(any_number_of_cpus_is_read)
{
	struct fixture fixture;
	struct kxl_dump dump;
	char path[96];
	char text[32];
	unsigned int i;

	fixture_make_crash(&fixture);
	fixture_text(&fixture, CPU "/possible", "0-149,200,65535\n");
	for (i = 0; i < 150; i++) {
		snprintf(path, sizeof(path), CPU "/cpu%u/crash_notes", i);
		snprintf(text, sizeof(text), "%x\n", 0x1000 * (i + 1));
		fixture_text(&fixture, path, text);
		snprintf(path, sizeof(path), CPU "/cpu%u/crash_notes_size", i);
		fixture_text(&fixture, path, "368\n");
	}
	fixture_text(&fixture, CPU "/cpu65535/crash_notes", "9000\n");
	fixture_text(&fixture, CPU "/cpu65535/crash_notes_size", "368\n");
	assert_int_equal(read_dump(&fixture, &plain, &dump), 0);
	assert_int_equal(dump.facts.elfcore.nr_notes, 151);
	assert_int_equal(dump.facts.elfcore.notes[149].start, 150 * 0x1000);
	assert_int_equal(dump.facts.elfcore.notes[150].start, 0x9000);
	kxl_dump_free(&dump);
	fixture_free(&fixture);
}

TEST(garbage_is_an_error_that_names_the_file)
{
	static const struct {
		const char *path;
		const char *text; /* NULL: removed */
		int err;
	} rows[] = {
		{ CPU "/possible", NULL, -ENOENT },
		{ CPU "/possible", "0-65536\n", -EBADMSG },
		{ CPU "/cpu0/crash_notes", "zz\n", -EBADMSG },
		{ CPU "/cpu2/crash_notes_size", NULL, -ENOENT },
		{ CPU "/cpu2/crash_notes_size", "18446744073709551615\n",
		  -EBADMSG },
		{ "/sys/kernel/vmcoreinfo", "0x1000\n", -EBADMSG },
		{ "/sys/kernel/vmcoreinfo", "x 1\n", -EBADMSG },
		{ "/sys/kernel/vmcoreinfo",
		  "0xffffffffffffffff ffffffffffffffff\n", -EBADMSG },
		{ "/sys/kernel/crash_elfcorehdr_size", "x", -EBADMSG },
		{ CMA, "1000-\n", -EBADMSG },
		{ CMA, "2000-1fff\n", -EBADMSG },
		{ CMA, "1000-1fff 2000-2fff\n", -EBADMSG },
		{ CMA, "0-ffffffffffffffff\n", -EBADMSG },
		{ CMA, "1-2\n3-4\n5-6\n7-8\n9-a\n", -EBADMSG },
	};
	const struct kxl_dump_wish wish = { .is_hotplug = true };
	struct fixture fixture;
	struct kxl_dump dump;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_crash(&fixture);
		if (rows[i].text)
			fixture_text(&fixture, rows[i].path, rows[i].text);
		else
			fixture_remove(&fixture, rows[i].path);
		assert_row(rows[i].path, read_dump(&fixture, &wish, &dump),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->object,
				    rows[i].path);
		fixture_free(&fixture);
	}
}

TEST(lists_of_cpus_are_taken_apart)
{
	struct kx_bytes list = view("0-3,8,10-11\n");
	u64 first = 0;
	u64 last = 0;

	assert_true(kxl_cpu_list(&list, &first, &last));
	assert_int_equal(first, 0);
	assert_int_equal(last, 3);
	assert_true(kxl_cpu_list(&list, &first, &last));
	assert_int_equal(first, 8);
	assert_int_equal(last, 8);
	assert_true(kxl_cpu_list(&list, &first, &last));
	assert_int_equal(first, 10);
	assert_int_equal(last, 11);
	assert_false(kxl_cpu_list(&list, &first, &last));
	list = view("3-1");
	assert_false(kxl_cpu_list(&list, &first, &last));
	list = view("3-");
	assert_false(kxl_cpu_list(&list, &first, &last));
	assert_int_equal(first, 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_with_crash_kernels_shows_all_of_it),
		cmocka_unit_test(cma_is_the_crash_kernels_and_not_dumped),
		cmocka_unit_test(wishes_come_true),
		cmocka_unit_test(what_a_dump_can_do_without_is_warned_about),
		cmocka_unit_test(any_number_of_cpus_is_read),
		cmocka_unit_test(garbage_is_an_error_that_names_the_file),
		cmocka_unit_test(lists_of_cpus_are_taken_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
