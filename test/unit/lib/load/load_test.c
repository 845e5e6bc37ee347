// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Loads and unloads, with a recorder instead of the kernel. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_elf.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

#define BOTH (KEXEC_OPTION_DEBUG | KEXEC_OPTION_NO_CMA)

TEST(segments_arrive_as_planned)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(recorder.entry, plan->entry);
	assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64);
	assert_int_equal(recorder.nr_segments, plan->nr_segments);
	assert_memory_equal(recorder.segments, plan->segments,
			    plan->nr_segments * sizeof(plan->segments[0]));
	recorder_finish(&fixture, image);
}

TEST(files_arrive_with_the_command_line_and_its_nul)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_set_cmdline(image, "a b"), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.loads, 0);
	assert_int_equal(recorder.file.cmdline_len, 4);
	assert_string_equal(recorder.cmdline, "a b");
	assert_int_equal(recorder.file.flags, 0);
	assert_int_equal(recorder.file.kernel_fd, image->kernel.fd);
	assert_string_equal(recorder.initrd, "ramdisk");
	recorder_finish(&fixture, image);
}

TEST(no_initrd_is_said_in_the_flags)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file.flags, KEXEC_FILE_NO_INITRAMFS);
	assert_int_equal(recorder.file.initrd_fd, -1);
	/* An empty command line is one byte: its NUL. */
	assert_int_equal(recorder.file.cmdline_len, 1);
	recorder_finish(&fixture, image);
}

TEST(several_initrds_arrive_as_one_file)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.initrd_size, 20);
	assert_memory_equal(recorder.initrd, "ramdisk\0\0\0\0\0ramdisk\0", 20);
	/* One initrd more: the joined file is made again. */
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.initrd_size, 32);
	recorder_finish(&fixture, image);
}

TEST(auto_falls_back_after_five_errors_and_no_others)
{
	static const struct {
		const char *name;
		int answer;
		unsigned int loads;
		int err;
	} rows[] = {
		{ "success", 0, 0, 0 },
		{ "ENOSYS", -ENOSYS, 1, 0 },
		{ "EINVAL", -EINVAL, 1, 0 },
		{ "ENOEXEC", -ENOEXEC, 1, 0 },
		{ "ENOTSUP", -ENOTSUP, 1, 0 },
		{ "ENOMEM", -ENOMEM, 1, 0 },
		{ "EPERM", -EPERM, 0, -EPERM },
		{ "EADDRNOTAVAIL", -EADDRNOTAVAIL, 0, -EADDRNOTAVAIL },
		{ "EKEYREJECTED", -EKEYREJECTED, 0, -EKEYREJECTED },
		{ "ENOKEY", -ENOKEY, 0, -ENOKEY },
		{ "ELIBBAD", -ELIBBAD, 0, -ELIBBAD },
		{ "EBADMSG", -EBADMSG, 0, -EBADMSG },
		{ "EBUSY", -EBUSY, 0, -EBUSY },
		{ "ENODATA", -ENODATA, 0, -ENODATA },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		recorder.file_answer = rows[i].answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].err);
		assert_row(rows[i].name, recorder.file_loads, 1);
		assert_row(rows[i].name, recorder.loads, rows[i].loads);
		/* A success leaves no error, whichever call succeeded. */
		assert_row(rows[i].name, kexec_ctx_error(fixture.ctx)->errnum,
			   -rows[i].err);
		recorder_finish(&fixture, image);
	}
}

/* A missing call must not hide the error of the other one. */
TEST(auto_reports_the_call_that_exists)
{
	static const struct {
		const char *name;
		int file_answer;
		int load_answer;
		int err;
		const char *action;
	} rows[] = {
		{ "file_load alone, EINVAL", -EINVAL, -ENOSYS, -EINVAL,
		  "kexec_file_load" },
		{ "file_load alone, ENOEXEC", -ENOEXEC, -ENOSYS, -ENOEXEC,
		  "kexec_file_load" },
		{ "file_load alone, ENOMEM", -ENOMEM, -ENOSYS, -ENOMEM,
		  "kexec_file_load" },
		{ "neither", -ENOSYS, -ENOSYS, -ENOSYS, "kexec_load" },
		{ "load alone", -ENOSYS, -EBUSY, -EBUSY, "kexec_load" },
		{ "both", -EINVAL, -EBUSY, -EBUSY, "kexec_load" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		recorder.file_answer = rows[i].file_answer;
		recorder.load_answer = rows[i].load_answer;
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_AUTO),
			   rows[i].err);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
				    rows[i].action);
		assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum,
				 -rows[i].err);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
				       fixture.kernel));
		assert_null(strstr(kexec_ctx_error(fixture.ctx)->text,
				   "use kexec_load(2)"));
		recorder_finish(&fixture, image);
	}
}

TEST(calls_that_are_missing_where_kexec_is_there_are_hidden)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	recorder.file_answer = -ENOSYS;
	recorder.load_answer = -ENOSYS;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOSYS);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->text, "; is a seccomp"));
	assert_int_equal(
		kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO, KEXEC_SLOT_NORMAL),
		-ENOSYS);
	assert_non_null(
		strstr(kexec_ctx_error(fixture.ctx)->text, "; is a seccomp"));
	recorder_finish(&fixture, image);
}

