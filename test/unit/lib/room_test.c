// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a load takes, and what it says where that is not there. The initrd is
 * of 40 MiB, so that the sums are its multiples, and its bytes are a hole.
 */
#include "room.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "recorder.h"
#include "test.h"

#define MIB    (1ULL << 20)
#define INITRD (40 * MIB)

static struct kexec_image *start_on(struct fixture *fixture,
				    void (*make)(struct fixture *fixture))
{
	struct kexec_image *image;

	recorder = (struct recorder){ 0 };
	make(fixture);
	assert_int_equal(truncate(fixture->initrd, INITRD), 0);
	assert_int_equal(
		kexec_image_open(fixture->ctx, fixture->kernel, &image), 0);
	assert_int_equal(kexec_image_add_initrd(image, fixture->initrd), 0);
	return image;
}

static struct kexec_image *start(struct fixture *fixture)
{
	return start_on(fixture, fixture_make_pc);
}

static void finish(struct fixture *fixture, struct kexec_image *image)
{
	kexec_image_close(image);
	fixture_free(fixture);
}

static void put_available(const struct fixture *fixture, u64 kib)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "MemTotal:  3143724 kB\nMemAvailable: %llu kB\n",
		 (unsigned long long)kib);
	fixture_text(fixture, "/proc/meminfo", text);
}

/* What is needed for @bytes, up to a whole KiB. */
static u64 kib_for(u64 bytes)
{
	return (bytes + bytes / 32 + MIB + 1023) / 1024;
}

static int load_with(struct fixture *fixture, struct kexec_image *image,
		     enum kexec_method method, u64 kib)
{
	put_available(fixture, kib);
	recorder = (struct recorder){ 0 };
	return kexec_image_load(image, method);
}

/* One KiB less than it needs is too little. */
static void assert_limit(struct fixture *fixture, struct kexec_image *image,
			 enum kexec_method method, u64 bytes)
{
	u64 kib = kib_for(bytes);

	assert_int_equal(load_with(fixture, image, method, kib), 0);
	assert_int_equal(recorder.loads + recorder.file_loads, 1);
	assert_int_equal(load_with(fixture, image, method, kib - 1), -ENOMEM);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(kexec_ctx_error(fixture->ctx)->name,
			    "memory-short");
}

static u64 sum_segments(struct kexec_image *image, bool is_whole)
{
	const struct kexec_plan *plan;
	u64 bytes = 0;
	unsigned int i;

	assert_int_equal(kexec_image_plan(image, &plan), 0);
	for (i = 0; i < plan->nr_segments; i++)
		bytes += is_whole ? plan->segments[i].memsz
				  : plan->segments[i].bufsz;
	assert_true(bytes > INITRD);
	return bytes;
}

TEST(linux_needs_the_files_and_whole_segments)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD,
		     2 * INITRD + image->kernel.bytes.size +
			     kxl_image_memory(image));
	assert_true(kxl_image_memory(image) > image->kernel.bytes.size);
	assert_limit(&fixture, image, KEXEC_METHOD_LOAD,
		     sum_segments(image, true));
	finish(&fixture, image);
}

TEST(the_module_needs_the_files_and_their_bytes)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	fixture_text(&fixture, "/sys/module/kexec/version", "1\n");
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD,
		     2 * INITRD + 2 * image->kernel.bytes.size);
	assert_limit(&fixture, image, KEXEC_METHOD_LOAD,
		     sum_segments(image, false));
	finish(&fixture, image);
}

TEST(joined_initrds_are_there_a_third_time)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 bytes;

	image = start(&fixture);
	assert_int_equal(kexec_image_add_initrd(image, fixture.initrd), 0);
	bytes = 6 * INITRD + image->kernel.bytes.size + kxl_image_memory(image);
	assert_int_equal(load_with(&fixture, image, KEXEC_METHOD_FILE_LOAD,
				   kib_for(bytes) - 1),
			 -ENOMEM);
	assert_null(image->joined.name);
	assert_int_equal(load_with(&fixture, image, KEXEC_METHOD_FILE_LOAD,
				   kib_for(bytes)),
			 0);
	/* From now on they are no longer available. */
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD,
		     bytes - 2 * INITRD);
	finish(&fixture, image);
}

TEST(a_join_without_memory_is_an_error_before_it_begins)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	put_available(&fixture, kib_for(INITRD) - 1);
	assert_int_equal(kxl_image_join(image), -ENOMEM);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action,
			    "join initrds");
	assert_null(image->joined.name);
	finish(&fixture, image);
}

