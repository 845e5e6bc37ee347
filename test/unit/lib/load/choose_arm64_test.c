// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* On arm64 the running kernel's device tree is all that one of the calls has.
 */
#include "lib/load/choose.h"

#include <errno.h>
#include <string.h>

#include "test/unit/core/make_arm64.h"
#include "test/unit/core/make_uki.h"
#include "test/unit/core/make_tree.h"
#include "test/unit/lib/recorded_image.h"

#define TABLE "6,90,0,-;GICv3: using LPI property table @0x000000005f000000\n"

/* With the running system's device tree, and one more in a file. */
static struct kexec_image *start(struct fixture *fixture, const char *log,
				 struct kx_bytes file)
{
	struct kexec_image *image = NULL;
	struct tree_file tree;

	recorder = (struct recorder){ .is_asked = true };
	tree_make(&tree);
	fixture_make(fixture);
	fixture_text(fixture, "/proc/iomem",
		     "40000000-7fffffff : System RAM\n");
	fixture_text(fixture, "/proc/meminfo",
		     "MemTotal:        1003724 kB\n"
		     "MemFree:          903724 kB\n"
		     "MemAvailable:     903724 kB\n");
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "0\n");
	fixture_text(fixture, "/dev/kmsg", log);
	fixture_put(fixture, "/sys/firmware/fdt", tree_bytes(&tree));
	fixture_put(fixture, "/board.dtb", tree_bytes(&tree));
	fixture_put(fixture, "/kernel", file);
	fixture->ctx->arch = &kx_arch_arm64;
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

/* All that a crash kernel's plan needs, as well. */
static void set_aside(struct fixture *fixture, struct kexec_image *image)
{
	fixture_text(fixture, "/proc/iomem",
		     "40000000-7fffffff : System RAM\n"
		     "  70000000-77ffffff : Crash kernel\n");
	fixture_text(fixture, "/sys/kernel/kexec_crash_loaded", "0\n");
	fixture_text(fixture, "/sys/devices/system/cpu/possible", "0\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu0/crash_notes",
		     "50001000\n");
	fixture_text(fixture, "/sys/devices/system/cpu/cpu0/crash_notes_size",
		     "424\n");
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
}

static struct kexec_image *start_image(struct fixture *fixture, const char *log)
{
	struct arm64_image file;

	arm64_image_make(&file);
	return start(fixture, log, arm64_image_bytes(&file));
}

static struct kexec_image *start_uki(struct fixture *fixture)
{
	struct arm64_image kernel;
	struct tree_file tree;
	struct kexec_image *image;
	struct kx_bytes file;

	arm64_image_make(&kernel);
	tree_make(&tree);
	{
		const struct uki_section sections[] = {
			{ ".linux", arm64_image_bytes(&kernel) },
			{ ".dtb", tree_bytes(&tree) },
		};

		file = uki_make(sections, ARRAY_SIZE(sections));
	}
	image = start(fixture, "", file);
	free((void *)(uintptr_t)file.data);
	return image;
}

static int count(const char *text, const char *words)
{
	int found = 0;

	while ((text = strstr(text, words))) {
		found++;
		text += strlen(words);
	}
	return found;
}

/* The choice, and the load that follows. */
static void assert_method(struct kexec_image *image, enum kexec_method method,
			  const char *why)
{
	struct kexec_choice choice;

	if (kxl_choose(image, KEXEC_METHOD_AUTO, KXL_PREFER_FORESEES, &choice))
		fail_msg("%s", kexec_ctx_error(image->ctx)->text);
	assert_int_equal(choice.method, method);
	assert_memory_equal(choice.why, why, strlen(why));
	if (kexec_image_load(image, KEXEC_METHOD_AUTO))
		fail_msg("%s", kexec_ctx_error(image->ctx)->text);
	assert_int_equal(kexec_image_loaded_by(image), method);
}

