// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Exact messages of loads in the log, and about arguments. */
#include "lib/image/image.h"

#include <errno.h>

#include "test/unit/lib/fixture.h"
#include "test/unit/lib/recorder.h"
#include "test/unit/test.h"

#define LINE_MAX 512

static void assert_logged(const struct fixture *fixture, const char *line)
{
	if (!strstr(fixture->log, line))
		fail_msg("no line \"%s\" in:\n%s", line, fixture->log);
}

TEST(the_log_has_each_call_and_its_answer)
{
	static const struct {
		int answer;
		const char *says;
	} rows[] = {
		{ 0, "loaded" },
		{ -EBUSY, "Device or resource busy" },
	};
	struct kexec_image *image;
	struct fixture fixture;
	char line[LINE_MAX];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fixture_make_pc(&fixture);
		recorder = (struct recorder){
			.load_answer = rows[i].answer,
			.file_answer = rows[i].answer,
		};
		assert_int_equal(
			kexec_image_open(fixture.ctx, fixture.kernel, &image),
			0);
		assert_int_equal(kexec_image_set_cmdline(image, "a b"), 0);
		assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD),
				 rows[i].answer);
		snprintf(line, sizeof(line),
			 "\nkexec_load: entry %#lx, flags 0x3e0000, command "
			 "line \"a b\": %s\n",
			 recorder.entry, rows[i].says);
		assert_logged(&fixture, line);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			rows[i].answer);
		snprintf(line, sizeof(line),
			 "\nkexec_file_load: flags 0x4, command line \"a b\": "
			 "%s\n",
			 rows[i].says);
		assert_logged(&fixture, line);
		kexec_image_close(image);
		fixture_free(&fixture);
	}
}

/* Each file counts, and the sum is rounded up: 3 MiB of initrds are not all. */
TEST(half_of_memory_is_compared_with_all_files)
{
	static const u8 bytes[2 << 20];
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;
	char path[128];

	fixture_make_pc(&fixture);
	fixture_put(&fixture, "/initrd", kx_bytes(bytes, 1 << 20));
	fixture_put(&fixture, "/second", kx_bytes(bytes, sizeof(bytes)));
	fixture_path(&fixture, "/second", path);
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 5120 kB\n");
	recorder = (struct recorder){ .file_answer = -EINVAL };
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	assert_int_equal(kexec_image_add_initrd(image, path), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD),
			 -EINVAL);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->reason,
			    "the image needs more than half of memory (4 MiB "
			    "of files, 5 MiB of memory)");
	kexec_image_close(image);
	fixture_free(&fixture);
}

static void assert_argument(const struct fixture *fixture, const char *action,
			    const char *reason)
{
	const struct kexec_error *error = kexec_ctx_error(fixture->ctx);

	assert_string_equal(error->name, "argument");
	assert_string_equal(error->action, action);
	assert_string_equal(error->reason, reason);
}

TEST(an_argument_that_is_unknown_is_named)
{
	struct kexec_image *image;
	struct fixture fixture;

	fixture_make_pc(&fixture);
	recorder = (struct recorder){ 0 };
	assert_int_equal(kexec_image_open(fixture.ctx, fixture.kernel, &image),
			 0);
	assert_int_equal(kexec_image_load(image, (enum kexec_method)77),
			 -EINVAL);
	assert_argument(&fixture, "load", "method 0x4d is unknown here");
	assert_int_equal(kexec_unload(fixture.ctx, (enum kexec_method)78,
				      KEXEC_SLOT_NORMAL),
			 -EINVAL);
	assert_argument(&fixture, "unload", "method 0x4e is unknown here");
	assert_int_equal(kexec_unload(fixture.ctx, KEXEC_METHOD_AUTO,
				      (enum kexec_slot)79),
			 -EINVAL);
	assert_argument(&fixture, "unload", "slot 0x4f is unknown here");
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	kexec_image_close(image);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_has_each_call_and_its_answer),
		cmocka_unit_test(half_of_memory_is_compared_with_all_files),
		cmocka_unit_test(an_argument_that_is_unknown_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
