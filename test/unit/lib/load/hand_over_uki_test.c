// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A UKI by each call: what the kernel gets of it, in which order, and when. */
#include "lib/load/hand_over.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/pack_file.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

#define LOCKED "none [integrity] confidentiality\n"

/* The fixture's kernel becomes one that is in a UKI with two profiles. */
static struct kexec_image *start_uki_on(struct fixture *fixture,
					void (*make)(struct fixture *fixture))
{
	struct uki_section sections[] = {
		UKI_TEXT(".cmdline", "carried"),
		UKI_TEXT(".linux", ""),
		UKI_TEXT(".initrd", "070701 own"),
		UKI_TEXT(".profile", "ID=main"),
		UKI_TEXT(".profile", "ID=other"),
		UKI_TEXT(".cmdline", "second"),
	};
	struct kexec_image *image;
	struct bzimage kernel;
	struct kx_bytes file;

	recorder = (struct recorder){ .packed_answer = -ENOEXEC };
	make(fixture);
	bzimage_make(&kernel);
	sections[1].bytes = bzimage_bytes(&kernel);
	file = uki_make(sections, ARRAY_SIZE(sections));
	fixture_put(fixture, "/kernel", file);
	pack_free(file);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

static struct kexec_image *start_uki(struct fixture *fixture)
{
	return start_uki_on(fixture, fixture_make_pc);
}

/* What is given before a load. */
static void give(struct fixture *fixture, struct kexec_image *image,
		 const char *cmdline, bool initrd, const char *profile)
{
	assert_int_equal(kexec_image_set_cmdline(image, cmdline), 0);
	if (initrd)
		assert_int_equal(kexec_image_add_initrd(image, fixture->initrd),
				 0);
	assert_int_equal(kexec_image_set_profile(image, profile), 0);
}

#define BOTH "070701 own\0\0\0\0\0\0ramdisk\0"

TEST(a_kernel_that_can_not_read_a_uki_gets_its_parts)
{
	static const struct {
		const char *cmdline;
		bool initrd;
		const char *profile;
		const char *line;
		const char *archives;
	} rows[] = {
		{ NULL, false, NULL, "carried", "070701 own\0\0" },
		{ "", false, NULL, "", "070701 own\0\0" },
		{ "given", false, NULL, "given", "070701 own\0\0" },
		{ NULL, true, NULL, "carried", BOTH },
		{ NULL, false, "other", "second", "070701 own\0\0" },
		{ "given", true, "1", "given", BOTH },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_uki(&fixture);
		give(&fixture, image, rows[i].cmdline, rows[i].initrd,
		     rows[i].profile);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
		assert_row(rows[i].line, recorder.file_loads, 2);
		assert_int_equal(recorder.file.kernel_fd,
				 image->contents.file.fd);
		assert_string_equal(recorder.cmdline, rows[i].line);
		assert_int_equal(recorder.initrd_size,
				 rows[i].initrd ? 24 : 12);
		assert_memory_equal(recorder.initrd, rows[i].archives,
				    rows[i].initrd ? 24 : 12);
		assert_string_equal(kexec_image_cmdline(image), rows[i].line);
		recorder_finish(&fixture, image);
	}
}

/* There is no memory for an initrd that nothing in the crash kernel wants. */
TEST(an_initrd_for_a_crash_kernel_stands_for_that_of_a_uki)
{
	struct kexec_image *image;
	struct fixture fixture;
	int given;

	for (given = 0; given < 2; given++) {
		image = start_uki_on(&fixture, fixture_make_crash);
		give(&fixture, image, NULL, given, NULL);
		assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH),
				 0);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
		assert_int_equal(image->nr_initrds, 1);
		assert_memory_equal(recorder.initrd,
				    given ? "ramdisk" : "070701 own", 7);
		recorder_finish(&fixture, image);
	}
}

static void put_addon(const struct fixture *fixture)
{
	static const struct uki_section section = UKI_TEXT(".cmdline", "added");
	struct kx_bytes addon = uki_make(&section, 1);

	fixture_put(fixture, "/kernel.extra.d/x.addon.efi", addon);
	pack_free(addon);
}

/* No kernel looks for addons: it would start something else. */
TEST(a_uki_with_addons_is_not_given_whole)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	put_addon(&fixture);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 2);
	assert_int_equal(recorder.file.kernel_fd, image->contents.file.fd);
	assert_string_equal(recorder.cmdline, "carried added");
	recorder_finish(&fixture, image);
}