static void assert_refused(struct kexec_image *image)
{
	struct kexec_choice choice;

	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(image->ctx)->name, "no-dtb-file");
	assert_int_equal(
		kexec_image_choose(image, KEXEC_METHOD_FILE_LOAD, &choice),
		-EINVAL);
	assert_int_equal(recorder.file_loads, 0);
}

TEST(nothing_asks_for_kexec_load)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, "");

	assert_method(image, KEXEC_METHOD_FILE_LOAD,
		      "the kernel is not unpacked at load time");
	assert_null(strstr(fixture.log, "interrupt"));
	recorder_finish(&fixture, image);
}

TEST(a_tree_that_is_given_is_never_left_out)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, "");
	char path[128];

	fixture_path(&fixture, "/board.dtb", path);
	assert_int_equal(kexec_image_set_dtb(image, path), 0);
	assert_method(image, KEXEC_METHOD_LOAD,
		      "kexec_file_load(2) passes on no device tree but");
	assert_refused(image);
	/* Nothing that is judged is loaded by the other call. */
	fixture_text(&fixture, "/sys/kernel/security/lockdown",
		     "none [integrity] confidentiality\n");
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -EINVAL);
	assert_string_equal(kexec_ctx_error(image->ctx)->name, "no-dtb-file");
	recorder_finish(&fixture, image);
}

TEST(nor_is_it_for_a_crash_kernel)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, "");
	char path[128];

	set_aside(&fixture, image);
	fixture_path(&fixture, "/board.dtb", path);
	assert_int_equal(kexec_image_set_dtb(image, path), 0);
	assert_refused(image);
	assert_method(image, KEXEC_METHOD_LOAD,
		      "kexec_file_load(2) passes on no device tree but");
	recorder_finish(&fixture, image);
	image = start_uki(&fixture);
	set_aside(&fixture, image);
	assert_refused(image);
	recorder_finish(&fixture, image);
}

/* Linux on arm64 keeps no list up to date. */
TEST(a_crash_kernel_goes_to_the_first_call)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, "");

	set_aside(&fixture, image);
	assert_method(image, KEXEC_METHOD_FILE_LOAD,
		      "it comes first for a crash kernel");
	recorder_finish(&fixture, image);
}

TEST(a_tree_of_a_uki_is_never_left_out)
{
	struct fixture fixture;
	struct kexec_image *image = start_uki(&fixture);

	assert_refused(image);
	assert_method(image, KEXEC_METHOD_LOAD,
		      "kexec_file_load(2) passes on no device tree but");
	recorder_finish(&fixture, image);
}

/* Nobody asked for it, and no other call is there. */
TEST(a_ukis_tree_is_left_out_where_files_are_judged)
{
	struct fixture fixture;
	struct kexec_image *image = start_uki(&fixture);

	fixture_text(&fixture, "/sys/kernel/security/lockdown",
		     "none [integrity] confidentiality\n");
	assert_method(image, KEXEC_METHOD_FILE_LOAD,
		      "a policy judges or records the files");
	assert_int_equal(count(fixture.log, "not that of the unified"), 1);
	recorder_finish(&fixture, image);
	/* But one that is given with --dtb is what was asked for. */
	image = start_uki(&fixture);
	{
		char path[128];

		fixture_path(&fixture, "/board.dtb", path);
		assert_int_equal(kexec_image_set_dtb(image, path), 0);
	}
	fixture_text(&fixture, "/sys/kernel/security/lockdown",
		     "none [integrity] confidentiality\n");
	assert_refused(image);
	recorder_finish(&fixture, image);
}