TEST(a_line_too_long_for_one_call_may_suit_the_other)
{
	struct kexec_image *image;
	struct fixture fixture;
	char line[2047];

	image = recorder_start(&fixture, fixture_make_pc);
	memset(line, 'x', sizeof(line));
	line[2040] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	assert_string_equal(kexec_ctx_error(fixture.ctx)->advice,
			    "shorten the command line");
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(recorder.loads, 1);
	recorder_finish(&fixture, image);
}

TEST(each_load_is_of_the_machine_as_it_is_then)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_true((uintptr_t)recorder.segments[0].mem >= 0x20000000);
	fixture_text(&fixture, "/proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-1fffffff : System RAM\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_true((uintptr_t)recorder.segments[0].mem < 0x20000000);
	recorder_finish(&fixture, image);
}

TEST(methods_and_slots_that_there_are_not_are_refused)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_load(image, (enum kexec_method)3),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "argument");
	assert_int_equal(kexec_unload(fixture.ctx, (enum kexec_method)3,
				      KEXEC_SLOT_NORMAL),
			 -EINVAL);
	assert_int_equal(kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO,
				      (enum kexec_slot)2),
			 -EINVAL);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

TEST(what_the_kernel_reads_itself_is_not_warned_about)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_remove(&fixture, "/sys/kernel/boot_params/data");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_null(strstr(fixture.log, "warning: /sys"));
	recorder.file_answer = -ENOSYS;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), 0);
	assert_non_null(
		strstr(fixture.log, "warning: /sys/kernel/boot_params"));
	recorder_finish(&fixture, image);
}

/* kexec_file_load(2) would enter it in its own way. */
TEST(another_entry_goes_through_kexec_load_alone)
{
	static const struct {
		enum kexec_arguments arguments;
		unsigned int options;
		bool is_elf;
		bool is_both;	  /* either call may load it */
		const char *name; /* of the error; NULL: it loads */
	} rows[] = {
		{ KEXEC_ARGUMENTS_AUTO, KEXEC_OPTION_ENTRY_32BIT, false, false,
		  NULL },
		{ KEXEC_ARGUMENTS_LINUX, 0, false, true, NULL },
		{ KEXEC_ARGUMENTS_ELF, 0, true, false, NULL },
		{ KEXEC_ARGUMENTS_NONE, KEXEC_OPTION_ENTRY_32BIT, true, false,
		  NULL },
		{ KEXEC_ARGUMENTS_NONE, 0, false, false, "not-elf" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	struct elf_file file;
	size_t i;

	elf_make(&file, KX_ELF_CLASS_64);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		if (rows[i].is_elf) {
			kexec_image_close(image);
			fixture_put(&fixture, "/kernel", elf_bytes(&file));
			assert_int_equal(kexec_image_open(fixture.ctx,
							  fixture.kernel,
							  &image),
					 0);
		}
		assert_int_equal(
			kexec_image_set_arguments(image, rows[i].arguments), 0);
		assert_int_equal(
			kexec_image_set_options(image, rows[i].options), 0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
				 rows[i].name ? -EINVAL : 0);
		assert_int_equal(recorder.loads,
				 !rows[i].is_both && !rows[i].name);
		assert_int_equal(recorder.file_loads, rows[i].is_both);
		if (rows[i].name)
			assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
					    rows[i].name);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			rows[i].is_both ? 0 : -EINVAL);
		if (!rows[i].is_both)
			assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
					    "no-entry-file");
		recorder_finish(&fixture, image);
	}
}

TEST(one_call_only_means_one_call_only)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	recorder.file_answer = -ENOSYS;
	recorder.load_answer = -EBUSY;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -ENOSYS);
	assert_int_equal(recorder.loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_file_load");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -EBUSY);
	assert_int_equal(recorder.file_loads, 1);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "kexec_load");
	recorder_finish(&fixture, image);
}

TEST(files_that_are_no_kernel_reach_no_system_call)
{
	static const enum kexec_method methods[] = {
		KEXEC_METHOD_AUTO,
		KEXEC_METHOD_LOAD,
		KEXEC_METHOD_FILE_LOAD,
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	recorder = (struct recorder){ 0 };
	fixture_make_pc(&fixture);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.initrd, &image),
			 0);
	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		assert_int_equal(kexec_image_load(image, methods[i]), -ENOEXEC);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    "file-format");
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_null(strstr(fixture.log, "going on with kexec_load"));
	recorder_finish(&fixture, image);
}

