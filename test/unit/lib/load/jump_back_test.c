// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Images that return, and the jump back, with a recorder instead of the kernel.
 */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

TEST(the_entry_is_the_last_one_on_the_command_line)
{
	static const struct {
		const char *cmdline; /* NULL: no such file */
		int err;
		uint64_t entry;
	} rows[] = {
		{ "kexec_jump_back_entry=0x12345678 quiet\n", 0, 0x12345678 },
		{ "kexec_jump_back_entry=0x00000000deadb000 a\n", 0,
		  0xdeadb000 },
		/*
		 * kexec-tools has it at the end, where init's arguments may be.
		 */
		{ "a -- b kexec_jump_back_entry=0x1000\n", 0, 0x1000 },
		{ "kexec_jump_back_entry=0x1 kexec_jump_back_entry=0x2\n", 0,
		  2 },
		{ "kexec_jump_back_entry=0x1 kexec_jump_back_entry=0x0\n",
		  -ENOENT, 7 },
		{ "kexec_jump_back_entry=0x0000000000000000 a\n", -ENOENT, 7 },
		{ "quiet my_kexec_jump_back_entry=0x1000\n", -ENOENT, 7 },
		{ "\n", -ENOENT, 7 },
		{ "kexec_jump_back_entry=\n", -EBADMSG, 7 },
		{ "kexec_jump_back_entry=0x\n", -EBADMSG, 7 },
		{ "kexec_jump_back_entry=0x10000000000000000\n", -EBADMSG, 7 },
		{ "kexec_jump_back_entry=0x1000k\n", -EBADMSG, 7 },
		{ NULL, -ENOENT, 7 },
	};
	struct fixture fixture;
	uint64_t entry;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = rows[i].cmdline ? rows[i].cmdline : "none";

		fixture_make(&fixture);
		if (rows[i].cmdline)
			fixture_text(&fixture, "/proc/cmdline",
				     rows[i].cmdline);
		entry = 7;
		assert_row(name, kexec_jump_back_entry(fixture.ctx, &entry),
			   rows[i].err);
		assert_row(name, entry, rows[i].entry);
		assert_row(name, kexec_ctx_error(fixture.ctx)->errnum,
			   -rows[i].err);
		fixture_free(&fixture);
	}
}

TEST(the_way_back_is_an_entry_and_a_segment_of_nothing)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_jump_back_load(fixture.ctx, 0x1234567fb), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.entry, 0x1234567fb);
	assert_int_equal(recorder.flags,
			 KEXEC_ARCH_X86_64 | KEXEC_PRESERVE_CONTEXT);
	assert_int_equal(recorder.nr_segments, 1);
	assert_null(recorder.segments[0].buf);
	/* Linux takes an empty segment at 0 for all of memory. */
	assert_int_equal((uintptr_t)recorder.segments[0].mem, 4096);
	assert_int_equal(recorder.segments[0].bufsz, 0);
	assert_int_equal(recorder.segments[0].memsz, 0);
	fixture_free(&fixture);
}

TEST(a_way_back_that_leads_nowhere_is_not_loaded)
{
	static const struct {
		const char *name;
		const char *loaded; /* NULL: unknown */
		uint64_t entry;
		int err;
	} rows[] = {
		{ "jump-back-entry", "0\n", 0, -EINVAL },
		{ "loaded", "1\n", 0x1000, -EEXIST },
		{ "no-kexec", NULL, 0x1000, -ENOSYS },
	};
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		if (rows[i].loaded)
			fixture_text(&fixture, "/sys/kernel/kexec_loaded",
				     rows[i].loaded);
		recorder = (struct recorder){ 0 };
		assert_row(rows[i].name,
			   kexec_jump_back_load(fixture.ctx, rows[i].entry),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].name);
		assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "--"));
		assert_row(rows[i].name, recorder.loads, 0);
		fixture_free(&fixture);
	}
}

TEST(a_refused_way_back_has_a_reason)
{
	struct fixture fixture;

	fixture_make_pc(&fixture);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder = (struct recorder){ .load_answer = -EINVAL };
	assert_int_equal(kexec_jump_back_load(fixture.ctx, 0x1000), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-jump-back");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_load(jump back)");
	/* It has no window that could end lower. */
	recorder.load_answer = -ENOMEM;
	assert_int_equal(kexec_jump_back_load(fixture.ctx, 0x1000), -ENOMEM);
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "window"));
	fixture_free(&fixture);
}

/* An image that returns, in a window up to 256 MiB. */
static struct kexec_image *start(struct fixture *fixture)
{
	struct kexec_image *image = recorder_start(fixture, fixture_make_pc);

	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_PRESERVE_CONTEXT),
		0);
	assert_int_equal(kexec_image_set_window(image, 0, 0x10000000), 0);
	return image;
}

