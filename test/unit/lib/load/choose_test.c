// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The call that a dry run names is the one that the load makes. Each row is
 * foreseen first, and then loaded.
 */
#include "lib/load/choose.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test/unit/lib/pack_kernel.h"
#include "test/unit/lib/recorded_image.h"

static struct kexec_image *start_unpackable(struct fixture *fixture)
{
	struct kexec_image *image = NULL;
	struct bzimage bzimage;

	pack_vmlinux(PACK_KERNEL_FLAGS, &bzimage);
	recorder = (struct recorder){ .is_asked = true };
	fixture_make_pc(fixture);
	fixture_text(fixture, "/sys/kernel/kexec_loaded", "0\n");
	fixture_put(fixture, "/kernel", bzimage_bytes(&bzimage));
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	return image;
}

/* clang-format off */
static const struct {
	const char *name;
	enum kexec_method method;
	unsigned int options;
	int question_answer;
	int ask_answer;
	const char *path; /* a file that is different; NULL: none */
	const char *text;
	enum kexec_method chosen;
	const char *why;
} rows[] = {
	{ "unpacked", KEXEC_METHOD_AUTO, 0, 0, 0, NULL, NULL,
	  KEXEC_METHOD_LOAD, "the next kernel starts sooner" },
	{ "-s", KEXEC_METHOD_FILE_LOAD, 0, 0, 0, NULL, NULL,
	  KEXEC_METHOD_FILE_LOAD, "it was asked for" },
	{ "-c", KEXEC_METHOD_LOAD, 0, 0, 0, NULL, NULL,
	  KEXEC_METHOD_LOAD, "it was asked for" },
	{ "kept packed", KEXEC_METHOD_AUTO, KEXEC_OPTION_KEEP_PACKED, 0, 0,
	  NULL, NULL, KEXEC_METHOD_FILE_LOAD,
	  "the kernel is not unpacked at load time" },
	{ "no kexec_load", KEXEC_METHOD_AUTO, 0, -ENOSYS, 0, NULL, NULL,
	  KEXEC_METHOD_FILE_LOAD, "kexec_load(2) is not there" },
	{ "refused", KEXEC_METHOD_AUTO, 0, 0, -EPERM, NULL, NULL,
	  KEXEC_METHOD_FILE_LOAD,
	  "the running kernel does not accept the files" },
	{ "lockdown", KEXEC_METHOD_AUTO, 0, 0, 0,
	  "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n",
	  KEXEC_METHOD_FILE_LOAD, "a policy judges" },
	{ "32-bit entry", KEXEC_METHOD_AUTO, KEXEC_OPTION_ENTRY_32BIT, 0, 0,
	  NULL, NULL, KEXEC_METHOD_LOAD, "kexec_file_load(2) enters a kernel" },
};
/* clang-format on */

TEST(the_call_that_is_foreseen_is_made)
{
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;
	int err;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		image = start_unpackable(&fixture);
		recorder.question_answer = rows[i].question_answer;
		recorder.ask_answer = rows[i].ask_answer;
		if (rows[i].path)
			fixture_text(&fixture, rows[i].path, rows[i].text);
		assert_int_equal(
			kexec_image_set_options(image, rows[i].options), 0);
		/* Only root asks about the files. */
		if (geteuid() && rows[i].ask_answer)
			goto next;
		assert_row(rows[i].name,
			   kxl_choose(image, rows[i].method,
				      KXL_PREFER_FORESEES, &choice),
			   0);
		assert_row(rows[i].name, choice.method, rows[i].chosen);
		assert_memory_equal(choice.why, rows[i].why,
				    strlen(rows[i].why));
		assert_row(rows[i].name, recorder.loads + recorder.file_loads,
			   0);
		assert_row(rows[i].name, kexec_image_loaded_by(image),
			   KEXEC_METHOD_AUTO);
		err = kexec_image_load(image, rows[i].method);
		assert_row(rows[i].name, kexec_image_loaded_by(image),
			   choice.method);
		assert_row(rows[i].name, err, 0);
		assert_row(rows[i].name, recorder.loads,
			   choice.method == KEXEC_METHOD_LOAD);
		assert_row(rows[i].name, recorder.file_loads,
			   choice.method == KEXEC_METHOD_FILE_LOAD);
	next:
		recorder_finish(&fixture, image);
	}
}

TEST(another_machines_kernel_is_not_asked)
{
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;

	image = start_unpackable(&fixture);
	recorder.question_answer = -ENOSYS;
	/* The fixture is a root other than "". */
	assert_int_equal(kexec_image_choose(image, KEXEC_METHOD_AUTO, &choice),
			 0);
	assert_int_equal(choice.method, KEXEC_METHOD_LOAD);
	assert_int_equal(recorder.questions + recorder.asked, 0);
	assert_int_equal(
		kexec_image_choose(image, (enum kexec_method)17, &choice),
		-EINVAL);
	recorder_finish(&fixture, image);
}