/* By the call that is made, and no other. */
TEST(a_log_that_has_lost_them_is_warned_about_once)
{
	static const char interrupts[] =
		"           CPU0\n 10:  1  GICv3  27 Level     arch_timer\n";
	static const char lost[] = "6,500,0,-;later\n";
	static const struct {
		const char *name;
		const char *log;
		enum kexec_method method; /* asked for */
		enum kexec_method by;
	} rows[] = {
		{ "none is known", lost, KEXEC_METHOD_AUTO,
		  KEXEC_METHOD_FILE_LOAD },
		{ "segments", lost, KEXEC_METHOD_LOAD, KEXEC_METHOD_LOAD },
		{ "one is known",
		  "6,500,0,-;GICv3: CPU1: using allocated LPI pending table "
		  "@0x000000005f000000\n",
		  KEXEC_METHOD_AUTO, KEXEC_METHOD_LOAD },
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start_image(&fixture, rows[i].log);
		fixture_text(&fixture, "/proc/interrupts", interrupts);
		assert_row(rows[i].name,
			   kexec_image_load(image, rows[i].method), 0);
		assert_row(rows[i].name, kexec_image_loaded_by(image),
			   rows[i].by);
		assert_row(rows[i].name,
			   count(fixture.log, "has lost its beginning"), 1);
		recorder_finish(&fixture, image);
	}
}

/* It lies in memory of its own, and looks for no tables of the old one. */
TEST(a_log_does_not_matter_to_a_crash_kernel)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, "6,500,0,-;later\n");

	fixture_text(&fixture, "/proc/interrupts",
		     " 10:  1  GICv3  27 Level     arch_timer\n");
	set_aside(&fixture, image);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_null(strstr(fixture.log, "has lost its beginning"));
	recorder_finish(&fixture, image);
}

/* x86 has a row of its own: there the tree is an addition. */
TEST(elsewhere_the_tree_is_no_reason)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, TABLE);
	char path[128];

	fixture_path(&fixture, "/board.dtb", path);
	fixture.ctx->arch = &kx_arch_x86_64;
	assert_int_equal(kexec_image_set_dtb(image, path), 0);
	assert_null(kxl_choose_option(image));
	assert_false(kxl_prefer_tables(image));
	fixture.ctx->arch = &kx_arch_arm64;
	assert_non_null(kxl_choose_option(image));
	assert_true(kxl_prefer_tables(image));
	recorder_finish(&fixture, image);
}

TEST(tables_of_the_interrupt_controller_are_kept)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, TABLE);

	assert_method(image, KEXEC_METHOD_LOAD,
		      "it keeps the interrupt controller's tables");
	assert_null(strstr(fixture.log, "does not keep"));
	recorder_finish(&fixture, image);
}

TEST(kexec_ko_keeps_them_by_either_call)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, TABLE);

	fixture_text(&fixture, "/sys/module/kexec/parameters/timeline", "N\n");
	assert_method(image, KEXEC_METHOD_FILE_LOAD,
		      "the kernel is not unpacked at load time");
	assert_null(strstr(fixture.log, "does not keep"));
	recorder_finish(&fixture, image);
}

TEST(tables_that_are_not_kept_are_warned_about)
{
	struct fixture fixture;
	struct kexec_image *image = start_image(&fixture, TABLE);

	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_non_null(strstr(fixture.log, "does not keep"));
	recorder_finish(&fixture, image);
	/* Where the other call is not there, the load goes on. */
	image = start_image(&fixture, TABLE);
	recorder.question_answer = -ENOSYS;
	assert_method(image, KEXEC_METHOD_FILE_LOAD,
		      "kexec_load(2) is not there");
	assert_non_null(strstr(fixture.log, "does not keep"));
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_asks_for_kexec_load),
		cmocka_unit_test(a_tree_that_is_given_is_never_left_out),
		cmocka_unit_test(nor_is_it_for_a_crash_kernel),
		cmocka_unit_test(a_crash_kernel_goes_to_the_first_call),
		cmocka_unit_test(a_log_does_not_matter_to_a_crash_kernel),
		cmocka_unit_test(a_tree_of_a_uki_is_never_left_out),
		cmocka_unit_test(
			a_ukis_tree_is_left_out_where_files_are_judged),
		cmocka_unit_test(a_log_that_has_lost_them_is_warned_about_once),
		cmocka_unit_test(elsewhere_the_tree_is_no_reason),
		cmocka_unit_test(tables_of_the_interrupt_controller_are_kept),
		cmocka_unit_test(kexec_ko_keeps_them_by_either_call),
		cmocka_unit_test(tables_that_are_not_kept_are_warned_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