TEST(an_image_that_returns_goes_through_kexec_load_alone)
{
	static const enum kexec_method methods[] = { KEXEC_METHOD_AUTO,
						     KEXEC_METHOD_LOAD };
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = start(&fixture);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		recorder = (struct recorder){ 0 };
		assert_int_equal(kexec_image_load(image, methods[i]), 0);
		assert_int_equal(recorder.loads, 1);
		assert_int_equal(recorder.file_loads, 0);
		assert_int_equal(recorder.flags,
				 KEXEC_ARCH_X86_64 | KEXEC_PRESERVE_CONTEXT);
	}
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-jump-back-file");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

TEST(its_plan_has_all_memory_of_its_window)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	uint64_t sum = 0;
	unsigned int kept = 0;
	unsigned int i;

	image = start(&fixture);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(plan->flags,
			 KEXEC_ARCH_X86_64 | KEXEC_PRESERVE_CONTEXT);
	for (i = 0; i < plan->nr_segments; i++) {
		uint64_t end = (uintptr_t)plan->segments[i].mem +
			       plan->segments[i].memsz;

		assert_true(end <= 0x10000000);
		kept += !strcmp(plan->names[i], "kept");
		if (end > 0x100000)
			sum += plan->segments[i].memsz;
	}
	assert_true(kept > 0);
	assert_int_equal(sum, 0x10000000 - 0x100000);
	recorder_finish(&fixture, image);
}

/* Segments are needed for its memory. */
TEST(its_initrds_become_one_however_many_there_are)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int initrds;
	unsigned int i;
	unsigned int n;

	image = start(&fixture);
	for (n = 1; n <= 14; n++) {
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		initrds = 0;
		for (i = 0; i < plan->nr_segments; i++)
			initrds += !strcmp(plan->names[i], "initrd");
		assert_int_equal(initrds, 1);
	}
	recorder_finish(&fixture, image);
}

TEST(what_it_can_not_be_is_said_before_anything_is_called)
{
	static const struct {
		const char *name;
		enum kexec_slot slot;
		uint64_t end;
	} rows[] = {
		{ "no-window-end", KEXEC_SLOT_NORMAL, UINT64_MAX },
		{ "crash-returns", KEXEC_SLOT_CRASH, 0x10000000 },
	};
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture);
		assert_int_equal(kexec_image_set_slot(image, rows[i].slot), 0);
		assert_int_equal(kexec_image_set_window(image, 0, rows[i].end),
				 0);
		assert_row(rows[i].name, kexec_image_plan(image, &plan),
			   -EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    rows[i].name);
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_LOAD), -EINVAL);
		assert_row(rows[i].name, recorder.loads, 0);
		recorder_finish(&fixture, image);
	}
}

TEST(a_window_that_is_too_large_is_to_be_made_smaller)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 262144 kB\n");
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "segment-large");
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->advice,
			       "end the window at a lower address"));
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "--"));
	recorder_finish(&fixture, image);
}

/* The command line may be shorter by its prefix: 41 bytes. */
TEST(the_way_back_counts_in_the_command_line)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	char line[2048];

	image = start(&fixture);
	memset(line, 'x', sizeof(line));
	line[2047 - 41] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	line[2047 - 42] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	recorder_finish(&fixture, image);
}

TEST(a_refused_image_that_returns_has_a_reason)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	recorder.load_answer = -EINVAL;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-jump-back");
	recorder.load_answer = -ENOMEM;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->advice,
			       "end the window at a lower address"));
	assert_null(strstr(kexec_ctx_error(fixture.ctx)->text, "--"));
	recorder.load_answer = -EINVAL;
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "arguments");
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_entry_is_the_last_one_on_the_command_line),
		cmocka_unit_test(
			the_way_back_is_an_entry_and_a_segment_of_nothing),
		cmocka_unit_test(a_way_back_that_leads_nowhere_is_not_loaded),
		cmocka_unit_test(a_refused_way_back_has_a_reason),
		cmocka_unit_test(
			an_image_that_returns_goes_through_kexec_load_alone),
		cmocka_unit_test(its_plan_has_all_memory_of_its_window),
		cmocka_unit_test(its_initrds_become_one_however_many_there_are),
		cmocka_unit_test(
			what_it_can_not_be_is_said_before_anything_is_called),
		cmocka_unit_test(
			a_window_that_is_too_large_is_to_be_made_smaller),
		cmocka_unit_test(the_way_back_counts_in_the_command_line),
		cmocka_unit_test(a_refused_image_that_returns_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