TEST(a_crash_kernel_needs_its_files_alone)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 files;

	image = start_on(&fixture, fixture_make_crash);
	assert_int_equal(kexec_image_set_slot(image, KEXEC_SLOT_CRASH), 0);
	files = INITRD + image->kernel.bytes.size;
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, files);
	assert_int_equal(load_with(&fixture, image, KEXEC_METHOD_LOAD, 1), 0);
	/* kexec.ko keeps the loaded one until the new one is complete. */
	fixture_text(&fixture, "/sys/kernel/kexec_crash_loaded", "1\n");
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, files);
	fixture_text(&fixture, "/sys/module/kexec/version", "1\n");
	assert_limit(&fixture, image, KEXEC_METHOD_FILE_LOAD, 2 * files);
	assert_limit(&fixture, image, KEXEC_METHOD_LOAD,
		     sum_segments(image, false));
	finish(&fixture, image);
}

TEST(auto_leaves_out_the_call_that_has_no_memory)
{
	struct kexec_image *image;
	struct fixture fixture;
	u64 bytes;

	image = start(&fixture);
	bytes = 2 * INITRD + image->kernel.bytes.size + kxl_image_memory(image);
	assert_int_equal(
		load_with(&fixture, image, KEXEC_METHOD_AUTO, kib_for(bytes)),
		0);
	assert_int_equal(recorder.file_loads, 1);
	assert_int_equal(load_with(&fixture, image, KEXEC_METHOD_AUTO,
				   kib_for(bytes) - 1),
			 0);
	assert_int_equal(recorder.file_loads, 0);
	assert_int_equal(recorder.loads, 1);
	assert_int_equal(kexec_ctx_error(fixture.ctx)->errnum, 0);
	assert_int_equal(load_with(&fixture, image, KEXEC_METHOD_AUTO, 1024),
			 -ENOMEM);
	assert_int_equal(recorder.loads + recorder.file_loads, 0);
	assert_string_equal(kexec_ctx_error(fixture.ctx)->action, "kexec_load");
	finish(&fixture, image);
}

/* Under lockdown, say. What is wrong is the memory then. */
TEST(a_call_that_is_forbidden_does_not_hide_what_is_missing)
{
	static const char smaller[] = "or use a smaller initrd";
	const struct kexec_error *error;
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	put_available(&fixture, kib_for(sum_segments(image, true)));
	recorder.load_answer = -EPERM;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -ENOMEM);
	assert_int_equal(recorder.loads, 1);
	error = kexec_ctx_error(fixture.ctx);
	assert_string_equal(error->action, "kexec_file_load");
	assert_non_null(strstr(error->advice, smaller));
	/* After another error it counts. */
	fixture_text(&fixture, "/proc/meminfo", "MemTotal: 3143724 kB\n");
	recorder.file_answer = -EINVAL;
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_AUTO), -EPERM);
	finish(&fixture, image);
}

TEST(the_message_says_how_much_is_missing)
{
	struct kexec_image *image;
	struct fixture fixture;
	static const struct {
		u64 kib;
		const char *mentions;
	} rows[] = {
		{ 1024, "and 1.0 MiB are available: 41.3 MiB are missing" },
		{ 30 * 1024 + 563, "and 30.5 MiB are available: 11.8 MiB are" },
		{ 42 * 1024 + 255, "and 42.2 MiB are available: 0.1 MiB are" },
	};
	size_t i;

	/* 40 MiB, a 32nd part of it, and 1 MiB: 42.25. */
	image = start(&fixture);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		put_available(&fixture, rows[i].kib);
		assert_int_equal(kxl_room_for_join(image), -ENOMEM);
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
				       "needs about 42.2 MiB of memory"));
		assert_non_null(strstr(kexec_ctx_error(fixture.ctx)->text,
				       rows[i].mentions));
	}
	finish(&fixture, image);
}

TEST(without_a_number_the_kernel_is_the_judge)
{
	struct kexec_image *image;
	struct fixture fixture;

	image = start(&fixture);
	assert_int_equal(kexec_image_load(image, KEXEC_METHOD_FILE_LOAD), 0);
	assert_int_equal(recorder.file_loads, 1);
	fixture_remove(&fixture, "/proc/meminfo");
	assert_int_equal(kxl_room_for_files(image), 0);
	finish(&fixture, image);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(linux_needs_the_files_and_whole_segments),
		cmocka_unit_test(the_module_needs_the_files_and_their_bytes),
		cmocka_unit_test(joined_initrds_are_there_a_third_time),
		cmocka_unit_test(
			a_join_without_memory_is_an_error_before_it_begins),
		cmocka_unit_test(a_crash_kernel_needs_its_files_alone),
		cmocka_unit_test(auto_leaves_out_the_call_that_has_no_memory),
		cmocka_unit_test(
			a_call_that_is_forbidden_does_not_hide_what_is_missing),
		cmocka_unit_test(the_message_says_how_much_is_missing),
		cmocka_unit_test(without_a_number_the_kernel_is_the_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