/* Where a signature is what is trusted, nothing unverified is added. */
TEST(a_uki_with_addons_is_refused_where_files_are_judged)
{
	static const char says[] =
		"where kernel lockdown judges files, the addons of a unified "
		"kernel image can't be used, and it has some (/";
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	put_addon(&fixture);
	fixture_text(&fixture, "/sys/kernel/security/lockdown", LOCKED);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "packed-judged");
	assert_memory_equal(kexec_ctx_error(fixture.ctx)->reason, says,
			    sizeof(says) - 1);
	recorder_finish(&fixture, image);
}

/* Alone: it has a command line and an initrd of its own. */
TEST(a_kernel_that_reads_a_uki_gets_it_whole)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	recorder.packed_answer = 0;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.file.kernel_fd, image->kernel.fd);
	assert_int_equal(recorder.file.initrd_fd, -1);
	assert_int_equal(recorder.file.flags & KEXEC_FILE_NO_INITRAMFS,
			 KEXEC_FILE_NO_INITRAMFS);
	assert_string_equal(recorder.cmdline, "");
	recorder_finish(&fixture, image);
}

/* A kernel that reads UKIs would take the command line in it as it is. */
TEST(a_uki_whose_line_grows_is_not_given_whole)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	/* Of a kernel that misses an initrd: it is only asked. */
	recorder.packed_answer = -EBADF;
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_NO_CRYPTO_TESTS),
		0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 2);
	assert_string_equal(recorder.cmdline, "carried cryptomgr.notests");
	assert_int_equal(kexec_image_set_profile(image, "1"), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_string_equal(recorder.cmdline, "second cryptomgr.notests");
	assert_int_equal(kexec_image_set_options(image, 0), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_string_equal(recorder.cmdline, "second");
	recorder_finish(&fixture, image);
}

TEST(a_verdict_on_the_whole_stands)
{
	static const int answers[] = { -EKEYREJECTED, -EPERM, -EACCES };
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		image = start_uki(&fixture);
		recorder.packed_answer = answers[i];
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			answers[i]);
		assert_int_equal(recorder.file_loads, 1);
		recorder_finish(&fixture, image);
	}
}

/*
 * A policy that shows nowhere judges the UKI, although parts of it are
 * replaced; a kernel that reads UKIs misses the initrd that the question does
 * not have.
 */
TEST(an_altered_uki_is_judged_before_its_parts_are_given)
{
	static const struct {
		int answer;
		int err;
		unsigned int calls;
	} rows[] = {
		{ -EACCES, -EACCES, 1 },
		{ -EPERM, -EPERM, 1 },
		{ -EKEYREJECTED, -EKEYREJECTED, 1 },
		{ -EBADF, 0, 2 },
		{ -ENOEXEC, 0, 2 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_uki(&fixture);
		give(&fixture, image, "given", false, NULL);
		recorder.packed_answer = rows[i].answer;
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			rows[i].err);
		assert_int_equal(recorder.file_loads, rows[i].calls);
		if (rows[i].err) {
			assert_int_equal(recorder.file.kernel_fd,
					 image->kernel.fd);
			assert_int_equal(recorder.file.initrd_fd, -1);
			assert_int_equal(recorder.file.flags, 0);
		}
		recorder_finish(&fixture, image);
	}
}

/* Not taken apart, and nothing in it is replaced. */
TEST(where_files_are_judged_the_whole_is_all_that_goes)
{
	static const struct {
		const char *cmdline;
		bool initrd;
		const char *profile;
		const char *says;
	} rows[] = {
		{ NULL, false, NULL, "it gets no unpacked copy" },
		{ "given", false, NULL, "nothing stands for the command" },
		{ NULL, true, NULL, "nothing stands for the command" },
		{ NULL, false, "1", "nothing stands for the command" },
	};
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_uki(&fixture);
		fixture_text(&fixture, "/sys/kernel/security/lockdown", LOCKED);
		give(&fixture, image, rows[i].cmdline, rows[i].initrd,
		     rows[i].profile);
		assert_row(rows[i].says,
			   kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			   -ENOEXEC);
		assert_row(rows[i].says, recorder.file_loads, 1);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, "packed-judged");
		assert_non_null(strstr(error->reason, rows[i].says));
		recorder_finish(&fixture, image);
	}
}