TEST(a_load_that_the_kernel_forbids_is_no_choice)
{
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;

	image = start_unpackable(&fixture);
	fixture_text(&fixture, "/proc/sys/kernel/kexec_load_disabled", "1\n");
	assert_int_equal(kexec_image_choose(image, KEXEC_METHOD_AUTO, &choice),
			 -EPERM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "load-disabled");
	fixture_text(&fixture, "/proc/sys/kernel/kexec_load_disabled", "0\n");
	fixture_remove(&fixture, "/sys/kernel/kexec_loaded");
	assert_int_equal(kexec_image_choose(image, KEXEC_METHOD_AUTO, &choice),
			 -ENOSYS);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "no-kexec");
	recorder_finish(&fixture, image);
}

TEST(an_option_without_a_call_is_refused_as_by_the_load)
{
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;
	int expected;

	image = start_unpackable(&fixture);
	assert_int_equal(
		kexec_image_set_options(image, KEXEC_OPTION_ENTRY_32BIT), 0);
	expected = kexec_image_load(image, KEXEC_METHOD_FILE_LOAD);
	assert_int_equal(expected, -EINVAL);
	assert_int_equal(
		kexec_image_choose(image, KEXEC_METHOD_FILE_LOAD, &choice),
		expected);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
			    "no-entry-file");
	recorder_finish(&fixture, image);
}

/* The kernel of bzimage_make() with one byte changed, cut off, or none. */
static const struct {
	const char *name;
	const char *text; /* the file, in place of the kernel */
	size_t flipped;	  /* of the kernel: this byte is changed; 0: none */
	size_t cut;	  /* of the kernel: bytes that are missing */
} bad_files[] = {
	{ "text", "This is no kernel.\n", 0, 0 },
	{ "one byte", "x", 0, 0 },
	{ "zeroes", "\0\0\0", 0, 0 },
	{ "damaged", NULL, 3000, 0 },
	{ "cut off", NULL, 0, 1000 },
};

static void put_bad_file(const struct fixture *fixture, size_t row)
{
	struct bzimage bzimage;
	struct kx_bytes bytes;

	bzimage_make(&bzimage);
	bytes = bzimage_bytes(&bzimage);
	if (bad_files[row].text)
		bytes = kx_bytes(bad_files[row].text,
				 strlen(bad_files[row].text) + 1);
	else if (bad_files[row].flipped)
		bzimage.data[bad_files[row].flipped] ^= 1;
	else
		bytes.size -= bad_files[row].cut;
	fixture_put(fixture, "/kernel", bytes);
}

TEST(a_file_that_no_call_gets_is_refused_as_by_the_load)
{
	static const enum kexec_method methods[] = { KEXEC_METHOD_AUTO,
						     KEXEC_METHOD_LOAD,
						     KEXEC_METHOD_FILE_LOAD };
	struct kexec_choice choice;
	struct kexec_image *image;
	struct fixture fixture;
	char name[64];
	size_t i;
	int expected;

	for (i = 0; i < 3 * ARRAY_SIZE(bad_files); i++) {
		recorder = (struct recorder){ 0 };
		fixture_make_pc(&fixture);
		fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
		put_bad_file(&fixture, i / 3);
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		expected = kexec_image_load(image, methods[i % 3]);
		snprintf(name, sizeof(name), "%s",
			 kexec_ctx_error(fixture.ctx)->name);
		assert_row(bad_files[i / 3].name,
			   kexec_image_choose(image, methods[i % 3], &choice),
			   expected);
		if (expected)
			assert_string_equal(kexec_ctx_error(fixture.ctx)->name,
					    name);
		/* Of a file that the kernel reads itself, bytes may differ. */
		assert_row(bad_files[i / 3].name, !expected,
			   bad_files[i / 3].flipped &&
				   methods[i % 3] == KEXEC_METHOD_FILE_LOAD);
		assert_row(bad_files[i / 3].name,
			   recorder.loads + recorder.file_loads, !expected);
		recorder_finish(&fixture, image);
	}
}

TEST(a_line_that_is_too_long_for_one_call_chooses_the_other)
{
	struct kexec_choice choice;
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	char line[2041];

	image = recorder_start(&fixture, fixture_make_pc);
	fixture_text(&fixture, "/sys/kernel/kexec_loaded", "0\n");
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(kexec_image_set_cmdline(image, line), 0);
	/* It fits a plan; that must not stand for the other call. */
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	assert_int_equal(
		kexec_image_choose(image, KEXEC_METHOD_FILE_LOAD, &choice),
		-EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	assert_int_equal(kexec_image_choose(image, KEXEC_METHOD_AUTO, &choice),
			 0);
	assert_int_equal(choice.method, KEXEC_METHOD_LOAD);
	assert_string_equal(choice.why, "the command line is too long for "
					"kexec_file_load(2)");
	fixture_text(&fixture, "/sys/kernel/security/lockdown",
		     "none [integrity] confidentiality\n");
	assert_int_equal(kexec_image_choose(image, KEXEC_METHOD_AUTO, &choice),
			 -EINVAL);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->name, "cmdline-long");
	recorder_finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_call_that_is_foreseen_is_made),
		cmocka_unit_test(another_machines_kernel_is_not_asked),
		cmocka_unit_test(a_load_that_the_kernel_forbids_is_no_choice),
		cmocka_unit_test(
			an_option_without_a_call_is_refused_as_by_the_load),
		cmocka_unit_test(
			a_file_that_no_call_gets_is_refused_as_by_the_load),
		cmocka_unit_test(
			a_line_that_is_too_long_for_one_call_chooses_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
