// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The initrd that the running system came up with. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorded_image.h"
#include "test/unit/test.h"

#define RETAINED "/sys/firmware/initrd"

/* More than what is copied at once, and no multiple of it. */
static u8 contents[(2U << 20) + 12345];

static void put_contents(const struct fixture *fixture)
{
	size_t i;

	for (i = 0; i < sizeof(contents); i++)
		contents[i] = (u8)(i * 7 + (i >> 12));
	fixture_put(fixture, RETAINED, kx_bytes(contents, sizeof(contents)));
}

TEST(it_is_copied_whole)
{
	const struct kexec_plan *plan = NULL;
	struct kexec_image *image;
	struct fixture fixture;
	unsigned int found = 0;
	unsigned int i;

	image = recorder_start(&fixture, fixture_make_pc);
	put_contents(&fixture);
	assert_int_equal(kexec_image_reuse_initrd(image), 0);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		found += plan->segments[i].bufsz == sizeof(contents) &&
			 !memcmp(plan->segments[i].buf, contents,
				 sizeof(contents));
	assert_int_equal(found, 1);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_memory_equal(recorder.initrd, contents, sizeof(recorder.initrd));
	recorder_finish(&fixture, image);
}

TEST(it_has_its_place_among_others)
{
	static const char *const order[] = { "ramdisk", "retained", "ramdisk" };
	const char *end = recorder.initrd + sizeof(recorder.initrd);
	const char *at = recorder.initrd;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_text(&fixture, RETAINED, "retained");
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_reuse_initrd(image), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	/* Zeroes between them. */
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		at = memmem(at, (size_t)(end - at), order[i], strlen(order[i]));
		assert_non_null(at);
		at += strlen(order[i]);
	}
	recorder_finish(&fixture, image);
}

TEST(without_it_the_reason_is_given)
{
	static const struct {
		const char *cmdline; /* NULL: not there */
		const char *says;
	} rows[] = {
		{ "root=/dev/x\n", "did not keep its initrd: retain_initrd" },
		/* kexec-tools takes a part of a word for it. */
		{ "root=retain_initrd no_retain_initrd\n", "did not keep its" },
		{ "a retain_initrd b\n",
		  "does not show it (before Linux 6.6)" },
		{ "a\vretain-initrd", "does not show it (before Linux 6.6)" },
		{ "a=\"b retain_initrd\" -- keepinitrd", "did not keep its" },
		{ "keepinitrd\n", "does not show it (before Linux 6.6)" },
		{ NULL, "No such file or directory" },
	};
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = recorder_start(&fixture, fixture_make_pc);
		if (rows[i].cmdline)
			fixture_text(&fixture, "/proc/cmdline",
				     rows[i].cmdline);
		else
			fixture_remove(&fixture, "/proc/cmdline");
		assert_int_equal(kexec_image_reuse_initrd(image), -ENOENT);
		error = kexec_ctx_error(fixture.ctx);
		assert_string_equal(error->action, "open initrd");
		print_message("# %s\n", error->text);
		assert_non_null(strstr(error->text, rows[i].says));
		assert_non_null(strstr(error->advice, "--initrd"));
		recorder_finish(&fixture, image);
	}
}

TEST(an_empty_one_is_an_error)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_text(&fixture, RETAINED, "");
	assert_int_equal(kexec_image_reuse_initrd(image), -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->object, RETAINED);
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_copied_whole),
		cmocka_unit_test(it_has_its_place_among_others),
		cmocka_unit_test(without_it_the_reason_is_given),
		cmocka_unit_test(an_empty_one_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