TEST(flags_that_a_kernel_lacks_are_dropped_newest_first)
{
	static const struct {
		const char *name;
		unsigned int options;
		int no_cma;
		int debug;
		int err;
		unsigned int loads;
		unsigned long flags; /* of the last load */
	} rows[] = {
		{ "debug", KEXEC_OPTION_DEBUG, 0, 0, 0, 1, 0xc },
		{ "before 6.8", KEXEC_OPTION_DEBUG, 0, -EINVAL, 0, 2, 0x4 },
		{ "no right", KEXEC_OPTION_DEBUG, 0, -EPERM, -EPERM, 1, 0xc },
		{ "no CMA", KEXEC_OPTION_NO_CMA, 0, 0, 0, 1, 0x14 },
		{ "before 6.17", KEXEC_OPTION_NO_CMA, -EINVAL, 0, 0, 2, 0x4 },
		{ "both", BOTH, 0, 0, 0, 1, 0x1c },
		{ "both on 6.8", BOTH, -EINVAL, 0, 0, 2, 0xc },
		{ "both on 6.1", BOTH, -EINVAL, -EINVAL, 0, 3, 0x4 },
		{ "both, no right", BOTH, -EPERM, 0, -EPERM, 1, 0x1c },
		{ "none", 0, -EINVAL, -EINVAL, 0, 1, 0x4 },
	};
	/* Each call is logged with its own flags. */
	static const char dropped[] =
		"flags 0xc, command line \"\": Invalid argument\n"
		"kexec_file_load: flags 0x4, command line \"\": loaded\n";
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		recorder.no_cma_answer = rows[i].no_cma;
		recorder.debug_answer = rows[i].debug;
		assert_int_equal(
			kexec_image_set_options(image, rows[i].options), 0);
		assert_row(rows[i].name,
			   kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			   rows[i].err);
		assert_row(rows[i].name, recorder.file_loads, rows[i].loads);
		assert_row(rows[i].name, recorder.file.flags, rows[i].flags);
		assert_int_equal(!!strstr(fixture.log, dropped),
				 rows[i].debug == -EINVAL && rows[i].options);
		recorder_finish(&fixture, image);
	}
}

TEST(unloading_is_for_one_of_two_images)
{
	struct fixture fixture;

	recorder = (struct recorder){ 0 };
	fixture_make_pc(&fixture);
	assert_int_equal(kexec_unload(fixture.ctx, KEXEC_METHOD_FILE_LOAD,
				      KEXEC_SLOT_NORMAL),
			 0);
	assert_int_equal(recorder.file.flags, KEXEC_FILE_UNLOAD);
	assert_int_equal(kexec_unload(fixture.ctx, KEXEC_METHOD_FILE_LOAD,
				      KEXEC_SLOT_CRASH),
			 0);
	assert_int_equal(recorder.file.flags,
			 KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH);
	assert_int_equal(recorder.loads, 0);
	assert_int_equal(
		kexec_unload(fixture.ctx, KEXEC_METHOD_LOAD, KEXEC_SLOT_CRASH),
		0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(recorder.nr_segments, 0);
	assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64 | KEXEC_ON_CRASH);
	assert_int_equal(recorder.file_loads, 2);
	fixture_free(&fixture);
}

TEST(unloading_falls_back_after_enosys_alone)
{
	struct fixture fixture;

	recorder = (struct recorder){ .file_answer = -ENOSYS };
	fixture_make_pc(&fixture);
	assert_int_equal(
		kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO, KEXEC_SLOT_NORMAL),
		0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	recorder = (struct recorder){ .file_answer = -EINVAL };
	assert_int_equal(
		kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO, KEXEC_SLOT_NORMAL),
		-EINVAL);
	assert_int_equal(recorder.loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "kexec_file_load(unload)");
	recorder = (struct recorder){ .file_answer = -ENOSYS };
	assert_int_equal(kexec_unload(fixture.ctx, KEXEC_METHOD_FILE_LOAD,
				      KEXEC_SLOT_NORMAL),
			 -ENOSYS);
	assert_int_equal(recorder.loads, 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_arrive_as_planned),
		cmocka_unit_test(
			files_arrive_with_the_command_line_and_its_nul),
		cmocka_unit_test(no_initrd_is_said_in_the_flags),
		cmocka_unit_test(several_initrds_arrive_as_one_file),
		cmocka_unit_test(
			auto_falls_back_after_five_errors_and_no_others),
		cmocka_unit_test(auto_reports_the_call_that_exists),
		cmocka_unit_test(
			calls_that_are_missing_where_kexec_is_there_are_hidden),
		cmocka_unit_test(
			a_line_too_long_for_one_call_may_suit_the_other),
		cmocka_unit_test(each_load_is_of_the_machine_as_it_is_then),
		cmocka_unit_test(
			methods_and_slots_that_there_are_not_are_refused),
		cmocka_unit_test(
			what_the_kernel_reads_itself_is_not_warned_about),
		cmocka_unit_test(another_entry_goes_through_kexec_load_alone),
		cmocka_unit_test(one_call_only_means_one_call_only),
		cmocka_unit_test(files_that_are_no_kernel_reach_no_system_call),
		cmocka_unit_test(
			flags_that_a_kernel_lacks_are_dropped_newest_first),
		cmocka_unit_test(unloading_is_for_one_of_two_images),
		cmocka_unit_test(unloading_falls_back_after_enosys_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
