// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Loads of images in real mode: by which call, and what is refused. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/core/make_bzimage.h"
#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

static struct kexec_image *start(struct fixture *fixture)
{
	struct kexec_image *image = recorder_start(fixture, fixture_make_pc);

	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE),
			 0);
	return image;
}

TEST(real_mode_goes_through_kexec_load_alone)
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
		assert_int_equal(recorder.flags, KEXEC_ARCH_X86_64);
		assert_int_equal(recorder.entry, 0x1000);
		assert_int_equal(recorder.nr_segments, 3);
		assert_int_equal((uintptr_t)recorder.segments[1].mem, 0x10000);
	}
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-real-mode-file");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	recorder_finish(&fixture, image);
}

/* The same for each option that only kexec_load(2) has. */
TEST(where_files_are_judged_only_the_user_can_say_so)
{
	static const unsigned int options[] = {
		KEXEC_OPTION_REAL_MODE,
		KEXEC_OPTION_ENTRY_32BIT,
		KEXEC_OPTION_PRESERVE_CONTEXT,
	};
	static const char *const names[] = {
		"no-real-mode-file",
		"no-entry-file",
		"no-jump-back-file",
	};
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = start(&fixture);
	fixture_text(&fixture, "/sys/module/kexec/parameters/sig_enforce",
		     "Y\n");
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		assert_int_equal(kexec_image_set_options(image, options[i]), 0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
				 -EINVAL);
		assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
				    names[i]);
	}
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE),
			 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal(recorder.loads, 1);
	recorder_finish(&fixture, image);
}

TEST(without_it_an_image_that_needs_it_says_so)
{
	static struct bzimage file;
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	bzimage_make(&file);
	bzimage_put(&file, BZ_LOADFLAGS, 1, 0);
	bzimage_seal(&file);
	fixture_put(&fixture, "/vmlinuz", bzimage_bytes(&file));
	fixture_path(&fixture, "/vmlinuz", fixture.kernel);
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "real-mode");
	assert_int_equal(kexec_ctx_error(fixture.ctx)->remedy,
			 KEXEC_REMEDY_REAL_MODE);
	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE),
			 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_int_equal((uintptr_t)recorder.segments[0].mem, 0x10000);
	recorder_finish(&fixture, image);
}

TEST(what_cannot_be_entered_so_is_refused)
{
	static const struct {
		const char *name;
		void (*make)(struct fixture *fixture);
		enum kexec_slot slot;
		bool is_efi;
		const char *reason;
	} rows[] = {
		{ "no-bios", fixture_make_pc, KEXEC_SLOT_NORMAL, true,
		  "real mode needs a BIOS to call, and this machine's firmware "
		  "has none (UEFI)" },
		{ "not-real-mode", fixture_make_crash, KEXEC_SLOT_CRASH, false,
		  "only a bzImage can be entered in real mode, for a normal "
		  "start (this is a crash kernel)" },
	};
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, rows[i].make);
		if (rows[i].is_efi)
			fixture_efi(&fixture);
		assert_int_equal(kexec_image_set_slot(image, rows[i].slot), 0);
		assert_int_equal(
			kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE),
			0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO),
				 -ENOEXEC);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->name, rows[i].name);
		assert_string_equal(error->reason, rows[i].reason);
		assert_int_equal(error->remedy, KEXEC_REMEDY_NOT_REAL_MODE);
		assert_int_equal(recorder.loads + recorder.file_loads, 0);
		recorder_finish(&fixture, image);
	}
}

/* --noefi says nothing of the machine that runs. */
TEST(noefi_makes_no_bios)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_efi(&fixture);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_REAL_MODE |
						       KEXEC_OPTION_NO_EFI),
		0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), -ENOEXEC);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-bios");
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_mode_goes_through_kexec_load_alone),
		cmocka_unit_test(
			where_files_are_judged_only_the_user_can_say_so),
		cmocka_unit_test(without_it_an_image_that_needs_it_says_so),
		cmocka_unit_test(what_cannot_be_entered_so_is_refused),
		cmocka_unit_test(noefi_makes_no_bios),
	};

	return cmocka_run_group_tests_name("load_real", tests, NULL, NULL);
}