/* It would start what nothing has judged. */
TEST(where_files_are_judged_auto_does_not_go_on)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	fixture_text(&fixture, "/sys/module/kexec/parameters/sig_enforce",
		     "Y\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOEXEC);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(recorder.loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "packed-judged");
	recorder_finish(&fixture, image);
}

/* kexec_load(2) gets kernel, initrd and command line as segments. */
TEST(a_uki_loads_by_every_method)
{
	static const struct {
		enum kexec_method method;
		int file_answer;
		unsigned int file_loads;
		unsigned int loads;
	} rows[] = {
		{ KEXEC_METHOD_LOAD, 0, 0, 1 },
		{ KEXEC_METHOD_AUTO, 0, 2, 0 },
		{ KEXEC_METHOD_AUTO, -ENOEXEC, 2, 1 },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_uki(&fixture);
		recorder.file_answer = rows[i].file_answer;
		assert_int_equal(kexec_image_load(image, rows[i].method), 0);
		assert_int_equal(recorder.file_loads, rows[i].file_loads);
		assert_int_equal(recorder.loads, rows[i].loads);
		if (rows[i].loads) {
			assert_int_equal(recorder.segments[1].bufsz, 12);
			assert_memory_equal(recorder.segments[1].buf,
					    "070701 own\0", 12);
		}
		recorder_finish(&fixture, image);
	}
}

/* A second load takes it apart again, and finds what it found before. */
TEST(what_was_taken_out_is_dropped_with_the_plan)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	int i;

	image = start_uki(&fixture);
	for (i = 0; i < 3; i++) {
		assert_int_equal(kexec_image_plan(image, &plan), 0);
		assert_int_equal(image->nr_initrds, 1 + (unsigned int)i);
		assert_string_equal(kexec_image_cmdline(image), "carried");
		assert_int_equal(kexec_image_add_initrd(image, fixture.initrd),
				 0);
		assert_string_equal(kexec_image_cmdline(image), "");
	}
	assert_int_equal(image->nr_initrds, 3);
	assert_int_equal(kexec_image_set_cmdline(image, "given"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_string_equal(kexec_image_cmdline(image), "given");
	assert_int_equal(kexec_image_set_cmdline(image, NULL), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_string_equal(kexec_image_cmdline(image), "carried");
	recorder_finish(&fixture, image);
}

/* Whether it has a command line is seen in the file. */
TEST(what_a_uki_carries_is_not_missed)
{
	unsigned int warnings = ~0U;
	struct kexec_image *image;
	struct fixture fixture;

	image = start_uki(&fixture);
	assert_int_equal(kexec_image_forewarn(image, &warnings), 0);
	assert_int_equal(warnings & KEXEC_FOREWARN_NO_CMDLINE, 0);
	assert_int_equal(kexec_image_set_cmdline(image, ""), 0);
	assert_int_equal(kexec_image_forewarn(image, &warnings), 0);
	assert_int_equal(warnings & KEXEC_FOREWARN_NO_CMDLINE,
			 KEXEC_FOREWARN_NO_CMDLINE);
	assert_int_equal(kexec_image_set_profile(image, "9"), 0);
	assert_int_equal(kexec_image_forewarn(image, &warnings), -EINVAL);
	recorder_finish(&fixture, image);
}

TEST(a_profile_of_another_file_is_refused)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_set_profile(image, "0"), 0);
	assert_int_equal(kexec_image_plan(image, &plan), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "profile");
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_kernel_that_can_not_read_a_uki_gets_its_parts),
		cmocka_unit_test(
			an_initrd_for_a_crash_kernel_stands_for_that_of_a_uki),
		cmocka_unit_test(a_uki_with_addons_is_not_given_whole),
		cmocka_unit_test(
			a_uki_with_addons_is_refused_where_files_are_judged),
		cmocka_unit_test(a_kernel_that_reads_a_uki_gets_it_whole),
		cmocka_unit_test(a_uki_whose_line_grows_is_not_given_whole),
		cmocka_unit_test(a_verdict_on_the_whole_stands),
		cmocka_unit_test(
			an_altered_uki_is_judged_before_its_parts_are_given),
		cmocka_unit_test(
			where_files_are_judged_the_whole_is_all_that_goes),
		cmocka_unit_test(where_files_are_judged_auto_does_not_go_on),
		cmocka_unit_test(a_uki_loads_by_every_method),
		cmocka_unit_test(what_was_taken_out_is_dropped_with_the_plan),
		cmocka_unit_test(what_a_uki_carries_is_not_missed),
		cmocka_unit_test(a_profile_of_another_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
