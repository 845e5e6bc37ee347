// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The stamps that a load leaves in an image, and a jump beside it. */
#include "core/timeline.h"
#include "lib/machine/clock.h"

#include "test/unit/lib/recorded_image.h"

static void put_range(const struct fixture *fixture, const char *number,
		      const char *start, const char *end)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/firmware/memmap/%s/start", number);
	fixture_text(fixture, path, start);
	snprintf(path, sizeof(path), "/sys/firmware/memmap/%s/end", number);
	fixture_text(fixture, path, end);
	snprintf(path, sizeof(path), "/sys/firmware/memmap/%s/type", number);
	fixture_text(fixture, path, "System RAM\n");
}

/* Its firmware does without the first page of memory. */
static void make_pc(struct fixture *fixture)
{
	fixture_make_pc(fixture);
	put_range(fixture, "0", "0x0\n", "0x9fbff\n");
	put_range(fixture, "1", "0x100000\n", "0xbfffffff\n");
}

static u64 stamp(const struct kexec_image *image, enum kx_stamp which)
{
	return kx_load_le64(image->timeline->stamps[which]);
}

static struct kexec_image *start(struct fixture *fixture,
				 void (*make)(struct fixture *fixture))
{
	struct kexec_image *image = recorder_start(fixture, make);

	assert_int_equal(kexec_image_set_options(image, KEXEC_OPTION_TIMELINE),
			 0);
	return image;
}

/* Whether the load said why. */
static bool has_warning(const struct fixture *fixture, const char *why)
{
	const char *at = strstr(fixture->log, "warning: there will be no ");

	return at && strstr(at, why);
}

TEST(a_load_is_stamped_when_it_begins_and_when_it_is_called)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 before = kxl_ticks();
	int i;

	image = start(&fixture, make_pc);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_non_null(image->timeline);
	assert_true(kexec_image_has_timeline(image));
	assert_true(before < stamp(image, KX_STAMP_LOAD));
	assert_true(stamp(image, KX_STAMP_LOAD) <
		    stamp(image, KX_STAMP_LOADED));
	assert_true(stamp(image, KX_STAMP_LOADED) < kxl_ticks());
	for (i = KX_STAMP_CALL; i < KX_STAMPS; i++)
		assert_int_equal(stamp(image, (enum kx_stamp)i), 0);
	assert_null(strstr(fixture.log, "timeline"));
	/* An old note is none of this image. */
	assert_int_equal(recorder.notes, 1);
	assert_int_equal(recorder.noted[0], 0);
	recorder_finish(&fixture, image);
}

TEST(a_plan_alone_has_no_stamps)
{
	const struct kexec_plan *plan;
	struct kexec_image *image;
	struct fixture fixture;
	int i;

	image = start(&fixture, make_pc);
	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < KX_STAMPS; i++)
		assert_int_equal(stamp(image, (enum kx_stamp)i), 0);
	recorder_finish(&fixture, image);
}

/* This one's map does not say so. */
TEST(a_first_page_that_may_be_the_firmwares_stays_as_it_is)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture, fixture_make_pc);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_null(image->timeline);
	assert_false(kexec_image_has_timeline(image));
	assert_true(has_warning(&fixture, "a first page of memory"));
	recorder.execute_answer = -EINVAL;
	assert_true(kexec_execute_timeline(fixture.ctx) < 0);
	assert_int_equal(recorder.notes, 0);
	recorder_finish(&fixture, image);
}

/* Nothing is written to memory but what the call loads. */
TEST(without_the_option_there_is_nothing_of_it)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = recorder_start(&fixture, make_pc);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_null(image->timeline);
	assert_false(kexec_image_has_timeline(image));
	assert_int_equal(image->began, 0);
	assert_null(strstr(fixture.log, "timeline"));
	recorder.execute_answer = -EINVAL;
	assert_true(kexec_execute(fixture.ctx) < 0);
	assert_int_equal(recorder.notes, 0);
	recorder_finish(&fixture, image);
}

TEST(a_load_of_files_has_what_kexec_ko_is_set_to)
{
	static const struct {
		const char *parameter; /* NULL: there is none */
		bool warns;
	} rows[] = { { NULL, true }, { "N\n", true }, { "Y\n", false } };
	struct kexec_image *image;
	struct fixture fixture;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		image = start(&fixture, make_pc);
		if (rows[i].parameter)
			fixture_text(&fixture,
				     "/sys/module/kexec/parameters/timeline",
				     rows[i].parameter);
		assert_int_equal(
			kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
		assert_int_equal(recorder.notes, 0);
		assert_int_equal(has_warning(&fixture, "kexec_file_load(2)"),
				 rows[i].warns);
		recorder_finish(&fixture, image);
	}
}

TEST(a_crash_kernel_has_no_timeline)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture, fixture_make_crash);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_LOAD), 0);
	assert_null(image->timeline);
	assert_false(kexec_image_has_timeline(image));
	assert_int_equal(recorder.notes, 0);
	recorder_finish(&fixture, image);
}

/* The second note takes the first one away, since there was no jump. */
TEST(the_note_of_a_jump_that_failed_is_removed)
{
	struct fixture fixture;
	u64 before = kxl_ticks();

	make_pc(&fixture);
	recorder = (struct recorder){ .execute_answer = -EINVAL };
	assert_true(kexec_execute_timeline(fixture.ctx) < 0);
	assert_int_equal(recorder.notes, 2);
	assert_true(recorder.noted[0] > before);
	assert_int_equal(recorder.noted[1], 0);
	fixture_free(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_load_is_stamped_when_it_begins_and_when_it_is_called),
		cmocka_unit_test(a_plan_alone_has_no_stamps),
		cmocka_unit_test(
			a_first_page_that_may_be_the_firmwares_stays_as_it_is),
		cmocka_unit_test(without_the_option_there_is_nothing_of_it),
		cmocka_unit_test(a_load_of_files_has_what_kexec_ko_is_set_to),
		cmocka_unit_test(a_crash_kernel_has_no_timeline),
		cmocka_unit_test(the_note_of_a_jump_that_failed_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
